// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/bisection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/base/child.h"
#include "fixtures/base/error.h"
#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

// A tree of eight commits, c1 to c8; the file `size` holds 1 to 8.
class BisectionTest : public ::testing::Test {
 public:
  BisectionTest(const BisectionTest&) = delete;
  BisectionTest& operator=(const BisectionTest&) = delete;

 protected:
  BisectionTest() {
    fs::create_directory(Tree());
    Git({"init", "--quiet", "."});
    for (int size = 1; size <= 8; ++size) {
      std::ofstream(Tree() / "size") << size << "\n";
      Git({"add", "size"});
      Git({"-c", "user.name=a test", "-c", "user.email=a@test", "commit",
           "--quiet", "-m", "c" + std::to_string(size)});
      commits_.push_back(Git({"rev-parse", "HEAD"}));
    }
  }
  [[nodiscard]] fs::path Tree() const { return folder_ / "tree"; }

  std::string Git(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "git");
    ChildResult result =
        RunChild({.arguments = arguments, .folder = Tree()}, nullptr);
    EXPECT_EQ(result.exit_code, 0) << result.output;
    while (result.output.ends_with('\n')) result.output.pop_back();
    return result.output;
  }

  [[nodiscard]] Bisection Start() const {
    return Bisection::Create(folder_ / "results",
                             {.tree = Tree(),
                              .good = "HEAD~7",
                              .bad = "HEAD",
                              .arguments = {"--cell", "a b"},
                              .folder = folder_});
  }

  // A step: `judge` is a shell's, with the commit's `size` in $size.
  [[nodiscard]] static std::vector<std::string> Step(const Bisection& bisection,
                                                     const std::string& judge) {
    return {"sh", "-c", "size=$(git -C \"$0\" show BISECT_HEAD:size); " + judge,
            (bisection.folder() / "search.git").string()};
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
  std::vector<std::string> commits_;
};

const std::function<void(std::string_view)> kNobody = nullptr;

TEST_F(BisectionTest, NamesTheFirstBadCommitAndLeavesTheTreeAlone) {
  // A change that is not committed, and a search of the user's own.
  std::ofstream(Tree() / "size") << "mine\n";
  Git({"bisect", "start", "--no-checkout", "HEAD", "HEAD~2"});
  const std::string head = Git({"rev-parse", "HEAD"});
  const std::string search = Git({"bisect", "log"});
  const std::string refs = Git({"for-each-ref"});

  Bisection bisection = Start();
  const auto result =
      bisection.Run(Step(bisection, "test $size -lt 6"), kNobody);
  EXPECT_EQ(result.first_bad, commits_[5]);
  EXPECT_THAT(result.could_be, IsEmpty());

  EXPECT_EQ(Git({"rev-parse", "HEAD"}), head);
  EXPECT_EQ(Git({"status", "--porcelain"}), " M size");
  EXPECT_EQ(Git({"bisect", "log"}), search);
  EXPECT_EQ(Git({"for-each-ref"}), refs);
}

TEST_F(BisectionTest, SkipsLeaveOpenWhatTheyHide) {
  Bisection bisection = Start();
  const auto result =
      bisection.Run(Step(bisection,
                         "test $size -ne 5 -a $size -ne 4 || exit 125; "
                         "test $size -lt 5"),
                    kNobody);
  EXPECT_THAT(result.first_bad, IsEmpty());
  EXPECT_THAT(result.could_be,
              UnorderedElementsAre(commits_[3], commits_[4], commits_[5]));
}

TEST_F(BisectionTest, GoesOnAfterAnAbort) {
  const std::string seen = (folder_ / "seen").string();
  fs::path folder;
  {
    Bisection bisection = Start();
    folder = bisection.folder();
    EXPECT_THAT(
        [&] {
          bisection.Run(Step(bisection, "echo $size >> " + seen +
                                            "; test $size -ne 6 || exit 255; "
                                            "test $size -lt 6"),
                        kNobody);
        },
        ThrowsMessage<Error>(HasSubstr("--resume " + folder.string())));
    bisection.Add({.commit = commits_[3],
                   .subject = "c4",
                   .outcome = BisectOutcome::kGood,
                   .reason = "as fast",
                   .run = "/a/run"});
  }
  Bisection again = Bisection::Open(folder);
  EXPECT_EQ(again.request().good, commits_.front());
  EXPECT_EQ(again.request().bad, commits_.back());
  EXPECT_THAT(again.request().arguments, ElementsAre("--cell", "a b"));
  ASSERT_TRUE(again.Find(commits_[3]));
  EXPECT_EQ(again.Find(commits_[3])->run, "/a/run");
  EXPECT_FALSE(again.Find(commits_[4]));
  EXPECT_EQ(again.Current(), commits_[5]);
  EXPECT_EQ(again.Subject(commits_[5]), "c6");

  const auto result = again.Run(
      Step(again, "echo $size >> " + seen + "; test $size -lt 6"), kNobody);
  EXPECT_EQ(result.first_bad, commits_[5]);
  std::ifstream stream(seen);
  const std::vector<int> sizes{std::istream_iterator<int>(stream), {}};
  EXPECT_THAT(sizes, ElementsAre(4, 6, 6, 5));
  EXPECT_THAT(again.Table(), AllOf(HasSubstr(commits_[3].substr(0, 12)),
                                   HasSubstr("good"), HasSubstr("as fast")));
}

