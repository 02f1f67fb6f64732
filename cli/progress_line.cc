// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/progress_line.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace hmmbench {
namespace {

constexpr std::chrono::milliseconds kTerminalInterval{100};
constexpr std::chrono::seconds kLogInterval{15};

// 0 when standard error is not a terminal.
int TerminalColumns() {
  if (isatty(STDERR_FILENO) == 0) return 0;
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return 80;
  }
  return size.ws_col;
}

}  // namespace

std::string Minutes(double seconds) {
  const auto whole = static_cast<int64_t>(std::max(0.0, std::ceil(seconds)));
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

ProgressLine::ProgressLine(std::ostream& out)
    : ProgressLine(out, TerminalColumns(), kLogInterval) {}

ProgressLine::ProgressLine(std::ostream& out, int columns,
                           std::chrono::milliseconds interval)
    : out_(out),
      columns_(columns),
      interval_(columns > 0 ? kTerminalInterval : interval) {}

ProgressLine::~ProgressLine() { Erase(); }

void ProgressLine::Update(std::string_view text) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + interval_;
  if (columns_ == 0) {
    out_ << text << '\n' << std::flush;
    return;
  }
  // The last column stays free: some terminals wrap as soon as it is written.
  const std::string_view cut =
      text.substr(0, static_cast<size_t>(columns_ - 1));
  // Erases to the end of the line after the text: the line does not flicker.
  out_ << '\r' << cut << "\033[K" << std::flush;
  shown_ = true;
}

void ProgressLine::Finish(std::string_view text) {
  Erase();
  if (!text.empty()) out_ << text << '\n' << std::flush;
  next_ = {};  // what follows is shown at once
}

void ProgressLine::Erase() {
  if (shown_) out_ << "\r\033[K" << std::flush;
  shown_ = false;
}

}  // namespace hmmbench
