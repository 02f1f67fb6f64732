# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# hmmbench_test(<name> SOURCES <files> LIBRARIES <targets>)
#   A GoogleTest program that stands beside what it tests; each of its tests is
#   one ctest test with the label "unit".

find_package(GTest REQUIRED)
include(GoogleTest)

function(hmmbench_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_LIBRARIES} GTest::gmock
                                        GTest::gtest_main)
  hmmbench_test_precompiled(${name})
  # The repository's own files (plans, patches, schema) are test inputs too.
  target_compile_definitions(
    ${name} PRIVATE HMMBENCH_SOURCE_FOLDER="${CMAKE_SOURCE_DIR}")
  gtest_discover_tests(
    ${name}
    DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS unit TIMEOUT 120)
endfunction()
