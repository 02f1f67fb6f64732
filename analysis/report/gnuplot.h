// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Line plots as SVG to stand inside an HTML page, drawn by gnuplot.

#ifndef HMMBENCH_ANALYSIS_REPORT_GNUPLOT_H_
#define HMMBENCH_ANALYSIS_REPORT_GNUPLOT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmmbench {

using Points = std::vector<std::pair<double, double>>;

struct LinePlot {
  struct Line {
    size_t variant = 0;  // chooses colour, dash and marker
    Points points;       // joined
    Points loose;        // drawn as small marks: single boots
  };
  enum class Abscissa {
    kLinear,
    kLogarithmic,
    // x = 1 / (1 - q), logarithmic, with the percentiles as tick labels.
    kPercentile,
  };
  Abscissa abscissa = Abscissa::kLinear;
  bool log_y = false;
  std::string x_label;
  std::string y_label;
  std::vector<double> x_ticks;  // not for kPercentile
  // printf-like format of gnuplot for the y tick labels.
  std::string y_format = "%g";
  std::vector<Line> lines;
  std::vector<double> marks;  // abscissas of upright dashed lines
  Points reference;           // a thin dashed line in the page's --soft colour
};

// The colour of a variant everywhere in a report, "#rrggbb": Okabe and Ito's
// palette, which stays distinguishable with colour-vision deficiencies.
std::string VariantColour(size_t variant);
// A short sample of the variant's line for a legend, as an <svg> element.
std::string VariantLine(size_t variant);

// Returns the script that draws it, for DrawScripts().
std::string ScriptOf(const LinePlot& plot);

// One <svg> element for each plot, a script in gnuplot's own language that sets
// labels and ranges and plots; size, grid and border are set. Text and axes are
// in the page's text colour, the grid in its --rule colour; ids are unique
// among the plots, and there is no outside reference. Throws Error when gnuplot
// is missing or refuses.
std::vector<std::string> DrawScripts(const std::vector<std::string>& scripts);

// A string for such a script, in single quotes, which gnuplot takes literally
// up to the end of the line.
std::string Quoted(std::string_view text);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_GNUPLOT_H_
