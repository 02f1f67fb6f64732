// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/family.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <tuple>
#include <utility>

#include "analysis/comparison/cut_off.h"
#include "analysis/statistics/max_t.h"
#include "analysis/statistics/moderated_variance.h"
#include "analysis/statistics/statistics.h"
#include "analysis/verdict/exact_effect.h"
#include "analysis/verdict/mode_guard.h"
#include "analysis/verdict/verdict.h"
#include "fixtures/base/parallel.h"

namespace hmmbench {
namespace {

std::optional<Effect> Exact(const Question& question) {
  if (question.chance != Question::Chance::kBoots) {
    return ExactEffectOfSeeds(question.baseline, question.variant,
                              question.chance == Question::Chance::kNone);
  }
  if (!question.count || !question.alone) return std::nullopt;
  return ExactEffectOfCounts(question.baseline, question.variant);
}

// FNV-1a, which gives the same value on every machine.
uint64_t HashOf(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char letter : text) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  }
  return hash;
}

double LogOrMinusInfinity(double value) {
  return value > 0 ? std::log(value) : -std::numeric_limits<double>::infinity();
}

size_t LeastPairs(const Question& question) {
  return question.chance == Question::Chance::kSeeds
             ? std::numeric_limits<size_t>::max()
             : EffectOptions().least_pairs;
}

bool HaveBoots(const Question& question) {
  return !question.baseline.empty() && !question.variant.empty();
}

// Of each question that has no exact answer, and those of the others empty.
std::vector<LogRatios> LogsOf(const std::vector<Question>& questions,
                              const std::vector<Answer>& answers) {
  std::vector<LogRatios> logs(questions.size());
  for (size_t i = 0; i < questions.size(); ++i) {
    if (answers[i].effect || !HaveBoots(questions[i])) continue;
    logs[i] = LogRatiosOf(questions[i].baseline, questions[i].variant,
                          LeastPairs(questions[i]));
  }
  return logs;
}

// What the variances of one quantity say of each other: of a kernel's boots, of
// the baseline's in its comparisons, and of the differences of passes.
std::vector<TwoPriors> PriorsOf(const std::vector<Question>& questions,
                                const std::vector<LogRatios>& logs) {
  enum class Side { kBaseline, kVariant, kPasses };
  using Key = std::tuple<std::string, std::string, Side>;
  std::map<Key, std::vector<SampleVariance>> variances;
  const auto add = [&](const Question& question, Side side,
                       const std::vector<double>& values) {
    variances[{question.kernel, question.quantity, side}].push_back(
        {.variance = Variance(values),
         .degrees = static_cast<double>(values.size() - 1)});
  };
  for (size_t i = 0; i < questions.size(); ++i) {
    if (!logs[i].HasSpread()) continue;
    if (logs[i].paired) {
      add(questions[i], Side::kPasses, logs[i].differences);
    } else {
      add(questions[i], Side::kBaseline, logs[i].baseline);
      add(questions[i], Side::kVariant, logs[i].variant);
    }
  }
  std::map<Key, VariancePrior> fitted;
  for (const auto& [key, of_key] : variances) {
    fitted[key] = FitVariancePrior(of_key);
  }
  std::vector<TwoPriors> priors(questions.size());
  for (size_t i = 0; i < questions.size(); ++i) {
    const auto prior = [&](Side side) {
      return fitted[{questions[i].kernel, questions[i].quantity, side}];
    };
    if (logs[i].paired) {
      priors[i].to = prior(Side::kPasses);
    } else {
      priors[i] = {.from = prior(Side::kBaseline), .to = prior(Side::kVariant)};
    }
  }
  return priors;
}

