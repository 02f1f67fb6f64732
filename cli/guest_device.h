// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A GPU of the host in the guests of a run: what the command line says of it,
// what is checked, and what it adds to image and guest.

#ifndef HMMBENCH_CLI_GUEST_DEVICE_H_
#define HMMBENCH_CLI_GUEST_DEVICE_H_

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/guest/guest.h"
#include "fixtures/guest/guest_driver.h"

namespace hmmbench {

struct GuestDeviceOptions {
  std::vector<std::string> vfio;  // PCI addresses
  std::vector<std::filesystem::path> drivers;
};

// Of a guest's nodes, with room for a driver's files and buffers where it gets
// one. Throws Error as ParseNumaLayout() does.
NumaLayout NumaLayoutOf(std::string_view text,
                        const GuestDeviceOptions& options);

void AddGuestDeviceOptions(CLI::App& app, GuestDeviceOptions& options);

// A mistake is said before anything is built: a clock or an accelerator that
// cannot have a device, a device that is not ready to be given away, memory
// that may not be locked, a driver without its parts. Throws Error.
void CheckGuestDevice(const GuestDeviceOptions& options,
                      const std::string& clock, const std::string& accelerator,
                      const NumaLayout& numa);

class GuestDevice {
 public:
  explicit GuestDevice(const GuestDeviceOptions& options);

  // What goes into the guest's image.
  [[nodiscard]] const std::vector<InitramfsEntry>& files() const {
    return driver_.files;
  }
  // The guest gets the devices and loads the driver before its command. Throws
  // Error where it would not run on KVM.
  void AddTo(GuestTask* task) const;

 private:
  GuestDriver driver_;
  std::vector<VfioDevice> devices_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_GUEST_DEVICE_H_
