// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Which folder may include which: the data flow in one direction, and so do
// the includes. docs/architecture.md says why.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "cmake/source_folder.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// An include between two layers.
struct Arrow {
  std::string from;  // files, relative to the source folder
  std::string to;
};

// A folder with all below it, or files that are one layer for themselves. The
// longest name that a file begins with is its layer.
const std::map<std::string, std::set<std::string>>& MayInclude() {
  static const std::map<std::string, std::set<std::string>> layers = {
      {"fixtures/base", {}},
      {"fixtures/measure", {"fixtures/base"}},
      {"fixtures/record", {"fixtures/base", "fixtures/measure"}},
      {"fixtures/placement",
       {"fixtures/base", "fixtures/measure", "fixtures/record"}},
      {"fixtures/device",
       {"fixtures/base", "fixtures/measure", "fixtures/record",
        "fixtures/placement"}},
      // A kernel: its source, what is patched into it, how it is built.
      {"fixtures/kernel/source", {"fixtures/base"}},
      {"fixtures/kernel/patch", {"fixtures/base", "fixtures/kernel/source"}},
      {"fixtures/kernel/build",
       {"fixtures/base", "fixtures/kernel/source", "fixtures/kernel/patch"}},
      {"fixtures/kernel/prebuilt",
       {"fixtures/base", "fixtures/kernel/source", "fixtures/kernel/patch",
        "fixtures/kernel/build"}},
      {"fixtures/kernel",
       {"fixtures/base", "fixtures/kernel/source", "fixtures/kernel/patch",
        "fixtures/kernel/build", "fixtures/kernel/prebuilt"}},
      {"fixtures/guest",
       {"fixtures/base", "fixtures/measure", "fixtures/record",
        "fixtures/placement", "fixtures/device"}},
      {"fixtures/host",
       {"fixtures/base", "fixtures/record", "fixtures/kernel",
        "fixtures/kernel/source", "fixtures/kernel/patch",
        "fixtures/kernel/build", "fixtures/kernel/prebuilt"}},
      {"fixtures/run",
       {"fixtures/base", "fixtures/measure", "fixtures/record",
        "fixtures/placement", "fixtures/device", "fixtures/kernel",
        "fixtures/kernel/source", "fixtures/kernel/patch",
        "fixtures/kernel/build", "fixtures/guest", "fixtures/host"}},
      // Whatever reads what somebody else wrote.
      {"fixtures/fuzz",
       {"fixtures/base", "fixtures/record", "fixtures/guest", "fixtures/kernel",
        "fixtures/kernel/patch", "fixtures/kernel/build"}},
      {"benchmarks",
       {"fixtures/base", "fixtures/measure", "fixtures/record",
        "fixtures/placement", "fixtures/device"}},
      // Statistics know themselves, and of what is measured the histogram.
      {"analysis/statistics", {"fixtures/base", "fixtures/measure"}},
      {"analysis/verdict",
       {"fixtures/base", "fixtures/measure", "fixtures/record",
        "analysis/statistics", "analysis/comparison",
        "analysis/report/notation"}},
      {"analysis/comparison",
       {"fixtures/base", "fixtures/measure", "fixtures/record",
        "fixtures/device", "analysis/statistics", "analysis/verdict",
        "analysis/report/notation"}},
      // A format knows a document and nothing of runs.
      {"analysis/report/notation", {"fixtures/measure"}},
      {"analysis/report/gnuplot",
       {"fixtures/base", "analysis/report/notation"}},
      {"analysis/report/text_table", {}},
      {"analysis/report/ratio_axis", {}},
      {"analysis/report/document", {"analysis/report/notation"}},
      {"analysis/report/footnotes.h", {}},
      {"analysis/report/html",
       {"analysis/report/gnuplot", "analysis/report/notation",
        "analysis/report/ratio_axis", "analysis/report/document",
        "analysis/report/footnotes.h", "analysis/report/forest"}},
      {"analysis/report/forest",
       {"analysis/report/ratio_axis", "analysis/report/document",
        "analysis/report/html"}},
      {"analysis/report/text",
       {"analysis/report/notation", "analysis/report/text_table",
        "analysis/report/document", "analysis/report/footnotes.h"}},
  };
  return layers;
}

// What is no layer of the table may include anything below `cli`.
std::string LayerOf(const std::string& file) {
  std::string layer = file.substr(0, file.find('/'));
  for (const auto& [name, may] : MayInclude()) {
    const bool in = file.starts_with(name) &&
                    (name.ends_with(".h") || file[name.size()] == '/' ||
                     file[name.size()] == '.' || file[name.size()] == '_');
    if (in && name.size() > layer.size()) layer = name;
  }
  return layer;
}