Effect Estimate(const Question& question, const TwoPriors& priors,
                const FamilyOptions& options) {
  const EffectOptions effect_options{.least_pairs = LeastPairs(question),
                                     .priors = priors,
                                     .resamples = options.resamples};
  const uint64_t name = HashOf(question.name);
  std::seed_seq seeds{options.seed, options.seed >> 32U, name, name >> 32U};
  Generator generator(seeds);
  const EffectEstimate estimate(question.baseline, question.variant,
                                effect_options, generator);
  Effect effect = estimate.Describe();
  if (!estimate.HasSpread()) {
    MakeBound(question.bound, std::nullopt, &effect);
    return effect;
  }
  const Tails at_low = estimate.At(LogOrMinusInfinity(1 - question.margin));
  const Tails at_high = estimate.At(std::log1p(question.margin));
  effect.p_change = std::min(1.0, 2 * std::min(at_low.below, at_high.above));
  effect.p_same = std::max(at_low.above, at_high.below);
  MakeBound(
      question.bound,
      std::min(1.0, 2 * (question.bound == Bound::kAtLeast ? at_high.above
                                                           : at_low.below)),
      &effect);
  return effect;
}

// Sets p_family of every judged comparison that has a p-value. One without (a
// single boot a variant) counts as told nothing, p = 1: whether it is asked was
// settled before.
void AdjustAfterHolm(const std::vector<Question>& questions,
                     std::vector<Answer>* answers) {
  std::vector<size_t> places;
  std::vector<double> p;
  for (size_t i = 0; i < questions.size(); ++i) {
    const auto& effect = (*answers)[i].effect;
    if (!questions[i].judged || !effect || effect->method == Method::kExact) {
      continue;
    }
    places.push_back(i);
    p.push_back(effect->p_change.value_or(1));
  }
  const std::vector<double> adjusted = HolmAdjusted(p);
  for (size_t i = 0; i < places.size(); ++i) {
    Effect& effect = *(*answers)[places[i]].effect;
    if (effect.p_change) effect.p_family = adjusted[i];
  }
}

// Sets p_modes of every judged comparison with chance in it.
void GuardAgainstModes(const std::vector<Question>& questions,
                       std::vector<Answer>* answers) {
  ModeGuard guard;
  for (size_t i = 0; i < questions.size(); ++i) {
    const auto& effect = (*answers)[i].effect;
    if (questions[i].judged && effect && effect->log_range) {
      guard.See(questions[i].quantity, *effect->log_range);
    }
  }
  for (size_t i = 0; i < questions.size(); ++i) {
    auto& effect = (*answers)[i].effect;
    if (!questions[i].judged || !effect || !effect->log_range) continue;
    effect->p_modes =
        guard.ChanceOf(questions[i].quantity, std::log(effect->ratio),
                       effect->boots_baseline, effect->boots);
  }
}

// Numbers boots, and passes, of each kernel from 0.
class BootNumbers {
 public:
  size_t GroupOf(const std::string& kernel) {
    return groups_.emplace(kernel, groups_.size()).first->second;
  }

  std::vector<Contrast::Value> Number(const std::string& kernel, int side,
                                      const std::vector<Replicate>& boots,
                                      const std::vector<double>& logs) {
    // Boots of one block and pass, where there are several, are several.
    std::map<std::pair<int, int>, int> seen;
    std::vector<Contrast::Value> values;
    for (size_t i = 0; i < boots.size(); ++i) {
      const Replicate& boot = boots[i];
      auto& numbers = numbers_[{kernel, side == kPasses}];
      const Place place{side, boot.block, boot.pass,
                        seen[{boot.block, boot.pass}]++};
      values.push_back(
          {.boot = numbers.emplace(place, numbers.size()).first->second,
           .log = logs[i]});
    }
    return values;
  }

  static constexpr int kBaseline = 0;
  static constexpr int kVariant = 1;
  static constexpr int kPasses = 2;

 private:
  using Place = std::tuple<int, int, int, int>;
  std::map<std::string, size_t> groups_;
  std::map<std::pair<std::string, bool>, std::map<Place, size_t>> numbers_;
};

