// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/subcommand.h"
#include "fixtures/base/error.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/run/request.h"
#include "fixtures/run/runner.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kResume = "--resume";

struct Session {
  std::vector<std::string> words;  // empty: nothing goes on with its runs
  fs::path folder;
  std::string id;                 // of the first run; "" before there is one
  int step = 0;                   // the next one
  fs::path results;               // where runs that were begun lie
  std::map<int, fs::path> begun;  // by step
  fs::path item_of;
  std::optional<int> item;
  bool attach = false;
};

Session& Own() {
  static Session session;
  return session;
}

bool Measures(std::string_view command) {
  const auto& subcommands = Subcommands();
  return std::ranges::any_of(subcommands, [command](const auto& subcommand) {
    return subcommand.name == command && subcommand.measures;
  });
}

// Of several runs of one session only that of a step counts that is in the same
// folder.
std::map<int, fs::path> RunsOf(const std::string& session,
                               const fs::path& results) {
  std::map<int, fs::path> runs;
  for (const auto& entry : fs::directory_iterator(results)) {
    std::error_code error;
    if (!fs::exists(entry.path() / "run.json", error)) continue;
    try {
      const RunFolder run = RunFolder::Open(entry.path());
      const auto& invocation = run.manifest().invocation;
      if (invocation && invocation->session == session) {
        runs.emplace(invocation->step, entry.path());
      }
    } catch (const Interrupted&) {
      throw;
    } catch (const Error&) {
      continue;  // another's, and damaged
    }
  }
  return runs;
}

// Takes the session of a run over. Returns its words.
const std::vector<std::string>& GoOnWith(const fs::path& run) {
  const Manifest manifest = RunFolder::Open(run).manifest();
  if (!manifest.invocation || manifest.invocation->words.empty()) {
    throw Error(
        "{} does not say what its command was, so nothing can go on with it: "
        "measure anew",
        run.string());
  }
  const Invocation& invocation = *manifest.invocation;
  Session& own = Own();
  own.words = invocation.words;
  own.folder = invocation.folder;
  own.id = invocation.session;
  own.results = fs::absolute(run).lexically_normal().parent_path();
  own.begun = RunsOf(own.id, own.results);
  std::error_code error;
  fs::current_path(own.folder, error);
  if (error) {
    throw Error("cannot go to {}, where {} was begun: {}", own.folder.string(),
                run.string(), error.message());
  }
  return own.words;
}

// "RUN/" is "RUN".
fs::path WithoutSlash(const std::string& text) {
  const fs::path path(text);
  return path.has_filename() ? path : path.parent_path();
}

// Returns the folder that `--resume` names, if it is there.
std::optional<fs::path> ResumedRun(const std::vector<std::string>& words) {
  if (!Measures(words.front())) return std::nullopt;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool joined = word.starts_with("--resume=");
    if (word != kResume && !joined) continue;
    if (!joined && i + 1 == words.size()) return std::nullopt;
    const size_t own_words = joined ? 1 : 2;
    if (words.size() != 1 + own_words) {
      throw Error("{} {} takes all options from the run: leave out the others",
                  words.front(), kResume);
    }
    return WithoutSlash(joined ? word.substr(kResume.size() + 1)
                               : words[i + 1]);
  }
  return std::nullopt;
}

}  // namespace

void AddResumeOption(CLI::App& app) {
  app.add_option("--resume",
                 "Run folder that was cut short: go on with it, with the "
                 "command and the options that it keeps; boots that have ended "
                 "stay")
      ->option_text("RUN");
}

std::vector<std::string> BeginSession(const std::vector<std::string>& words) {
  Session& own = Own();
  if (words.empty()) return words;
  if (words.front() == "item" && words.size() == 3 &&
      !words[1].starts_with("-")) {
    int item = 0;
    const std::string& text = words[2];
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), item);
    if (error != std::errc() || end != text.data() + text.size()) {
      throw Error("item {}: it is a number from 0", text);
    }
    own.item_of = fs::absolute(WithoutSlash(words[1])).lexically_normal();
    own.item = item;
    return GoOnWith(own.item_of);
  }
  if (words.front() == "attach" && words.size() == 2 &&
      !words[1].starts_with("-")) {
    own.attach = true;
    return GoOnWith(WithoutSlash(words[1]));
  }
  if (const std::optional<fs::path> run = ResumedRun(words)) {
    const std::vector<std::string>& begun = GoOnWith(*run);
    if (begun.front() != words.front()) {
      throw Error("{0} was measured by hmmbench {1}: hmmbench {1} {2} {0}",
                  run->string(), begun.front(), kResume);
    }
    return begun;
  }
  if (Measures(words.front())) {
    own.words = words;
    own.folder = fs::current_path();
  }
  return words;
}

std::optional<RunFolder> BegunRun() {
  const Session& own = Own();
  const auto begun = own.begun.find(own.step);
  if (begun == own.begun.end()) return std::nullopt;
  return RunFolder::Open(begun->second);
}

RunFolder RunStep(RunRequest request) {
  Session& own = Own();
  // What is done beside the boots would be missing.
  if (own.words.empty() || request.prepare) return Run(std::move(request));
  request.step.invocation = Invocation{.words = own.words,
                                       .folder = own.folder.string(),
                                       .session = own.id,
                                       .step = own.step,
                                       .order = std::nullopt};
  if (!own.results.empty()) request.results = own.results;
  const auto begun = own.begun.find(own.step);
  if (begun != own.begun.end()) request.step.resume = begun->second;
  if (own.item && request.step.resume == own.item_of) {
    request.step.item = own.item;
  }
  request.step.attach = own.attach && !request.step.resume.empty();
  if (own.attach || !own.begun.empty()) request.detach = false;
  ++own.step;
  RunFolder run = Run(std::move(request));
  if (run.manifest().invocation) own.id = run.manifest().invocation->session;
  return run;
}

}  // namespace hmmbench
