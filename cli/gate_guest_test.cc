// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The gate, on real kernels in real guests: it lets a kernel pass that is
// compared with itself, and stops every fault that is injected into one
// (kernel-patches/*/inject). The ones in Sample always run, the
// rest with `./hmmbench test --full`.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include "cli/run_hmmbench.h"
#include "cli/subcommand.h"
#include "fixtures/base/child.h"
#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Values;
using ::testing::ValuesIn;

// Kernels against the first of them, cells of few rounds, and what becomes of
// it.
struct GateRun {
  std::string kernels;
  std::vector<std::string> cells;
  int exit_code = kExitPass;
  std::string says;
  size_t times = 1;  // that it says so at least
};

// Found by GoogleTest; without it a failure names the test by its bytes.
[[maybe_unused]] void PrintTo(const GateRun& gate, std::ostream* out) {
  *out << gate.kernels << " in "
       << fmt::format("{}", fmt::join(gate.cells, ", "));
}

class GateGuestTest : public ::testing::TestWithParam<GateRun> {
 public:
  GateGuestTest(const GateGuestTest&) = delete;
  GateGuestTest& operator=(const GateGuestTest&) = delete;

 protected:
  GateGuestTest() = default;

  [[nodiscard]] ChildResult Gate() const {
    std::vector<std::string> arguments = {
        "gate",      "--policies",      GetParam().kernels,
        "--clock",   "virtual",         "--blocks",
        "0.5",       "--rounds",        "5",
        "--results", results_.string(), "--policy",
        Exact()};
    for (const std::string& cell : GetParam().cells) {
      arguments.insert(arguments.end(), {"--cell", cell});
    }
    return Hmmbench(arguments);
  }

  // A gate that no instruction passes.
  [[nodiscard]] std::string Exact() const {
    const fs::path file = results_ / "exact.toml";
    std::ofstream(file) << "exact_margin = 0\n";
    return file;
  }

  const TemporaryFolder folder_;
  const fs::path& results_ = folder_.path();
};

TEST_P(GateGuestTest, EndsAsItHasTo) {
  const ChildResult gate = Gate();
  EXPECT_EQ(gate.exit_code, GetParam().exit_code) << gate.output;
  size_t times = 0;
  for (size_t at = gate.output.find(GetParam().says); at != std::string::npos;
       at = gate.output.find(GetParam().says, at + 1)) {
    ++times;
  }
  EXPECT_GE(times, GetParam().times) << gate.output;
}

// A kernel against itself.
GateRun Itself(const std::string& policy,
               const std::vector<std::string>& cells) {
  return {.kernels = policy + "," + policy,
          .cells = cells,
          .exit_code = kExitPass,
          .says = "gate: pass"};
}

// A kernel against the same with a fault injected into it.
GateRun Injected(const std::string& policy, const std::string& injection,
                 const std::string& cell, const std::string& says) {
  return {.kernels = fmt::format("{0},{0}+{1}", policy, injection),
          .cells = {cell},
          .exit_code = kExitRegression,
          .says = says};
}

const std::string kAlone = "fault_path/pages:16";
const std::string kDeviceAlone =
    "device_vs_device/devices:1/pages:16/delay_us:0";
const std::string kRace = "same_page/threads:4/pages:16/delay_us:0";
// Every scenario, with as many pages in all rounds as it takes for each to move
// one that is spoilt.
const std::vector<std::string> kWholePages = {
    "fault_path/pages:128",
    "same_page/pages:128/threads:2/delay_us:0",
    "disjoint_pages/pages:128",
    "disjoint_pages/pages:128/workers:processes",
    "cpu_vs_device/pages:128/delay_us:0",
    "device_vs_device/pages:128/delay_us:0",
    "migrate_vs_fault/pages:128/delay_us:0",
    "fork_shared/pages:128/delay_us:0",
    "fork_shared/pages:128/delay_us:0/access:write",
    "exclusive/pages:128/delay_us:0",
    "open_loop/pages:128/delay_us:0",
    "eviction/pages:128/delay_us:0",
    "killed_waiter/pages:128/waiters:1/hold_ms:20",
    "mmap_lock/pages:128/delay_us:0",
    "numa_matrix/pages:128/delay_us:0",
    "huge_page/folios:1/mapping:base/delay_us:0"};

const std::string kSlower = "shortest touch is exactly 1.";
// Where the shortest touch is not slower.
const std::string kSlowerMean = "mean touch: mean touch without timer ticks is";

std::vector<GateRun> EveryPolicyAgainstItself() {
  std::vector<GateRun> gates;
  for (const char* policy :
       {"stock", "trylock", "resched", "wait", "drain-first"}) {
    gates.push_back(Itself(policy, {kAlone, kDeviceAlone}));
    gates.push_back(Itself(policy, {kRace}));
    gates.push_back(
        Itself(policy, {"cpu_vs_device/pages:16/threads:2/delay_us:0"}));
    gates.push_back(Itself(policy, {"migrate_vs_fault/pages:16/delay_us:0",
                                    "mmap_lock/pages:16/delay_us:0"}));
  }
  return gates;
}

// In each scenario: as many cells are broken as there are.
std::vector<GateRun> WrongDataEverywhere() {
  std::vector<GateRun> gates;
  for (const char* injection :
       {"corrupt-word", "corrupt-line", "stale-page", "swap-pages"}) {
    GateRun gate = Injected("trylock", injection, "", "data: wrong data");
    gate.cells = kWholePages;
    gate.times = kWholePages.size();
    gates.push_back(std::move(gate));
  }
  return gates;
}

std::string NameOf(const ::testing::TestParamInfo<GateRun>& info) {
  std::string name = info.param.kernels;
  std::ranges::replace_if(
      name, [](char letter) { return std::isalnum(letter) == 0; }, '_');
  return fmt::format("{}_{}", name, info.index);
}

INSTANTIATE_TEST_SUITE_P(
    Sample, GateGuestTest,
    Values(Itself("trylock", {kAlone, kRace}),
           Injected("trylock", "longer-path", kAlone, kSlower),
           Injected("trylock", "mixed-path", kAlone, kSlowerMean),
           Injected("trylock", "corrupt-page", kAlone, "data: wrong data"),
           Injected("trylock", "corrupt-word", kWholePages.front(),
                    "data: wrong data")),
    NameOf);

INSTANTIATE_TEST_SUITE_P(FullItself, GateGuestTest,
                         ValuesIn(EveryPolicyAgainstItself()), NameOf);

INSTANTIATE_TEST_SUITE_P(FullWrongData, GateGuestTest,
                         ValuesIn(WrongDataEverywhere()), NameOf);

INSTANTIATE_TEST_SUITE_P(
    FullInjected, GateGuestTest,
    Values(Injected("trylock", "much-longer-path", kAlone, kSlower),
           Injected("trylock", "uneven-path", kAlone, kSlowerMean),
           Injected("trylock", "slow-migrate-1", kAlone, kSlower),
           Injected("trylock", "slow-migrate-5", kAlone, kSlower),
           Injected("trylock", "slow-migrate-20", kAlone, kSlower),
           Injected("trylock", "slow-device-5", kDeviceAlone, kSlower),
           Injected("trylock", "slow-device-20", kDeviceAlone, kSlower),
           Injected("trylock", "retry-storm", kAlone, "faults per page"),
           Injected("wait", "lost-wakeup",
                    "same_page/threads:4/pages:16/delay_us:20", "progress: ")),
    NameOf);

}  // namespace
}  // namespace hmmbench
