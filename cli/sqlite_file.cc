// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/sqlite_file.h"

#include <filesystem>
#include <string>
#include <string_view>

#include "fixtures/base/atomic_file.h"
#include "fixtures/base/child.h"
#include "fixtures/base/error.h"
#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

ChildResult RunSqlite(const std::filesystem::path& file,
                      const std::filesystem::path& input) {
  try {
    // An absolute path does not look like an option.
    return RunChild({.arguments = {"sqlite3", "-bail", "-batch",
                                   std::filesystem::absolute(file).string()},
                     .input = input},
                    nullptr);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error&) {
    throw Error(
        "there is no sqlite3 to write {}: install it (apt-get install "
        "sqlite3), or leave out --output, which prints the SQL",
        file.string());
  }
}

}  // namespace

void ExecuteSql(const std::filesystem::path& file, std::string_view sql) {
  const TemporaryFolder folder;
  ReplaceFile(folder.path() / "sql", sql);
  const ChildResult result = RunSqlite(file, folder.path() / "sql");
  if (result.exit_code == 0) return;
  throw Error("sqlite3 could not write {}: {}", file.string(),
              result.output.substr(0, result.output.find('\n')));
}

}  // namespace hmmbench
