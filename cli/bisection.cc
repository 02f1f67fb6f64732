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
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fixtures/base/atomic_file.h"
#include "fixtures/base/child.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStateFile = "bisect.json";

std::vector<std::string> Git(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "git");
  return arguments;
}

// Returns git's output without the last newline. Throws Error with git's last
// line.
std::string AskGit(const std::vector<std::string>& arguments) {
  ChildResult result = RunChild({.arguments = Git(arguments)}, nullptr);
  while (result.output.ends_with('\n')) result.output.pop_back();
  if (result.exit_code != 0) {
    throw Error("git: {}", result.output.substr(result.output.rfind('\n') + 1));
  }
  return result.output;
}

std::string CommitOf(const fs::path& tree, const std::string& revision) {
  try {
    return AskGit({"-C", tree.string(), "rev-parse", "--verify", "--quiet",
                   "--end-of-options", revision + "^{commit}"});
  } catch (const Interrupted&) {
    throw;
  } catch (const Error&) {
    throw Error("{} has no commit '{}'", tree.string(), revision);
  }
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
  try {
    AskGit({"-C", tree.string(), "rev-parse", "--git-dir"});
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    throw Error("{} is not a git tree: {}", tree.string(), error.what());
  }
  bisection.request_.good = CommitOf(tree, request.good);
  bisection.request_.bad = CommitOf(tree, request.bad);
  if (bisection.request_.good == bisection.request_.bad) {
    throw Error("{} and {} are the same commit", request.good, request.bad);
  }

  bisection.folder_ = NewFolder(fs::absolute(parent));
  const std::string search = bisection.SearchGit().string();
  // The clone has no files of its own: a search needs commits only, and each
  // commit is built elsewhere.
  AskGit({"clone", "--quiet", "--bare", "--shared", tree.string(), search});
  AskGit({"-C", search, "bisect", "start", "--no-checkout",
          bisection.request_.bad, bisection.request_.good});
  bisection.Write();
  return bisection;
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
                          .folder = state.at("folder").get<std::string>()};
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
  return bisection;
}

void Bisection::Write() const {
  nlohmann::ordered_json state = {{"tree", request_.tree.string()},
                                  {"good", request_.good},
                                  {"bad", request_.bad},
                                  {"arguments", request_.arguments},
                                  {"folder", request_.folder.string()},
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

std::string Bisection::Current() const {
  return AskGit({"-C", SearchGit().string(), "rev-parse", "--verify",
                 "BISECT_HEAD^{commit}"});
}

std::string Bisection::Subject(const std::string& commit) const {
  return AskGit({"-C", SearchGit().string(), "show", "--no-patch",
                 "--format=%s", commit});
}

Bisection::Result Bisection::Run(
    const std::vector<std::string>& step,
    const std::function<void(std::string_view)>& on_line) {
  // git tells its children which repository it is in, but a step uses other
  // repositories.
  std::vector<std::string> command =
      Git({"--git-dir", SearchGit().string(), "bisect", "run", "env", "-u",
           "GIT_DIR"});
  command.insert(command.end(), step.begin(), step.end());
  const ChildResult run =
      RunChild({.arguments = command, .folder = request_.folder}, on_line);
  *this = Open(folder_);  // the steps have written to it

  // The text that git prints at the end of a search (bisect.c,
  // builtin/bisect--helper.c).
  constexpr std::string_view kFound = " is the first bad commit\n";
  constexpr std::string_view kOpen = "could be any of:\n";
  Result result;
  if (const size_t found = run.output.find(kFound);
      run.exit_code == 0 && found != std::string::npos) {
    const size_t start = run.output.rfind('\n', found - 1) + 1;
    result.first_bad = run.output.substr(start, found - start);
    return result;
  }
  if (const size_t open = run.output.find(kOpen); open != std::string::npos) {
    size_t start = open + kOpen.size();
    for (size_t end = run.output.find('\n', start);
         end - start == request_.bad.size();
         end = run.output.find('\n', start)) {
      result.could_be.push_back(run.output.substr(start, end - start));
      start = end + 1;
    }
    return result;
  }
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
