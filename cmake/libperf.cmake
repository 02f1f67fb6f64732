# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# hmmbench_libperf: the kernel's own library for perf events, which Debian does
# not package. It is built from tools/lib/perf (and tools/lib/api, which it
# needs) of an installed kernel source, once for all build folders: the result
# is kept in the user's cache, by source and compiler. Sanitizers do not reach
# into it.

set(HMMBENCH_LINUX_SOURCE "" CACHE PATH
    "Kernel source (tarball or tree) to build libperf from; empty: the newest /usr/src/linux-source-*.tar.xz")

block()
set(source "${HMMBENCH_LINUX_SOURCE}")
if(NOT source)
  file(GLOB sources /usr/src/linux-source-*.tar.xz)
  list(SORT sources COMPARE NATURAL ORDER DESCENDING)
  list(POP_FRONT sources source)
endif()
if(NOT source OR NOT EXISTS "${source}")
  message(FATAL_ERROR
    "libperf needs a kernel source and there is none"
    " (HMMBENCH_LINUX_SOURCE is '${HMMBENCH_LINUX_SOURCE}')."
    " Install one: apt-get install linux-source-6.12")
endif()

# What the result depends on. Reading a tarball of 150 MB at each configuration
# would take longer than the build, hence its size and time.
if(IS_DIRECTORY "${source}")
  file(GLOB_RECURSE parts "${source}/tools/lib/perf/*.[ch]"
                          "${source}/tools/lib/api/*.[ch]")
  if(NOT parts)
    message(FATAL_ERROR "${source} is not a kernel source: no tools/lib/perf")
  endif()
  set(identity "")
  foreach(part IN LISTS parts)
    file(SHA256 "${part}" hash)
    string(APPEND identity ${hash})
  endforeach()
else()
  file(SIZE "${source}" size)
  file(TIMESTAMP "${source}" time UTC)
  set(identity "${source} ${size} ${time}")
endif()
file(SHA256 ${CMAKE_CURRENT_LIST_DIR}/build-libperf.sh script)
string(SHA256 key
       "${identity} ${script} ${CMAKE_C_COMPILER} ${CMAKE_C_COMPILER_VERSION}")
string(SUBSTRING ${key} 0 16 key)

if(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(libperf_folder "$ENV{XDG_CACHE_HOME}/hmmbench/libperf/${key}")
else()
  set(libperf_folder "$ENV{HOME}/.cache/hmmbench/libperf/${key}")
endif()

set(libperf_libraries ${libperf_folder}/libperf.a ${libperf_folder}/libapi.a)
add_custom_command(
  OUTPUT ${libperf_libraries}
  COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/build-libperf.sh ${source}
          ${libperf_folder} ${CMAKE_C_COMPILER}
  COMMENT "Building libperf from ${source}"
  VERBATIM)
add_custom_target(libperf_build DEPENDS ${libperf_libraries})

add_library(hmmbench_libperf INTERFACE)
add_dependencies(hmmbench_libperf libperf_build)
target_include_directories(hmmbench_libperf SYSTEM
                           INTERFACE ${libperf_folder}/include)
target_link_libraries(hmmbench_libperf INTERFACE ${libperf_libraries})
endblock()
