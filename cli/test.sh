# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# `./hmmbench test`: the suite's own tests, sourced by the launcher. Unit tests
# under both sanitizer presets and as built for measuring; then, in real guests,
# every scenario and the kernel's own hmm-tests on each kernel.
# shellcheck shell=bash

test_help() {
  cat <<'HELP'
Usage: ./hmmbench test [--unit] [--full] [-R REGEX]

Without options: format check, unit tests (plain, address+undefined sanitizer,
thread sanitizer), and the tests in real guests, which build the kernels first.

  --unit      only what needs no guest
  --full      also clang-tidy over every file, and every fault that the gate
              has to stop (both take several minutes)
  -R REGEX    only tests of the measuring build whose name matches

Exit code 0: all passed; 1: a test failed; 3: the tests could not be built.
HELP
}

check_format() {
  local files
  mapfile -t files < <(cd "$root" && git ls-files -- '*.cc' '*.h')
  (cd "$root" && clang-format --dry-run -Werror "${files[@]}") || {
    say "format: the lines above differ; run clang-format -i on the files"
    return 1
  }
}

check_tidy() {
  say "clang-tidy over every file; several minutes"
  (cd "$root" && git ls-files -- '*.cc' |
    xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p build/release 2>/dev/null) || {
    say "clang-tidy: see the warnings above"
    return 1
  }
}

# sanitized PRESET
sanitized() {
  say "unit tests, $1"
  build "$1"
  (cd "$root" && ctest --preset "$1" -j "$(nproc)")
}

# The independent implementation that histograms are checked against; without
# it that test is skipped, and says what is missing.
install_hdr_peer() {
  local folder=$root/build/release/hdr_peer
  [ -d "$folder/node_modules" ] || ! command -v npm >/dev/null ||
    npm install --prefix "$folder" --no-audit --no-fund --silent >&2 ||
    say "npm could not install hdr-histogram-js; its test will be skipped"
}

run_tests() {
  local unit=no full=no filter=() failed=0
  while [ $# -gt 0 ]; do
    case $1 in
      --unit) unit=yes ;;
      --full) full=yes ;;
      -R)
        [ $# -ge 2 ] || fail "-R needs a regular expression"
        filter=(-R "$2")
        shift
        ;;
      -h | --help)
        test_help
        return 0
        ;;
      *) fail "unknown option '$1'; ./hmmbench test --help shows them" ;;
    esac
    shift
  done
  [ "$unit" = no ] || filter+=(-L unit)

  build release
  install_hdr_peer
  if [ "${#filter[@]}" -eq 0 ] || [ "$unit" = yes ]; then
    check_format || failed=1
    [ "$full" = no ] || check_tidy || failed=1
    sanitized asan || failed=1
    sanitized tsan || failed=1
  fi
  say "tests of the measuring build"
  [ "$full" = yes ] || [ "${#filter[@]}" -gt 0 ] || filter=(-LE full)
  (cd "$root" && ctest --preset release "${filter[@]}") || failed=1
  [ "$failed" -eq 0 ] || exit 1
}
