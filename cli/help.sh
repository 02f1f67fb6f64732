# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# What the launcher says of the program before there is one: read from the
# sources, so that nothing is written twice.
# shellcheck shell=bash disable=SC2154

# "NAME<tab>SUMMARY", a line each, in the order of `hmmbench --help`.
list_commands() {
  local file
  for file in "$root"/cli/*.cc; do
    sed -n '/^HMMBENCH_SUBCOMMAND(/,/});/p' "$file" | tr -d '\n' |
      sed -nE 's/" +"//g
        s/.*\.name = "([^"]*)".*\.summary = "([^"]*)".*\.order = ([0-9]+).*/\3\t\1\t\2\n/p'
  done | sort -s -n -k 1,1 | cut -f 2-
  sed -nE 's/.*add_subcommand\("([^"]*)", "([^"]*)".*/\1\t\2/p' \
    "$root/cli/main.cc"
}

print_help() {
  sed -n '/CLI::App app{/,/};/s/^ *"\(.*\)"\(};\)\{0,1\}$/\1/p' \
    "$root/cli/main.cc" | tr -d '\n'
  printf '\n\nUsage: %s [--install | --no-install] COMMAND [OPTIONS]\n\n' "$0"
  printf 'Commands (COMMAND --help builds the program and shows its options):\n'
  list_commands | while IFS=$'\t' read -r name summary; do
    printf '  %-20s %s\n' "$name" "$summary"
  done
  sed -n '/kFooter = R"($/,/)";$/{s/.*R"($//; s/)";$//; p}' "$root/cli/main.cc"
}

# git refuses a repository of another user, but all of this is the user's
# choice to run.
print_version() {
  local version revision
  version=$(sed -nE 's/^project\(hmmbench VERSION ([0-9.]+).*/\1/p' \
    "$root/CMakeLists.txt")
  revision=$(git -c safe.directory='*' -C "$root" rev-parse --short=12 HEAD \
    2>/dev/null) || revision=
  printf 'hmmbench %s%s, not built yet\n' "$version" \
    "${revision:+, revision $revision}"
}
