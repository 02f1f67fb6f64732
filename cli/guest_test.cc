// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The whole path, through the command line, on real kernels in real guests:
// every scenario on every policy, and what is left of a run that was cut short
// in each way there is.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "cli/run_hmmbench.h"
#include "cmake/source_folder.h"
#include "fixtures/base/child.h"
#include "fixtures/base/temporary_folder.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/patch/series.h"
#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::chrono::seconds kPatience{120};

// A folder of its own for each test, gone at its end.
class GuestTest : public ::testing::Test {
 public:
  GuestTest(const GuestTest&) = delete;
  GuestTest& operator=(const GuestTest&) = delete;

 protected:
  GuestTest() = default;

  // The only run folder under results_.
  [[nodiscard]] fs::path Run() const {
    const std::vector<fs::path> folders{fs::directory_iterator(results_), {}};
    return folders.size() == 1 ? folders.front() : fs::path();
  }

  // A run that would take minutes: many short cells on one kernel.
  [[nodiscard]] pid_t StartLongRun() const {
    std::vector<std::string> arguments{
        HmmbenchProgram(), "run",  "--clock",   "real",
        "--policies",      "wait", "--blocks",  "2",
        "--rounds",        "300",  "--results", results_.string()};
    for (int pages = 16; pages < 48; ++pages) {
      arguments.insert(arguments.end(),
                       {"--cell", "fault_path/pages:" + std::to_string(pages)});
    }
    return StartChild({.arguments = arguments}, STDERR_FILENO);
  }

  // Waits until the first boot of the run has measured a cell.
  void WaitForFirstCell() const {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < deadline) {
      const fs::path run = Run();
      const fs::path records = run / "boots/000-wait/records.jsonl";
      if (!run.empty() && fs::exists(records)) {
        std::ifstream stream(records);
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        if (text.find("\"record\":\"cell\"") != std::string::npos) return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    FAIL() << "no cell was measured in time";
  }

  void ExpectComparePartial(const std::string& why) const {
    const ChildResult compare = Hmmbench({"compare", Run().string()});
    EXPECT_EQ(compare.exit_code, 0) << compare.output;
    EXPECT_THAT(compare.output, HasSubstr("partial"));
    EXPECT_THAT(compare.output, HasSubstr(why));
    EXPECT_THAT(compare.output, HasSubstr("fault_path"));
    EXPECT_TRUE(fs::exists(Run() / "report.html"));
  }

  const TemporaryFolder folder_;
  const fs::path& results_ = folder_.path();
};

int WaitFor(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Children of `pid` that run QEMU.
std::vector<pid_t> QemuChildren(pid_t pid) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream stat(entry.path() / "stat");
    int number = 0;
    std::string name;
    char state = ' ';
    pid_t parent = 0;
    if (stat >> number >> name >> state >> parent && parent == pid &&
        name.find("qemu") != std::string::npos && state != 'Z') {
      found.push_back(number);
    }
  }
  return found;
}

struct KernelUnderTest {
  std::string base;
  std::string policy;
};

// Of each base, as its series.toml has them.
std::vector<KernelUnderTest> EveryPolicy() {
  const fs::path patches = fs::path(HMMBENCH_SOURCE_FOLDER) / "kernel-patches";
  std::vector<KernelUnderTest> kernels;
  for (const std::string& base : ListBases(patches)) {
    for (const std::string& policy : ReadSeries(patches, base).PolicyNames()) {
      kernels.push_back({base, policy});
    }
  }
  return kernels;
}

// Found by GoogleTest; without it a failure names the test by its bytes.
[[maybe_unused]] void PrintTo(const KernelUnderTest& kernel,
                              std::ostream* out) {
  *out << kernel.base << " " << kernel.policy;
}

