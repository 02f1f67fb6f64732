// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Measures how often a verdict is wrong, and how small a change it finds. It
// makes comparisons of two simulated kernels and judges them with the code that
// judges real ones. It prints tables in Markdown; analysis/README.md holds
// them.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "analysis/verdict/family.h"

namespace hmmbench {
namespace {

struct Options {
  int comparisons = 2000;
  int cells = 40;
  int power_comparisons = 300;
  int resamples = 200;
  bool bootstrap = false;
  std::vector<int> boots = {2, 3, 4, 8, 16};  // a variant
  uint64_t seed = 1;
};

// How boots differ. All values are logarithms of a cell's value.
struct Noise {
  std::string name;
  double shared = 0;             // of a boot, in all its cells
  double own = 0;                // of a cell in a boot
  double variant_factor = 1;     // of either, on the second kernel
  bool heavy_tails = false;      // Student's t with 3 degrees, not normal
  double slow_mode = 0;          // what a third of the boots takes longer
  double trend = 0;              // from one boot to the next
  double walk = 0;               // a random step from one boot to the next
  size_t slow_cells = SIZE_MAX;  // in so many cells
};

constexpr double kWithin = 0.01;  // of a boot's samples

// The ABBA schedule in which kernels are booted.
class Schedule {
 public:
  Schedule(const Noise& noise, const Options& options, Generator& generator)
      : noise_(noise), options_(options), generator_(generator) {}

  // Judged comparisons with `passes` boots for each variant. The second
  // kernel's first cell takes `effect` times as long; the others are alike.
  std::vector<Question> Run(int passes, double effect, double margin) {
    std::vector<Question> questions(static_cast<size_t>(options_.cells));
    for (size_t cell = 0; cell < questions.size(); ++cell) {
      questions[cell].name = fmt::format("cell {} {}", cell, generator_());
      questions[cell].margin = margin;
    }
    drift_ = 0;
    for (int pass = 0; pass < passes; ++pass) {
      for (const bool first : {true, false}) {
        const bool variant = first == (pass % 2 == 1);
        Boot(pass, variant, effect, &questions);
      }
    }
    return questions;
  }

 private:
  double Draw() {
    return noise_.heavy_tails ? heavy_(generator_) : normal_(generator_);
  }

  void Boot(int pass, bool variant, double effect,
            std::vector<Question>* questions) {
    drift_ += noise_.trend + noise_.walk * normal_(generator_);
    const double factor = variant ? noise_.variant_factor : 1;
    const double shared = drift_ + factor * noise_.shared * Draw();
    for (size_t cell = 0; cell < questions->size(); ++cell) {
      double log = shared + factor * noise_.own * Draw();
      if (slow_(generator_) && cell < noise_.slow_cells) {
        log += noise_.slow_mode;
      }
      if (variant && cell == 0) log += std::log(effect);
      // The measured value of the boot, which differs from its true value.
      log += kWithin * normal_(generator_);
      auto& boots =
          variant ? (*questions)[cell].variant : (*questions)[cell].baseline;
      boots.push_back(
          {.block = pass / 2, .pass = pass % 2, .value = std::exp(log)});
      // The bootstrap can only make a verdict more doubtful, and it takes most
      // of the time. Without it there are at least as many false alarms.
      if (!options_.bootstrap) continue;
      boots.back().redraw = [log](Generator& generator,
                                  std::span<double> drawn) {
        std::normal_distribution<double> sample(log, kWithin);
        for (double& value : drawn) value = std::exp(sample(generator));
      };
    }
  }

