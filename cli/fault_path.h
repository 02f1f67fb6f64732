// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Counts the instructions of a fault, function by function.

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

// Reads a log of each instruction in the kernel's text, in order. Leaves out
// faults during which an interrupt came, and faults that migrated no page.
class FaultPathReader {
 public:
  explicit FaultPathReader(const KernelSymbols& symbols);
  void Feed(const Executed& executed);
  // Returns a fault with the most frequent number of instructions, the smallest
  // if there are several such numbers. It is a fault that finds no batch full
  // and no list empty. Returns nullopt when no whole fault was seen.
  [[nodiscard]] std::optional<FaultPath> Usual() const;

 private:
  // The instructions of a CPU since it entered the kernel.
  struct Segment {
    bool open = false;
    uint64_t instructions = 0;
    std::vector<uint64_t> counts;  // by function
    int last = -1;                 // function
  };
  // Faults with the same number of instructions.
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
  // Keyed by the function that they were in last. A whole fault ends where the
  // kernel returns to the program. A fault that an interrupt cuts in two ends
  // anywhere.
  std::map<int, std::map<uint64_t, Alike>> by_last_;
};

// Writes a table of kernels side by side, the first of which is the baseline.
// It has a row for each function whose count differs, the largest difference
// first, and then for the `most` largest other functions. It has 75 columns for
// up to three kernels.
std::string FaultPathTable(const std::vector<std::string>& labels,
                           const std::vector<FaultPath>& paths, size_t most);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_FAULT_PATH_H_
