// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/bisection.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fixtures/base/atomic_file.h"
#include "fixtures/base/child.h"
#include "fixtures/base/error.h"
#include "fixtures/base/text_file.h"
#include "fixtures/kernel/source/foreign_repository.h"
#include "fixtures/kernel/source/git.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStateFile = "bisect.json";

ForeignRepository FindTree(const fs::path& tree) {
  if (auto found = ForeignRepository::Find(tree)) return *found;
  throw Error("{} is not a git tree", tree.string());
}

std::string CommitOf(const fs::path& tree, const std::string& revision) {
  if (auto found = FindTree(tree).Resolve(revision + "^{commit}")) {
    return *found;
  }
  throw Error("{} has no commit '{}'", tree.string(), revision);
}

// A revision or a range of them, as hashes.
std::string HashesOf(const fs::path& tree, const std::string& text) {
  const size_t dots = text.find("..");
  if (dots == std::string::npos) return CommitOf(tree, text);
  return CommitOf(tree, text.substr(0, dots)) + ".." +
         CommitOf(tree, text.substr(dots + 2));
}

// Returns a folder name that no other search has.
fs::path NewFolder(const fs::path& parent) {
  fs::create_directories(parent);
  const std::string name =
      fmt::format("{:%Y%m%d-%H%M%S}-bisect",
                  fmt::gmtime(std::chrono::system_clock::to_time_t(
                      std::chrono::system_clock::now())));
  fs::path folder = parent / name;
  for (int again = 2; !fs::create_directory(folder); ++again) {
    folder = parent / fmt::format("{}-{}", name, again);
  }
  return folder;
}

constexpr std::array kOutcomes = {BisectOutcome::kGood, BisectOutcome::kBad,
                                  BisectOutcome::kSkip};

BisectOutcome OutcomeFromString(const std::string& text) {
  const auto* const found = std::ranges::find_if(
      kOutcomes,
      [&text](BisectOutcome outcome) { return ToString(outcome) == text; });
  if (found == kOutcomes.end()) throw Error("unknown outcome '{}'", text);
  return *found;
}

}  // namespace

std::string_view ToString(BisectOutcome outcome) {
  switch (outcome) {
    case BisectOutcome::kGood:
      return "good";
    case BisectOutcome::kBad:
      return "bad";
    case BisectOutcome::kSkip:
      return "skip";
  }
  return "";
}

int ExitCodeOf(BisectOutcome outcome) {
  switch (outcome) {
    case BisectOutcome::kGood:
      return 0;
    case BisectOutcome::kBad:
      return 1;
    case BisectOutcome::kSkip:
      return 125;
  }
  return kBisectAbort;
}

Bisection Bisection::Create(const fs::path& parent, const Request& request) {
  std::error_code gone;
  Bisection bisection;
  bisection.request_ = request;
  bisection.request_.tree = fs::canonical(request.tree, gone);
  const fs::path& tree = bisection.request_.tree;
  if (gone) throw Error("there is no folder {}", request.tree.string());
  bisection.request_.good = CommitOf(tree, request.good);
  bisection.request_.bad = CommitOf(tree, request.bad);
  if (bisection.request_.good == bisection.request_.bad) {
    throw Error("{} and {} are the same commit", request.good, request.bad);
  }

  bisection.folder_ = NewFolder(fs::absolute(parent));
  const fs::path search = bisection.SearchGit();
  // Without files of its own: a search needs commits only, and each is built
  // elsewhere.
  Git({"init", "--quiet", "--bare", search});
  FindTree(tree).LendTo(search);
  bisection.Start();
  bisection.Write();
  return bisection;
}

void Bisection::Start() const {
  const std::string& good = request_.good;
  const std::string& bad = request_.bad;
  if (AskGit({"rev-list", "--max-count=1", good, "--not", bad}).empty()) {
    // The good one is part of the bad one's history, as it should be.
  } else if (AskGit({"rev-list", "--max-count=1", bad, "--not", good})
                 .empty()) {
    throw Error(
        "the good commit {} comes after the bad one {}: were they mistaken for "
        "each other?",
        good.substr(0, 12), bad.substr(0, 12));
  }
  // git wants the search to begin somewhere.
  (void)AskGit({"update-ref", "refs/heads/search", bad});
  (void)AskGit({"symbolic-ref", "HEAD", "refs/heads/search"});
  std::vector<std::string> start = {"bisect", "start", "--no-checkout"};
  if (request_.first_parent) start.emplace_back("--first-parent");
  start.insert(start.end(), {bad, good});
  (void)AskGit(start);
  for (const std::string& skipped : request_.skip) {
    // It ends with 2 where that leaves nothing to try, which Run() will tell.
    (void)RunGit({"--git-dir", SearchGit(), "bisect", "skip",
                  HashesOf(request_.tree, skipped)});
  }
}

