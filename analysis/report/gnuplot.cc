// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/gnuplot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include "analysis/report/notation.h"
#include "fixtures/base/child.h"
#include "fixtures/base/error.h"
#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

// Lengths of dash and gap in line widths; empty for a solid line. With the
// colours they tell kernels apart in print and without colour vision.
std::string_view Dashes(size_t variant) {
  static constexpr std::array<std::string_view, 6> kDashes = {
      "", "7,3", "2,2", "9,3,2,3", "14,4", "5,2,2,2,2,2"};
  return kDashes.at(variant % kDashes.size());
}

void WritePoints(std::ostream& script, std::string_view name,
                 const Points& points) {
  script << name << " << EOD\n";
  for (const auto& [x, y] : points) {
    script << fmt::format("{:.9g} {:.9g}\n", x, y);
  }
  script << "EOD\n";
}

void WriteAxes(std::ostream& script, const LinePlot& plot) {
  script << "set xlabel " << Quoted(plot.x_label) << "\n"
         << "set ylabel " << Quoted(plot.y_label) << "\n"
         << "set format y " << Quoted(plot.y_format) << "\n";
  if (plot.log_y) {
    script << "set logscale y\nset yrange [*:*]\n";
  } else {
    script << "unset logscale y\nset yrange [0:*]\n";
  }
  if (plot.abscissa == LinePlot::Abscissa::kPercentile) {
    script << "set logscale x\nset xrange [1:*]\n"
              "set xtics ('0' 1, '50' 2, '90' 10, '99' 100, '99.9' 1000, "
              "'99.99' 10000, '99.999' 100000)\n";
    return;
  }
  const bool logarithmic = plot.abscissa == LinePlot::Abscissa::kLogarithmic;
  script << (logarithmic ? "set" : "unset") << " logscale x\nset xtics (";
  for (size_t i = 0; i < plot.x_ticks.size(); ++i) {
    script << fmt::format("{}{:g}", i == 0 ? "" : ", ", plot.x_ticks[i]);
  }
  const auto [low, high] =
      std::minmax_element(plot.x_ticks.begin(), plot.x_ticks.end());
  // Some room beside the outermost points.
  if (logarithmic) {
    constexpr double kRoom = 1.15;
    script << fmt::format(")\nset xrange [{:g}:{:g}]\n", *low / kRoom,
                          *high * kRoom);
    return;
  }
  const double margin = std::max((*high - *low) * 0.06, 0.1);
  script << fmt::format(")\nset xrange [{:g}:{:g}]\n", *low - margin,
                        *high + margin);
}

// Stands for the page's --soft colour until the plot is inlined.
constexpr std::string_view kReferenceColour = "#5b6570";

void WritePlot(std::ostream& script, const LinePlot& plot) {
  // Filled shapes; with dashes and colours three signs tell kernels apart.
  static constexpr std::array<int, 6> kMarkers = {7, 5, 9, 13, 11, 15};
  WriteAxes(script, plot);
  script << "unset arrow\n";
  for (const double x : plot.marks) {
    script << fmt::format(
        "set arrow from first {0:.9g}, graph 0 to first {0:.9g}, graph 1 "
        "nohead lw 1 dt (8,5) lc rgb '{1}'\n",
        x, kReferenceColour);
  }
  std::string commands;
  if (!plot.reference.empty()) {
    WritePoints(script, "$reference", plot.reference);
    commands =
        fmt::format("plot $reference with lines lw 1 dt (8,5) lc rgb '{}'",
                    kReferenceColour);
  }
  for (size_t i = 0; i < plot.lines.size(); ++i) {
    const LinePlot::Line& line = plot.lines[i];
    const std::string colour = VariantColour(line.variant);
    const int marker = kMarkers.at(line.variant % kMarkers.size());
    const std::string name = fmt::format("$line{}", i);
    const std::string loose = fmt::format("$loose{}", i);
    WritePoints(script, name, line.points);
    if (!line.loose.empty()) {
      WritePoints(script, loose, line.loose);
      commands +=
          fmt::format("{}{} with points pt {} ps 0.35 lc rgb '{}'",
                      commands.empty() ? "plot " : ", ", loose, marker, colour);
    }
    const std::string style =
        plot.abscissa == LinePlot::Abscissa::kPercentile
            ? "lines"
            : fmt::format("linespoints pt {} ps 0.7", marker);
    commands += fmt::format("{}{} with {} lw 2 dt {} lc rgb '{}'",
                            commands.empty() ? "plot " : ", ", name, style,
                            line.variant % 5 + 1, colour);
  }
  script << commands << "\n";
}

void ReplaceAll(std::string* text, std::string_view from, std::string_view to) {
  for (size_t at = text->find(from); at != std::string::npos;
       at = text->find(from, at + to.size())) {
    text->replace(at, from.size(), to);
  }
}

