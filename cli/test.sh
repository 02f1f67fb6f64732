# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# `./hmmbench test`: the suite's own tests, sourced by the launcher, in tiers.
# shellcheck shell=bash disable=SC2154

test_help() {
  cat <<'HELP'
Usage: ./hmmbench test [--quick] [--sanitizers] [--full] [-R REGEX]

Without options: format check, unit tests, and the tests in real guests: every
scenario and the kernel's own hmm-tests on each kernel. The kernels are built
first.

  --quick        before a commit: only what needs no guest
  --sanitizers   also the unit tests under the address+undefined sanitizer, and
                 those of code with threads under the thread sanitizer, each a
                 build of its own (half an hour the first time); continuous
                 integration runs this
  --full         also clang-tidy over every file, and every fault that the gate
                 has to stop, each in guests of its own (more than an hour)
  -R REGEX       only tests whose name matches

Options add up. At the end it says how long each part took.

Exit code 0: all passed; 1: a test failed; 3: the tests could not be built.
HELP
}

# git refuses a repository of another user, who may well be root.
list_files() {
  git -c safe.directory='*' -C "$root" ls-files -- "$@"
}

check_format() {
  local files
  mapfile -t files < <(list_files '*.cc' '*.h')
  (cd "$root" && clang-format --dry-run -Werror "${files[@]}") || {
    say "format: the lines above differ; run clang-format -i on the files"
    return 1
  }
}

check_tidy() {
  say "clang-tidy over every file; several minutes"
  local folder
  folder=$(build_folder tidy)
  (cd "$root" && cmake --preset tidy -B "$folder" >/dev/null &&
    list_files '*.cc' |
    xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p "$folder" 2>/dev/null) || {
    say "clang-tidy: see the warnings above"
    return 1
  }
}

# tested PRESET [OPTION ...]: runs tests, and keeps the end of what each that
# failed printed, so that it stands at the end of a long run.
tested() {
  local preset=$1 folder logs name
  shift
  folder=$(build_folder "$preset")
  (cd "$root" && ctest --preset "$preset" --test-dir "$folder" "$@") && return
  logs=$folder/Testing/Temporary
  while IFS=: read -r _ name; do
    printf '%s (%s):\n' "$name" "$preset"
    awk -v heading="/[0-9]+ Test: " -v name="$name" '
      $0 ~ heading { inside = substr($0, index($0, "Test: ") + 6) == name }
      inside' "$logs/LastTest.log" | tail -n 40 | sed 's/^/  /'
  done <"$logs/LastTestsFailed.log" >>"$failures"
  return 1
}

# sanitized PRESET TARGET [FILTER]
sanitized() {
  local preset=$1 target=$2
  shift 2
  build "$preset" "$target"
  tested "$preset" -j "$(nproc)" "$@"
}

# The independent implementation that histograms are checked against; without
# it that test is skipped, and says what is missing.
install_hdr_peer() {
  local folder
  folder=$(build_folder release)/hdr_peer
  [ -d "$folder/node_modules" ] || ! command -v npm >/dev/null ||
    npm install --prefix "$folder" --no-audit --no-fund --silent >&2 ||
    say "npm could not install hdr-histogram-js; its test will be skipped"
}

# part NAME COMMAND...: runs it, and keeps how long it took and how it ended.
part() {
  local name=$1 start=$SECONDS end=passed
  shift
  say "$name"
  "$@" || {
    end=FAILED
    failed=1
  }
  took+=("$(printf '%-40s %3d:%02d  %s' "$name" $(((SECONDS - start) / 60)) \
    $(((SECONDS - start) % 60)) "$end")")
}

build_release() {
  build release
  install_hdr_peer
}

run_tests() {
  local quick=no sanitizers=no full=no filter=() failed=0 took=()
  while [ $# -gt 0 ]; do
    case $1 in
      --quick) quick=yes ;;
      --sanitizers) sanitizers=yes ;;
      --full) full=yes ;;
      -R)
        [ $# -ge 2 ] || fail "-R needs a regular expression"
        filter=(-R "$2")
        shift
        ;;
      *) fail "unknown option '$1'; ./hmmbench test --help shows them" ;;
    esac
    shift
  done
  [ "$quick$full" != yesyes ] || fail "--quick and --full exclude each other"
  local failures
  failures=$(mktemp)

  part "build" build_release
  [ "${#filter[@]}" -gt 0 ] || part "format" check_format
  # The quick tests first: what fails there fails soonest.
  part "unit tests" tested release -L "unit|reference" -j "$(nproc)" "${filter[@]}"
  if [ "$sanitizers" = yes ]; then
    part "unit tests, address sanitizer" sanitized asan all "${filter[@]}"
    part "unit tests, thread sanitizer" sanitized tsan threads_tests \
      "${filter[@]}"
  fi
  [ "$quick" = yes ] ||
    part "tests in guests" tested release -L guest "${filter[@]}"
  if [ "$full" = yes ]; then
    [ "${#filter[@]}" -gt 0 ] || part "clang-tidy" check_tidy
    part "faults that the gate has to stop" tested release -L full \
      "${filter[@]}"
  fi
  if [ -s "$failures" ]; then
    say "what failed, with the end of what it printed:"
    cat "$failures" >&2
  fi
  rm -f "$failures"
  say "how long it took, in minutes:"
  printf '  %s\n' "${took[@]}" >&2
  [ "$failed" -eq 0 ] || exit 1
}
