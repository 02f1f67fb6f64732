#!/bin/sh
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# build-libperf.sh SOURCE FOLDER CC
#   Builds libperf.a and libapi.a from SOURCE (a kernel tarball or tree) and puts
#   them with libperf's headers into FOLDER. FOLDER appears whole or not at all,
#   whenever this is killed and however many run at once.
set -eu
source=$1
folder=$2
compiler=$3

# ninja asks only when a file is missing; a sibling may have made it meanwhile.
[ -e "$folder/libperf.a" ] && [ -e "$folder/libapi.a" ] && exit 0

parent=$(dirname "$folder")
mkdir -p "$parent"
# What killed predecessors left.
for old in "$parent"/new.*; do
  [ -d "$old" ] && ! kill -0 "${old##*.}" 2>/dev/null && rm -rf "$old"
done
new=$parent/new.$$
mkdir "$new"
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM

fail() {
  echo "cannot build libperf from $source: $1" >&2
  [ -s "$new/log" ] && tail -n 20 "$new/log" >&2
  exit 1
}

mkdir "$new/tree"
if [ -d "$source" ]; then
  # A copy, so that the user's tree stays clean.
  tar -C "$source" -c tools/lib tools/include tools/scripts tools/build \
    tools/arch >"$new/tar" 2>"$new/log" || fail "its tools/ cannot be read"
  tar -C "$new/tree" -xf "$new/tar" 2>"$new/log" || fail "no space?"
else
  tar -C "$new/tree" -xf "$source" --strip-components=1 \
    --wildcards --no-wildcards-match-slash '*/tools/lib' '*/tools/include' \
    '*/tools/scripts' '*/tools/build' '*/tools/arch' 2>"$new/log" ||
    fail "it does not unpack"
fi

# Its own Makefiles; only -O2 is added, and -Werror taken back for compilers
# that know more warnings than the source's year did. MAKEFLAGS would bring in
# the outer build's options.
build() {
  env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$new/tree/tools/lib/$1" \
    "lib$1.a" CC="$compiler" EXTRA_CFLAGS='-O2 -Wno-error' >"$new/log" 2>&1 ||
    fail "make failed in tools/lib/$1"
}
build api
build perf

mkdir -p "$new/result"
cp "$new/tree/tools/lib/api/libapi.a" "$new/tree/tools/lib/perf/libperf.a" \
  "$new/result/" 2>"$new/log" || fail "no space?"
cp -R "$new/tree/tools/lib/perf/include" "$new/result/" 2>"$new/log" ||
  fail "no space?"
# Fails when a sibling was first: its result is as good. A folder that somebody
# emptied in part is in the way; it is not whole, so it may go.
[ -e "$folder/libperf.a" ] && [ -e "$folder/libapi.a" ] && exit 0
rm -rf "$folder"
mv -T "$new/result" "$folder" 2>"$new/log" || [ -e "$folder/libperf.a" ] ||
  fail "cannot write $folder"
