// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a user gets for a mistake: one line that helps, and exit code 3.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/run_hmmbench.h"
#include "fixtures/base/child.h"
#include "fixtures/host/emulated_device.h"
#include "fixtures/host/running_kernel.h"
#include "fixtures/kernel/patch/series.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

void ExpectError(const std::vector<std::string>& arguments,
                 const std::string& says) {
  const ChildResult result = Hmmbench(arguments);
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.output, StartsWith("hmmbench: error: "));
  EXPECT_THAT(result.output, HasSubstr(says));
  EXPECT_EQ(std::count(result.output.begin(), result.output.end(), '\n'), 1)
      << result.output;
}

TEST(BadInputTest, UnknownCommandNamesTheNearOne) {
  ExpectError({"comprae"}, "did you mean compare?");
}

TEST(BadInputTest, NoCommandPointsToHelp) { ExpectError({}, "--help"); }

TEST(BadInputTest, UnknownOptionPointsToTheCommandsHelp) {
  ExpectError({"list", "--evrything"}, "hmmbench list --help");
}

TEST(BadInputTest, OutputThatIsNotWrittenIsNoSuccess) {
  for (const char* const arguments : {"list --all", "--help"}) {
    const ChildResult result =
        RunChild({.arguments = {"sh", "-c",
                                fmt::format("'{}' {} >/dev/full",
                                            HmmbenchProgram(), arguments)}},
                 nullptr);
    EXPECT_EQ(result.exit_code, 3) << arguments;
    EXPECT_THAT(result.output, StartsWith("hmmbench: error: "));
    EXPECT_THAT(result.output, HasSubstr("No space left on device"));
  }
}

TEST(BadInputTest, UnknownScenarioNamesTheNearOne) {
  ExpectError({"run", "--dry-run", "--cell", "same_pag/threads:2"},
              "same_page");
}

TEST(BadInputTest, UnknownAxisNamesTheNearOne) {
  ExpectError({"run", "--dry-run", "--cell", "same_page/thread:2"}, "threads");
}

TEST(BadInputTest, AxisValueOutOfRangeSaysTheRange) {
  ExpectError({"run", "--dry-run", "--cell", "same_page/threads:0"}, "1");
}

TEST(BadInputTest, UnknownPolicyNamesTheNearOne) {
  ExpectError({"run", "--dry-run", "--policies", "stock,trylok"}, "trylock");
}

TEST(BadInputTest, UnknownPlanNamesTheNearOne) {
  ExpectError({"run", "--dry-run", "--plan", "smok"}, "smoke");
}

TEST(BadInputTest, UnknownBaseSaysWhatThereIs) {
  ExpectError({"run", "--dry-run", "--base", "6.13"}, "6.12");
}

TEST(BadInputTest, PreemptionModelThatTheBaseLacksSaysWhatItHas) {
  ExpectError({"run", "--dry-run", "--base", "7.3", "--preempt", "none"},
              "base 7.3 has no preemption model 'none'; there are: lazy, full");
  ExpectError({"compare", "--dry-run", "--preempt", "lazy"},
              "there are: none, voluntary, full");
}

TEST(BadInputTest, OnTheHostTheRunningKernelIsMeasured) {
  ExpectError({"run", "--dry-run", "--on", "host", "--policies", "wait"},
              "leave out what chooses kernels");
  ExpectError({"run", "--dry-run", "--on", "host", "--clock", "virtual"},
              "--on host");
}

// Where the kernel can have the device, this would measure.
TEST(BadInputTest, KernelWithoutDevicePrivateMemoryIsSkipped) {
  if (!WhyNoEmulatedDevice(RunningRelease()).empty() && !HasEmulatedDevice()) {
    const ChildResult result = Hmmbench({"run", "--on", "host"});
    EXPECT_EQ(result.exit_code, 77);
    EXPECT_THAT(result.output, StartsWith("hmmbench: skipped: "));
    EXPECT_EQ(std::count(result.output.begin(), result.output.end(), '\n'), 1)
        << result.output;
  } else {
    GTEST_SKIP() << "this machine's kernel can have the emulated device";
  }
}

