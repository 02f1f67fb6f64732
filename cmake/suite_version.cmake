# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# Writes suite_version.cc anew when the revision of the sources has changed:
#   cmake -DSOURCE=... -DFILE=... -DVERSION=... -P suite_version.cmake

# git refuses a repository of another user, but who builds it has chosen it.
set(git git -c safe.directory=* -C ${SOURCE})
execute_process(
  COMMAND ${git} rev-parse --short=12 HEAD
  OUTPUT_VARIABLE revision
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
  RESULT_VARIABLE failed)
if(failed)
  set(revision "")
else()
  execute_process(
    # Unlike diff-index, it compares contents where only times differ.
    COMMAND ${git} diff --quiet HEAD --
    RESULT_VARIABLE changed
    ERROR_QUIET)
  if(changed)
    string(APPEND revision " (changed)")
  endif()
endif()
set(content
    "// Made by cmake/suite_version.cmake.

#include \"fixtures/base/suite_version.h\"

#include <string>

namespace hmmbench {

const std::string& SuiteVersion() {
  static const std::string version = \"${VERSION}\";
  return version;
}

const std::string& SuiteRevision() {
  static const std::string revision = \"${revision}\";
  return revision;
}

}  // namespace hmmbench
")
set(old "")
if(EXISTS ${FILE})
  file(READ ${FILE} old)
endif()
if(NOT old STREQUAL content)
  file(WRITE ${FILE} "${content}")
endif()
