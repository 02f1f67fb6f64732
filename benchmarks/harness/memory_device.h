// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A device for tests of the code above devices. Its memory is the process's
// own, so nothing ever faults. A test can make it misbehave.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_MEMORY_DEVICE_H_
#define HMMBENCH_BENCHMARKS_HARNESS_MEMORY_DEVICE_H_

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "benchmarks/harness/page_pattern.h"
#include "fixtures/base/error.h"
#include "fixtures/device/device.h"

namespace hmmbench {

class MemoryDevice : public Device {
 public:
  // How it misbehaves. Each function gets the words of the first page: on the
  // way to the device, after that, and when the device reads.
  std::function<void(uint64_t* words)> on_migrate;
  std::function<void(uint64_t* words)> after_migrate;
  std::function<void(uint64_t* words)> on_read;
  uint64_t pages_that_stay = 0;         // of each migration
  bool keeps_huge = true;               // pages that are huge
  std::atomic<int> busy{0};             // requests that give up first
  int error = 0;                        // of reads, writes and exclusive access
  std::atomic<uint64_t> exclusives{0};  // asked for
  mutable int opened = 0;               // again
  bool has_knobs = true;
  int memory_node = 0;  // the node that its memory reports
  bool holds_all = true;
  bool reads_back = true;
  std::string words;                // in which it explains an error
  DeviceObservations observations;  // what it says that it saw, once a cell
  std::byte* own_memory = nullptr;  // gives this for a range
  int migrate_error = 0;
  std::function<int(size_t pages)> pull_error;  // of one migration
  std::string never_faults;                     // why
  int migrations = 0;

  DeviceResult MigrateToDevice(void* address, size_t pages,
                               void* bounce) override {
    auto* words = static_cast<uint64_t*>(address);
    if (on_migrate) on_migrate(words);
    memory_pages_ += pages;
    ++migrations;
    if (migrate_error != 0) return {.error = migrate_error};
    if (pull_error && pull_error(pages) != 0) {
      return {.error = pull_error(pages)};
    }
    if (pages_that_stay != 0) return {.error = ENOENT};
    if (reads_back) CopyWords(bounce, address, pages);
    if (after_migrate) after_migrate(words);
    return {.pages = pages};
  }
  [[nodiscard]] bool ReadsBack() const override { return reads_back; }
  DeviceResult MigrateMixed(void* address, size_t pages,
                            void* bounce) override {
    return MigrateToDevice(address, pages, bounce);
  }
  DeviceResult MigrateToSystem(void* /*address*/, size_t pages) override {
    return {.pages = pages};
  }
  DeviceResult Read(void* address, size_t pages, void* into) override {
    if (on_read) on_read(static_cast<uint64_t*>(address));
    return Copy(into, address, pages);
  }
  DeviceResult Write(void* address, size_t pages, const void* from) override {
    return Copy(address, const_cast<void*>(from), pages);
  }
  uint64_t CountResident(void* /*address*/, size_t pages) override {
    return pages - pages_that_stay;
  }
  bool SetFaultCost(const FaultCost& cost) override {
    if (has_knobs) cost_ = cost;
    return has_knobs || cost == FaultCost();
  }
  bool SetMemoryLimit(uint64_t pages) override {
    if (has_knobs) memory_limit_ = pages;
    return has_knobs || pages == 0;
  }
  [[nodiscard]] std::unique_ptr<Device> Reopen() const override {
    ++opened;
    return std::make_unique<MemoryDevice>();
  }
  DeviceResult MakeExclusive(void* address, size_t pages,
                             void* bounce) override {
    ++exclusives;
    std::memcpy(bounce, address, pages * kPageBytes);
    return {.error = error, .pages = pages};
  }
  uint64_t CountHuge(void* /*address*/, size_t pages) override {
    return keeps_huge ? pages : 0;
  }
  std::map<std::string, uint64_t> Counters() override { return {}; }
  void* AllocateRange(size_t /*bytes*/) override { return own_memory; }
  [[nodiscard]] std::string WhyItNeverFaults() const override {
    return never_faults;
  }
  [[nodiscard]] bool HoldsWholeRange() const override { return holds_all; }
  DeviceObservations TakeObservations() override { return observations; }
  [[nodiscard]] std::string Explain(int error) const override {
    return words.empty() ? Device::Explain(error) : words;
  }
  std::map<int, uint64_t> MemoryPagesByNode() override {
    return {{memory_node, memory_pages_}};
  }
  [[nodiscard]] std::string Name() const override { return "memory_device"; }
  [[nodiscard]] int Index() const override { return 1; }

  [[nodiscard]] const FaultCost& cost() const { return cost_; }
  [[nodiscard]] uint64_t memory_limit() const { return memory_limit_; }

 private:
  // Copies word by word, because CPU threads touch the same pages meanwhile.
  DeviceResult Copy(void* to, void* from, size_t pages) {
    if (busy.fetch_sub(1) > 0) return {.error = EBUSY};
    if (error != 0) return {.error = error};
    CopyWords(to, from, pages);
    return {.pages = pages, .faults = 1};
  }
  void CopyWords(void* to, void* from, size_t pages) {
    const std::lock_guard lock(mutex_);
    for (size_t word = 0; word < pages * kPageWords; ++word) {
      std::atomic_ref(static_cast<uint64_t*>(to)[word])
          .store(std::atomic_ref(static_cast<uint64_t*>(from)[word])
                     .load(std::memory_order_relaxed),
                 std::memory_order_relaxed);
    }
  }

  std::mutex mutex_;
  uint64_t memory_pages_ = 0;
  FaultCost cost_;
  uint64_t memory_limit_ = 0;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_MEMORY_DEVICE_H_
