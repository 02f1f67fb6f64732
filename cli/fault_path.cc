// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/fault_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

constexpr std::string_view kPageFault = "asm_exc_page_fault";

// True for the functions through which a CPU enters the kernel
// (arch/x86/include/asm/idtentry.h, arch/x86/entry/entry_64.S).
bool IsEntry(std::string_view name) {
  return name.starts_with("asm_exc_") || name.starts_with("asm_sysvec_") ||
         name == "asm_common_interrupt" || name == "asm_spurious_interrupt" ||
         name == "entry_SYSCALL_64";
}

std::vector<int> Parts(const KernelSymbols& symbols, std::string_view name) {
  std::vector<int> parts;
  for (const uint64_t start : symbols.Starts(name)) {
    parts.push_back(symbols.Find(start));
  }
  return parts;
}

struct Row {
  std::string function;
  std::vector<uint64_t> counts;
  [[nodiscard]] uint64_t Difference() const {
    uint64_t most = 0;
    for (const uint64_t count : counts) {
      most = std::max(most, count > counts.front() ? count - counts.front()
                                                   : counts.front() - count);
    }
    return most;
  }
  [[nodiscard]] uint64_t Largest() const { return std::ranges::max(counts); }
};

std::vector<Row> Rows(const std::vector<FaultPath>& paths) {
  std::set<std::string> functions;
  for (const FaultPath& path : paths) {
    for (const auto& [function, count] : path.by_function) {
      functions.insert(function);
    }
  }
  std::vector<Row> rows;
  for (const std::string& function : functions) {
    Row row{.function = function, .counts = {}};
    for (const FaultPath& path : paths) {
      const auto found = path.by_function.find(function);
      row.counts.push_back(found == path.by_function.end() ? 0 : found->second);
    }
    rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
    return std::pair(a.Difference(), a.Largest()) >
           std::pair(b.Difference(), b.Largest());
  });
  return rows;
}

// Writes lines of the table. Each kernel has a column as wide as its label, and
// its change against the first kernel.
class Table {
 public:
  explicit Table(const std::vector<std::string>& labels) {
    std::string line = fmt::format("  {:<{}}", "function", kNameColumns);
    for (const std::string& label : labels) {
      widths_.push_back(std::max<size_t>(7, label.size()));
      line += fmt::format(" {:>{}}", label, widths_.back());
      if (widths_.size() > 1) line += std::string(kChangeColumns, ' ');
    }
    End(std::move(line));
  }

  void Add(std::string_view name, const std::vector<uint64_t>& counts) {
    std::string line =
        fmt::format("  {:<{}}", name.substr(0, kNameColumns), kNameColumns);
    for (size_t i = 0; i < counts.size(); ++i) {
      const auto change = static_cast<int64_t>(counts[i]) -
                          static_cast<int64_t>(counts.front());
      line += fmt::format(" {:>{}}", counts[i], widths_[i]);
      if (i == 0) continue;
      line += change == 0 ? std::string(kChangeColumns, ' ')
                          : fmt::format("{:>+{}}", change, kChangeColumns);
    }
    End(std::move(line));
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static constexpr size_t kNameColumns = 30;
  static constexpr size_t kChangeColumns = 7;

  void End(std::string line) {
    while (line.ends_with(' ')) line.pop_back();
    text_ += line + "\n";
  }

  std::vector<size_t> widths_;
  std::string text_;
};

}  // namespace

FaultPathReader::FaultPathReader(const KernelSymbols& symbols)
    : symbols_(symbols),
      entries_(symbols.count(), false),
      swap_(Parts(symbols, "do_swap_page")),
      migrate_(Parts(symbols, "migrate_vma_pages")) {
  for (size_t i = 0; i < symbols.count(); ++i) {
    entries_[i] = IsEntry(symbols.Name(static_cast<int>(i)));
  }
  const std::vector<int> entry = Parts(symbols, kPageFault);
  if (entry.empty() || swap_.empty() || migrate_.empty()) {
    throw Error(
        "the kernel's symbols lack {}, do_swap_page or migrate_vma_pages: the "
        "path of a fault cannot be told",
        kPageFault);
  }
  page_fault_ = entry.front();
}

bool FaultPathReader::Passed(const Segment& segment,
                             const std::vector<int>& one_of) const {
  return std::ranges::any_of(one_of, [&segment](int function) {
    return segment.counts[static_cast<size_t>(function)] > 0;
  });
}

void FaultPathReader::Close(Segment* segment) {
  if (segment->open && Passed(*segment, swap_) && Passed(*segment, migrate_)) {
    Alike& alike = by_last_[segment->last][segment->instructions];
    if (alike.faults++ == 0) alike.first = *segment;
  }
  segment->open = false;
}

void FaultPathReader::Feed(const Executed& executed) {
  const int function = symbols_.Find(executed.address);
  if (function < 0) return;
  Segment& segment = by_cpu_[executed.cpu];
  // Only the first instruction of an entry may follow that of another function.
  if (entries_[static_cast<size_t>(function)] && segment.last != function) {
    Close(&segment);
    segment.open = function == page_fault_;
    segment.instructions = 0;
    segment.counts.assign(symbols_.count(), 0);
  }
  segment.last = function;
  if (!segment.open) return;
  ++segment.instructions;
  ++segment.counts[static_cast<size_t>(function)];
}

std::optional<FaultPath> FaultPathReader::Usual() const {
  const auto faults = [](const auto& ended) {
    uint64_t sum = 0;
    for (const auto& [instructions, alike] : ended.second) sum += alike.faults;
    return sum;
  };
  const auto whole = std::ranges::max_element(by_last_, {}, faults);
  if (whole == by_last_.end()) return std::nullopt;
  const auto usual = std::ranges::max_element(
      whole->second, {}, [](const auto& entry) { return entry.second.faults; });
  const std::vector<uint64_t>& counts = usual->second.first.counts;
  FaultPath path{.instructions = usual->first,
                 .by_function = {},
                 .faults = faults(*whole),
                 .alike = usual->second.faults};
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) {
      path.by_function[symbols_.Name(static_cast<int>(i))] += counts[i];
    }
  }
  return path;
}

std::string FaultPathTable(const std::vector<std::string>& labels,
                           const std::vector<FaultPath>& paths, size_t most) {
  Table table(labels);
  std::vector<uint64_t> rest(paths.size(), 0);
  size_t others = 0;
  size_t alike = 0;
  for (const Row& row : Rows(paths)) {
    if (row.Difference() > 0 || alike++ < most) {
      table.Add(row.function, row.counts);
      continue;
    }
    ++others;
    for (size_t i = 0; i < rest.size(); ++i) rest[i] += row.counts[i];
  }
  if (others > 0) {
    table.Add(fmt::format("{} others, alike", others), rest);
  }
  std::vector<uint64_t> all;
  for (const FaultPath& path : paths) all.push_back(path.instructions);
  table.Add("in the kernel, all", all);
  return table.text();
}

}  // namespace hmmbench
