# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# Which files a library or a test is made of follows from their names, so that
# a new file needs no line here: X_test.cc tests X, X_main.cc is a program,
# test_X.cc and test_X.h are what several tests share.

# hmmbench_sources(<variable> <folder> ...): the production files of folders.
function(hmmbench_sources variable)
  set(found)
  foreach(folder ${ARGN})
    file(GLOB files CONFIGURE_DEPENDS ${folder}/*.cc)
    list(FILTER files EXCLUDE REGEX "(_test|_main)\\.cc$|/test_[^/]*\\.cc$")
    list(APPEND found ${files})
  endforeach()
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# hmmbench_test_sources(<variable> <folder> ...): their tests, and what tests
# share.
function(hmmbench_test_sources variable)
  set(found)
  foreach(folder ${ARGN})
    file(GLOB files CONFIGURE_DEPENDS ${folder}/*_test.cc ${folder}/test_*.cc)
    list(APPEND found ${files})
  endforeach()
  set(${variable} ${found} PARENT_SCOPE)
endfunction()
