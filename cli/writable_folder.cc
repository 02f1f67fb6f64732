// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/writable_folder.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

namespace hmmbench {

bool CanWrite(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::path nearest = std::filesystem::absolute(folder);
  while (!std::filesystem::exists(nearest, error) &&
         nearest.has_relative_path()) {
    nearest = nearest.parent_path();
  }
  return std::filesystem::is_directory(nearest, error) &&
         access(nearest.c_str(), W_OK | X_OK) == 0;
}

std::filesystem::path FirstWritable(
    const std::vector<std::filesystem::path>& folders) {
  const auto found = std::ranges::find_if(folders, CanWrite);
  return found != folders.end() ? *found : folders.front();
}

}  // namespace hmmbench
