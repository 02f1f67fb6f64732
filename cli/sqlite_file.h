// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_CLI_SQLITE_FILE_H_
#define HMMBENCH_CLI_SQLITE_FILE_H_

#include <filesystem>
#include <string_view>

namespace hmmbench {

// Has the program sqlite3 execute `sql` on `file`, which is made if it does not
// exist. Throws Error that says what to install when there is no sqlite3, and
// with sqlite3's own message when it refuses.
void ExecuteSql(const std::filesystem::path& file, std::string_view sql);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_SQLITE_FILE_H_
