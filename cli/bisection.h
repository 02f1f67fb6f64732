// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A `git bisect run` over a user's tree. It does not change the tree. It can be
// stopped at any moment and continued later. Its folder holds
//
//   bisect.json   what is searched for, and every commit that was tried
//   search.git    a bare clone that uses the tree's objects; git keeps its own
//                 notes of the search there
//   runs/         the records of the commits

#ifndef HMMBENCH_CLI_BISECTION_H_
#define HMMBENCH_CLI_BISECTION_H_

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmmbench {

enum class BisectOutcome {
  kGood,
  kBad,
  kSkip,  // cannot be told: does not build or boot, or stays inconclusive
};
std::string_view ToString(BisectOutcome outcome);
// Returns the code that `git bisect run` expects: 0, 1, 125.
int ExitCodeOf(BisectOutcome outcome);
// Ends `git bisect run` without a judgement of the commit.
inline constexpr int kBisectAbort = 255;

struct TriedCommit {
  std::string commit;  // 40 hex digits
  std::string subject;
  BisectOutcome outcome = BisectOutcome::kSkip;
  std::string reason;  // one line
  std::string run;     // folder of its records; "" where there are none
  friend bool operator==(const TriedCommit&, const TriedCommit&) = default;
};

class Bisection {
 public:
  struct Request {
    std::filesystem::path tree;
    std::string good;  // git revisions
    std::string bad;
    // The command line that asked for the search, and its folder. They are
    // needed to continue later.
    std::vector<std::string> arguments;
    std::filesystem::path folder;
    bool first_parent = false;        // what was merged counts as one commit
    std::vector<std::string> skip{};  // revisions and ranges A..B not to try
  };
  // The result at the end.
  struct Result {
    std::string first_bad;              // "" where it is not one commit
    std::vector<std::string> could_be;  // then, what skips have left open
  };

  // Makes a new folder under `parent`. Throws Error: the tree is no git tree,
  // a revision is none, the good one comes after the bad one, git refuses.
  static Bisection Create(const std::filesystem::path& parent,
                          const Request& request);
  // Throws Error when the folder has no bisect.json, or one that is damaged. It
  // may be anybody's: what git is configured to run in it is forgotten.
  static Bisection Open(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path RunsFolder() const {
    return folder_ / "runs";
  }
  // The request, with the revisions replaced by commits.
  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] const std::vector<TriedCommit>& tried() const { return tried_; }
  [[nodiscard]] std::optional<TriedCommit> Find(std::string_view commit) const;

  // Returns the commit that git asks about now.
  [[nodiscard]] std::string Current() const;
  [[nodiscard]] std::string Subject(const std::string& commit) const;

  // Adds the commit to bisect.json.
  void Add(const TriedCommit& tried);

  // `git bisect run` with `step` as its command, from where it is; `on_line`
  // sees what they print. `step` ends as ExitCodeOf() says. Throws Error when
  // it was aborted (the last line says why), or when the commit at which the
  // good and the bad one parted is worse already; Interrupted on Ctrl-C. What
  // was tried is kept.
  Result Run(const std::vector<std::string>& step,
             const std::function<void(std::string_view)>& on_line);

  // Returns every commit that was tried, in order, with its result.
  [[nodiscard]] std::string Table() const;

 private:
  [[nodiscard]] std::filesystem::path SearchGit() const {
    return folder_ / "search.git";
  }
  // git in the search's repository.
  [[nodiscard]] std::string AskGit(std::vector<std::string> arguments) const;
  [[nodiscard]] std::vector<std::string> Commits(
      std::vector<std::string> arguments) const;
  void Start() const;
  // What it is configured with is ours.
  void Configure() const;
  [[nodiscard]] Result ReadResult(bool ended) const;
  void Write() const;

  std::filesystem::path folder_;
  Request request_;
  std::vector<TriedCommit> tried_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_BISECTION_H_
