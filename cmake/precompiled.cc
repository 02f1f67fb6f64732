// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a precompiled header hangs on; see precompiled.cmake.
