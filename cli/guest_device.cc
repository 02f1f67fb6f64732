// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/guest_device.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "fixtures/base/error.h"
#include "fixtures/guest/guest.h"
#include "fixtures/guest/guest_driver.h"
#include "fixtures/guest/vfio.h"

namespace hmmbench {

NumaLayout NumaLayoutOf(std::string_view text,
                        const GuestDeviceOptions& options) {
  // An NVIDIA driver's libraries and firmware alone are 300 MiB, in memory
  // twice while they are unpacked.
  constexpr int kWithDriverMib = 2048;
  NumaLayout numa = ParseNumaLayout(text);
  if (!options.vfio.empty()) {
    numa.memory_mib_per_node =
        std::max(numa.memory_mib_per_node, kWithDriverMib);
  }
  return numa;
}

void AddGuestDeviceOptions(CLI::App& app, GuestDeviceOptions& options) {
  app.add_option("--vfio", options.vfio,
                 "Give each guest this PCI device of the host (17:00.0), whose "
                 "IOMMU group is bound to vfio-pci; needs KVM")
      ->option_text("BDF ...");
  app.add_option("--guest-driver", options.drivers,
                 "For --vfio: your own driver, as a folder of modules for the "
                 "guest's kernel or a Debian package "
                 "(fixtures/device/README.md)")
      ->option_text("PATH ...");
}

void CheckGuestDevice(const GuestDeviceOptions& options,
                      const std::string& clock, const std::string& accelerator,
                      const NumaLayout& numa) {
  if (options.vfio.empty() && options.drivers.empty()) return;
  if (options.vfio.empty()) {
    throw Error(
        "--guest-driver is for a device that --vfio gives to the guest");
  }
  if (clock == "virtual" || accelerator == "tcg") {
    throw Error(
        "a device of the host needs a guest on KVM: leave out --clock virtual "
        "and --accel tcg");
  }
  for (const std::string& address : options.vfio) CheckVfio(address);
  CheckMemoryLock(static_cast<uint64_t>(numa.nodes * numa.memory_mib_per_node)
                  << 20U);
  ReadGuestDriver(options.drivers);
}

GuestDevice::GuestDevice(const GuestDeviceOptions& options)
    : driver_(ReadGuestDriver(options.drivers)) {
  for (const std::string& address : options.vfio) {
    devices_.push_back(CheckVfio(address));
  }
}

void GuestDevice::AddTo(GuestTask* task) const {
  if (devices_.empty()) return;
  if (task->accelerator.name != "kvm") {
    throw Error(
        "a device of the host needs a guest on KVM, which does not work here: "
        "{}",
        task->accelerator.reason);
  }
  task->vfio = devices_;
  task->command = driver_.load + task->command;
}

}  // namespace hmmbench