// gnuplot writes a stand-alone document in black; make of it an element that
// takes the page's colours and whose ids do not clash with another plot's.
std::string Inlined(std::string svg, size_t number) {
  svg.erase(0, svg.find("<svg"));
  const size_t title = svg.find("<title>");
  const size_t after = svg.find("</desc>");
  if (title != std::string::npos && after != std::string::npos) {
    svg.erase(title, after + std::string_view("</desc>").size() - title);
  }
  ReplaceAll(&svg, " xmlns=\"http://www.w3.org/2000/svg\"", "");
  ReplaceAll(&svg, " xmlns:xlink=\"http://www.w3.org/1999/xlink\"", "");
  ReplaceAll(&svg, "xlink:href", "href");
  ReplaceAll(&svg, "'#gp", fmt::format("'#plot{}-gp", number));
  ReplaceAll(&svg, "id='", fmt::format("id='plot{}-", number));
  ReplaceAll(&svg, "id=\"", fmt::format("id=\"plot{}-", number));
  ReplaceAll(&svg, " color=\"black\"", "");
  ReplaceAll(&svg, "fill=\"black\"", "fill=\"currentColor\"");
  ReplaceAll(&svg, "stroke=\"black\"", "stroke=\"currentColor\"");
  ReplaceAll(&svg, "stroke='black'", "stroke='currentColor'");
  ReplaceAll(&svg, "stroke='rgb(190, 190, 190)'", "style='stroke:var(--rule)'");
  ReplaceAll(&svg, "stroke='rgb( 91, 101, 112)'", "style='stroke:var(--soft)'");
  ReplaceAll(&svg, " font-family=\"sans-serif\"", "");
  return svg;
}

}  // namespace

std::string VariantColour(size_t variant) {
  static constexpr std::array<std::string_view, 8> kColours = {
      "#0072b2",   // blue
      "#e69f00",   // orange
      "#009e73",   // bluish green
      "#cc79a7",   // reddish purple
      "#d55e00",   // vermillion
      "#56b4e9",   // sky blue
      "#8c510a",   // brown
      "#7f8790"};  // grey
  return std::string(kColours.at(variant % kColours.size()));
}

std::string VariantLine(size_t variant) {
  return fmt::format(
      "<svg viewBox=\"0 0 40 10\"><path d=\"M0,5 H40\" fill=\"none\" "
      "stroke=\"{}\" stroke-width=\"3\" stroke-dasharray=\"{}\"/></svg>",
      VariantColour(variant), Dashes(variant));
}

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : PlainAscii(text)) {
    quoted += c;
    if (c == '\'') quoted += c;
  }
  return quoted + "'";
}

std::string ScriptOf(const LinePlot& plot) {
  std::ostringstream script;
  WritePlot(script, plot);
  return script.str();
}

std::vector<std::string> DrawScripts(const std::vector<std::string>& scripts) {
  if (scripts.empty()) return {};
  const TemporaryFolder scratch;
  const auto file_of = [&scratch](size_t number) {
    return scratch.path() / fmt::format("{}.svg", number);
  };
  const std::filesystem::path script_file = scratch.path() / "plots.gnuplot";
  {
    std::ofstream script(script_file);
    script << "set encoding utf8\nset micro\n"
              "set terminal svg size 460,300 dynamic noenhanced "
              "font 'sans-serif,12'\n";
    for (size_t i = 0; i < scripts.size(); ++i) {
      script << "reset\n"
                "set border 3\nset tics nomirror out scale 0.5\n"
                "set grid xtics ytics lt 1 lw 0.5 lc rgb '#bebebe'\n"
                "unset key\n"
                // Room for the label: gnuplot does not know how wide the
                // viewer's digits are.
                "set lmargin at screen 0.17\n"
             << "set output " << Quoted(file_of(i).string()) << "\n"
             << scripts[i] << "unset output\n";
    }
    script.close();
    if (!script) {
      throw Error("cannot write {}: is the disk full?", script_file.string());
    }
  }
  ChildCommand command;
  command.arguments = {"gnuplot", script_file.string()};
  ChildResult result;
  try {
    result = RunChild(command, nullptr);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    throw Error("no plots without gnuplot (install the package gnuplot): {}",
                error.what());
  }
  if (result.exit_code != 0) {
    throw Error("gnuplot failed: {}",
                result.output.substr(0, result.output.find('\n')));
  }
  std::vector<std::string> drawn;
  for (size_t i = 0; i < scripts.size(); ++i) {
    std::ostringstream svg;
    svg << std::ifstream(file_of(i)).rdbuf();
    drawn.push_back(Inlined(svg.str(), i));
  }
  return drawn;
}

}  // namespace hmmbench
