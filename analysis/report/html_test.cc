// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "analysis/comparison/comparison.h"
#include "analysis/report/gnuplot.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

using testing::HasSubstr;
using testing::Not;

TestRun Sweep() {
  TestRun run;
  run.labels = {"stock", "trylock", "wait"};
  run.cells = {"fault_path/pages:64"};
  for (const char* const threads : {"1", "2", "4"}) {
    run.cells.push_back(std::string("same_page/threads:") + threads +
                        "/pages:64");
  }
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    record.round_ns[0] += static_cast<uint64_t>(400'000 * boot.boot);
    return record;
  };
  return run;
}

std::string Report(const TestRun& run) {
  const TestFolder folder;
  return HtmlReport(
      Compare({run.Write(folder.path())}, {.family = {.resamples = 200}}));
}

// The elements that are open at the end or were closed out of turn.
std::vector<std::string> Unbalanced(const std::string& html) {
  static const std::set<std::string> kVoid = {"meta", "!DOCTYPE", "br"};
  static const std::regex kTag("<(/?)([A-Za-z!][A-Za-z0-9]*)[^>]*?(/?)>");
  std::vector<std::string> open;
  for (std::sregex_iterator tag(html.begin(), html.end(), kTag), end;
       tag != end; ++tag) {
    const std::string name = (*tag)[2];
    if (kVoid.contains(name) || (*tag)[3].length() > 0) continue;
    if ((*tag)[1].length() == 0) {
      open.push_back(name);
    } else if (!open.empty() && open.back() == name) {
      open.pop_back();
    } else {
      open.push_back("/" + name);
    }
  }
  return open;
}

TEST(HtmlReport, IsBalancedAndLoadsNothing) {
  const std::string html = Report(Sweep());
  EXPECT_THAT(Unbalanced(html), testing::ElementsAre());
  EXPECT_THAT(html, Not(HasSubstr("http:")));
  EXPECT_THAT(html, Not(HasSubstr("https:")));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("@import")));
  EXPECT_THAT(html, Not(HasSubstr("url(")));
}

TEST(HtmlReport, IdsAreUniqueAndReferencesResolve) {
  const std::string html = Report(Sweep());
  static const std::regex kId(R"(id=['"]([^'"]+)['"])");
  static const std::regex kReference(R"(href=['"]#([^'"]+)['"])");
  std::set<std::string> ids;
  for (std::sregex_iterator id(html.begin(), html.end(), kId), end; id != end;
       ++id) {
    EXPECT_TRUE(ids.insert((*id)[1]).second) << (*id)[1];
  }
  size_t references = 0;
  for (std::sregex_iterator reference(html.begin(), html.end(), kReference),
       end;
       reference != end; ++reference) {
    ++references;
    EXPECT_TRUE(ids.contains((*reference)[1])) << (*reference)[1];
  }
  EXPECT_GT(references, 0U);
}

TEST(HtmlReport, HasPlotsTablesAndTheCommand) {
  const std::string html = Report(Sweep());
  for (const char* const wanted :
       {"What this says", "<h2>Verdicts</h2>", "<h2>Latency percentiles</h2>",
        "<h2>Throughput against threads</h2>",
        "<h2>Faults per touched page against threads</h2>",
        "<h2>What it cost</h2>", "<h2>Boots</h2>", "threads:4",
        "./hmmbench compare --base 6.12", "#0072b2", "prefers-color-scheme"}) {
    EXPECT_THAT(html, HasSubstr(wanted));
  }
}

TEST(HtmlReport, EscapesWhatComesFromFiles) {
  TestRun run = Sweep();
  const std::string cell = run.cells[1];
  run.end = [cell](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kStarved,
             cell,
             "<script>alert('r')</script>",
             {"RIP: <b>&\"bold\"</b> \x01"}};
    }
    return end;
  };
  const std::string html = Report(run);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;r&#39;)"));
  EXPECT_THAT(html,
              HasSubstr("RIP: &lt;b&gt;&amp;&quot;bold&quot;&lt;/b&gt; ?"));
  EXPECT_THAT(html, HasSubstr("Console of boot 1 (trylock, starved)"));
  EXPECT_THAT(Unbalanced(html), testing::ElementsAre());
}

