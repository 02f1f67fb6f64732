#!/bin/sh
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# trend.sh HMMBENCH RUN [COUNT ...]: seconds that `hmmbench trend` takes for so
# many copies of a run folder, each a minute younger. Without counts: 50, 200 and
# 1000.

set -e
hmmbench=$1
run=$2
shift 2
[ $# -gt 0 ] || set -- 50 200 1000
copies=$(mktemp -d)
trap 'rm -rf "$copies"' EXIT

for count in "$@"; do
  mkdir "$copies/$count"
  i=0
  while [ $i -lt "$count" ]; do
    copy=$copies/$count/$i
    mkdir "$copy"
    cp -rl "$run/boots" "$copy/boots"
    created=$(date -u -d "2026-01-01 + $i minutes" +%Y-%m-%dT%H:%M:%SZ)
    # A checksum of other text is refused; without one it is read.
    sed -e "s/\"created\": \".*\"/\"created\": \"$created\"/" \
      -e '/"checksum":/d' -e 's/^  "crc32": .*/  "note": ""/' \
      "$run/run.json" >"$copy/run.json"
    i=$((i + 1))
  done
  start=$(date +%s%N)
  "$hmmbench" trend "$copies/$count"/* --output "$copies" >/dev/null
  ms=$((($(date +%s%N) - start) / 1000000))
  echo "$count runs: $ms ms"
done
