// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Measures two pieces of work against each other in one run. It measures them
// in pairs, in alternating order, so that a change of the machine affects both
// alike.

#ifndef HMMBENCH_BENCHMARKS_SELF_PAIRED_H_
#define HMMBENCH_BENCHMARKS_SELF_PAIRED_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace hmmbench {

// The difference second - first over the pairs: the median, and the limits of
// its 95 % confidence interval, in ns per operation. The limits are order
// statistics, so no distribution is assumed.
struct PairedDifference {
  double first_ns = 0;   // median of the first by itself
  double second_ns = 0;  // and of the second
  double difference_ns = 0;
  double low_ns = 0;
  double high_ns = 0;
};

// Needs at least one pair; `first` and `second` have the same size. With fewer
// than six pairs there is no such interval, and the limits are the extremes.
PairedDifference Difference(const std::vector<double>& first,
                            const std::vector<double>& second);

// Collects pairs of measurements of two pieces of work. Each piece does
// `operations` operations and returns how long they took, in ns.
class Paired {
 public:
  Paired(size_t operations, std::function<uint64_t()> first,
         std::function<uint64_t()> second);

  // Measures one pair.
  void Run();
  // Needs at least one pair.
  [[nodiscard]] PairedDifference Result() const {
    return Difference(first_ns_, second_ns_);
  }

 private:
  double operations_;
  std::function<uint64_t()> first_;
  std::function<uint64_t()> second_;
  std::vector<double> first_ns_;
  std::vector<double> second_ns_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_SELF_PAIRED_H_
