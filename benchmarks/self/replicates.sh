#!/bin/sh
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# replicates.sh HMMBENCH [SEEDS [OPTIONS OF hmmbench run]]: how many replicates
# a minute there are on the virtual clock, as boots and as copies of one, on
# this machine as it is now. The kernel has to be in the cache.

set -e
hmmbench=$1
seeds=${2:-16}
[ $# -lt 2 ] && shift || shift 2
[ $# -gt 0 ] || set -- --policies trylock --rounds 10 \
  --cell same_page/threads:4/delay_us:20
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# measure KIND SEEDS OPTIONS: the seconds that it takes.
measure() {
  kind=$1 count=$2
  shift 2
  start=$(date +%s%N)
  "$hmmbench" run --clock virtual --replicates "$kind" --seeds "$count" \
    --results "$results" "$@" >/dev/null 2>&1
  echo $((($(date +%s%N) - start) / 1000000))
}

# The first run makes the template, unless an earlier one has.
first=$(measure fork 1 "$@")
echo "first copy, with its template if there was none: $first ms"
for kind in boot fork; do
  ms=$(measure $kind "$seeds" "$@")
  echo "$kind: $seeds replicates in $ms ms," \
    "$((60000 * seeds / ms)) a minute"
done
