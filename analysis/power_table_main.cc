// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What this suite's verdicts and the rules of others find, and how often they
// cry wolf, on the same simulated boots. Prints a table in Markdown;
// analysis/README.md holds it.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "analysis/statistics/max_t.h"
#include "analysis/statistics/moderated_variance.h"
#include "analysis/statistics/statistics.h"
#include "analysis/statistics/student.h"
#include "analysis/statistics/wilcoxon.h"
#include "analysis/test_simulated_boots.h"
#include "analysis/verdict/family.h"
#include "fixtures/base/parallel.h"

namespace hmmbench {
namespace {

constexpr double kAlpha = 0.05;

struct Options {
  int comparisons = 200;
  int cells = 40;
  int permutations = 1000;
  std::vector<int> boots = {4, 8, 16};
  uint64_t seed = 1;
};

// Which cells a rule calls changed.
using Calls = std::vector<char>;
using Values = std::vector<double>;

struct Sample {
  Values baseline;
  Values variant;
};

std::vector<Sample> SamplesOf(const std::vector<Question>& questions) {
  std::vector<Sample> samples;
  for (const Question& question : questions) {
    Sample& sample = samples.emplace_back();
    for (const auto& boot : question.baseline) {
      sample.baseline.push_back(boot.value);
    }
    for (const auto& boot : question.variant)
      sample.variant.push_back(boot.value);
  }
  return samples;
}

Values Logs(Values values) {
  for (double& value : values) value = std::log(value);
  return values;
}

double TwoSided(const Tails& tails) {
  return std::min(1.0, 2 * std::min(tails.below, tails.above));
}

Calls CellByCell(const std::vector<Question>& questions,
                 const std::function<double(const Sample&)>& p) {
  Calls calls;
  for (const Sample& sample : SamplesOf(questions)) {
    const bool both = sample.baseline.size() >= 2 && sample.variant.size() >= 2;
    calls.push_back(both && p(sample) <= kAlpha ? 1 : 0);
  }
  return calls;
}

// benchstat: Mann and Whitney's exact test of each benchmark.
Calls Benchstat(const std::vector<Question>& questions) {
  return CellByCell(questions, [](const Sample& sample) {
    return TwoSided(RankSumTails(sample.baseline, sample.variant, 0));
  });
}

// Google Benchmark's compare.py: scipy's mannwhitneyu, which takes the normal
// limit where both have more than eight values.
Calls ComparePy(const std::vector<Question>& questions) {
  return CellByCell(questions, [](const Sample& sample) {
    constexpr size_t kMostExact = 8;
    if (std::min(sample.baseline.size(), sample.variant.size()) <= kMostExact) {
      return TwoSided(RankSumTails(sample.baseline, sample.variant, 0));
    }
    double above = 0;
    for (const double one : sample.variant) {
      for (const double other : sample.baseline) {
        above += one > other ? 1 : one == other ? 0.5 : 0;
      }
    }
    const auto n = static_cast<double>(sample.baseline.size());
    const auto m = static_cast<double>(sample.variant.size());
    const double distance = std::abs(above - n * m / 2) - 0.5;
    const double z = distance / std::sqrt(n * m * (n + m + 1) / 12);
    return 2 * boost::math::cdf(boost::math::complement(boost::math::normal(),
                                                        std::max(0.0, z)));
  });
}

// mmtests: Welch's t of each, of the values as they are.
Calls Mmtests(const std::vector<Question>& questions) {
  return CellByCell(questions, [](const Sample& sample) {
    return TwoSided(WelchStudent(sample.baseline, sample.variant).At(0));
  });
}

Calls AfterHolm(const std::vector<Sample>& logs, bool moderated) {
  std::vector<SampleVariance> from;
  std::vector<SampleVariance> to;
  for (const Sample& sample : logs) {
    from.push_back({Variance(sample.baseline),
                    static_cast<double>(sample.baseline.size() - 1)});
    to.push_back({Variance(sample.variant),
                  static_cast<double>(sample.variant.size() - 1)});
  }
  TwoPriors priors;
  if (moderated) priors = {FitVariancePrior(from), FitVariancePrior(to)};
  Values p;
  for (const Sample& sample : logs) {
    p.push_back(
        TwoSided(WelchStudent(sample.baseline, sample.variant, priors).At(0)));
  }
  Calls calls;
  for (const double adjusted : HolmAdjusted(p)) {
    calls.push_back(adjusted <= kAlpha ? 1 : 0);
  }
  return calls;
}

std::vector<Sample> LogSamples(const std::vector<Question>& questions) {
  std::vector<Sample> samples = SamplesOf(questions);
  for (Sample& sample : samples) {
    sample = {.baseline = Logs(sample.baseline),
              .variant = Logs(sample.variant)};
    // Lost boots; a cell that has too few is called the same.
    if (sample.baseline.size() < 2 || sample.variant.size() < 2) {
      sample = {.baseline = {0, 1}, .variant = {0, 1}};
    }
  }
  return samples;
}

Calls ModeratedHolm(const std::vector<Question>& questions) {
  return AfterHolm(LogSamples(questions), true);
}

// Each boot's median over cells taken out first.
Calls WithoutBootMedian(const std::vector<Question>& questions) {
  std::vector<Question> centred = questions;
  const auto centre = [&centred](std::vector<Replicate> Question::*side) {
    std::map<std::pair<int, int>, Values> by_boot;
    for (const Question& question : centred) {
      for (const Replicate& boot : question.*side) {
        by_boot[{boot.block, boot.pass}].push_back(boot.value);
      }
    }
    for (Question& question : centred) {
      for (Replicate& boot : question.*side) {
        boot.value /= Median(by_boot[{boot.block, boot.pass}]);
      }
    }
  };
  centre(&Question::baseline);
  centre(&Question::variant);
  return AfterHolm(LogSamples(centred), true);
}

struct Rule {
  std::string name;
  std::function<Calls(const std::vector<Question>&, uint64_t seed)> call;
};

Calls Judged(const std::vector<Question>& questions,
             const FamilyOptions& options) {
  Calls calls;
  for (const Answer& answer : JudgeFamily(questions, options)) {
    calls.push_back(answer.verdict == Verdict::kFaster ||
                            answer.verdict == Verdict::kSlower
                        ? 1
                        : 0);
  }
  return calls;
}

std::vector<Rule> RulesOf(const Options& options) {
  const auto simple = [](Calls (*call)(const std::vector<Question>&)) {
    return [call](const std::vector<Question>& questions, uint64_t /*seed*/) {
      return call(questions);
    };
  };
  return {
      {"hmmbench",
       [options](const std::vector<Question>& questions, uint64_t seed) {
         return Judged(questions, {.permutations = options.permutations,
                                   .seed = seed,
                                   .threads = 1});
       }},
      {"benchstat (Mann-Whitney, 5 %)", simple(Benchstat)},
      {"Google Benchmark's compare.py (Mann-Whitney, 5 %)", simple(ComparePy)},
      {"mmtests (Welch's t, 5 %)", simple(Mmtests)},
      {"moderated t, Holm", simple(ModeratedHolm)},
      {"the same, each boot's median over cells taken out",
       simple(WithoutBootMedian)}};
}

// What is asked of the rules.
struct Scene {
  double effect = 1;
  size_t changed_cells = 0;
};

// Shares of the comparisons, by rule: any false change, and the first cell's.
struct Shares {
  std::vector<double> any_false;
  std::vector<double> found;
};

Shares Count(const NoiseShape& shape, const Scene& scene, int boots,
             const std::vector<Rule>& rules, const Options& options) {
  const auto comparisons = static_cast<size_t>(options.comparisons);
  std::vector<std::vector<char>> any_false(comparisons);
  std::vector<std::vector<char>> found(comparisons);
  ForEachInParallel(comparisons, 0, [&](size_t i) {
    std::seed_seq seeds{options.seed, static_cast<uint64_t>(i)};
    const uint64_t seed = Generator(seeds)();
    SimulatedBoots simulated(shape,
                             {.cells = options.cells,
                              .effect = scene.effect,
                              .changed_cells = scene.changed_cells},
                             seed);
    simulated.Add(boots);
    for (const Rule& rule : rules) {
      const Calls calls = rule.call(simulated.questions(), seed);
      const auto alike =
          calls.begin() + static_cast<std::ptrdiff_t>(scene.changed_cells);
      any_false[i].push_back(std::find(alike, calls.end(), 1) != calls.end());
      found[i].push_back(calls[0]);
    }
  });
  Shares shares;
  for (size_t rule = 0; rule < rules.size(); ++rule) {
    const auto share = [&](const std::vector<std::vector<char>>& of) {
      double count = 0;
      for (const auto& one : of) count += one[rule];
      return 100 * count / static_cast<double>(comparisons);
    };
    shares.any_false.push_back(share(any_false));
    shares.found.push_back(share(found));
  }
  return shares;
}

class Table {
 public:
  Table(const Options& options, std::vector<NoiseShape> shapes)
      : options_(options),
        shapes_(std::move(shapes)),
        rules_(RulesOf(options)),
        rows_(rules_.size()) {}

