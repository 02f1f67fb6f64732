// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Prints one section in a format, for tests.

#ifndef HMMBENCH_ANALYSIS_REPORT_TEST_DOCUMENT_H_
#define HMMBENCH_ANALYSIS_REPORT_TEST_DOCUMENT_H_

#include <string>

#include "analysis/comparison/comparison.h"
#include "analysis/report/document.h"
#include "analysis/report/html.h"
#include "analysis/report/text.h"

namespace hmmbench {

using WriteSection = void (*)(const Comparison& comparison, Document& document);

inline Document DocumentOf(WriteSection section, const Comparison& comparison) {
  Document document;
  section(comparison, document);
  document.Add(Footnotes{});
  return document;
}

// Leaves out the style sheet, which has all the words. Returns "" when the
// section adds nothing.
inline std::string HtmlOf(WriteSection section, const Comparison& comparison) {
  const Document document = DocumentOf(section, comparison);
  if (document.blocks.size() == 1) return "";
  const std::string page = PrintHtml(document);
  return page.substr(page.find("</style>"));
}

inline std::string TextOf(WriteSection section, const Comparison& comparison,
                          const TextStyle& style = {}) {
  const Document document = DocumentOf(section, comparison);
  return document.blocks.size() == 1 ? "" : PrintText(document, style);
}

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_TEST_DOCUMENT_H_
