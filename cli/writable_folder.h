// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Whether this user can put files into a folder that may not exist yet.

#ifndef HMMBENCH_CLI_WRITABLE_FOLDER_H_
#define HMMBENCH_CLI_WRITABLE_FOLDER_H_

#include <filesystem>
#include <vector>

namespace hmmbench {

// True where `folder` can be written, or, if it does not exist, can be made.
bool CanWrite(const std::filesystem::path& folder);

// Returns the first of `folders` that can be written, or the first one when
// none can: what is then tried with it says why not.
std::filesystem::path FirstWritable(
    const std::vector<std::filesystem::path>& folders);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_WRITABLE_FOLDER_H_