TEST_F(BisectionTest, StepsKnowNothingOfTheSearchsRepository) {
  Bisection bisection = Start();
  const std::string seen = (folder_ / "seen").string();
  bisection.Run({"sh", "-c", "echo \"${GIT_DIR-none} $PWD\" > " + seen},
                kNobody);
  std::ifstream stream(seen);
  std::string line;
  std::getline(stream, line);
  EXPECT_EQ(line, "none " + folder_.string());
}

// git 2.55 and newer quote the word in "is the first 'bad' commit".
TEST_F(BisectionTest, DoesNotReadWhatGitSays) {
  fs::create_directory(folder_ / "bin");
  {
    std::ofstream git(folder_ / "bin/git");
    git << "#!/bin/sh\nPATH=${PATH#*:} git \"$@\" > '" << folder_.string()
        << "/said' 2>&1\ncode=$?\nsed -e \"s/first bad/first 'bad'/\" "
           "-e 's/could be any of/nobody knows which of/' '"
        << folder_.string() << "/said'\nexit $code\n";
  }
  fs::permissions(folder_ / "bin/git", fs::perms::owner_all);
  const std::string path = getenv("PATH");
  Bisection bisection = Start();
  Bisection skipping = Start();
  setenv("PATH", ((folder_ / "bin").string() + ":" + path).c_str(), 1);
  const auto result =
      bisection.Run(Step(bisection, "test $size -lt 3"), kNobody);
  const auto skipped = skipping.Run(
      Step(skipping, "test $size -eq 8 && exit 1; exit 125"), kNobody);
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(result.first_bad, commits_[2]);
  EXPECT_EQ(skipped.could_be.size(), 7);
}

TEST_F(BisectionTest, SkipsRangesThatAreKnownNotToBuild) {
  Bisection bisection = Bisection::Create(
      folder_ / "results", {.tree = Tree(),
                            .good = "HEAD~7",
                            .bad = "HEAD",
                            .arguments = {},
                            .folder = folder_,
                            .skip = {"HEAD~6..HEAD~4", "HEAD~1"}});
  const std::string seen = (folder_ / "seen").string();
  const auto result = bisection.Run(
      Step(bisection, "echo $size >> " + seen + "; test $size -lt 6"), kNobody);
  EXPECT_EQ(result.first_bad, commits_[5]);
  std::ifstream stream(seen);
  for (int size = 0; stream >> size;) {
    EXPECT_TRUE(size != 3 && size != 4 && size != 7) << size;
  }
}

// c1 - c2 - ... - c8 - merge
//        \- side1 - side2 -/
TEST_F(BisectionTest, OfMergesTheFirstParentIsFollowedWhenThatIsAsked) {
  Git({"checkout", "--quiet", "-b", "side", "HEAD~6"});
  for (const char* name : {"side1", "side2"}) {
    std::ofstream(Tree() / name) << name << "\n";
    Git({"add", name});
    Git({"-c", "user.name=a test", "-c", "user.email=a@test", "commit",
         "--quiet", "-m", name});
  }
  const std::string side = Git({"rev-parse", "HEAD~1"});
  Git({"checkout", "--quiet", "-"});
  Git({"-c", "user.name=a test", "-c", "user.email=a@test", "merge", "--quiet",
       "--no-ff", "-m", "merge", "side"});
  const std::string merge = Git({"rev-parse", "HEAD"});
  const auto search = [&](bool first_parent) {
    Bisection bisection =
        Bisection::Create(folder_ / "results", {.tree = Tree(),
                                                .good = "HEAD~1",
                                                .bad = "HEAD",
                                                .arguments = {},
                                                .folder = folder_,
                                                .first_parent = first_parent});
    return bisection
        .Run({"sh", "-c",
              "! git -C \"$0\" cat-file -e BISECT_HEAD:side1 2>/dev/null",
              (bisection.folder() / "search.git").string()},
             kNobody)
        .first_bad;
  };
  EXPECT_EQ(search(false), side);
  EXPECT_EQ(search(true), merge);
}