Contrast ContrastOf(const Question& question, const LogRatios& logs,
                    const TwoPriors& priors, BootNumbers* numbers) {
  Contrast contrast{.group = numbers->GroupOf(question.kernel),
                    .paired = logs.paired,
                    .baseline = {},
                    .variant = {},
                    .priors = priors,
                    .same = {.low = LogOrMinusInfinity(1 - question.margin),
                             .high = std::log1p(question.margin)},
                    .bound = question.bound};
  if (logs.paired) {
    std::vector<Replicate> passes;
    for (const auto& [one, other] :
         CompletePasses(question.baseline, question.variant)) {
      passes.push_back({.block = other->block, .pass = other->pass});
    }
    contrast.variant = numbers->Number(question.kernel, BootNumbers::kPasses,
                                       passes, logs.differences);
  } else {
    contrast.baseline = numbers->Number(question.kernel, BootNumbers::kBaseline,
                                        question.baseline, logs.baseline);
    contrast.variant = numbers->Number(question.kernel, BootNumbers::kVariant,
                                       question.variant, logs.variant);
  }
  return contrast;
}

// Sets p_family of every judged comparison by chance from relabelled boots.
// False, and nothing is set, where these are too few to decide anything.
bool AdjustByMaxT(const std::vector<Question>& questions,
                  const std::vector<LogRatios>& logs,
                  const std::vector<TwoPriors>& priors,
                  const FamilyOptions& options, std::vector<Answer>* answers) {
  // Leaves room for the error of a p-value from so many permutations.
  constexpr double kRoom = 0.8;
  std::vector<Contrast> contrasts;
  std::vector<size_t> places;
  BootNumbers numbers;
  for (size_t i = 0; i < questions.size(); ++i) {
    if (!questions[i].judged || !logs[i].HasSpread()) continue;
    contrasts.push_back(ContrastOf(questions[i], logs[i], priors[i], &numbers));
    places.push_back(i);
  }
  if (SmallestMaxTP(contrasts) > kRoom * options.alpha) return false;
  const std::vector<double> adjusted =
      StepDownMaxT(contrasts, {.permutations = options.permutations,
                               .seed = options.seed,
                               .threads = options.threads});
  for (size_t i = 0; i < places.size(); ++i) {
    Effect& effect = *(*answers)[places[i]].effect;
    effect.p_family = adjusted[i];
    if (IsBalanced(contrasts[i])) continue;
    const auto all = static_cast<double>(contrasts.size());
    effect.p_family =
        std::max(adjusted[i], std::min(1.0, all * effect.p_change.value_or(1)));
  }
  return true;
}

}  // namespace

std::vector<Answer> JudgeFamily(const std::vector<Question>& questions,
                                const FamilyOptions& options) {
  std::vector<Answer> answers(questions.size());
  for (size_t i = 0; i < questions.size(); ++i) {
    answers[i].effect = Exact(questions[i]);
    if (answers[i].effect) {
      MakeBound(questions[i].bound, std::nullopt, &*answers[i].effect);
    }
  }
  const std::vector<LogRatios> logs = LogsOf(questions, answers);
  const std::vector<TwoPriors> priors = PriorsOf(questions, logs);
  ForEachInParallel(questions.size(), options.threads, [&](size_t i) {
    if (!answers[i].effect && HaveBoots(questions[i])) {
      answers[i].effect = Estimate(questions[i], priors[i], options);
    }
  });
  if (!AdjustByMaxT(questions, logs, priors, options, &answers)) {
    AdjustAfterHolm(questions, &answers);
    GuardAgainstModes(questions, &answers);
  }
  for (size_t i = 0; i < questions.size(); ++i) {
    const Question& question = questions[i];
    Answer& answer = answers[i];
    if (!answer.effect) continue;
    const bool exact = answer.effect->method == Method::kExact;
    if (!question.judged && !exact) continue;
    Judgement judgement =
        Judge(*answer.effect, exact ? question.exact_margin : question.margin,
              question.better, options.alpha);
    if (exact && question.open && judgement.verdict == Verdict::kInconclusive) {
      const Judgement within = Judge(*answer.effect, question.margin,
                                     question.better, options.alpha);
      if (within.verdict == Verdict::kSame) judgement = within;
    }
    answer.verdict = judgement.verdict;
    answer.reason = WhyJudged(*answer.effect, judgement, question.quantity);
    if (question.bound != Bound::kNone) {
      answer.reason +=
          fmt::format("; {} was cut off, so that is a bound and no estimate",
                      question.cut_off);
    }
  }
  return answers;
}

}  // namespace hmmbench