  const Noise& noise_;
  const Options& options_;
  Generator& generator_;
  double drift_ = 0;
  std::normal_distribution<double> normal_;
  std::student_t_distribution<double> heavy_{3};
  std::bernoulli_distribution slow_{1.0 / 3};
};

bool IsChange(const Answer& answer) {
  return answer.verdict == Verdict::kFaster ||
         answer.verdict == Verdict::kSlower;
}

// Returns the standard error of a share of `count`.
double ErrorOf(double share, int count) {
  return std::sqrt(share * (1 - share) / count);
}

// Share of the comparisons whose answers have `property`, in percent.
double Share(const Noise& noise, const Options& options, int comparisons,
             int passes, double effect, double margin,
             const std::function<bool(const std::vector<Answer>&)>& property) {
  Generator generator(options.seed);
  Schedule schedule(noise, options, generator);
  int with_it = 0;
  for (int i = 0; i < comparisons; ++i) {
    const auto answers =
        JudgeFamily(schedule.Run(passes, effect, margin),
                    {.resamples = options.resamples, .seed = generator()});
    if (property(answers)) ++with_it;
  }
  return static_cast<double>(with_it) / comparisons;
}

const std::vector<Noise>& Noises() {
  static const std::vector<Noise> noises = {
      {.name = "normal, independent", .own = 0.05},
      {.name = "normal, boots shared by all cells",
       .shared = 0.05,
       .own = 0.02},
      {.name = "heavy tails (t, 3 degrees)", .own = 0.03, .heavy_tails = true},
      {.name = "heavy tails, shared, trend and random walk",
       .shared = 0.03,
       .own = 0.03,
       .heavy_tails = true,
       .trend = 0.02,
       .walk = 0.02},
      {.name = "heavy tails, the second kernel's five times wider",
       .own = 0.01,
       .variant_factor = 5,
       .heavy_tails = true},
      {.name = "two modes 30 % apart, little noise in either",
       .own = 0.005,
       .slow_mode = 0.3},
      {.name = "two modes 30 % apart in one of the cells only",
       .own = 0.005,
       .slow_mode = 0.3,
       .slow_cells = 1},
      {.name = "two modes 30 % apart in six of the cells only",
       .own = 0.005,
       .slow_mode = 0.3,
       .slow_cells = 6}};
  return noises;
}

void PrintHeader(std::string_view first, const std::vector<std::string>& rest) {
  fmt::print("| {} |", first);
  for (const auto& name : rest) fmt::print(" {} |", name);
  fmt::print("\n|---|");
  for (size_t i = 0; i < rest.size(); ++i) fmt::print("---|");
  fmt::print("\n");
}

std::vector<std::string> BootNames(const Options& options) {
  std::vector<std::string> names;
  for (const int passes : options.boots)
    names.push_back(fmt::format("{}", passes));
  return names;
}

// Returns the largest share by which a table exceeds alpha, in standard errors.
double PrintFalseAlarms(const Options& options, double margin) {
  fmt::print(
      "\n{} A/A comparisons of {} cells, margin {:.0f} %: share with any false "
      "change (%, nominal 5) by boots a variant\n\n",
      options.comparisons, options.cells, 100 * margin);
  PrintHeader("noise of a boot", BootNames(options));
  const double alpha = FamilyOptions().alpha;
  double worst = 0;
  for (const Noise& noise : Noises()) {
    fmt::print("| {} |", noise.name);
    for (const int passes : options.boots) {
      const double share =
          Share(noise, options, options.comparisons, passes, 1, margin,
                [](const std::vector<Answer>& answers) {
                  return std::ranges::any_of(answers, IsChange);
                });
      worst = std::max(worst,
                       (share - alpha) / ErrorOf(alpha, options.comparisons));
      fmt::print(" {:.2f} |", 100 * share);
      std::fflush(stdout);
    }
    fmt::print("\n");
  }
  return worst;
}

// A change that is exactly as large as the margin is the hardest to tell from
// no change.
void PrintFalseSames(const Options& options, double margin) {
  fmt::print(
      "\nThe first of {} cells slower by exactly the margin of {:.0f} %: share "
      "called the same (%, nominal 2.5) by boots a variant, {} comparisons\n\n",
      options.cells, 100 * margin, options.power_comparisons);
  PrintHeader("noise of a boot", BootNames(options));
  for (const Noise& noise : Noises()) {
    fmt::print("| {} |", noise.name);
    for (const int passes : options.boots) {
      fmt::print(" {:.1f} |",
                 100 * Share(noise, options, options.power_comparisons, passes,
                             1 + margin, margin,
                             [](const std::vector<Answer>& answers) {
                               return answers[0].verdict == Verdict::kSame;
                             }));
      std::fflush(stdout);
    }
    fmt::print("\n");
  }
}

void PrintPower(const Options& options, const Noise& noise, double margin) {
  static const std::vector<double> kEffects = {1.0, 1.05, 1.1, 1.15, 1.2,
                                               1.3, 1.5,  2.0, 3.0};
  fmt::print(
      "\nThe first of {} cells slower, margin {:.0f} %, {}: share called "
      "slower "
      "/ the same (%), {} comparisons\n\n",
      options.cells, 100 * margin, noise.name, options.power_comparisons);
  std::vector<std::string> names;
  for (const double effect : kEffects) {
    names.push_back(fmt::format("{:+.0f} %", 100 * (effect - 1)));
  }
  PrintHeader("boots a variant", names);
  for (const int passes : options.boots) {
    fmt::print("| {} |", passes);
    for (const double effect : kEffects) {
      int same = 0;
      const double slower =
          Share(noise, options, options.power_comparisons, passes, effect,
                margin, [&same](const std::vector<Answer>& answers) {
                  if (answers[0].verdict == Verdict::kSame) ++same;
                  return answers[0].verdict == Verdict::kSlower;
                });
      fmt::print(" {:.0f} / {:.0f} |", 100 * slower,
                 100.0 * same / options.power_comparisons);
      std::fflush(stdout);
    }
    fmt::print("\n");
  }
}

int Run(const Options& options) {
  constexpr double kMargin = 0.10;
  constexpr double kMostStandardErrors = 3;
  // Without a margin every difference counts, which is the hardest case.
  const double without = PrintFalseAlarms(options, 0);
  const double worst = std::max(without, PrintFalseAlarms(options, kMargin));
  PrintFalseSames(options, kMargin);
  for (const size_t noise : {size_t{0}, size_t{3}}) {
    PrintPower(options, Noises()[noise], kMargin);
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
  app.add_flag("--bootstrap", options.bootstrap,
               "Give boots samples, as real ones have; several times slower");
  app.add_option("--boots", options.boots, "Of a variant: the columns")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--seed", options.seed)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return hmmbench::Run(options);
}
