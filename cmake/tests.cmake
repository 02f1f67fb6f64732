# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# hmmbench_test(<name> [THREADS] SOURCES <files> LIBRARIES <targets>)
#   A GoogleTest program that stands beside what it tests; each of its tests is
#   one ctest test with the label "unit". THREADS: what it tests has threads, so
#   that it is run under the thread sanitizer, too (label "threads", target
#   threads_tests).

find_package(GTest REQUIRED)
include(GoogleTest)

add_custom_target(threads_tests)

function(hmmbench_test name)
  cmake_parse_arguments(TEST "THREADS" "" "SOURCES;LIBRARIES" ${ARGN})
  set(labels unit)
  if(TEST_THREADS)
    list(APPEND labels threads)
    add_dependencies(threads_tests ${name})
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_LIBRARIES} GTest::gmock
                                        GTest::gtest_main)
  gtest_discover_tests(
    ${name}
    DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS "${labels}" TIMEOUT 120)
endfunction()
