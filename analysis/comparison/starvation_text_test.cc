// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/starvation_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/test_run.h"

namespace hmmbench {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

CellSummary Starved() {
  CellSummary summary;
  summary.verdict = Verdict::kStarved;
  summary.boots_judged = 20;
  summary.boots_starved = 19;
  summary.starvation.emplace();
  summary.starvation->boot = 3;
  summary.starvation->seen = StarvedCell("mixed_range", true).starvation;
  return summary;
}

CellSummary SeenByTheHost() {
  CellSummary summary = Starved();
  summary.boots_lost = 2;
  summary.starvation->seen.reset();
  summary.starvation->guest_lost = true;
  summary.starvation->rounds_done = 7;
  summary.starvation->reason = "no progress for 30 s";
  return summary;
}

TEST(StarvedSentence, NamesTheFunctionsThatWereRecorded) {
  EXPECT_EQ(StarvedSentence("trylock", "mixed_range", Starved()),
            "trylock starved in mixed_range (19 of 20 boots): in 2.0 s without "
            "progress its threads took 245,311 faults, the spinner in "
            "hmm_range_fault(), while the lock's holder waited in "
            "__lru_add_drain_all().");
}

TEST(StarvedSentence, NamesNoFunctionThatWasNotRecorded) {
  CellSummary summary = Starved();
  summary.starvation->seen->stacks.clear();
  EXPECT_EQ(StarvedSentence("trylock", "mixed_range", summary),
            "trylock starved in mixed_range (19 of 20 boots): in 2.0 s without "
            "progress its threads took 245,311 faults.");
  summary.starvation->seen->stacks = {
      {.who = "holder",
       .state = "R",
       .frames = {"__schedule+0x1/0x2", "some_driver_wait+0x1/0x2"}}};
  EXPECT_THAT(StarvedSentence("trylock", "mixed_range", summary),
              HasSubstr("while the lock's holder was in some_driver_wait()."));
}

TEST(StarvedSentence, SaysThatGuestsWereLost) {
  CellSummary summary = Starved();
  summary.starvation->seen->rescued = false;
  summary.boots_lost = 1;
  EXPECT_THAT(StarvedSentence("trylock", "mixed_range", summary),
              HasSubstr("; it was not rescued (1 guest lost, ended by the "
                        "host)."));
  EXPECT_EQ(StarvedSentence("trylock", "mixed_range", SeenByTheHost()),
            "trylock starved in mixed_range (19 of 20 boots): the guest fell "
            "silent after round 7 and the host ended it.");
}

TEST(WhyStarved, CountsOneAsOne) {
  CellSummary summary = Starved();
  summary.boots_judged = 1;
  summary.boots_starved = 1;
  summary.starvation->seen->faults = 1;
  summary.starvation->seen->voluntary_switches = 1;
  summary.starvation->seen->stalled_ns = 1'500'000;
  EXPECT_EQ(WhyStarved(summary),
            "starved in 1 of 1 boot; first: boot 3 stood still for 1.50ms "
            "after round 2 while its threads took 1 fault, 1 voluntary switch; "
            "rescued");
}

TEST(DescribeStarvation, HasWhatItNeeds) {
  EXPECT_THAT(
      DescribeStarvation(Starved()),
      ElementsAre(
          Field(&StarvationFact::value, "boot 3, the first that starved"),
          Field(&StarvationFact::value, "2.0 s after round 2"),
          Field(&StarvationFact::value,
                "245,311 faults, 0 voluntary and 12 involuntary switches"),
          Field(&StarvationFact::value, "yes; the boot went on"),
          Field(&StarvationFact::name, "folio mapped twice"),
          Field(&StarvationFact::name,
                "system page in the spinner's LRU batch")));
}

TEST(DescribeStarvation, ByTheHostAloneClaimsNoCounts) {
  const auto facts = DescribeStarvation(SeenByTheHost());
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(facts[1].value,
            "after round 7; only the host saw it: no progress for 30 s");
  for (const StarvationFact& fact : facts) {
    EXPECT_THAT(fact.value, Not(HasSubstr("fault")));
  }
  EXPECT_TRUE(DescribeStarvation(CellSummary()).empty());
}

CellSummary Slow(int slow, int given_up) {
  CellSummary summary;
  summary.boots_judged = 20;
  summary.boots_slow = slow;
  summary.boots_given_up = given_up;
  summary.slow.emplace();
  summary.slow->boot = 3;
  summary.slow->seen = SlowCell("mixed_range", true).slow;
  return summary;
}

TEST(SlowSentence, SaysWhatIsMissingAndThatItIsNoVerdict) {
  EXPECT_EQ(SlowSentence("wait", "mixed_range", Slow(3, 1)),
            "wait was slow in mixed_range (3 of 20 boots, 1 of them given up), "
            "which is no verdict: boot 3 stood still for 12.0 s after round 2, "
            "but nothing proves a starvation: reader 0 is asleep (S).");
  EXPECT_EQ(SlowBoots(Slow(3, 0)), "3 of 20 boots, which all went on");
  EXPECT_EQ(SlowBoots(Slow(1, 1)), "1 of 20 boots");
}

TEST(DescribeSlowness, SaysWhatItLacks) {
  const auto facts = DescribeSlowness(Slow(1, 1));
  ASSERT_FALSE(facts.empty());
  EXPECT_EQ(facts.front().value, "boot 3, the first that was slow");
  EXPECT_EQ(facts.back().value, "reader 0 is asleep (S)");
  EXPECT_TRUE(DescribeSlowness(Starved()).empty());
}

TEST(TellingStacks, AreSpinnerAndHolderElseTheConsoles) {
  StalledBoot starved = *Starved().starvation;
  starved.seen->stacks.push_back(
      {.who = "CPU 0", .state = "", .frames = {"f"}});
  EXPECT_THAT(TellingStacks(starved),
              ElementsAre(Field(&StackTrace::who, "spinner"),
                          Field(&StackTrace::who, "holder")));
  starved.seen.reset();
  EXPECT_TRUE(TellingStacks(starved).empty());
  starved.console = {"NMI backtrace for cpu 2", "RIP: 0010:f+0x1/0x2"};
  EXPECT_THAT(TellingStacks(starved),
              ElementsAre(Field(&StackTrace::who, "CPU 2")));
}

}  // namespace
}  // namespace hmmbench
