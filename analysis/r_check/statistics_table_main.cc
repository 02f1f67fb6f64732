// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Random data sets and what the suite's statistics make of them, one fact a
// line, for check.R to compute again:
//
//   SET  NAME  VALUE ...
//
// Data are printed with all their digits, results with ten.

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "analysis/statistics/effect.h"
#include "analysis/statistics/moderated_variance.h"
#include "analysis/statistics/quantile_interval.h"
#include "analysis/statistics/statistics.h"
#include "analysis/statistics/student.h"
#include "analysis/statistics/wilcoxon.h"

namespace hmmbench {
namespace {

constexpr double kLevel = 0.95;
constexpr double kEdge = 0.1;      // of a margin, in the logarithm
constexpr double kSampleSd = 0.2;  // of the samples within a boot
constexpr int kResamples = 2000;

struct DataSet {
  std::vector<double> from;  // logarithms
  std::vector<double> to;
};

// Draws 2 to 12 values for each variant, the same number when they are paired.
// They are heavy-tailed. Every fourth set is rounded, so that values tie.
DataSet Draw(int number, Generator& generator) {
  const auto size = static_cast<size_t>(2 + number % 11);
  std::student_t_distribution<double> noise(3);
  DataSet set;
  for (size_t i = 0; i < size; ++i) {
    set.from.push_back(noise(generator));
    set.to.push_back(noise(generator) + 0.5);
  }
  if (number % 4 == 3) {
    // Quarters are exact: sums and differences tie as they do on paper.
    for (double& value : set.from) value = std::round(4 * value) / 4;
    for (double& value : set.to) value = std::round(4 * value) / 4;
  }
  return set;
}

class Table {
 public:
  explicit Table(int set) : set_(set) {}
  void Data(const char* name, const std::vector<double>& values) const {
    fmt::print("{}\t{}", set_, name);
    for (const double value : values) fmt::print("\t{:.17g}", value);
    fmt::print("\n");
  }
  void Result(const std::string& name, double value) const {
    fmt::print("{}\t{}\t{:.10g}\n", set_, name, value);
  }
  void Results(const std::string& name, const Tails& tails) const {
    Result(name + ".below", tails.below);
    Result(name + ".above", tails.above);
  }
  void Results(const std::string& name, const Bounds& bounds) const {
    Result(name + ".low", bounds.low);
    Result(name + ".high", bounds.high);
  }

 private:
  int set_;
};

std::vector<Replicate> Boots(const std::vector<double>& logs) {
  std::vector<Replicate> boots;
  for (const double log : logs) {
    boots.push_back(
        {.block = static_cast<int>(boots.size()),
         .value = std::exp(log),
         .redraw = [log](Generator& generator, std::span<double> drawn) {
           std::normal_distribution<double> noise(log, kSampleSd);
           for (double& value : drawn) value = std::exp(noise(generator));
         }});
  }
  return boots;
}

// What a family of comparisons is made of.
struct Family {
  std::vector<double> p;
  std::vector<SampleVariance> variances;
};

void PrintModeration(const Table& table,
                     const std::vector<SampleVariance>& variances) {
  std::vector<double> values;
  std::vector<double> degrees;
  for (const SampleVariance& one : variances) {
    values.push_back(one.variance);
    degrees.push_back(one.degrees);
  }
  table.Data("data.variances", values);
  table.Data("data.degrees", degrees);
  const VariancePrior prior = FitVariancePrior(variances);
  table.Result("prior.degrees", prior.degrees);
  table.Result("prior.variance", prior.variance);
  const SampleVariance first = Moderate(variances.front(), prior);
  table.Result("moderated.variance", first.variance);
  table.Result("moderated.degrees", first.degrees);
}

void Print(int number, Generator& generator, Family* family) {
  const DataSet set = Draw(number, generator);
  std::vector<double> differences;
  for (size_t i = 0; i < set.from.size(); ++i) {
    differences.push_back(set.to[i] - set.from[i]);
  }
  const Table table(number);
  table.Data("data.from", set.from);
  table.Data("data.to", set.to);
  table.Result("median", Median(set.to));
  table.Result("mean", Mean(set.to));
  table.Result("variance", Variance(set.to));
  table.Result("hl", HodgesLehmann(differences));
  table.Result("hl.shift", HodgesLehmannShift(set.from, set.to));
  for (const double edge : {0.0, kEdge}) {
    const std::string at = edge == 0 ? ".0" : ".edge";
    table.Results("ranksum" + at, RankSumTails(set.from, set.to, edge));
    table.Results("paired" + at, PairedStudent(differences).At(edge));
    table.Results("welch" + at, WelchStudent(set.from, set.to).At(edge));
  }
  table.Results("paired", PairedStudent(differences).Interval(kLevel));
  table.Results("welch", WelchStudent(set.from, set.to).Interval(kLevel));
  table.Results("bootstrap",
                EffectEstimate(Boots(set.from), Boots(set.to),
                               {.resamples = kResamples}, generator)
                    .BootstrapInterval(kLevel));

  const auto samples = static_cast<uint64_t>(50 + 37 * number);
  const auto ranks = QuantileRanks(samples, 0.9, kLevel);
  table.Result("quantile.low", static_cast<double>(ranks->low));
  table.Result("quantile.high", static_cast<double>(ranks->high));

  // Families of one to forty comparisons.
  family->p.push_back(PairedStudent(differences).At(0).above);
  family->variances.push_back(
      {.variance = Variance(differences),
       .degrees = static_cast<double>(differences.size() - 1)});
  if (family->p.size() > static_cast<size_t>(number % 40)) {
    table.Data("data.holm", family->p);
    const std::vector<double> adjusted = HolmAdjusted(family->p);
    for (size_t i = 0; i < adjusted.size(); ++i) {
      table.Result(fmt::format("holm.{}", i + 1), adjusted[i]);
    }
    if (family->p.size() > 1) PrintModeration(table, family->variances);
    *family = {};
  }
}

}  // namespace
}  // namespace hmmbench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s SETS SEED\n", argv[0]);
    return 3;
  }
  hmmbench::Generator generator(std::strtoull(argv[2], nullptr, 10));
  hmmbench::Family family;
  for (int set = 0; set < std::atoi(argv[1]); ++set) {
    hmmbench::Print(set, generator, &family);
  }
}
