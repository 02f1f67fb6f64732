// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Verdicts that are looked at after each round of boots: more boots go where a
// verdict is missing.

#ifndef HMMBENCH_ANALYSIS_VERDICT_SEQUENTIAL_H_
#define HMMBENCH_ANALYSIS_VERDICT_SEQUENTIAL_H_

#include <optional>
#include <vector>

#include "analysis/verdict/family.h"

namespace hmmbench {

// Where a question stands.
struct Standing {
  // Of the look that settled it, or else of the latest.
  Answer answer;
  // Number of the look that settled it, from 1; 0: it is open.
  int settled = 0;
  // Boots of each kernel in all that an open question is expected to need if
  // its ratio is what it looks like; see BootsToDecide(). Absent where it is
  // settled, or no number of boots is in sight.
  std::optional<int> boots_needed = std::nullopt;
};

// Look `look` (from 1) of at most `looks`. `questions` are all of the family,
// with all their boots so far, in the same order at each look; those that are
// settled may have got no more. `before` is the look before's answer, empty at
// the first. Settled are faster, slower, same, every exact answer, and what no
// verdict was asked of.
//
// The probability of one false change or more in all looks, cells, metrics and
// kernels is at most options.alpha: a look spends its part of it (SpendAlpha)
// on the family's questions (JudgeFamily), and the parts are added up. All
// questions count at each look, the ones that are settled as the same as well:
// to test only the ones that looked like a change before would choose by the
// data. What is settled as a change leaves the family; had it been false, the
// error would have been made already.
//
// Throws Error if `before` is of another number of questions or `look` is not
// one of `looks`.
std::vector<Standing> JudgeLook(const std::vector<Question>& questions,
                                const std::vector<Standing>& before, int look,
                                int looks, const FamilyOptions& options);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_SEQUENTIAL_H_
