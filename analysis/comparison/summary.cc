// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

#include "analysis/comparison/cut_off.h"
#include "analysis/statistics/censored_quantile.h"
#include "analysis/statistics/statistics.h"
#include "analysis/verdict/lone_touches.h"

namespace hmmbench {
namespace {

constexpr double kNsPerSecond = 1e9;

std::optional<double> PerPage(uint64_t count, uint64_t pages) {
  if (pages == 0) return std::nullopt;
  return static_cast<double>(count) / static_cast<double>(pages);
}

// Above this many rounds their sum is drawn as one number.
constexpr size_t kMostRoundsDrawn = 100;

// The sum of as many values drawn from `values` with replacement, again and
// again. Of many values by Cornish and Fisher's expansion of its distribution
// up to the skewness (Revue de l'Institut International de Statistique 5,
// 1938): what drawing each of a thousand rounds would cost is not worth it.
void RedrawSums(const std::vector<uint64_t>& values, Generator& generator,
                std::span<double> drawn) {
  if (values.size() <= kMostRoundsDrawn) {
    std::uniform_int_distribution<size_t> draw(0, values.size() - 1);
    for (double& sum : drawn) {
      uint64_t total = 0;
      for (size_t i = 0; i < values.size(); ++i) {
        total += values[draw(generator)];
      }
      sum = static_cast<double>(total);
    }
    return;
  }
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  double cubes = 0;
  for (const uint64_t value : values) {
    const double off = static_cast<double>(value) - mean;
    squares += off * off;
    cubes += off * off * off;
  }
  const double deviation = std::sqrt(squares / n);
  const double skewness =
      squares > 0 ? cubes / n / (deviation * deviation * deviation) : 0;
  std::normal_distribution<double> normal;
  for (double& sum : drawn) {
    const double z = normal(generator);
    sum = n * mean + std::sqrt(n) * deviation *
                         (z + skewness / std::sqrt(n) * (z * z - 1) / 6);
  }
}

std::optional<Replicate> Throughput(const CellRecord& record) {
  const std::optional<double> rate = TouchesPerSecond(record);
  if (!rate) return std::nullopt;
  if (IsCutOff(record)) {
    const auto share = ForAllPlanned(record, record.touches);
    if (!share) return std::nullopt;
    return Replicate{.value =
                         *rate * *share / static_cast<double>(record.touches)};
  }
  const auto redraw = [&record](Generator& generator, std::span<double> drawn) {
    RedrawSums(record.round_ns, generator, drawn);
    const auto touches = static_cast<double>(record.touches);
    for (double& value : drawn) {
      value = touches * kNsPerSecond / std::max(value, 1.0);
    }
  };
  return Replicate{.value = *rate, .redraw = redraw};
}

// The q-quantile of a sample of n drawn again from itself is its value at a
// share distributed as the j-th smallest of n uniform numbers, j = ceil(q n):
// Beta(j, n - j + 1), drawn as a ratio of Gamma variates.
void RedrawPercentile(const Histogram& histogram, double q,
                      Generator& generator, std::span<double> drawn) {
  const auto n = static_cast<double>(histogram.count());
  const double j = std::ceil(q * n);
  std::gamma_distribution below(j);
  std::gamma_distribution above(n - j + 1);
  for (double& value : drawn) {
    const double share = below(generator);
    const double rank = std::ceil(n * share / (share + above(generator)));
    value = static_cast<double>(histogram.ValueAtRank(
        std::max<uint64_t>(1, static_cast<uint64_t>(rank))));
  }
}

std::optional<Replicate> Percentile(const CellRecord& record, double q) {
  const auto found = record.latency.find(MainRole(record.latency));
  if (found == record.latency.end()) return std::nullopt;
  const Histogram& histogram = found->second;
  if (IsCutOff(record)) {
    const auto bound =
        QuantileWith(histogram, NotMade(record, histogram.count()), q);
    if (!bound) return std::nullopt;
    return Replicate{.value = static_cast<double>(bound->ns)};
  }
  if (histogram.empty() || !histogram.HasSamplesFor(q)) return std::nullopt;
  return Replicate{
      .value = static_cast<double>(histogram.ValueAtQuantile(q)),
      .redraw = [&histogram, q](Generator& generator, std::span<double> drawn) {
        RedrawPercentile(histogram, q, generator, drawn);
      }};
}

uint64_t Faults(const CellRecord& record) {
  uint64_t faults = 0;
  for (const ThreadRecord& thread : record.threads) {
    faults += thread.minor_faults + thread.major_faults;
  }
  return faults;
}

uint64_t CpuNs(const CellRecord& record) {
  uint64_t ns = 0;
  for (const ThreadRecord& thread : record.threads) {
    ns += thread.user_ns + thread.system_ns;
  }
  return ns;
}

// Returns nothing when the fixture does not count them.
std::optional<uint64_t> Migrations(const CellRecord& record) {
  const auto calls = record.device.find("migrate_to_ram");
  if (calls == record.device.end()) return std::nullopt;
  return calls->second;
}

std::optional<Replicate> CountPerPage(const CellRecord& record,
                                      uint64_t count) {
  // Zero has no logarithm.
  if (count == 0 || record.pages == 0) return std::nullopt;
  return Replicate{.value = *PerPage(count, PlannedPages(record))};
}

// Merges all boots. Returns nothing when one of them does not have it.
std::optional<PageReturn> MergeReturns(
    const std::vector<const CellRecord*>& measured) {
  if (measured.empty()) return std::nullopt;
  PageReturn merged;
  for (const CellRecord* record : measured) {
    if (!record->page_return) return std::nullopt;
    merged.returned.Merge(record->page_return->returned);
    merged.not_returned += record->page_return->not_returned;
  }
  merged.returned.Pack();
  return merged;
}

}  // namespace

std::string MainRole(const std::map<std::string, Histogram>& latency) {
  // When threads change the address space, the question is what that costs
  // them. When touches are due at a time, the question is how late they are.
  for (const char* const role : {"mmap_writer", "cpu_response", "cpu"}) {
    if (latency.contains(role)) return role;
  }
  return latency.empty() ? "" : latency.begin()->first;
}

std::string OperationOf(std::string_view role) {
  if (role == "cpu_response") return "cpu touch from when it was due";
  if (role == "gpu_warp") return "GPU warp's access, by the GPU's clock";
  if (role == "gpu_fault") return "GPU warp's fault, by the GPU's clock";
  if (role == "killed") return "exit after SIGKILL";
  const bool touches = role == "cpu" || role == "device";
  return fmt::format("{} {}", role, touches ? "touch" : "call");
}

std::optional<double> TouchesPerSecond(const CellRecord& record) {
  const auto ns = std::accumulate(record.round_ns.begin(),
                                  record.round_ns.end(), uint64_t{0});
  if (ns == 0 || record.touches == 0) return std::nullopt;
  return static_cast<double>(record.touches) * kNsPerSecond /
         static_cast<double>(ns);
}

CellSummary Summarise(const std::vector<const CellRecord*>& measured) {
  CellSummary summary;
  summary.cut_off = SummariseCutOff(measured);
  summary.page_return = MergeReturns(measured);
  uint64_t faults = 0;
  uint64_t voluntary = 0;
  uint64_t involuntary = 0;
  uint64_t cpu_ns = 0;
  uint64_t threads = 0;
  std::vector<double> lone_means;
  uint64_t migrate_to_ram = 0;
  bool all_count_migrations = !measured.empty();
  for (const CellRecord* record : measured) {
    ++summary.boots;
    const auto rate = TouchesPerSecond(*record);
    if (rate && !IsCutOff(*record)) {
      summary.touches_per_s_by_boot.push_back(*rate);
    }
    for (const auto& [role, histogram] : record->latency) {
      summary.latency[role].Merge(histogram);
    }
    summary.touches += record->touches;
    summary.pages += record->pages;
    for (const ThreadRecord& thread : record->threads) {
      ++threads;
      voluntary += thread.voluntary_switches;
      involuntary += thread.involuntary_switches;
      if (thread.max_faults_per_touch) {
        summary.max_faults_per_touch =
            std::max(summary.max_faults_per_touch.value_or(0),
                     *thread.max_faults_per_touch);
      }
    }
    if (const auto mean = MeanLoneTouch(*record)) {
      lone_means.push_back(*mean);
    }
    faults += Faults(*record);
    cpu_ns += CpuNs(*record);
    if (const auto shortest = ShortestTouch(*record)) {
      summary.fastest_touch_ns =
          std::min(summary.fastest_touch_ns.value_or(UINT64_MAX), *shortest);
    }
    const auto calls = Migrations(*record);
    all_count_migrations = all_count_migrations && calls.has_value();
    migrate_to_ram += calls.value_or(0);
  }
  for (auto& [role, histogram] : summary.latency) histogram.Pack();
  if (!summary.touches_per_s_by_boot.empty() && !summary.cut_off) {
    summary.touches_per_s = Median(summary.touches_per_s_by_boot);
  }
  summary.one_thread = !measured.empty() &&
                       std::ranges::all_of(measured, [](const auto* record) {
                         return record->threads.size() == 1;
                       });
  if (!lone_means.empty()) summary.mean_touch_ns = Mean(lone_means);
  summary.accounting = Account(measured);
  if (summary.cut_off) {
    summary.accounting.ForgetRatesPerPage();
    return summary;
  }
  if (threads > 0) {
    // A driver that moves several pages for a fault makes it impossible to
    // count the retries of one page.
    const bool together = faults < summary.pages &&
                          std::ranges::any_of(measured, [](const auto* cell) {
                            return cell->device.contains("migrating_faults");
                          });
    if (const auto faults_per_page = PerPage(faults, summary.pages);
        faults_per_page && !together) {
      summary.retries_per_page = *faults_per_page - 1;
    }
    summary.voluntary_switches_per_page = PerPage(voluntary, summary.pages);
    summary.involuntary_switches_per_page = PerPage(involuntary, summary.pages);
    summary.cpu_ns_per_page = PerPage(cpu_ns, summary.pages);
  }
  if (all_count_migrations) {
    summary.migrate_to_ram_per_page = PerPage(migrate_to_ram, summary.pages);
  }
  return summary;
}

std::optional<Replicate> ReplicateOf(Metric metric, const CellRecord& record,
                                     int block, int pass) {
  std::optional<Replicate> replicate;
  switch (metric) {
    case Metric::kThroughput:
      replicate = Throughput(record);
      break;
    case Metric::kShortest:
    case Metric::kMean:
      break;
    case Metric::kP50:
      replicate = Percentile(record, 0.5);
      break;
    case Metric::kP99:
      replicate = Percentile(record, 0.99);
      break;
    case Metric::kP999:
      replicate = Percentile(record, 0.999);
      break;
    case Metric::kRetries:
      replicate = CountPerPage(record, Faults(record));
      break;
    case Metric::kMigrations:
      replicate = CountPerPage(record, Migrations(record).value_or(0));
      break;
    case Metric::kCpu:
      replicate = CountPerPage(record, CpuNs(record));
      break;
  }
  if (replicate) {
    replicate->block = block;
    replicate->pass = pass;
  }
  return replicate;
}

// In a short cell one tick more outweighs a change of the path.
std::optional<Replicate> PathReplicateOf(const CellRecord& record, int block,
                                         int pass) {
  const std::optional<uint64_t> shortest = ShortestTouch(record);
  if (!shortest) return std::nullopt;
  return Replicate{.block = block,
                   .pass = pass,
                   .value = kNsPerSecond / static_cast<double>(std::max(
                                               uint64_t{1}, *shortest))};
}

std::optional<uint64_t> ShortestTouch(const CellRecord& record) {
  std::optional<uint64_t> shortest;
  for (const ThreadRecord& thread : record.threads) {
    if (thread.touch_ns && thread.fastest_touch_ns) {
      shortest =
          std::min(shortest.value_or(UINT64_MAX), *thread.fastest_touch_ns);
    }
  }
  return shortest;
}

}  // namespace hmmbench
