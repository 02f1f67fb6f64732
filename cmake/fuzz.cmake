# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# hmmbench_fuzz(<name> COPIES <n> LIBRARIES <targets>)
#   <name>_fuzz.cc in this folder, with its inputs in <name>_corpus. In the
#   preset "fuzz" (clang) a libFuzzer program:
#     cmake --preset fuzz && cmake --build --preset fuzz
#     build/fuzz/bin/<name>-fuzz -max_total_time=600 NEW_FOLDER <name>_corpus
#   In all others a unit test that runs it on the corpus and on <n> damaged
#   copies (fixtures/fuzz/replay_main.cc).

option(HMMBENCH_FUZZ "Build the libFuzzer targets; needs clang" OFF)
add_custom_target(fuzzers)

function(hmmbench_fuzz name)
  cmake_parse_arguments(FUZZ "" "COPIES" "LIBRARIES" ${ARGN})
  string(REPLACE _ - program ${name})
  if(HMMBENCH_FUZZ)
    add_executable(${program}-fuzz EXCLUDE_FROM_ALL ${name}_fuzz.cc)
    target_link_options(${program}-fuzz PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${program}-fuzz PRIVATE ${FUZZ_LIBRARIES})
    add_dependencies(fuzzers ${program}-fuzz)
    return()
  endif()
  add_executable(${program}-fuzz-replay
                 ${name}_fuzz.cc ${CMAKE_SOURCE_DIR}/fixtures/fuzz/replay_main.cc)
  target_link_libraries(${program}-fuzz-replay PRIVATE ${FUZZ_LIBRARIES})
  add_test(NAME ${name}_fuzz
           COMMAND ${program}-fuzz-replay
                   ${CMAKE_CURRENT_SOURCE_DIR}/${name}_corpus ${FUZZ_COPIES})
  set_tests_properties(${name}_fuzz PROPERTIES LABELS unit TIMEOUT 300)
endfunction()