  void Print() {
    const size_t many = static_cast<size_t>(options_.cells) * 7 / 10;
    fmt::print(
        "\n{} comparisons of {} cells for each of {} noise shapes and each "
        "number of boots a variant ({}), no margin: share of comparisons with "
        "any "
        "false change, over all shapes and in the worst; share of changes of "
        "one cell that are found; and share with a false change where {} of "
        "the cells really take twice as long (%)\n\n",
        options_.comparisons, options_.cells, shapes_.size(),
        fmt::join(options_.boots, "/"), many);
    AddFalse({.effect = 1, .changed_cells = 0}, true);
    for (const double effect : {1.03, 1.10, 1.30}) {
      AddFound({.effect = effect, .changed_cells = 1});
    }
    AddFalse({.effect = 2, .changed_cells = many}, false);
    fmt::print(
        "| rule | false | worst | +3 % | +10 % | +30 % | false beside {} |\n"
        "|---|---|---|---|---|---|---|\n",
        many);
    for (size_t rule = 0; rule < rules_.size(); ++rule) {
      fmt::print("| {} |{}\n", rules_[rule].name, rows_[rule]);
    }
  }

 private:
  // By rule, then by number of boots: means over shapes, and the largest.
  struct Summary {
    std::vector<std::vector<std::string>> mean;
    std::vector<std::vector<std::string>> worst;
  };

