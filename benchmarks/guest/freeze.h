// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The guest's side of a template (fixtures/guest/template.h): stops here, and
// goes on in each of its copies, which do not do the same.

#ifndef HMMBENCH_BENCHMARKS_FREEZE_H_
#define HMMBENCH_BENCHMARKS_FREEZE_H_

#include <filesystem>
#include <string>

namespace hmmbench {

// Has QEMU stop this guest two seconds of its time from now, and sleeps until
// shortly after that. Throws Error in a guest that is not to be a template.
// `devices` is for tests.
void Freeze(const std::filesystem::path& devices = "/sys/bus/pci/devices");

// What this copy is to do; "" in a guest that has been told nothing. Throws
// Error when it is damaged. `folder` is for tests.
std::string ReadGiven(const std::filesystem::path& folder =
                          "/sys/firmware/qemu_fw_cfg/by_name/opt/hmmbench");

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_FREEZE_H_