class SmokeTest : public GuestTest,
                  public ::testing::WithParamInterface<KernelUnderTest> {
 protected:
  // Only 6.12 is built for the tests: 7.3's source has to be fetched first.
  [[nodiscard]] bool IsBuilt() const {
    const ChildResult planned =
        Hmmbench({"kernels", "build", "--dry-run", "--base", GetParam().base,
                  "--policies", GetParam().policy});
    return planned.exit_code == 0 &&
           planned.output.find(" built ") != std::string::npos;
  }
  // 6.12 splits a huge folio on its way to the device.
  [[nodiscard]] static bool CanRun(const CellRecord& cell) {
    const auto mapping = cell.axes.find("mapping");
    return GetParam().base == "7.3" || mapping == cell.axes.end() ||
           mapping->second != "huge";
  }
  // The one cell of the smoke plan that policies are known to starve in,
  // without preemption. early-entry is trylock for a folio that a migration has
  // locked.
  [[nodiscard]] static bool Starves(const CellRecord& cell) {
    return cell.scenario == "mixed_range" && GetParam().base == "6.12" &&
           (GetParam().policy == "trylock" ||
            GetParam().policy == "early-entry");
  }
  // What spins and is preempted is late by a second, on a busy host by more.
  [[nodiscard]] static bool MayStarve(const CellRecord& cell) {
    return cell.scenario == "mixed_range" &&
           (GetParam().policy == "resched" || GetParam().policy == "trylock");
  }
};

void ExpectStarved(const CellRecord& cell) {
  ASSERT_EQ(cell.outcome, CellOutcome::kStarved) << cell.reason;
  ASSERT_TRUE(cell.starvation);
  EXPECT_GT(cell.starvation->faults, 1000U);
  EXPECT_TRUE(cell.starvation->rescued);
  const auto frames_of = [&cell](const std::string& who) {
    for (const StackTrace& stack : cell.starvation->stacks) {
      if (stack.who.starts_with(who)) {
        return fmt::format("{}", fmt::join(stack.frames, "\n"));
      }
    }
    return std::string();
  };
  EXPECT_THAT(frames_of("spinner"), HasSubstr("hmm_range_fault+"));
  EXPECT_THAT(frames_of("holder"), HasSubstr("lru_add_drain_all+"));
  EXPECT_THAT(frames_of("holder"), HasSubstr("migrate_device_unmap+"));
}

TEST_P(SmokeTest, EveryScenarioIsMeasuredWithTheRightData) {
  if (!IsBuilt()) {
    GTEST_SKIP() << "not in the cache; hmmbench kernels build --base "
                 << GetParam().base << " builds it";
  }
  const ChildResult run =
      Hmmbench({"run", "--clock", "real", "--plan", "smoke", "--base",
                GetParam().base, "--policies", GetParam().policy, "--blocks",
                "0.5", "--results", results_.string()});
  ASSERT_EQ(run.exit_code, 0) << run.output;
  std::vector<std::string> warnings;
  const auto boots = RunFolder::Open(Run()).ReadBoots(&warnings);
  EXPECT_TRUE(warnings.empty());
  ASSERT_EQ(boots.size(), 1U);
  EXPECT_FALSE(boots[0].stream.partial) << boots[0].stream.partial_reason;

  std::set<std::string> measured;
  for (const auto& cell : boots[0].stream.cells) {
    measured.insert(cell.scenario);
    EXPECT_EQ(cell.oracle_wrong, 0U) << cell.oracle_first_wrong;
    if (Starves(cell)) {
      ExpectStarved(cell);
      continue;
    }
    if (MayStarve(cell)) continue;
    if (!CanRun(cell)) {
      EXPECT_EQ(cell.outcome, CellOutcome::kSkipped) << cell.cell;
      EXPECT_THAT(cell.reason, HasSubstr("no huge folios on devices"));
      continue;
    }
    EXPECT_EQ(cell.outcome, CellOutcome::kMeasured)
        << cell.cell << ": " << cell.reason;
    EXPECT_GT(cell.touches, 0U) << cell.cell;
    // A take that a CPU was quicker than has no data, nor has one whose page
    // it took back, nor a reader of mixed_range that gave up, nor a waiter that
    // was killed.
    uint64_t without_data = 0;
    for (const auto& [name, count] : cell.device) {
      const bool counts = cell.scenario == "mixed_range"
                              ? name == "request_busy"
                              : name == "exclusive_lost" ||
                                    name == "exclusive_retaken" ||
                                    name == "killed";
      if (counts) without_data += count;
    }
    EXPECT_EQ(cell.oracle_checked + without_data, cell.touches) << cell.cell;
    // Before a round and after it.
    EXPECT_GE(cell.oracle_pages.value_or(0), 2 * cell.pages) << cell.cell;
  }
  for (const auto& scenario : Scenarios()) {
    EXPECT_TRUE(measured.contains(scenario.name))
        << scenario.name << " is not in the smoke plan";
  }
  EXPECT_TRUE(fs::exists(Run() / "boots" / ("000-" + GetParam().policy) /
                         "google-benchmark.json"));
}

