// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/axes.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "fixtures/device/delay_shape.h"
#include "fixtures/device/driver_profile.h"
#include "fixtures/placement/placement.h"

namespace hmmbench::axes {
namespace {

// A time in a driver that is 0 unless a cell sets it. Only then is it in the
// cell's name.
Axis UnnamedMicroseconds(std::string name, std::string help) {
  return {.name = std::move(name),
          .help = std::move(help),
          .default_value = "0",
          .lowest = 0,
          .highest = 100'000,
          .unnamed_default = true};
}

}  // namespace

Axis Threads(std::string default_value) {
  return {.name = "threads",
          .help = "CPU threads",
          .default_value = std::move(default_value),
          .lowest = 1,
          .highest = 64};
}

Axis Pages() {
  return {.name = "pages",
          .help = "pages of 4 KiB that are on the device when a round begins",
          .default_value = "64",
          .lowest = 1,
          .highest = 16384};
}

Axis Access() {
  return {.name = "access",
          .help = "what a CPU thread does to a page",
          .default_value = "read",
          .words = {"read", "write"}};
}

Axis Devices(std::string default_value) {
  return {.name = "devices",
          .help = "threads that issue requests to the other device",
          .default_value = std::move(default_value),
          .lowest = 1,
          .highest = 16};
}

Axis DeviceAccess() {
  return {.name = "device_access",
          .help = "what the device does to a page",
          .default_value = "read",
          .words = {"read", "write"}};
}

Axis Mirrors() {
  return {.name = "mirrors",
          .help =
              "open files that the device's threads share, each with a "
              "mutex and told of every invalidation",
          .default_value = "1",
          .lowest = 1,
          .highest = 16};
}

Axis RequestPages() {
  return {.name = "request_pages",
          .help = "pages that one request of the device covers",
          .default_value = "1",
          .lowest = 1,
          .highest = 512};
}

Axis Stride() {
  return {.name = "stride",
          .help =
              "distance from one of the pages to the next; a driver moves "
              "granules of 64 KiB, 2 MiB at most",
          .default_value = "page",
          .words = {"page", "64K", "2M"},
          .unnamed_default = true};
}

size_t StridePages(const Cell& cell) {
  const auto stride = cell.axes.find("stride");
  if (stride == cell.axes.end() || stride->second == "page") return 1;
  return stride->second == "64K" ? 16 : 512;
}

Axis DelayUs(std::string default_value) {
  return {.name = "delay_us",
          .help =
              "busy time of the driver before it migrates a faulted page, "
              "in us",
          .default_value = std::move(default_value),
          .lowest = 0,
          .highest = 100'000};
}

Axis DelayShape() {
  return {.name = "delay_shape",
          .help = "what the driver's times are drawn from, beside their mean",
          .default_value = ToString(kDefaultDelayShape),
          .words = DelayShapeWords()};
}

Axis CopyUs() {
  return {.name = "copy_us",
          .help = "busy time of a page's copy, with its folio locked, in us",
          .default_value = "0",
          .lowest = 0,
          .highest = 100'000};
}

Axis CopySleepUs() {
  return {.name = "copy_sleep_us",
          .help = "time that the copy sleeps for an engine, likewise, in us",
          .default_value = "0",
          .lowest = 0,
          .highest = 100'000};
}

Axis Driver() {
  return {.name = "driver",
          .help =
              "where a driver spends delay_us: before the migration "
              "(plain), or where a named one does",
          .default_value = std::string(kPlainDriver),
          .words = DriverWords(),
          .unnamed_default = true};
}

Axis NotifierUs() {
  return UnnamedMicroseconds("notifier_us",
                             "busy time of the owner's TLB flush, inside "
                             "migrate_vma_setup(), in us");
}

Axis RefuseUs() {
  return UnnamedMicroseconds("refuse_us",
                             "time after a page's arrival in which the driver "
                             "does not migrate it, in us");
}

Axis DriverLock() {
  return {.name = "driver_lock",
          .help =
              "the driver's lock: none, around the migration, or around its "
              "delay, too",
          .default_value = "off",
          .words = {"off", "on", "whole"}};
}

Axis Placement(std::string default_value) {
  return {.name = "placement",
          .help = "NUMA nodes of the threads: the data's, all, all but it",
          .default_value = std::move(default_value),
          .words = PlacementWords()};
}

Axis Node(std::string name, std::string help) {
  std::vector<std::string> words = {kAnyNode};
  for (int node = 0; node < kMostNodes; ++node) {
    words.push_back(std::to_string(node));
  }
  return {.name = std::move(name),
          .help = std::move(help),
          .default_value = kAnyNode,
          .words = std::move(words)};
}

}  // namespace hmmbench::axes
