#!/bin/bash
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# kill_test.sh HMMBENCH [KILLS [COMMAND...]]: measures with each command once
# undisturbed and once with KILLS kills (SIGKILL) at random moments, each
# followed by --resume, and compares all records byte by byte. On the virtual
# clock, so that they have to be equal. Kernels have to be built.

set -u
# Otherwise the second command would find all that the first one measured.
export HMMBENCH_FRESH=1
program=$1
kills=${2:-5}
shift $(($# < 2 ? $# : 2))
commands=("$@")
[ ${#commands[@]} -gt 0 ] ||
  commands=(run compare gate tune calibrate verify-determinism explore)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
RANDOM=${HMMBENCH_KILL_SEED:-1}

cell=same_page/threads:2/delay_us:20
# options_of COMMAND: the words behind it, without --results.
options_of() {
  local usual=(--cell "$cell" --rounds 1 --clock virtual --jobs 1)
  case $1 in
    run | compare)
      echo "${usual[@]}" --policies stock,wait --seeds 4 --sensitivity 0 ;;
    gate)
      echo "${usual[@]}" --policies stock,wait --seeds 2 --most-blocks 2 \
        --sensitivity 0 ;;
    tune)
      echo "${usual[@]}" --seeds 4 --knob spin_ns=0,20000 --visits 1 ;;
    calibrate)
      echo "${usual[@]}" --policies stock --seeds 2 --sensitivity 0 \
        --output "$work/margins.toml" ;;
    verify-determinism)
      echo "${usual[@]}" --policies wait --seeds 3 --sensitivity 0 ;;
    explore)
      echo --scenario "$cell" --policy wait --rounds 1 --budget 1s ;;
  esac
}

# newest RESULTS: the run that was begun last, if any.
newest() {
  local run last=
  for run in "$1"/*/; do
    [ -f "$run/run.json" ] && last=${run%/}
  done
  echo "$last"
}

# records RESULTS: a checksum of each boot's records, in order.
records() {
  local run
  for run in "$1"/*/; do
    (cd "$run" && cksum boots/*/records.jsonl)
  done
}

for command in "${commands[@]}"; do
  read -ra options <<<"$(options_of "$command")"
  whole=$work/$command-whole
  cut=$work/$command-cut
  start=$EPOCHREALTIME
  "$program" "$command" "${options[@]}" --results "$whole" \
    >"$work/out" 2>&1
  expected=$?
  ms=$(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
  tries=0 done_before=0
  while [ "$tries" -lt "$kills" ]; do
    run=$(newest "$cut")
    if [ -n "$run" ]; then
      words=(--resume "$run")
    else
      words=("${options[@]}" --results "$cut")
    fi
    "$program" "$command" "${words[@]}" >"$work/out" 2>&1 &
    pid=$!
    sleep "$(printf '%d.%03d' $((RANDOM % ms / 1000)) $((RANDOM % 1000)))"
    kill -9 "$pid" 2>/dev/null || done_before=$((done_before + 1))
    wait "$pid" 2>/dev/null
    tries=$((tries + 1))
    # What came to its end is begun anew.
    if [ -n "$(newest "$cut")" ] && [ "$tries" -lt "$kills" ] &&
      grep -q '^  "state": "finished"' "$(newest "$cut")/run.json" &&
      [ "$command" != gate ] && [ "$command" != verify-determinism ] &&
      [ "$command" != explore ]; then
      [ "$(records "$cut")" = "$(records "$whole")" ] || break
      rm -rf "$cut"
    fi
  done
  run=$(newest "$cut")
  if [ -n "$run" ]; then
    words=(--resume "$run")
  else
    words=("${options[@]}" --results "$cut")
  fi
  "$program" "$command" "${words[@]}" >"$work/out" 2>&1
  code=$?
  verdict=same
  if [ "$command" = explore ]; then
    "$program" explore --replay "$(newest "$cut")" --results "$work/replay" \
      >"$work/replayed" 2>&1 || verdict=DIFFERENT
  else
    [ "$(records "$cut")" = "$(records "$whole")" ] || verdict=DIFFERENT
  fi
  [ "$code" = "$expected" ] || verdict="EXIT CODE $code, not $expected"
  printf '%-20s %3d kills (%d after its end): %s\n' "$command" \
    "$((tries - done_before))" "$done_before" "$verdict"
  if [ "$verdict" != same ]; then
    failed=1
    cat "$work/out"
    diff <(records "$whole") <(records "$cut")
  fi
done
exit "$failed"
