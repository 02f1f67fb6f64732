// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <array>
#include <optional>
#include <span>
#include <string>

#include "analysis/comparison/cell_figures.h"
#include "analysis/export/export_format.h"

namespace hmmbench {
namespace {

template <typename T>
std::string Text(const std::optional<T>& value) {
  return value ? fmt::format("{}", *value) : "";
}

}  // namespace

std::span<const ExportColumn> ExportColumns() {
  using Table = ExportTable;
  using Row = ExportRow;
  static constexpr std::array<ExportColumn, 22> kColumns = {{
      {"run", false,
       [](const Table& t, const Row& r) { return t.RunOf(r).id; }},
      {"created", false,
       [](const Table& t, const Row& r) { return t.RunOf(r).created; }},
      {"suite", false,
       [](const Table& t, const Row& r) { return SuiteOf(t.RunOf(r)); }},
      {"plan", false,
       [](const Table& t, const Row& r) { return t.RunOf(r).plan; }},
      {"clock", false,
       [](const Table& t, const Row& r) { return t.RunOf(r).clock; }},
      {"fidelity", false,
       [](const Table& t, const Row& r) { return t.RunOf(r).fidelity; }},
      {"kernel", false,
       [](const Table& t, const Row& r) { return t.KernelOf(r).label; }},
      {"kernel_release", false,
       [](const Table& t, const Row& r) {
         return t.KernelOf(r).kernel_release;
       }},
      {"base", false,
       [](const Table& t, const Row& r) { return t.KernelOf(r).base; }},
      {"policy", false,
       [](const Table& t, const Row& r) { return t.KernelOf(r).policy; }},
      {"boot", true,
       [](const Table&, const Row& r) {
         return fmt::format("{}", r.boot.boot);
       }},
      {"block", true,
       [](const Table&, const Row& r) {
         return fmt::format("{}", r.boot.block);
       }},
      // Text: SQLite's and R's integers do not hold 64 bits without a sign.
      {"seed", false,
       [](const Table&, const Row& r) { return Text(r.boot.seed); }},
      {"turn_us", true,
       [](const Table&, const Row& r) { return Text(r.boot.turn_us); }},
      {"idle_exit_us", true,
       [](const Table&, const Row& r) { return Text(r.boot.idle_exit_us); }},
      {"cell", false, [](const Table&, const Row& r) { return r.cell; }},
      {"visit", true,
       [](const Table&, const Row& r) { return fmt::format("{}", r.visit); }},
      {"outcome", false, [](const Table&, const Row& r) { return r.outcome; }},
      {"metric", false, [](const Table&, const Row& r) { return r.metric; }},
      {"unit", false, [](const Table&, const Row& r) { return r.unit; }},
      // "<=" or ">=" where the cell was cut off; else "".
      {"bound", false,
       [](const Table&, const Row& r) { return Sign(r.bound); }},
      {"value", true,
       [](const Table&, const Row& r) {
         return r.value ? ExactNumber(*r.value) : std::string();
       }},
  }};
  return kColumns;
}

}  // namespace hmmbench
