#!/usr/bin/env bash
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# launcher_test.sh PROGRAM
#   The launcher with stand-ins for apt, CMake and ninja, so that each case takes
#   a moment. PROGRAM is the hmmbench that was built: the help of a checkout that
#   was not must name its commands.
set -euo pipefail

program=$1
source=$(cd -- "$(dirname -- "$0")/.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"

# In the way of the real ones; what they were asked is in asked/.
mkdir -p "$work/bin" "$work/asked"
chmod 777 "$work/asked"
stub() {
  { printf '#!/bin/bash\n' && cat; } >"$work/bin/$1"
  chmod 755 "$work/bin/$1"
}
stub dpkg-query <<'STUB'
shift 3
for name; do
  [[ " ${MISSING:-} " == *" $name "* ]] || echo "$name installed"
done
STUB
# The first BUSY calls of each command find the lock held.
stub apt-get <<'STUB'
echo "$@" >>"$ASKED/apt"
if [ "$(grep -c "^$1" "$ASKED/apt")" -le "${BUSY:-0}" ]; then
  echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1"
  echo "E: Unable to lock directory /var/lib/apt/lists/"
  exit 100
fi
echo "whole output of apt-get $1"
[ "$1" != install ] || [ -z "${NO_PACKAGE:-}" ] || {
  echo "E: Unable to locate package bison"
  exit 100
}
STUB
stub sudo <<'STUB'
exec "$@"
STUB
stub cmake <<'STUB'
[ -z "${NO_CONFIGURATION:-}" ] || {
  printf 'CMake Error at cmake/libperf.cmake:27 (message):\n'
  printf '  libperf needs a kernel source\n  and there is none.\n\n\nmore\n'
  exit 1
}
echo "$@" >>"$ASKED/cmake"
touch "$4/build.ninja"
echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >"$4/CMakeCache.txt"
STUB
stub ninja <<'STUB'
mkdir -p "$2/bin"
printf '#!/bin/bash\necho "ran $0 $*, cache $XDG_CACHE_HOME"\n' \
  >"$2/bin/hmmbench"
chmod 755 "$2/bin/hmmbench"
STUB

# new_clone: a checkout that was never built.
new_clone() {
  [ ! -e "$work/clone" ] || chmod -R u+w "$work/clone"
  rm -rf "${work:?}"/{clone,home,tmp,asked/*}
  mkdir -p "$work/clone/cli" "$work/home" "$work/tmp"
  chmod 777 "$work/home" "$work/tmp"
  cp "$source/hmmbench" "$source/CMakeLists.txt" "$work/clone/"
  cp "$source"/cli/*.sh "$source"/cli/*.cc "$work/clone/cli/"
}

as_user=()

# launch [OPTION OF env ...] -- ARGUMENT...: sets output and code.
launch() {
  local settings=()
  while [ "$1" != -- ]; do
    settings+=("$1")
    shift
  done
  shift
  code=0
  output=$("${as_user[@]}" env -u XDG_CACHE_HOME -u CCACHE_DIR \
    PATH="$work/bin:$PATH" HOME="$work/home" ASKED="$work/asked" \
    HMMBENCH_APT_RETRY_S=0.1 TMPDIR="$work/tmp" env "${settings[@]}" \
    "$work/clone/hmmbench" "$@" 2>&1 </dev/null) || code=$?
}

failed=0
report() {
  failed=1
  printf '%s: %s:\n%s\n' "$case" "$1" "$output" >&2
}
# expect CODE TEXT...: every text is in the output.
expect() {
  local text
  [ "$code" -eq "$1" ] || report "exit code $code, not $1"
  shift
  for text; do
    [[ $output == *"$text"* ]] || report "no '$text'"
  done
}
expect_lines() {
  [ "$(wc -l <<<"$output")" -eq "$1" ] || report "not $1 lines"
}
expect_not() {
  [[ $output != *"$1"* ]] || report "there is '$1'"
}
expect_nothing_built() {
  if [ -n "$(ls "$work/asked")" ] || [ -e "$work/clone/build" ]; then
    report "something was installed or built"
  fi
}

case="help without a build"
new_clone
for word in --help -h help; do
  launch MISSING=bison -- "$word"
  expect 0 "Usage:" "  compare  " "Exit codes:"
  expect_nothing_built
done
# What it says is what the program says, white space apart.
said=$("$program" --help | tr -s ' \n' ' ')
commands=$(sed -n '/^Commands/,/^$/s/^  //p' <<<"$output")
[ "$(wc -l <<<"$commands")" -ge 18 ] || report "too few commands"
while read -r line; do
  line=$(tr -s ' ' <<<"$line")
  [[ $said == *"$line"* ]] || report "the program does not say '$line'"
done < <(sed -n '/^Commands/,$p' <<<"$output" | tail -n +2 | grep -v '^$')
while read -r name; do
  grep -q "^$name " <<<"$commands" || report "no $name"
done < <("$program" --help | sed -nE '/^Subcommands/,/^$/s/^  ([a-z-]+).*/\1/p')

case="a reader that went away"
output=$({ "$work/clone/hmmbench" --help | true; } 2>&1) || true
[ -z "$output" ] || report "it is no failure"

case="version without a build"
launch -- --version
expect 0 "$("$program" --version | cut -d , -f 1)" "not built yet"
expect_nothing_built

case="no command"
launch --
expect 3 "no command given" "--help"
expect_lines 1
expect_nothing_built

case="help after a build is the program's"
launch -- list
expect 0 "ran $work/clone/build/release/bin/hmmbench list"
launch MISSING=g++ -- help
expect 0 "bin/hmmbench --help"
launch -- --version
expect 0 "bin/hmmbench --version"

case="what measures nothing needs no package of kernels"
new_clone
launch MISSING="bison qemu-system-x86" -- list
expect 0 "ran "
[ ! -e "$work/asked/apt" ] || report "apt was asked"

case="without a terminal it installs"
new_clone
launch MISSING="bison flex" -- compare
expect 0 "installing 2 packages with apt: bison flex" "ran "
expect_not "[Y/n]"

case="--no-install lists"
new_clone
launch MISSING="bison flex" -- compare --no-install
expect 3 "install them with:" "bison flex"
expect_nothing_built

case="a busy apt is waited for, with one line"
new_clone
launch MISSING=bison BUSY=2 -- compare
expect 0 "another apt is at work; waiting for it" "ran "
[ "$(grep -c '^update' "$work/asked/apt")" -eq 3 ] ||
  report "update was not tried again"
[ "$(grep -c '^install' "$work/asked/apt")" -eq 3 ] ||
  report "install was not tried again"

case="apt's error is shown, and its whole log kept"
new_clone
launch MISSING=bison NO_PACKAGE=yes -- compare
expect 3 "(E: Unable to locate package bison)" "the whole output is in "
expect_lines 2
log=${output##* }
if ! grep -q "output of apt-get update" "$log" ||
  ! grep -q "output of apt-get install" "$log"; then
  report "the log is not whole"
fi

# ask ANSWER ARGUMENT...: on a terminal.
ask() {
  local answer=$1
  shift
  code=0
  output=$(printf '%s\n' "$answer" | env PATH="$work/bin:$PATH" \
    HOME="$work/home" ASKED="$work/asked" TMPDIR="$work/tmp" MISSING=bison \
    script -qec "'$work/clone/hmmbench' $*" /dev/null 2>&1 | tr -d '\r') ||
    code=$?
}
if command -v script >/dev/null; then
  case="on a terminal it asks"
  new_clone
  ask n compare
  expect 3 "install 1 packages with apt? [Y/n]" "nothing was installed"
  expect_nothing_built
  ask y compare
  expect 0 "[Y/n]" "ran "
  case="--install does not ask"
  new_clone
  ask n compare --install
  expect 0 "installing 1 packages" "ran "
  expect_not "[Y/n]"
fi

case="CMake's error is one line"
new_clone
launch NO_CONFIGURATION=yes -- list
expect 3 "libperf needs a kernel source and there is none." "configure.log"
expect_not "more"
expect_lines 2

# From here on a user who cannot write the checkout.
if [ "$(id -u)" -eq 0 ]; then
  command -v setpriv >/dev/null || exit "$failed"
  as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  uid=65534
else
  uid=$(id -u)
fi
protect() { chmod -R a-w "$work/clone"; }

case="another user's checkout is built in the cache"
new_clone
protect
launch -- list
expect 0 "configuring and building (release) in $work/home/.cache/hmmbench" \
  "ran $work/home/.cache/hmmbench/build/" "/release/bin/hmmbench list"
expect_lines 2
launch -- list
expect_lines 1
launch -- --help
expect 0 "bin/hmmbench --help"

case="HOME that is not set"
new_clone
protect
launch -u HOME -- list
expect 0 "HOME is not set: what is built goes to $work/tmp/hmmbench-$uid" \
  "cache $work/tmp/hmmbench-$uid"
launch -u HOME -- list
expect_not "HOME is not set"
expect 0 "cache $work/tmp/hmmbench-$uid"

case="a home that cannot be written"
new_clone
protect
chmod 555 "$work/home"
launch -- list
expect 0 "$work/home/.cache cannot be written" "cache $work/tmp/hmmbench-$uid"

case="no place at all"
new_clone
protect
chmod 555 "$work/home" "$work/tmp"
launch -- list
expect 3 "set XDG_CACHE_HOME to a folder that you can write"
launch -- --help
expect 0 "Usage:"

if [ "$(id -u)" -eq 0 ]; then
  case="a folder for temporary files that another user made"
  new_clone
  protect
  mkdir -m 777 "$work/tmp/hmmbench-$uid"
  launch -u HOME -- list
  expect 3 "is another user's: set XDG_CACHE_HOME"
  expect_lines 1
fi

case="a lock that cannot be written"
new_clone
mkdir -p "$work/clone/build"
touch "$work/clone/build/.release.lock"
chmod 444 "$work/clone/build/.release.lock"
[ "${#as_user[@]}" -eq 0 ] || chmod 777 "$work/clone/build"
launch -- list
expect 3 ".release.lock cannot be written"
expect_lines 1

exit "$failed"
