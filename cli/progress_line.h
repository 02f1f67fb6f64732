// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What is going on, on one line of a terminal that is rewritten; in a log file
// as an occasional line.

#ifndef HMMBENCH_CLI_PROGRESS_LINE_H_
#define HMMBENCH_CLI_PROGRESS_LINE_H_

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>

namespace hmmbench {

// "3:07" for 187 seconds; "0:00" for less than none.
std::string Minutes(double seconds);

class ProgressLine {
 public:
  // On a terminal when standard error is one: `out` should be std::cerr.
  explicit ProgressLine(std::ostream& out);
  // `columns` of the terminal; 0: not a terminal, lines come at most once in
  // `interval`.
  ProgressLine(std::ostream& out, int columns,
               std::chrono::milliseconds interval);
  // Leaves the terminal's line empty.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // Replaces the line; cut to the terminal's width. May be called often.
  void Update(std::string_view text);
  // Removes the line and writes `text`, unless empty, as one that stays.
  void Finish(std::string_view text);

 private:
  void Erase();

  std::ostream& out_;
  int columns_;
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point next_;
  bool shown_ = false;  // there is text on the terminal's line
};

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_PROGRESS_LINE_H_