TEST(HtmlReport, ShowsCellsAndStarvations) {
  TestRun run = Sweep();
  for (int i = 0; i < 8; ++i) {
    run.cells.push_back(fmt::format("mixed_range/spinners:{}", i));
  }
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    if (boot.variant != 1 || !cell.starts_with("mixed")) return PlainCell(cell);
    CellRecord record = StarvedCell(cell, true);
    record.starvation->stacks[1].who = "holder <b>";
    return record;
  };
  const std::string html = Report(run);
  EXPECT_THAT(Unbalanced(html), testing::ElementsAre());
  EXPECT_LT(html.find("What this says"), html.find("<h2>Cells</h2>"));
  EXPECT_LT(html.find("<h2>Cells</h2>"), html.find("<h2>Starvation</h2>"));
  EXPECT_LT(html.find("<h2>Starvation</h2>"), html.find("<h2>Verdicts</h2>"));
  EXPECT_THAT(html, HasSubstr("✖ starved</span> 2/2"));
  EXPECT_THAT(html, HasSubstr("<summary>holder &lt;b&gt;, state D: <code>"
                              "__flush_work ← __lru_add_drain_all ← "));
  EXPECT_THAT(html, HasSubstr("hmm_range_fault+0x62/0xd0"));
  EXPECT_THAT(html, HasSubstr("folio mapped twice"));
}

TEST(HtmlReport, ACutOffCellHasBounds) {
  TestRun run = Sweep();
  run.blocks = 2;
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    const bool cut =
        boot.variant == 0 && cell.starts_with("same_page/threads:4");
    CellRecord record = cut ? CutOffCell(cell) : PlainCell(cell);
    Stretch(cut ? 20 : 1, &record);
    if (!cut) return record;
    for (ThreadRecord& thread : record.threads) thread.minor_faults = 10'000;
    return record;
  };
  const std::string html = Report(run);
  EXPECT_THAT(Unbalanced(html), testing::ElementsAre());
  EXPECT_THAT(html, HasSubstr("stock was CUT OFF in same_page threads:4"));
  EXPECT_THAT(html, HasSubstr("<td>≤20.0\u202fk</td>"));
  EXPECT_THAT(html, HasSubstr("<td>≥39.0</td>"));
  EXPECT_THAT(html, HasSubstr("<td>≥5.00</td><td class=\"interval\">5.00 "
                              "\u2013 \u221e</td>"));
  EXPECT_THAT(html, HasSubstr("<h2>Time to a page&#39;s return</h2>"));
  EXPECT_THAT(html, HasSubstr("<td>1,000</td><td>3,000</td>"
                              "<td>≥40.0\u202fµs</td>"));
  EXPECT_THAT(Report(Sweep()), Not(HasSubstr("page&#39;s return")));
}

TEST(HtmlReport, ShowsWhatOnlyTheHostSaw) {
  TestRun run = Sweep();
  const std::string cell = run.cells.back();
  run.end = [cell](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kStarved,
             cell,
             "silent",
             {"NMI backtrace for cpu 1", "RIP: 0010:hmm_range_fault+0x1/0x2"}};
    }
    return end;
  };
  const std::string html = Report(run);
  EXPECT_THAT(html, HasSubstr("only the host saw it: silent"));
  EXPECT_THAT(html, HasSubstr("<summary>CPU 1: <code>hmm_range_fault</code>"));
}

// A label goes into the plots' script as text, never as a command.
TEST(DrawScripts, TextCannotBecomeACommand) {
  LinePlot plot;
  plot.x_ticks = {1, 2};
  plot.x_label = "threads";
  plot.y_label = "it's\nsystem 'touch /tmp/x'\n";
  plot.lines = {{0, {{1, 1}, {2, 3}}, {{1, 1.1}}}};
  const auto drawn = DrawScripts({ScriptOf(plot), ScriptOf(plot)});
  ASSERT_EQ(drawn.size(), 2U);
  EXPECT_THAT(drawn[0], testing::StartsWith("<svg"));
  EXPECT_THAT(drawn[0], HasSubstr("it's?system 'touch /tmp/x'?"));
  EXPECT_THAT(drawn[0], HasSubstr("plot0-gp"));
  EXPECT_THAT(drawn[1], Not(HasSubstr("plot0-gp")));
}

TEST(DrawScripts, NoPlotsNeedNoGnuplot) {
  EXPECT_TRUE(DrawScripts({}).empty());
}

}  // namespace
}  // namespace hmmbench
