# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
