// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/family.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <random>

#include "analysis/comparison/cut_off.h"
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

Effect Estimate(const Question& question, double decisive_p,
                const FamilyOptions& options) {
  EffectOptions effect_options{.decisive_p = decisive_p,
                               .resamples = options.resamples};
  if (question.chance == Question::Chance::kSeeds) {
    // Boots of different seeds are never independent groups.
    effect_options.least_pairs = 1;
  }
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

bool HaveBoots(const Question& question) {
  if (question.chance == Question::Chance::kSeeds) {
    return !CompletePasses(question.baseline, question.variant).empty();
  }
  return !question.baseline.empty() && !question.variant.empty();
}

// Sets p_holm of every judged comparison that has a p-value. A comparison
// without one (a single boot a variant) counts with p = 1; whether it is judged
// was decided before.
void AdjustForFamily(const std::vector<Question>& questions,
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
    if (effect.p_change) effect.p_holm = adjusted[i];
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

}  // namespace

std::vector<Answer> JudgeFamily(const std::vector<Question>& questions,
                                const FamilyOptions& options) {
  std::vector<Answer> answers(questions.size());
  size_t by_chance = 0;
  for (size_t i = 0; i < questions.size(); ++i) {
    answers[i].effect = Exact(questions[i]);
    if (answers[i].effect) {
      MakeBound(questions[i].bound, std::nullopt, &*answers[i].effect);
    }
    if (questions[i].judged && !answers[i].effect && HaveBoots(questions[i])) {
      ++by_chance;
    }
  }
  const double decisive_p =
      options.alpha / static_cast<double>(std::max<size_t>(1, by_chance));
  ForEachInParallel(questions.size(), options.threads, [&](size_t i) {
    if (!answers[i].effect && HaveBoots(questions[i])) {
      answers[i].effect = Estimate(questions[i], decisive_p, options);
    }
  });
  AdjustForFamily(questions, &answers);
  GuardAgainstModes(questions, &answers);
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
