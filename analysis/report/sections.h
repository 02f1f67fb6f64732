// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The sections of a comparison's report, in their order. Each is a function
// void NAMESection(const Comparison&, Document&) in a file of sections/, and
// adds nothing where it has nothing to say. docs/architecture.md says what else
// another one needs.

#ifndef HMMBENCH_ANALYSIS_REPORT_SECTIONS_H_
#define HMMBENCH_ANALYSIS_REPORT_SECTIONS_H_

#include <span>
#include <string_view>

#include "analysis/comparison/comparison.h"
#include "analysis/report/document.h"

#define HMMBENCH_REPORT_SECTIONS(SECTION) \
  SECTION(Brief)                          \
  SECTION(Conclusion)                     \
  SECTION(Summary)                        \
  SECTION(Starvations)                    \
  SECTION(Slow)                           \
  SECTION(Verdicts)                       \
  SECTION(Throughput)                     \
  SECTION(Latency)                        \
  SECTION(Causes)                         \
  SECTION(Costs)                          \
  SECTION(Plots)                          \
  SECTION(Numa)                           \
  SECTION(PageReturn)                     \
  SECTION(Models)                         \
  SECTION(Seeds)                          \
  SECTION(Machine)                        \
  SECTION(Boots)                          \
  SECTION(Repeat)                         \
  SECTION(Reading)

namespace hmmbench {

#define HMMBENCH_DECLARE_SECTION(name) \
  void name##Section(const Comparison& comparison, Document& document);
HMMBENCH_REPORT_SECTIONS(HMMBENCH_DECLARE_SECTION)
#undef HMMBENCH_DECLARE_SECTION

struct ReportSection {
  std::string_view name;
  void (*write)(const Comparison& comparison, Document& document);
};
std::span<const ReportSection> ReportSections();

// How much of a report is written: all sections; what fits on a terminal's
// page; the same and how to repeat it, for a mail.
enum class Extent { kAll, kPage, kMail };
Document ComparisonDocument(const Comparison& comparison,
                            Extent extent = Extent::kAll);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_SECTIONS_H_
