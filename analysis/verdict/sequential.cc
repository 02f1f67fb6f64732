// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/sequential.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "analysis/statistics/alpha_spending.h"
#include "analysis/verdict/visible_change.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

bool IsChange(const Answer& answer) {
  return answer.verdict == Verdict::kFaster ||
         answer.verdict == Verdict::kSlower;
}

bool IsExact(const Answer& answer) {
  return answer.effect && answer.effect->method == Method::kExact;
}

bool Settles(const Answer& answer) {
  return IsChange(answer) || answer.verdict == Verdict::kSame ||
         IsExact(answer);
}

bool WasChange(const std::vector<Standing>& before, size_t i) {
  return !before.empty() && before[i].settled > 0 && IsChange(before[i].answer);
}

}  // namespace

std::vector<Standing> JudgeLook(const std::vector<Question>& questions,
                                const std::vector<Standing>& before, int look,
                                int looks, const FamilyOptions& options) {
  if (look < 1 || look > looks) {
    throw Error("look {} of {}: looks are numbered from 1", look, looks);
  }
  if (!before.empty() && before.size() != questions.size()) {
    throw Error("{} questions after {} at the look before: give all at each",
                questions.size(), before.size());
  }
  const std::vector<double> parts = SpendAlpha(options.alpha, looks);
  FamilyOptions now = options;
  now.alpha = parts[static_cast<size_t>(look - 1)];
  std::vector<Question> asked = questions;
  int by_chance = 0;
  for (size_t i = 0; i < asked.size(); ++i) {
    if (WasChange(before, i)) asked[i].judged = false;
    if (asked[i].judged) ++by_chance;
  }
  std::vector<Answer> answers = JudgeFamily(asked, now);
  std::vector<Standing> standings(questions.size());
  for (size_t i = 0; i < questions.size(); ++i) {
    const bool judged = questions[i].judged;
    if (judged && !before.empty() && before[i].settled > 0) {
      standings[i] = before[i];
      continue;
    }
    Standing& standing = standings[i];
    standing.answer = std::move(answers[i]);
    if (!judged || Settles(standing.answer)) {
      standing.settled = look;
    } else if (standing.answer.effect) {
      standing.boots_needed = BootsToDecide(
          *standing.answer.effect,
          {.comparisons = by_chance,
           .margin = questions[i].margin,
           .alpha = parts[static_cast<size_t>(std::min(look, looks - 1))]});
    }
  }
  return standings;
}

}  // namespace hmmbench