INSTANTIATE_TEST_SUITE_P(
    Policies, SmokeTest, ::testing::ValuesIn(EveryPolicy()),
    [](const auto& info) {
      std::string name = info.param.policy + "_on_" + info.param.base;
      std::ranges::replace_if(
          name, [](char letter) { return letter == '-' || letter == '.'; },
          '_');
      return name;
    });

// Two seeds that would be wrong as octal numbers; the same bytes twice, and
// other ones for another seed.
TEST_F(GuestTest, VirtualClockComesBackToTheByte) {
  const ChildResult twice =
      Hmmbench({"verify-determinism", "--policies", "trylock", "--seeds",
                "8..9", "--cell", "same_page/threads:2", "--rounds", "2",
                "--results", results_.string()});
  EXPECT_EQ(twice.exit_code, 0) << twice.output;
  const fs::path run = *fs::directory_iterator(results_);
  std::vector<std::string> warnings;
  const auto boots = RunFolder::Open(run).ReadBoots(&warnings);
  ASSERT_EQ(boots.size(), 2U) << twice.output;
  ASSERT_EQ(boots[0].stream.cells.size(), 1U);
  ASSERT_EQ(boots[1].stream.cells.size(), 1U);
  EXPECT_EQ(boots[0].stream.cells[0].outcome, CellOutcome::kMeasured);
  EXPECT_FALSE(boots[0].stream.cells == boots[1].stream.cells);
}

// What it takes to wake an idle CPU is charged where threads meet, as each
// model of the clock has it.
TEST_F(GuestTest, ASleepersWakeUpTakesWhatItIsGiven) {
  const ChildResult run =
      Hmmbench({"run", "--policies", "wait", "--clock", "virtual", "--seeds",
                "3..3", "--cell", "same_page/threads:2/delay_us:20", "--rounds",
                "1", "--sensitivity", "1", "--results", results_.string()});
  ASSERT_EQ(run.exit_code, 0) << run.output;
  std::vector<std::string> warnings;
  std::vector<std::string> facts;
  std::vector<uint64_t> took_ns;
  for (const auto& boot : RunFolder::Open(Run()).ReadBoots(&warnings)) {
    ASSERT_FALSE(boot.stream.cells.empty()) << run.output;
    ASSERT_TRUE(boot.stream.environment);
    facts.push_back(boot.stream.environment->facts.at("idle_exit_cost_ns"));
    took_ns.push_back(boot.stream.cells[0].round_ns.at(0));
  }
  EXPECT_THAT(facts, ElementsAre("10000", "0", "10000", "100000"));
  EXPECT_GT(took_ns[3], took_ns[1] + took_ns[1] / 2);
}

// The fault path of one thread is as long whatever races came before it, but
// for two instructions in one of some eight interleavings, whose cause is not
// known.
TEST_F(GuestTest, RacesLeaveTheFaultPathAsLongAsItWas) {
  const ChildResult run = Hmmbench(
      {"run", "--policies", "trylock", "--clock", "virtual", "--seeds", "3",
       "--cell", "same_page/threads:4", "--cell", "disjoint_pages/threads:1",
       "--rounds", "10", "--sensitivity", "0", "--results", results_.string()});
  ASSERT_EQ(run.exit_code, 0) << run.output;
  std::vector<std::string> warnings;
  std::set<uint64_t> shortest;
  for (const auto& boot : RunFolder::Open(Run()).ReadBoots(&warnings)) {
    ASSERT_EQ(boot.stream.cells.size(), 2U) << run.output;
    const ThreadRecord& thread = boot.stream.cells[1].threads.at(0);
    shortest.insert(thread.fastest_touch_ns.value_or(0));
  }
  ASSERT_FALSE(shortest.empty());
  EXPECT_LE(*shortest.rbegin() - *shortest.begin(), 2U);
}