// "" where it may.
std::string WhyNot(const Arrow& arrow) {
  const std::string from = LayerOf(arrow.from);
  const std::string to = LayerOf(arrow.to);
  if (from == to) return "";
  const auto layer = MayInclude().find(from);
  bool may = false;
  if (layer != MayInclude().end()) {
    may = layer->second.contains(to);
  } else if (from == "analysis") {
    static const std::vector<std::string> kNot = {
        "cli",           "benchmarks",      "fixtures/guest",
        "fixtures/host", "fixtures/kernel", "fixtures/run"};
    may = std::none_of(kNot.begin(), kNot.end(), [&to](const auto& folder) {
      return to == folder || to.starts_with(folder + "/");
    });
  } else {
    may = from == "cli";
  }
  if (may) return "";
  return arrow.from + " includes " + arrow.to + ": " + from +
         " must not know " + to;
}

bool IsProduction(const fs::path& file) {
  const std::string name = file.filename();
  const bool source = name.ends_with(".cc") || name.ends_with(".h");
  return source && !name.ends_with("_test.cc") && !name.starts_with("test_");
}

std::vector<Arrow> Arrows() {
  const fs::path root = HMMBENCH_SOURCE_FOLDER;
  static const std::regex kInclude("^#include \"([^\"]+)\"");
  std::vector<Arrow> arrows;
  for (const char* top : {"analysis", "benchmarks", "cli", "fixtures"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      if (!IsProduction(entry.path())) continue;
      std::ifstream stream(entry.path());
      for (std::string line; std::getline(stream, line);) {
        std::smatch match;
        if (!std::regex_search(line, match, kInclude)) continue;
        arrows.push_back({fs::relative(entry.path(), root), match[1]});
      }
    }
  }
  return arrows;
}

TEST(IncludeGraph, HasNoArrowBack) {
  const std::vector<Arrow> arrows = Arrows();
  EXPECT_GT(arrows.size(), 1000U);
  std::vector<std::string> wrong;
  for (const Arrow& arrow : arrows) {
    if (std::string why = WhyNot(arrow); !why.empty()) wrong.push_back(why);
  }
  EXPECT_THAT(wrong, IsEmpty());
}

// Each of them has been there, or is near at hand.
TEST(IncludeGraph, AnArrowBackIsSeen) {
  for (const Arrow& arrow : std::vector<Arrow>{
           {"fixtures/device/device.h", "benchmarks/harness/scenario.h"},
           {"fixtures/record/records.h", "analysis/comparison/comparison.h"},
           {"fixtures/record/records.h", "fixtures/guest/guest.h"},
           {"fixtures/measure/recorder.h", "fixtures/record/records.h"},
           {"fixtures/kernel/source/archive.cc", "fixtures/guest/guest.h"},
           {"fixtures/kernel/source/archive.cc",
            "fixtures/kernel/patch/patch_file.h"},
           {"fixtures/kernel/patch/patch_file.cc",
            "fixtures/kernel/build/recipe.h"},
           {"fixtures/base/error.h", "fixtures/record/records.h"},
           {"fixtures/guest/guest.h", "fixtures/run/runner.h"},
           {"fixtures/run/runner.h", "benchmarks/harness/plan.h"},
           {"fixtures/run/runner.h", "cli/experiment.h"},
           {"benchmarks/same_page.cc", "fixtures/guest/guest.h"},
           {"benchmarks/harness/plan.cc", "analysis/verdict/metric.h"},
           {"analysis/statistics/effect.h", "analysis/comparison/comparison.h"},
           {"analysis/statistics/wilcoxon.cc", "fixtures/record/run_folder.h"},
           {"analysis/comparison/compare.cc",
            "fixtures/kernel/build/symbols.h"},
           {"analysis/comparison/compare.cc", "analysis/report/html.h"},
           {"analysis/report/html.cc", "fixtures/record/run_folder.h"},
           {"analysis/report/text.cc", "analysis/comparison/comparison.h"}}) {
    EXPECT_THAT(WhyNot(arrow), HasSubstr("must not know"))
        << arrow.from << " " << arrow.to;
  }
  EXPECT_EQ(WhyNot({"analysis/report/sections/boots.cc",
                    "fixtures/record/run_folder.h"}),
            "");
  EXPECT_EQ(WhyNot({"cli/path.cc", "fixtures/guest/guest.h"}), "");
}

}  // namespace
}  // namespace hmmbench
