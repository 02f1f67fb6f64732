// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/trend/quantity.h"

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/comparison/summary.h"
#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"

namespace hmmbench {

Quantity::Quantity(Metric metric) : metric_(metric) {}

Quantity::Quantity(const CellFigure& figure) : figure_(&figure) {}

std::string_view Quantity::Name() const {
  return metric_ ? ToString(*metric_) : figure_->name;
}

std::string_view Quantity::Words() const {
  return metric_ ? Describe(*metric_) : figure_->caption;
}

bool Quantity::IsDuration() const {
  // A figure's unit is in its name.
  return metric_ ? hmmbench::IsDuration(*metric_)
                 : figure_->name.find("_ns") != std::string_view::npos;
}

std::optional<Better> Quantity::BetterIs() const {
  if (!metric_) return std::nullopt;
  return BetterOf(*metric_);
}

bool Quantity::IsExactAlone() const {
  if (!metric_) return !IsDuration();
  return *metric_ == Metric::kThroughput || IsCount(*metric_);
}

bool Quantity::OutlivesCutOff(bool alone) const {
  return alone && metric_ == Metric::kThroughput;
}

std::optional<double> Quantity::ValueOf(const CellRecord& record,
                                        bool alone) const {
  if (!metric_) return figure_->value(Summarise({&record}));
  const auto replicate = OutlivesCutOff(alone)
                             ? PathReplicateOf(record, 0, 0)
                             : ReplicateOf(*metric_, record, 0, 0);
  if (!replicate) return std::nullopt;
  return replicate->value;
}

std::vector<std::string> QuantityNames() {
  std::vector<std::string> names = MetricNames();
  for (const CellFigure& figure : CellFigures()) {
    names.emplace_back(figure.name);
  }
  return names;
}

Quantity QuantityFromString(std::string_view name) {
  for (const Metric metric : kMetrics) {
    if (ToString(metric) == name) return metric;
  }
  const auto figures = CellFigures();
  const auto found = std::ranges::find(figures, name, &CellFigure::name);
  if (found != figures.end()) return Quantity(*found);
  throw Error("unknown metric '{}'; {}", name,
              NearMatches(name, QuantityNames()));
}

}  // namespace hmmbench
