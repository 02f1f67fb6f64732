# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# HMMBENCH_SANITIZE is "", "address,undefined" or "thread" (see the presets).

set(HMMBENCH_SANITIZE "" CACHE STRING "Sanitizers to build with")
if(HMMBENCH_SANITIZE)
  add_compile_options(-fsanitize=${HMMBENCH_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HMMBENCH_SANITIZE})
endif()
