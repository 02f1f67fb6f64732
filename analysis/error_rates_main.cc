// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Measures how often a verdict is wrong, and how small a change it finds. It
// makes comparisons of two simulated kernels and judges them with the code that
// judges real ones. It prints tables in Markdown; analysis/README.md holds
// them.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "analysis/test_simulated_boots.h"
#include "analysis/verdict/family.h"
#include "analysis/verdict/sequential.h"
#include "fixtures/base/parallel.h"

namespace hmmbench {
namespace {

using Chance = Question::Chance;

struct Options {
  int comparisons = 2000;
  int cells = 40;
  int power_comparisons = 300;
  int resamples = 200;
  int permutations = 1000;
  bool bootstrap = false;
  std::vector<int> boots = {2, 3, 4, 8, 16};  // a variant
  std::vector<int> looks = {4, 8, 16, 32};    // boots a variant so far
  std::vector<std::string> tables = {"false-alarms", "looks", "same", "power"};
  uint64_t seed = 1;
};

bool IsChange(const Answer& answer) {
  return answer.verdict == Verdict::kFaster ||
         answer.verdict == Verdict::kSlower;
}

bool HasChange(const std::vector<Answer>& answers) {
  return std::ranges::any_of(answers, IsChange);
}

// Standard error of a share of `count`.
double ErrorOf(double share, int count) {
  return std::sqrt(share * (1 - share) / count);
}

uint64_t SeedOf(uint64_t seed, size_t comparison) {
  std::seed_seq seeds{seed, static_cast<uint64_t>(comparison)};
  return Generator(seeds)();
}

// "81 / 0": shares in percent.
std::string SlowerAndSame(const std::vector<Verdict>& found) {
  const auto share = [&found](Verdict verdict) {
    return 100.0 * static_cast<double>(std::ranges::count(found, verdict)) /
           static_cast<double>(found.size());
  };
  return fmt::format("{:.0f} / {:.0f}", share(Verdict::kSlower),
                     share(Verdict::kSame));
}

// Share of the comparisons that have `property`, each with a seed of its own.
double Share(int comparisons, uint64_t seed,
             const std::function<bool(uint64_t)>& property) {
  std::vector<char> with_it(static_cast<size_t>(comparisons));
  ForEachInParallel(with_it.size(), 0, [&](size_t i) {
    with_it[i] = property(SeedOf(seed, i)) ? 1 : 0;
  });
  return static_cast<double>(std::ranges::count(with_it, 1)) / comparisons;
}

FamilyOptions JudgedWith(const Options& options, uint64_t seed) {
  return {.resamples = options.resamples,
          .permutations = options.permutations,
          .seed = seed,
          .threads = 1};
}

SimulationOptions Simulated(const Options& options, Chance chance,
                            double margin, double effect = 1) {
  return {.cells = options.cells,
          .chance = chance,
          .margin = margin,
          .effect = effect,
          // The bootstrap only ever makes a verdict more doubtful, and takes
          // most of the time: without it the false alarms are at least as many.
          .samples = options.bootstrap};
}

std::vector<Answer> Judged(const NoiseShape& shape,
                           const SimulationOptions& simulation, int passes,
                           const Options& options, uint64_t seed) {
  SimulatedBoots boots(shape, simulation, seed);
  boots.Add(passes);
  return JudgeFamily(boots.questions(), JudgedWith(options, seed));
}

// What a family comes to that is looked at again and again, boots being added
// only where a verdict is missing.
struct Course {
  std::vector<Standing> standings;
  double boots = 0;  // of each kernel, on average over cells
};

Course JudgedInLooks(const NoiseShape& shape,
                     const SimulationOptions& simulation,
                     const Options& options, uint64_t seed) {
  SimulatedBoots boots(shape, simulation, seed);
  Course course;
  std::vector<char> skip(static_cast<size_t>(simulation.cells));
  int so_far = 0;
  const auto looks = static_cast<int>(options.looks.size());
  for (int look = 1; look <= looks; ++look) {
    const int passes = options.looks[static_cast<size_t>(look - 1)] - so_far;
    boots.Add(passes, skip);
    so_far += passes;
    course.boots += passes * static_cast<double>(std::ranges::count(skip, 0)) /
                    simulation.cells;
    course.standings = JudgeLook(boots.questions(), course.standings, look,
                                 looks, JudgedWith(options, seed));
    for (size_t i = 0; i < skip.size(); ++i) {
      skip[i] = course.standings[i].settled > 0 ? 1 : 0;
    }
  }
  return course;
}

void PrintHeader(std::string_view first, const std::vector<std::string>& rest) {
  fmt::print("| {} |", first);
  for (const auto& name : rest) fmt::print(" {} |", name);
  fmt::print("\n|---|");
  for (size_t i = 0; i < rest.size(); ++i) fmt::print("---|");
  fmt::print("\n");
}

std::vector<std::string> Names(const std::vector<int>& boots) {
  std::vector<std::string> names;
  for (const int passes : boots) names.push_back(fmt::format("{}", passes));
  return names;
}

std::string_view Describe(Chance chance) {
  return chance == Chance::kSeeds ? "virtual clock, boots not paired"
                                  : "real clock, passes paired";
}

double AboveAlpha(double share, int comparisons) {
  const double alpha = FamilyOptions().alpha;
  return (share - alpha) / ErrorOf(alpha, comparisons);
}

// Returns the largest share by which a table exceeds alpha, in standard errors.
double PrintFalseAlarms(const Options& options, Chance chance, double margin) {
  fmt::print(
      "\n{} A/A comparisons of {} cells, {}, margin {:.0f} %: share with any "
      "false change (%, nominal 5, standard error {:.1f}) by boots a arm\n\n",
      options.comparisons, options.cells, Describe(chance), 100 * margin,
      100 * ErrorOf(FamilyOptions().alpha, options.comparisons));
  PrintHeader("noise of a boot", Names(options.boots));
  double worst = -HUGE_VAL;
  for (const NoiseShape& shape : NoiseShapes(chance)) {
    fmt::print("| {} |", shape.name);
    for (const int passes : options.boots) {
      const double share =
          Share(options.comparisons, options.seed, [&](uint64_t seed) {
            return HasChange(Judged(shape, Simulated(options, chance, margin),
                                    passes, options, seed));
          });
      worst = std::max(worst, AboveAlpha(share, options.comparisons));
      fmt::print(" {:.2f} |", 100 * share);
      std::fflush(stdout);
    }
    fmt::print("\n");
  }
  return worst;
}

double PrintFalseAlarmsOfLooks(const Options& options) {
  fmt::print(
      "\n{} A/A comparisons of {} cells, margin 0 %, looked at after {} boots "
      "a variant: share with any false change in any look (%, nominal 5)\n\n",
      options.comparisons, options.cells, fmt::join(options.looks, ", "));
  PrintHeader("noise of a boot", {"virtual clock", "real clock"});
  double worst = -HUGE_VAL;
  for (const NoiseShape& shape : NoiseShapes(Chance::kBoots)) {
    fmt::print("| {} |", shape.name);
    for (const Chance chance : {Chance::kSeeds, Chance::kBoots}) {
      if (chance == Chance::kSeeds && shape.trend != 0) {
        fmt::print(" |");
        continue;
      }
      const double share =
          Share(options.comparisons, options.seed, [&](uint64_t seed) {
            const auto course = JudgedInLooks(
                shape, Simulated(options, chance, 0), options, seed);
            return std::ranges::any_of(
                course.standings, [](const Standing& standing) {
                  return standing.settled > 0 && IsChange(standing.answer);
                });
          });
      worst = std::max(worst, AboveAlpha(share, options.comparisons));
      fmt::print(" {:.2f} |", 100 * share);
      std::fflush(stdout);
    }
    fmt::print("\n");
  }
  return worst;
}

// A change exactly as large as the margin is the hardest to tell from the same.
void PrintFalseSames(const Options& options, Chance chance, double margin) {
  fmt::print(
      "\nThe first of {} cells slower by exactly the margin of {:.0f} %, {}: "
      "share called the same (%, nominal 2.5) by boots a variant, {} "
      "comparisons\n\n",
      options.cells, 100 * margin, Describe(chance), options.power_comparisons);
  PrintHeader("noise of a boot", Names(options.boots));
  for (const NoiseShape& shape : NoiseShapes(chance)) {
    fmt::print("| {} |", shape.name);
    for (const int passes : options.boots) {
      const double share =
          Share(options.power_comparisons, options.seed, [&](uint64_t seed) {
            return Judged(shape, Simulated(options, chance, margin, 1 + margin),
                          passes, options, seed)[0]
                       .verdict == Verdict::kSame;
          });
      fmt::print(" {:.1f} |", 100 * share);
      std::fflush(stdout);
    }
    fmt::print("\n");
  }
}

constexpr auto kEffects = {1.0, 1.05, 1.1, 1.15, 1.2, 1.3, 1.5, 2.0, 3.0};

std::vector<std::string> EffectNames() {
  std::vector<std::string> names;
  for (const double effect : kEffects) {
    names.push_back(fmt::format("{:+.0f} %", 100 * (effect - 1)));
  }
  return names;
}

void PrintPower(const Options& options, Chance chance, const NoiseShape& shape,
                double margin) {
  fmt::print(
      "\nThe first of {} cells slower, {}, margin {:.0f} %, {}: share called "
      "slower / the same (%), {} comparisons\n\n",
      options.cells, Describe(chance), 100 * margin, shape.name,
      options.power_comparisons);
  PrintHeader("boots a arm", EffectNames());
  for (const int passes : options.boots) {
    fmt::print("| {} |", passes);
    for (const double effect : kEffects) {
      std::vector<Verdict> found(
          static_cast<size_t>(options.power_comparisons));
      ForEachInParallel(found.size(), 0, [&](size_t i) {
        found[i] = Judged(shape, Simulated(options, chance, margin, effect),
                          passes, options, SeedOf(options.seed, i))[0]
                       .verdict.value_or(Verdict::kInconclusive);
      });
      fmt::print(" {} |", SlowerAndSame(found));
      std::fflush(stdout);
    }
    fmt::print("\n");
  }
}

void PrintPowerOfLooks(const Options& options, const NoiseShape& shape,
                       double margin) {
  fmt::print(
      "\nThe first of {} cells slower, virtual clock, margin {:.0f} %, {}, "
      "looked at after {} boots a variant: share called slower / the same (%), "
      "and "
      "boots a variant and cell on average, {} comparisons\n\n",
      options.cells, 100 * margin, shape.name, fmt::join(options.looks, ", "),
      options.power_comparisons);
  PrintHeader("", EffectNames());
  std::string verdicts;
  std::string boots;
  for (const double effect : kEffects) {
    std::vector<double> taken(static_cast<size_t>(options.power_comparisons));
    std::vector<Verdict> found(taken.size(), Verdict::kInconclusive);
    ForEachInParallel(taken.size(), 0, [&](size_t i) {
      const auto course = JudgedInLooks(
          shape, Simulated(options, Chance::kSeeds, margin, effect), options,
          SeedOf(options.seed, i));
      taken[i] = course.boots;
      found[i] = course.standings[0].answer.verdict.value_or(found[i]);
    });
    verdicts += fmt::format(" {} |", SlowerAndSame(found));
    double sum = 0;
    for (const double one : taken) sum += one;
    boots += fmt::format(" {:.1f} |", sum / static_cast<double>(taken.size()));
  }
  fmt::print("| verdict |{}\n| boots |{}\n", verdicts, boots);
  std::fflush(stdout);
}

int Run(const Options& options) {
  constexpr double kMargin = 0.10;
  constexpr double kMostStandardErrors = 3;
  const auto is_asked = [&options](std::string_view table) {
    return std::ranges::find(options.tables, table) != options.tables.end();
  };
  double worst = -HUGE_VAL;
  for (const Chance chance : {Chance::kSeeds, Chance::kBoots}) {
    if (!is_asked("false-alarms")) break;
    // Without a margin every difference counts: the hardest case.
    for (const double margin : {0.0, kMargin}) {
      worst = std::max(worst, PrintFalseAlarms(options, chance, margin));
    }
  }
  if (is_asked("looks")) {
    worst = std::max(worst, PrintFalseAlarmsOfLooks(options));
    PrintPowerOfLooks(options, NoiseShapes(Chance::kSeeds)[0], kMargin);
  }
  for (const Chance chance : {Chance::kSeeds, Chance::kBoots}) {
    if (is_asked("same")) PrintFalseSames(options, chance, kMargin);
    if (is_asked("power")) {
      PrintPower(options, chance, NoiseShapes(chance)[0], kMargin);
    }
  }
  if (is_asked("power")) {
    PrintPower(options, Chance::kBoots, NoiseShapes(Chance::kBoots).back(),
               kMargin);
  }
  fmt::print(
      "\nFurthest above nominal: {:.1f} standard errors of the simulation.\n",
      worst);
  return worst > kMostStandardErrors ? 1 : 0;
}

}  // namespace
}  // namespace hmmbench

int main(int argc, char** argv) {
  hmmbench::Options options;
  CLI::App app{
      "Simulated error rates of the verdicts. Exit code 1: false alarms lie "
      "more than three standard errors above nominal."};
  app.add_option("--comparisons", options.comparisons, "Of kernels alike")
      ->capture_default_str();
  app.add_option("--power-comparisons", options.power_comparisons,
                 "With a change, for each of its sizes")
      ->capture_default_str();
  app.add_option("--cells", options.cells, "A comparison")
      ->capture_default_str();
  app.add_option("--permutations", options.permutations,
                 "Of relabelled boots, a comparison")
      ->capture_default_str();
  app.add_flag("--bootstrap", options.bootstrap,
               "Give boots samples, as real ones have; several times slower");
  app.add_option("--boots", options.boots, "Of a variant: the columns")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--looks", options.looks,
                 "Of a variant in all, at each look of a sequence")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--tables", options.tables, "Which ones")
      ->delimiter(',')
      ->check(CLI::IsMember(options.tables))
      ->capture_default_str();
  app.add_option("--seed", options.seed)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return hmmbench::Run(options);
}
