# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# Every target of the project compiles without a warning.

add_compile_options(-Wall -Wextra -Wpedantic -Werror)
