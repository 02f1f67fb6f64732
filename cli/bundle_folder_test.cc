// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "fixtures/run/bundle_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/run_hmmbench.h"
#include "fixtures/base/child.h"
#include "fixtures/base/error.h"
#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

class BundleFolderTest : public ::testing::Test {
 protected:
  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(BundleFolderTest, SaysWhatItIs) {
  EXPECT_EQ(ReadBundle(folder_), std::nullopt);
  WriteBundle({.root = folder_,
               .version = "1.2",
               .glibc = "2.34",
               .glibc_alone = "2.36",
               .kernels = {"stock", "wait"}});
  const auto bundle = ReadBundle(folder_);
  ASSERT_TRUE(bundle);
  EXPECT_EQ(bundle->version, "1.2");
  EXPECT_EQ(bundle->glibc, "2.34");
  EXPECT_EQ(bundle->glibc_alone, "2.36");
  EXPECT_TRUE(bundle->HasGuest());
  EXPECT_THAT(
      BundledVariants(*bundle, {}),
      ElementsAre(
          "image:" + (folder_ / "kernels/stock/vmlinux,label=stock").string(),
          "image:" + (folder_ / "kernels/wait/vmlinux,label=wait").string()));
  EXPECT_THAT(BundledVariants(*bundle, {"wait"}), ::testing::SizeIs(1));
  EXPECT_THAT([&] { BundledVariants(*bundle, {"wiat"}); },
              ThrowsMessage<Error>(HasSubstr("wait")));
  std::ofstream(folder_ / kBundleFile) << "{";
  EXPECT_THAT([&] { ReadBundle(folder_); },
              ThrowsMessage<Error>(HasSubstr("copy the bundle again")));
}

// The program itself, from a folder that was moved after it was made, with
// nothing of this environment.
TEST_F(BundleFolderTest, RunsWhereverItLies) {
  const auto made = folder_ / "made";
  const ChildResult making = Hmmbench({"bundle", made.string()});
  ASSERT_EQ(making.exit_code, 0) << making.output;
  EXPECT_THAT(making.output, HasSubstr("glibc 2."));
  // Again into the same place, but not over something else.
  EXPECT_EQ(Hmmbench({"bundle", made.string()}).exit_code, 0);
  const ChildResult refused = Hmmbench({"bundle", folder_.string()});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.output, HasSubstr("is not empty"));

  const auto moved = folder_ / "moved here";
  std::filesystem::rename(made, moved);
  uint64_t bytes = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(moved)) {
    if (!entry.is_symlink() && entry.is_regular_file()) {
      bytes += entry.file_size();
    }
    EXPECT_NE(entry.path().extension(), ".patch") << entry.path();
  }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // The programs that are measured with; a sanitizer's are many times larger.
  EXPECT_LT(bytes, 20'000'000);
#endif

  const auto run = [&](std::vector<std::string> arguments) {
    std::vector<std::string> all = {"/usr/bin/env", "-i",
                                    "HOME=" + folder_.string(),
                                    (moved / "hmmbench").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return RunChild({.arguments = all, .folder = "/"}, nullptr);
  };
  const ChildResult list = run({"list"});
  EXPECT_EQ(list.exit_code, 0) << list.output;
  EXPECT_THAT(list.output, AllOf(HasSubstr("fault_path"), HasSubstr("smoke"),
                                 HasSubstr("gpu ")));
  const ChildResult doctor = run({"doctor"});
  EXPECT_THAT(doctor.output, AllOf(HasSubstr("GPU"), HasSubstr("bundle")));
  // What it lacks is one line.
  const ChildResult guest = run({"compare", "--plan", "smoke"});
  EXPECT_EQ(guest.exit_code, 3) << guest.output;
  EXPECT_THAT(guest.output, AllOf(HasSubstr("bundle"), HasSubstr("--on host"),
                                  Not(HasSubstr("\n\n"))));
  const ChildResult again = run({"bundle", (folder_ / "x").string()});
  EXPECT_EQ(again.exit_code, 3);
  EXPECT_THAT(again.output, HasSubstr("copy"));
  // Libraries come from the bundle where it has them.
  const ChildResult libraries = RunChild(
      {.arguments = {"ldd", (moved / "bin/hmmbench-guest").string()}}, nullptr);
  EXPECT_THAT(libraries.output,
              HasSubstr((moved / "bin/../lib/libhwloc").string()));
}

}  // namespace
}  // namespace hmmbench
