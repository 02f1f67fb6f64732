# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# hmmbench_precompiled(<target>)       the target's files begin with the
# hmmbench_test_precompiled(<target>)  headers that most of them include,
#                                      compiled once
# Half of a build's time goes there. A build without (HMMBENCH_PCH=OFF) shows
# what a file forgot to include.

option(HMMBENCH_PCH "Compile common headers once" ON)

function(hmmbench_precompiled target)
  if(HMMBENCH_PCH)
    target_precompile_headers(${target} REUSE_FROM hmmbench_precompiled)
  endif()
endfunction()

function(hmmbench_test_precompiled target)
  if(HMMBENCH_PCH)
    target_precompile_headers(${target} REUSE_FROM hmmbench_test_precompiled)
  endif()
endfunction()

if(HMMBENCH_PCH)
  find_package(GTest REQUIRED)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # ccache asks for it.
    add_compile_options(-fpch-preprocess)
  endif()
  add_library(hmmbench_precompiled OBJECT cmake/precompiled.cc)
  target_link_libraries(hmmbench_precompiled PRIVATE fmt::fmt)
  target_precompile_headers(hmmbench_precompiled PRIVATE cmake/precompiled.h)
  add_library(hmmbench_test_precompiled OBJECT cmake/precompiled.cc)
  target_link_libraries(hmmbench_test_precompiled PRIVATE fmt::fmt GTest::gmock)
  target_precompile_headers(
    hmmbench_test_precompiled PRIVATE cmake/precompiled.h <gmock/gmock.h>
    <gtest/gtest.h>)
endif()
