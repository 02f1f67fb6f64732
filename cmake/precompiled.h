// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The headers that most files include, compiled once (precompiled.cmake). A
// file still includes what it uses.

#ifndef HMMBENCH_CMAKE_PRECOMPILED_H_
#define HMMBENCH_CMAKE_PRECOMPILED_H_

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#endif  // HMMBENCH_CMAKE_PRECOMPILED_H_
