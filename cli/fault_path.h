// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the instructions of a fault go, function by function.

#ifndef HMMBENCH_CLI_FAULT_PATH_H_
#define HMMBENCH_CLI_FAULT_PATH_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/guest/execution_log.h"
#include "fixtures/kernel/build/symbols.h"

namespace hmmbench {

// A fault from the CPU's entry into the kernel to its return to the program.
struct FaultPath {
  uint64_t instructions = 0;
  std::map<std::string, uint64_t> by_function;  // they add up to that
  uint64_t faults = 0;                          // that were seen whole
  uint64_t alike = 0;  // of these, with as many instructions as this one
};

// Reads a log of each instruction in the kernel's text, in order. Faults that
// an interrupt fell into are left out, and those that did not migrate a page.
class FaultPathReader {
 public:
  explicit FaultPathReader(const KernelSymbols& symbols);
  void Feed(const Executed& executed);
  // One of those with the commonest number of instructions, the smallest of
  // several: what a fault that finds no batch full and no list empty executes.
  // nullopt when no whole fault was seen.
  [[nodiscard]] std::optional<FaultPath> Usual() const;

 private:
  // What a CPU executed since it entered the kernel.
  struct Segment {
    bool open = false;
    uint64_t instructions = 0;
    std::vector<uint64_t> counts;  // by function
    int last = -1;                 // function
  };
  // Those of one number of instructions.
  struct Alike {
    uint64_t faults = 0;
    Segment first;
  };

  void Close(Segment* segment);
  [[nodiscard]] bool Passed(const Segment& segment,
                            const std::vector<int>& one_of) const;

  const KernelSymbols& symbols_;
  std::vector<bool> entries_;  // by function: ways into the kernel
  int page_fault_ = -1;
  std::vector<int> swap_;     // parts of do_swap_page()
  std::vector<int> migrate_;  // and of migrate_vma_pages()
  std::map<int, Segment> by_cpu_;
  // By the function that they were in last. A whole fault ends where the kernel
  // returns to the program; one that an interrupt cuts in two ends anywhere.
  std::map<int, std::map<uint64_t, Alike>> by_last_;
};

// Kernels side by side, the first the baseline: a row for each function whose
// count differs, largest difference first, then the `most` largest others.
// 75 columns for up to three kernels.
std::string FaultPathTable(const std::vector<std::string>& labels,
                           const std::vector<FaultPath>& paths, size_t most);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_FAULT_PATH_H_
