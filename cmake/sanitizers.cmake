# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
#
# HMMBENCH_SANITIZE is "", "address,undefined" or "thread" (see the presets).

set(HMMBENCH_SANITIZE "" CACHE STRING "Sanitizers to build with")
if(HMMBENCH_SANITIZE)
  add_compile_options(-fsanitize=${HMMBENCH_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  if(HMMBENCH_SANITIZE MATCHES undefined)
    # Checks of every pointer that is followed. They are a third of the build's
    # time and half of its size. The address sanitizer stops at a null pointer
    # too, and x86 loads from any address.
    add_compile_options(-fno-sanitize=null,alignment,object-size,vptr)
  endif()
  add_link_options(-fsanitize=${HMMBENCH_SANITIZE})
endif()