Bisection Bisection::Open(const fs::path& folder) {
  const fs::path file = folder / kStateFile;
  std::ifstream stream(file);
  if (!stream) {
    throw Error("{} is not the folder of a bisection: it has no {}",
                folder.string(), kStateFile);
  }
  Bisection bisection;
  bisection.folder_ = fs::absolute(folder);
  try {
    const auto state = nlohmann::json::parse(stream);
    bisection.request_ = {.tree = state.at("tree").get<std::string>(),
                          .good = state.at("good"),
                          .bad = state.at("bad"),
                          .arguments = state.at("arguments"),
                          .folder = state.at("folder").get<std::string>(),
                          .first_parent = state.value("first_parent", false)};
    for (const auto& tried : state.at("tried")) {
      bisection.tried_.push_back(
          {.commit = tried.at("commit"),
           .subject = tried.at("subject"),
           .outcome = OutcomeFromString(tried.at("outcome")),
           .reason = tried.at("reason"),
           .run = tried.at("run")});
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error("{}: {}", file.string(), error.what());
  }
  bisection.Configure();
  return bisection;
}

void Bisection::Configure() const {
  const fs::path search = SearchGit();
  if (!fs::is_directory(fs::symlink_status(search))) {
    throw Error("{} is not the folder of a bisection: it has no search.git",
                folder_.string());
  }
  // Files that name other places where a configuration may be, too.
  for (const char* file : {"config.worktree", "commondir"}) {
    fs::remove(search / file);
  }
  // The search needs no hooks, so those that are there are somebody else's.
  fs::remove_all(search / "hooks");
  constexpr std::string_view kOwn =
      "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";
  const fs::path config = search / "config";
  if (TextFileIfAny(config) == kOwn &&
      !fs::is_symlink(fs::symlink_status(config))) {
    return;
  }
  fs::remove(config);  // a link's own name, not what it leads to
  ReplaceFile(config, kOwn);
}

void Bisection::Write() const {
  nlohmann::ordered_json state = {{"tree", request_.tree.string()},
                                  {"good", request_.good},
                                  {"bad", request_.bad},
                                  {"arguments", request_.arguments},
                                  {"folder", request_.folder.string()},
                                  {"first_parent", request_.first_parent},
                                  {"tried", nlohmann::ordered_json::array()}};
  for (const TriedCommit& tried : tried_) {
    state["tried"].push_back({{"commit", tried.commit},
                              {"subject", tried.subject},
                              {"outcome", ToString(tried.outcome)},
                              {"reason", tried.reason},
                              {"run", tried.run}});
  }
  ReplaceFile(folder_ / kStateFile, state.dump(2) + "\n");
}

std::optional<TriedCommit> Bisection::Find(std::string_view commit) const {
  const auto found = std::ranges::find(tried_, commit, &TriedCommit::commit);
  return found == tried_.end() ? std::nullopt : std::optional(*found);
}

void Bisection::Add(const TriedCommit& tried) {
  tried_.push_back(tried);
  Write();
}

std::string Bisection::AskGit(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"--git-dir", SearchGit().string()});
  return Git(arguments);
}

std::vector<std::string> Bisection::Commits(
    std::vector<std::string> arguments) const {
  std::istringstream lines(AskGit(std::move(arguments)));
  std::vector<std::string> commits;
  for (std::string line; std::getline(lines, line);) commits.push_back(line);
  return commits;
}

std::string Bisection::Current() const {
  return AskGit({"rev-parse", "--verify", "BISECT_HEAD^{commit}"});
}

std::string Bisection::Subject(const std::string& commit) const {
  return AskGit(
      {"log", "--max-count=1", "--format=%s", "--end-of-options", commit});
}

Bisection::Result Bisection::Run(
    const std::vector<std::string>& step,
    const std::function<void(std::string_view)>& on_line) {
  // git tells its children which repository it is in; a step has others.
  std::vector<std::string> arguments = {"--git-dir",
                                        SearchGit().string(),
                                        "bisect",
                                        "run",
                                        "env",
                                        "-u",
                                        "GIT_DIR",
                                        "-u",
                                        "GIT_CONFIG_PARAMETERS"};
  arguments.insert(arguments.end(), step.begin(), step.end());
  const ChildResult run =
      RunGit(arguments, {.folder = request_.folder}, on_line);
  *this = Open(folder_);  // the steps have written to it
  return ReadResult(run.exit_code == 0);
}

// git's words change from version to version, its references do not: the newest
// commit that is known to be bad, and those that are good or were skipped.
Bisection::Result Bisection::ReadResult(bool ended) const {
  std::vector<std::string> open = {"rev-list", "refs/bisect/bad", "--not",
                                   "--glob=refs/bisect/good-*"};
  if (request_.first_parent) open.insert(open.begin() + 1, "--first-parent");
  Result result;
  result.could_be = Commits(open);
  const std::string bad = AskGit({"rev-parse", "--verify", "refs/bisect/bad"});
  if (result.could_be.empty()) {
    throw Error(
        "the good and the bad commit lie on different branches, and {}, where "
        "they parted, is worse already: the good one has something that mends "
        "it; name a --good that the bad one comes from",
        bad.substr(0, 12));
  }
  if (ended && result.could_be == std::vector{bad}) {
    return {.first_bad = bad, .could_be = {}};
  }
  const std::vector<std::string> skipped =
      Commits({"for-each-ref", "--format=%(objectname)", "refs/bisect/skip-*"});
  const bool all_skipped =
      std::ranges::all_of(result.could_be, [&](const std::string& commit) {
        return commit == bad ||
               std::ranges::find(skipped, commit) != skipped.end();
      });
  if (all_skipped && result.could_be.size() > 1) return result;
  throw Error(
      "the bisection was not ended; hmmbench bisect --resume {} goes on with "
      "it",
      folder_.string());
}

std::string Bisection::Table() const {
  std::string table = fmt::format("  {:<12}  {:<7}  {}\n", "commit", "outcome",
                                  "what was seen");
  for (const TriedCommit& tried : tried_) {
    table += fmt::format("  {:<12}  {:<7}  {}\n", tried.commit.substr(0, 12),
                         ToString(tried.outcome), tried.subject);
    table += fmt::format("  {:<12}  {:<7}    {}\n", "", "", tried.reason);
  }
  return table;
}

}  // namespace hmmbench