TEST(BadInputTest, FinishedKernelThatGuestsCannotBoot) {
  const fs::path file = fs::path(testing::TempDir()) / "hmmbench-image";
  std::ofstream(file) << "hello";
  ExpectError({"run", "--dry-run", "--kernel", file.string()},
              "is not a kernel image");
  std::ofstream(file) << std::string(56, '\0') << "ARM\x64"
                      << "....";
  ExpectError({"run", "--dry-run", "--kernel", file.string()},
              "is a kernel for arm64");
  ExpectError({"run", "--dry-run", "--variant",
               "image:" + file.string() + ",policy=wait"},
              "is built already");
  ExpectError({"run", "--dry-run", "--kernel", "/nowhere/bzImage"},
              "there is no file /nowhere/bzImage");
  fs::remove(file);
}

TEST(BadInputTest, PolicyOfAnotherBaseIsUnknown) {
  ExpectError({"run", "--dry-run", "--base", "7.3", "--policies", "wait"},
              "unknown policy 'wait' for base 7.3");
}

TEST(BadInputTest, VariantsNameWhatIsWrong) {
  ExpectError({"run", "--dry-run", "--variant", "6.13"}, "unknown base '6.13'");
  ExpectError({"run", "--dry-run", "--variant", "6.12,policy=wate"},
              "unknown policy 'wate' for base 6.12");
  ExpectError(
      {"run", "--dry-run", "--variant", "6.12", "--variant", "6.12,ptach=x"},
      "did you mean patch?");
  ExpectError({"run", "--dry-run", "--variant", "tree:/none"},
              "there is no folder /none");
  ExpectError({"run", "--dry-run", "--variant", "image-of:x"}, "tarball:FILE");
  ExpectError({"kernels", "build", "--variant", "tree:/"},
              "/ is not a kernel's source");
}

TEST(BadInputTest, AnVariantIsInFullOrShort) {
  for (const char* other : {"--base", "--tree", "--tarball", "--patch"}) {
    ExpectError({"run", "--dry-run", "--variant", "6.12", other, "x"}, other);
  }
}

TEST(BadInputTest, ShortFormsNameWhatIsWrong) {
  ExpectError({"compare", "--dry-run", "--tree", "/none"},
              "there is no folder /none");
  ExpectError({"compare", "--dry-run", "--tarball", "/none.tar.xz"},
              "there is no file /none.tar.xz");
  ExpectError({"compare", "--dry-run", "--patch", "/none.patch"},
              "there is no patch file /none.patch");
  ExpectError({"compare", "--dry-run", "--patch", "v1..v2"},
              "needs a git tree");
  ExpectError({"compare", "--dry-run", "--patch", "/dev/null", "--policies",
               "stock,wait"},
              "use --variant for more");
  ExpectError({"compare", "--dry-run", "--config", "/none.config"},
              "no Kconfig fragment /none.config");
}

TEST(BadInputTest, VariantsAreLabelledByWhatDiffers) {
  const ChildResult result = Hmmbench(
      {"run", "--dry-run", "--clock", "real", "--blocks", "1", "--order", "3",
       "--variant", "6.12,policy=wait", "--variant", "6.12"});
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("wait stock stock wait\n"));
}

TEST(BadInputTest, WrongNumaLayoutShowsTheForm) {
  ExpectError({"run", "--dry-run", "--numa", "two"}, "2x2");
}

TEST(BadInputTest, WrongSeedsShowTheForm) {
  for (const char* seeds : {"x", "5..3", "1..", "-1", "1..2..3"}) {
    ExpectError({"run", "--dry-run", "--clock", "virtual",
                 std::string("--seeds=") + seeds},
                "3..5");
  }
}

TEST(BadInputTest, SeedsNeedTheVirtualClock) {
  ExpectError({"run", "--dry-run", "--clock", "real", "--seeds", "3"},
              "--clock virtual");
}

TEST(BadInputTest, VirtualClockNeedsEmulation) {
  ExpectError({"run", "--dry-run", "--clock", "virtual", "--accel", "kvm"},
              "--accel kvm");
}

TEST(BadInputTest, DeterminismIsOfTwoRuns) {
  ExpectError({"verify-determinism", "/one"}, "two");
  ExpectError({"verify-determinism", "--clock", "real"}, "--clock virtual");
}

TEST(BadInputTest, SearchNeedsACell) { ExpectError({"explore"}, "--scenario"); }