TEST_F(BisectionTest, ABaseThatIsWorseAlreadyIsSaid) {
  Git({"checkout", "--quiet", "-b", "mended", "HEAD~5"});
  std::ofstream(Tree() / "size") << "0\n";
  Git({"add", "size"});
  Git({"-c", "user.name=a test", "-c", "user.email=a@test", "commit", "--quiet",
       "-m", "mend"});
  Bisection bisection =
      Bisection::Create(folder_ / "results", {.tree = Tree(),
                                              .good = "mended",
                                              .bad = commits_.back(),
                                              .arguments = {},
                                              .folder = folder_});
  EXPECT_THAT(
      [&] { bisection.Run(Step(bisection, "test $size -lt 1"), kNobody); },
      ThrowsMessage<Error>(AllOf(HasSubstr(commits_[2].substr(0, 12)),
                                 HasSubstr("is worse already"))));
}

// --resume of a folder that somebody else made.
TEST_F(BisectionTest, RunsNothingThatItsFolderNames) {
  const fs::path folder = Start().folder();
  const fs::path search = folder / "search.git";
  const std::string ran = (folder_ / "ran").string();
  const fs::path evil = folder_ / "evil";
  std::ofstream(evil) << "#!/bin/sh\necho ran >> " << ran << "\nexit 0\n";
  fs::permissions(evil, fs::perms::owner_all);
  fs::create_directories(search / "hooks");
  fs::copy_file(evil, search / "hooks/reference-transaction",
                fs::copy_options::overwrite_existing);
  std::ofstream(search / "config", std::ios::app)
      << "[gpg]\n\tprogram = " << evil.string()
      << "\n[log]\n\tshowSignature = true\n[core]\n\tfsmonitor = "
      << evil.string() << "\n\tpager = " << evil.string()
      << "\n[diff]\n\texternal = " << evil.string() << "\n";
  Bisection again = Bisection::Open(folder);
  EXPECT_EQ(again.Subject(commits_[5]), "c6");
  EXPECT_EQ(again.Run(Step(again, "test $size -lt 6"), kNobody).first_bad,
            commits_[5]);
  EXPECT_FALSE(fs::exists(ran));
  // A folder whose parts lie elsewhere is none.
  const fs::path other = folder_ / "other";
  fs::copy(folder, other, fs::copy_options::recursive);
  fs::remove_all(other / "search.git");
  fs::create_directory_symlink(Tree() / ".git", other / "search.git");
  EXPECT_THAT([&] { Bisection::Open(other); },
              ThrowsMessage<Error>(HasSubstr("it has no search.git")));
}

TEST_F(BisectionTest, WhatCannotBeSearchedIsSaid) {
  const auto start = [this](const fs::path& tree, const std::string& good,
                            const std::string& bad) {
    Bisection::Create(folder_ / "results", {.tree = tree,
                                            .good = good,
                                            .bad = bad,
                                            .arguments = {},
                                            .folder = folder_});
  };
  EXPECT_THAT([&] { start(folder_ / "none", "a", "b"); },
              ThrowsMessage<Error>(HasSubstr("there is no folder")));
  EXPECT_THAT([&] { start(folder_, "a", "b"); },
              ThrowsMessage<Error>(HasSubstr("is not a git tree")));
  EXPECT_THAT([&] { start(Tree(), "HEAD~9", "HEAD"); },
              ThrowsMessage<Error>(HasSubstr("has no commit 'HEAD~9'")));
  EXPECT_THAT([&] { start(Tree(), "HEAD", "HEAD~3"); },
              ThrowsMessage<Error>(HasSubstr("comes after the bad one")));
  EXPECT_THAT([&] { start(Tree(), "--all", "HEAD"); },
              ThrowsMessage<Error>(HasSubstr("has no commit '--all'")));
  EXPECT_THAT([&] { start(Tree(), "HEAD", "HEAD"); },
              ThrowsMessage<Error>(HasSubstr("are the same commit")));
  EXPECT_THAT([this] { Bisection::Open(folder_); },
              ThrowsMessage<Error>(HasSubstr("not the folder of a bisection")));
  std::ofstream(folder_ / "bisect.json") << "{\"tree\": 3}";
  EXPECT_THAT([this] { Bisection::Open(folder_); },
              ThrowsMessage<Error>(HasSubstr("bisect.json")));
}

}  // namespace
}  // namespace hmmbench