// A guest on a host that has a tenth of its time for it: QEMU is stopped again
// and again from when its first cell begins.
class SlowedGuestTest : public GuestTest {
 protected:
  [[nodiscard]] CellRecord Measure(const std::string& policy,
                                   const std::string& cell) const {
    const pid_t tool = StartChild(
        {.arguments = {HmmbenchProgram(), "run", "--clock", "real",
                       "--policies", policy, "--blocks", "0.5", "--rounds", "1",
                       "--cell", cell, "--results", results_.string()}},
        STDERR_FILENO);
    EXPECT_TRUE(WaitForBegin(policy));
    while (waitpid(tool, nullptr, WNOHANG) == 0) {
      const std::vector<pid_t> qemu = QemuChildren(tool);
      for (const pid_t pid : qemu) kill(pid, SIGSTOP);
      std::this_thread::sleep_for(std::chrono::milliseconds(450));
      for (const pid_t pid : qemu) kill(pid, SIGCONT);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    std::vector<std::string> warnings;
    const auto boots = RunFolder::Open(Run()).ReadBoots(&warnings);
    if (boots.size() != 1 || boots[0].stream.cells.size() != 1) {
      ADD_FAILURE() << "not one boot with one cell";
      return {};
    }
    return boots[0].stream.cells[0];
  }

 private:
  [[nodiscard]] bool WaitForBegin(const std::string& policy) const {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < deadline) {
      if (const fs::path run = Run(); !run.empty()) {
        std::ifstream stream(run / "boots" / ("000-" + policy) /
                             "records.jsonl");
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        if (text.find("\"record\":\"begin\"") != std::string::npos) return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }
};

// The reader walks tens of thousands of pages while the migrator waits for its
// CPU, for much longer than the limit.
TEST_F(SlowedGuestTest, WhatIsSlowIsNotStarved) {
  const CellRecord cell = Measure(
      "wait", "mixed_range/variant:long_read/long_pages:65536/limit_ms:1500");
  EXPECT_FALSE(cell.starvation.has_value());
  ASSERT_TRUE(cell.slow.has_value()) << ToString(cell.outcome) << cell.reason;
  EXPECT_NE(cell.slow->lacks, "");
  EXPECT_THAT(cell.outcome,
              ::testing::AnyOf(CellOutcome::kMeasured, CellOutcome::kSlow));
  EXPECT_EQ(cell.oracle_wrong, 0U);
}

TEST_F(SlowedGuestTest, WhatIsStarvedIsProvedToBe) {
  const CellRecord cell = Measure("trylock", "mixed_range/variant:fifo");
  ExpectStarved(cell);
  ASSERT_TRUE(cell.starvation.has_value());
  EXPECT_EQ(cell.starvation->lacks, "");
}

// Commands that measure and say something of their own: that they do.
TEST_F(GuestTest, TuneSweepsAKnobAndSaysWhatToSetItTo) {
  const ChildResult tune = Hmmbench(
      {"tune", "--clock", "virtual", "--seeds", "2", "--knob",
       "spin_ns=0,20000", "--cell", "same_page/threads:2/delay_us:20",
       "--rounds", "1", "--visits", "1", "--results", results_.string()});
  ASSERT_EQ(tune.exit_code, 0) << tune.output;
  EXPECT_THAT(tune.output, HasSubstr("spin_ns"));
  const fs::path run = Run();
  for (const char* file : {"tune.txt", "tune.json", "tune.html"}) {
    EXPECT_GT(fs::file_size(run / file), 0U) << file;
  }
  // The same again from the records.
  const fs::path output = results_ / "again";
  fs::create_directories(output);
  EXPECT_EQ(
      Hmmbench({"tune", run.string(), "--output", output.string()}).exit_code,
      0);
  EXPECT_TRUE(fs::exists(output / "tune.json"));
}

TEST_F(GuestTest, PathCountsTheFunctionsOfAFault) {
  const ChildResult path =
      Hmmbench({"path", "--policies", "stock,wait", "--rows", "3"});
  ASSERT_EQ(path.exit_code, 0) << path.output;
  for (const char* text : {"stock", "wait", "do_swap_page"}) {
    EXPECT_THAT(path.output, HasSubstr(text));
  }
}

TEST_F(GuestTest, ExploreKeepsTheWorstAndReplaysIt) {
  const ChildResult search = Hmmbench(
      {"explore", "--scenario", "same_page/threads:2", "--policy", "wait",
       "--rounds", "1", "--budget", "1s", "--results", results_.string()});
  ASSERT_EQ(search.exit_code, 0) << search.output;
  EXPECT_THAT(search.output, HasSubstr("seeds: seed "));
  const ChildResult replay =
      Hmmbench({"explore", "--replay", Run().string(), "--results",
                (results_ / "replays").string()});
  EXPECT_EQ(replay.exit_code, 0) << replay.output;
  EXPECT_THAT(replay.output, HasSubstr("replayed to the byte"));
  EXPECT_THAT(replay.output, HasSubstr("do_swap_page"));
}

TEST_F(GuestTest, CalibrateWritesMarginsAndTrendReadsRuns) {
  const fs::path margins = results_ / "margins.toml";
  const ChildResult calibrate = Hmmbench(
      {"calibrate", "--cell", "fault_path", "--rounds", "2", "--blocks", "1",
       "--output", margins.string(), "--results", (results_ / "aa").string()});
  ASSERT_EQ(calibrate.exit_code, 0) << calibrate.output;
  EXPECT_GT(fs::file_size(margins), 0U);
  std::vector<std::string> trend = {"trend", "--output",
                                    (results_ / "trend").string()};
  for (int run = 0; run < 3; ++run) {
    const fs::path folder = results_ / ("run" + std::to_string(run));
    ASSERT_EQ(Hmmbench({"run", "--clock", "virtual", "--policies", "stock",
                        "--cell", "fault_path", "--rounds", "1", "--seeds", "1",
                        "--results", folder.string()})
                  .exit_code,
              0);
    trend.push_back(fs::path(*fs::directory_iterator(folder)).string());
  }
  fs::create_directories(results_ / "trend");
  const ChildResult result = Hmmbench(trend);
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("fault_path"));
  EXPECT_FALSE(fs::is_empty(results_ / "trend"));
}

TEST_F(GuestTest, KilledQemuLeavesARunThatCompareReportsAsPartial) {
  const pid_t tool = StartLongRun();
  WaitForFirstCell();
  for (const pid_t qemu : QemuChildren(tool)) kill(qemu, SIGKILL);
  // The run goes on with the next boot; that is enough for this test.
  std::this_thread::sleep_for(std::chrono::seconds(1));
  kill(tool, SIGINT);
  EXPECT_EQ(WaitFor(tool), 3);
  ExpectComparePartial("QEMU");
}

TEST_F(GuestTest, KilledToolTakesQemuAlongAndLeavesAPartialRun) {
  const pid_t tool = StartLongRun();
  WaitForFirstCell();
  const auto qemu = QemuChildren(tool);
  ASSERT_EQ(qemu.size(), 1U);
  kill(tool, SIGKILL);
  EXPECT_EQ(WaitFor(tool), 128 + SIGKILL);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (kill(qemu[0], 0) == 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_NE(kill(qemu[0], 0), 0) << "QEMU outlived the tool";
  ExpectComparePartial("interrupted");
}

// Two kernels, two seeds each, in an order that does not depend on the host.
std::vector<std::string> ShortCompare(const fs::path& results) {
  return {"compare",
          "--clock",
          "virtual",
          "--policies",
          "stock,wait",
          "--cell",
          "same_page/threads:2/delay_us:20",
          "--rounds",
          "1",
          "--seeds",
          "2",
          "--sensitivity",
          "0",
          "--jobs",
          "1",
          "--results",
          results.string()};
}

// The only run folder there, if any.
fs::path RunIn(const fs::path& results) {
  if (!fs::exists(results)) return "";
  const std::vector<fs::path> folders{fs::directory_iterator(results), {}};
  return folders.size() == 1 && fs::exists(folders[0] / "run.json")
             ? folders[0]
             : fs::path();
}

std::string TextOf(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Without what is of a run and not of what it measured.
std::string ReportOf(const fs::path& run) {
  std::string report = TextOf(run / "report.txt");
  for (const std::string& own :
       {run.filename().string(), RunFolder::Open(run).manifest().created}) {
    for (size_t at = report.find(own); at != std::string::npos;
         at = report.find(own)) {
      report.replace(at, own.size(), "OWN");
    }
  }
  return report;
}

class ResumeTest : public GuestTest {
 protected:
  // Otherwise a run would find all that the one before it measured.
  void SetUp() override {
    GuestTest::SetUp();
    setenv("HMMBENCH_FRESH", "1", 1);
  }
  void TearDown() override {
    unsetenv("HMMBENCH_FRESH");
    GuestTest::TearDown();
  }

  // Starts the command, and kills it when the boot has begun.
  void KillInBoot(const std::vector<std::string>& words,
                  const std::string& boot) const {
    std::vector<std::string> arguments = words;
    arguments.insert(arguments.begin(), HmmbenchProgram());
    const pid_t tool = StartChild({.arguments = arguments}, STDERR_FILENO);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < deadline &&
           !fs::exists(RunIn(killed_) / "boots" / boot)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    kill(tool, SIGKILL);
    EXPECT_EQ(WaitFor(tool), 128 + SIGKILL);
  }

  // What a run is once its processes have gone, which takes a killed one's
  // children a moment.
  static std::string StateAtRest(const fs::path& run) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    std::string state = "running";
    while (state == "running" && std::chrono::steady_clock::now() < deadline) {
      state = RunFolder::Open(run).manifest().state;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return state;
  }

  const fs::path whole_ = results_ / "whole";
  const fs::path killed_ = results_ / "killed";
};

TEST_F(ResumeTest, AKilledCompareEndsWithTheBytesOfAnUndisturbedOne) {
  KillInBoot(ShortCompare(killed_), "000-stock");
  const fs::path run = RunIn(killed_);
  ASSERT_NE(run, "");
  EXPECT_EQ(StateAtRest(run), "interrupted");
  const std::vector<std::string> resume = {"compare", "--resume", run.string()};
  KillInBoot(resume, "001-wait");
  KillInBoot(resume, "003-wait");
  const ChildResult end = Hmmbench(resume);
  EXPECT_EQ(end.exit_code, 0) << end.output;
  EXPECT_EQ(RunFolder::Open(run).manifest().state, "finished");

  ASSERT_EQ(Hmmbench(ShortCompare(whole_)).exit_code, 0);
  const fs::path whole = RunIn(whole_);
  for (const char* boot : {"000-stock", "001-wait", "002-stock", "003-wait"}) {
    const fs::path records = fs::path("boots") / boot / "records.jsonl";
    EXPECT_NE(TextOf(whole / records), "");
    EXPECT_EQ(TextOf(run / records), TextOf(whole / records)) << boot;
  }
  EXPECT_EQ(ReportOf(run), ReportOf(whole));
}

TEST_F(ResumeTest, WhatCannotBeGoneOnWithIsRefused) {
  KillInBoot(ShortCompare(killed_), "001-wait");
  const fs::path run = RunIn(killed_);
  ASSERT_NE(run, "");
  const ChildResult other = Hmmbench({"gate", "--resume", run.string()});
  EXPECT_EQ(other.exit_code, 3);
  EXPECT_THAT(other.output, HasSubstr("hmmbench compare --resume"));
  const ChildResult more =
      Hmmbench({"compare", "--resume", run.string(), "--rounds", "2"});
  EXPECT_EQ(more.exit_code, 3);
  EXPECT_THAT(more.output, HasSubstr("leave out the others"));
  {
    const RunFolder measured = RunFolder::OpenToMeasure(run);
    const ChildResult second = Hmmbench({"compare", "--resume", run.string()});
    EXPECT_EQ(second.exit_code, 3);
    EXPECT_THAT(second.output, HasSubstr("another process measures"));
  }
}

// The command of the run folder, and what it has of it.
TEST_F(GuestTest, ItemsMakeTheRunThatOneProcessMakes) {
  std::vector<std::string> words = ShortCompare(results_ / "whole");
  words.front() = "run";
  ASSERT_EQ(Hmmbench(words).exit_code, 0);
  words.back() = (results_ / "split").string();
  words.insert(words.end(), {"--items", "2"});
  const ChildResult split = Hmmbench(words);
  ASSERT_EQ(split.exit_code, 0) << split.output;
  const fs::path run = RunIn(results_ / "split");
  for (const char* item : {"1", "0"}) {
    const ChildResult measured = Hmmbench({"item", run.string(), item});
    EXPECT_EQ(measured.exit_code, 0) << measured.output;
  }
  const ChildResult again = Hmmbench({"item", run.string(), "1"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.output, HasSubstr("was done before"));
  EXPECT_EQ(Hmmbench({"item", run.string(), "2"}).exit_code, 3);
  const ChildResult together = Hmmbench({"run", "--resume", run.string()});
  EXPECT_EQ(together.exit_code, 0) << together.output;
  for (const char* boot : {"000-stock", "001-wait", "002-stock", "003-wait"}) {
    const fs::path records = fs::path("boots") / boot / "records.jsonl";
    EXPECT_EQ(TextOf(run / records),
              TextOf(RunIn(results_ / "whole") / records))
        << boot;
  }
}

TEST_F(GuestTest, CtrlCLeavesAPartialRunAndSaysWhereItIs) {
  const pid_t tool = StartLongRun();
  WaitForFirstCell();
  kill(tool, SIGINT);
  EXPECT_EQ(WaitFor(tool), 3);
  EXPECT_EQ(RunFolder::Open(Run()).manifest().state, "interrupted");
  ExpectComparePartial("interrupted");
}

}  // namespace
}  // namespace hmmbench