TEST(BadInputTest, SeedsAreBootsOfEveryKernel) {
  const ChildResult result =
      Hmmbench({"run", "--dry-run", "--clock", "virtual", "--policies",
                "stock,wait", "--seeds", "7..8", "--sensitivity", "0"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr("boots (4): stock wait stock wait\n"));
  EXPECT_THAT(result.output, HasSubstr("string=00000000000000000007"));
  // Three turn models besides, of one boot each.
  EXPECT_THAT(Hmmbench({"run", "--dry-run", "--clock", "virtual", "--policies",
                        "stock,wait", "--seeds", "7..8", "--sensitivity", "1"})
                  .output,
              HasSubstr("boots (10): "));
}

TEST(BadInputTest, FolderThatIsNoRunFolder) {
  ExpectError({"compare", testing::TempDir()}, "run.json");
}

TEST(BadInputTest, ExportNamesTheInputAndItsLineThatIsNone) {
  ExpectError({"export"}, "hmmbench export --help");
  ExpectError({"export", "/nowhere.hlog"}, "cannot read /nowhere.hlog");
  const fs::path file = fs::path(testing::TempDir()) / "no.hlog";
  std::ofstream(file) << "#\nnonsense\n";
  ExpectError({"export", file.string()}, "no.hlog: line 2");
  std::ofstream(file) << "";
  ExpectError({"export", file.string()}, "no latencies");
}

TEST(BadInputTest, ExportFormatThatIsNone) {
  ExpectError({"export", "x", "--format", "cvs"}, "did you mean csv?");
  ExpectError({"export", testing::TempDir(), "--format", "csv"}, "run.json");
  ExpectError({"export", "x", "--format", "csv", "--percentiles"},
              "leave out --format");
}

TEST(BadInputTest, ResultFilesAreComparedWithEachOther) {
  const auto file = fs::path(testing::TempDir()) / "hmmbench-result.json";
  std::ofstream(file) << "{\"benchmarks\": [{\"name\": \"a\", ";
  ExpectError({"compare", file.string()}, "name two or more");
  ExpectError({"compare", file.string(), testing::TempDir()},
              "name two or more");
  ExpectError({"compare", file.string(), file.string()}, "not JSON");
  fs::remove(file);
}

TEST(BadInputTest, GatePolicyThatIsNotThere) {
  ExpectError({"gate", "--policy", "/none.toml", testing::TempDir()},
              "there is no policy file /none.toml");
}

TEST(BadInputTest, GuestsOfARealClockRunOneAtATime) {
  ExpectError({"run", "--clock", "real", "--jobs", "2", "--dry-run"},
              "leave out --jobs");
}

TEST(BadInputTest, BisectionNeedsATreeAndTwoEnds) {
  ExpectError({"bisect", "--good", "a", "--bad", "b"}, "name the tree");
  ExpectError({"bisect", "--tree", "/none", "--good", "a", "--bad", "b"},
              "there is no folder /none");
  ExpectError({"bisect", "--resume", testing::TempDir()},
              "is not the folder of a bisection");
}

TEST(BadInputTest, DeviceOfTheHostNeedsKvmAndAnIommu) {
  ExpectError({"run", "--dry-run", "--vfio", "17.0"}, "0000:17:00.0");
  ExpectError({"run", "--dry-run", "--vfio", "ffff:ff:1f.7"},
              "no PCI device ffff:ff:1f.7");
  ExpectError({"run", "--dry-run", "--vfio", "17:00.0", "--accel", "tcg"},
              "needs a guest on KVM");
  ExpectError({"run", "--dry-run", "--vfio", "17:00.0", "--clock", "virtual"},
              "needs a guest on KVM");
  ExpectError({"run", "--dry-run", "--guest-driver", "/tmp"}, "--vfio");
}

TEST(BadInputTest, CalibrationIsOfOneKernel) {
  const ChildResult result =
      Hmmbench({"calibrate", "--dry-run", "--blocks", "1", "--policies", "wait",
                "--order", "1"});
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("wait-2 wait wait wait-2"));
}

TEST(BadInputTest, DryRunPrintsTheWholeQemuLine) {
  const ChildResult result = Hmmbench({"compare", "--dry-run", "--blocks", "1",
                                       "--clock", "real", "--order", "3"});
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("qemu-system-x86_64"));
  EXPECT_THAT(result.output, HasSubstr("-append"));
  EXPECT_THAT(result.output,
              HasSubstr("stock trylock wait wait trylock stock"));
}

}  // namespace
}  // namespace hmmbench
