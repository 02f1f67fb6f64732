#!/bin/sh
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# check.sh STATISTICS_TABLE [SETS]: compares the suite's statistics with R's.
# Exit code 77: R is not installed.
set -eu
command -v Rscript >/dev/null || {
  echo "skipped: Rscript is not installed; apt-get install r-base-core"
  exit 77
}
table=$(mktemp)
trap 'rm -f "$table"' EXIT
"$1" "${2:-1000}" 1 >"$table"
Rscript --vanilla "$(dirname -- "$0")/check.R" "$table"
