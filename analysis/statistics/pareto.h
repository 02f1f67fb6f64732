// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds the choices that remain when several costs count at once.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_PARETO_H_
#define HMMBENCH_ANALYSIS_STATISTICS_PARETO_H_

#include <cstddef>
#include <vector>

namespace hmmbench {

// `costs` has a row for each choice, every row as many costs; less is better.
// Returns the choices that no other dominates, ascending: none is at least as
// good in every cost and better in one (Pareto, Manuale di economia politica,
// 1906; Kung, Luccio and Preparata, Journal of the ACM 22, 1975, for the
// definition by dominance). Of equal choices all are kept.
std::vector<size_t> ParetoFront(const std::vector<std::vector<double>>& costs);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_PARETO_H_