  Summary Summarise(const Scene& scene, bool found) {
    Summary summary;
    summary.mean.resize(rules_.size());
    summary.worst.resize(rules_.size());
    for (const int boots : options_.boots) {
      std::vector<double> sum(rules_.size());
      std::vector<double> worst(rules_.size());
      for (const NoiseShape& shape : shapes_) {
        const Shares shares = Count(shape, scene, boots, rules_, options_);
        const auto& of = found ? shares.found : shares.any_false;
        for (size_t rule = 0; rule < rules_.size(); ++rule) {
          sum[rule] += of[rule] / static_cast<double>(shapes_.size());
          worst[rule] = std::max(worst[rule], of[rule]);
        }
      }
      for (size_t rule = 0; rule < rules_.size(); ++rule) {
        summary.mean[rule].push_back(found ? fmt::format("{:.0f}", sum[rule])
                                           : fmt::format("{:.1f}", sum[rule]));
        summary.worst[rule].push_back(fmt::format("{:.1f}", worst[rule]));
      }
    }
    return summary;
  }

  void AddFalse(const Scene& scene, bool with_worst) {
    const Summary summary = Summarise(scene, false);
    for (size_t rule = 0; rule < rules_.size(); ++rule) {
      rows_[rule] += fmt::format(" {} |", fmt::join(summary.mean[rule], " / "));
      if (!with_worst) continue;
      rows_[rule] +=
          fmt::format(" {} |", fmt::join(summary.worst[rule], " / "));
    }
  }

  void AddFound(const Scene& scene) {
    const Summary summary = Summarise(scene, true);
    for (size_t rule = 0; rule < rules_.size(); ++rule) {
      rows_[rule] += fmt::format(" {} |", fmt::join(summary.mean[rule], " / "));
    }
  }

  const Options& options_;
  std::vector<NoiseShape> shapes_;
  std::vector<Rule> rules_;
  std::vector<std::string> rows_;
};

}  // namespace
}  // namespace hmmbench

int main(int argc, char** argv) {
  hmmbench::Options options;
  CLI::App app{
      "What verdicts and the rules of others find, and how often they are "
      "wrong, on the same simulated boots."};
  app.add_option("--comparisons", options.comparisons, "Of each kind")
      ->capture_default_str();
  app.add_option("--cells", options.cells, "A comparison")
      ->capture_default_str();
  app.add_option("--permutations", options.permutations,
                 "Of relabelled boots, a comparison")
      ->capture_default_str();
  app.add_option("--boots", options.boots, "Of a arm")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--seed", options.seed)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  hmmbench::Table(options,
                  hmmbench::NoiseShapes(hmmbench::Question::Chance::kSeeds))
      .Print();
}
