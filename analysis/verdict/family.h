// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Judges all comparisons of a report together. The more comparisons there are,
// the more often chance alone looks like a change in one of them.

#ifndef HMMBENCH_ANALYSIS_VERDICT_FAMILY_H_
#define HMMBENCH_ANALYSIS_VERDICT_FAMILY_H_

#include <optional>
#include <string>
#include <vector>

#include "analysis/statistics/effect.h"
#include "analysis/verdict/family_options.h"
#include "analysis/verdict/metric.h"
#include "analysis/verdict/verdict.h"

namespace hmmbench {

// Is `variant` better or worse than `baseline` by more than a margin?
struct Question {
  // A name that is unique in the family. Together with the family's seed it
  // determines the random numbers, so an estimate does not depend on the other
  // questions.
  std::string name;
  std::string quantity;  // in a sentence: "throughput"
  // Questions of one kernel are of the same boots, by block and pass: what a
  // boot does to all of its cells is told from a change.
  std::string kernel = {};
  std::vector<Replicate> baseline;
  std::vector<Replicate> variant;
  Better better = Better::kLess;
  double margin = 0.10;     // |ratio - 1| that counts as the same
  double exact_margin = 0;  // the same where no chance is in the comparison
  // True for an exact comparison whose values timer ticks leave open. It is a
  // change when it lies beyond exact_margin whatever the ticks did, and the
  // same when it lies within `margin`.
  bool open = false;
  enum class Chance {
    kBoots,  // real clock: another boot gives another value
    kSeeds,  // virtual clock: another interleaving does
    kNone,   // virtual clock and one thread
  };
  Chance chance = Chance::kBoots;
  bool alone = false;  // one thread: where all its counts agree they are exact
  bool count = false;
  // False when only an estimate is wanted and no verdict; the family then does
  // not grow. An exact comparison always has a verdict.
  bool judged = true;
  // Set when one of the two kernels was cut off, so that its values are bounds.
  // It says which kind of bound the ratio is.
  Bound bound = Bound::kNone;
  std::string cut_off = {};
};

struct Answer {
  std::optional<Effect> effect;    // absent where a variant has no boots
  std::optional<Verdict> verdict;  // absent where none was asked for
  std::string reason;              // one line, with the verdict
};

// In the order of the questions. Of a comparison with chance in it (on the
// real clock passes are paired, so that drift cancels; on the virtual clock,
// where there is none and seeds of two kernels have next to nothing in common,
// boots are not):
// - Variances are moderated by those of the same quantity in the kernel's other
//   cells, see analysis/statistics/moderated_variance.h.
// - faster, slower: the 95 % interval lies beyond the margin, and the p-value
//   of "not beyond the margin", adjusted for all judged comparisons of the
//   family, is at most alpha. It comes from relabelled boots
//   (analysis/statistics/max_t.h) where there are so many that one could be as
//   small as alpha, which the numbers of boots alone say. With fewer it is
//   Student's after Holm: twice the smaller one-sided p, since either direction
//   would have been told. No boots so few look normal, and what would deceive
//   it most is ruled out: they have to be more than two modes could separate by
//   chance, see analysis/verdict/mode_guard.h. Relabelled boots have their
//   modes in them.
// - same: the 95 % interval lies within the margin, and both one-sided tests
//   against its edges are at most alpha / 2 (two one-sided tests: Schuirmann,
//   Journal of Pharmacokinetics and Biopharmaceutics 15, 1987). "All cells are
//   the same" is claimed only when each is, which needs no adjustment (Berger's
//   intersection-union test, Technometrics 24, 1982).
// - else inconclusive.
// Where the ratio is a bound it has the open interval of one, so that only what
// lies beyond the margin on that side is a change, whatever the part that is
// missing would have been; else the answer is inconclusive.
// Exact comparisons (see analysis/verdict/exact_effect.h) are judged by their
// interval against exact_margin (and margin, see Question::open) and do not
// grow the family.
std::vector<Answer> JudgeFamily(const std::vector<Question>& questions,
                                const FamilyOptions& options);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_FAMILY_H_
