// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The style sheet of the HTML report: light and dark by the reader's own
// setting, light on paper.

#ifndef HMMBENCH_ANALYSIS_HTML_STYLE_H_
#define HMMBENCH_ANALYSIS_HTML_STYLE_H_

#include <string_view>

namespace hmmbench {

inline constexpr std::string_view kHtmlStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --soft: #5b6570; --rule: #d9dee3;
  --panel: #f5f7f9; --good: #00735a; --bad: #b34700; --alarm: #a3195b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181c; --ink: #e3e7eb; --soft: #98a2ad; --rule: #343c45;
    --panel: #1c2127; --good: #35c99b; --bad: #ff9452; --alarm: #ff7eb3;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 2rem 4rem; max-width: 84rem;
  background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
    "DejaVu Sans", sans-serif;
}
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; font-weight: 650; }
h2 {
  font-size: 1.2rem; margin: 3rem 0 .8rem; padding-bottom: .35rem;
  border-bottom: 1px solid var(--rule); font-weight: 650;
}
h3 { font-size: 1rem; margin: 2rem 0 .4rem; font-weight: 650; }
p, ul, dl { max-width: 60rem; }
.soft, figcaption, caption { color: var(--soft); }
.badges { display: flex; flex-wrap: wrap; gap: .4rem; margin: .8rem 0 0; }
.badge {
  border: 1px solid var(--rule); border-radius: 1rem; padding: .05rem .7rem;
  font-size: .85rem; color: var(--soft);
}
.badge.alarm { border-color: var(--alarm); color: var(--alarm); }
.says {
  background: var(--panel); border-radius: .5rem; padding: 1rem 1.3rem;
  margin: 1.5rem 0; max-width: none;
}
.says ul { margin: .3rem 0 0; padding-left: 1.1rem; }
.says li { margin: .35rem 0; }
.warnings { color: var(--alarm); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table {
  border-collapse: collapse; font-size: .83rem; font-variant-numeric: tabular-nums;
}
th, td { padding: .28rem .4rem; text-align: right; white-space: nowrap; }
thead th {
  border-bottom: 1px solid var(--soft); font-weight: 600; font-size: .85rem;
  vertical-align: bottom;
}
tbody td, tbody th { border-bottom: 1px solid var(--rule); }
tbody tr.inner td, tbody tr.inner th { border-bottom-color: transparent; }
.scroll + .scroll { margin-top: 1.4rem; }
table.policies td { text-align: left; vertical-align: top; padding-right: .8rem; }
table.policies th.axes {
  white-space: normal; text-align: left; font-weight: 400; font-size: .78rem;
  line-height: 1.3; color: var(--soft); max-width: 8rem;
}
table.policies thead th.group { text-align: left; }
table.dense { font-size: .76rem; }
table.dense th, table.dense td { padding: .22rem .26rem; }
table.dense tbody th.word { white-space: normal; max-width: 7.5rem; }
tr.heads th {
  white-space: normal; font-size: .76rem; line-height: 1.3; font-weight: 600;
  vertical-align: bottom; border-bottom-color: var(--soft);
}
thead tr:first-child:not(:last-child) th { border-bottom: 0; padding-bottom: 0; }
th.group { text-align: center; font-size: .95rem; }
th.word, td.word { text-align: left; }
td.prose { white-space: normal; text-align: left; min-width: 18rem; }
tbody th { font-weight: 500; }
tr.scenario th {
  white-space: normal; text-align: left; padding-top: 1.3rem; font-weight: 650;
  border-bottom: 1px solid var(--soft);
}
table.dense tr.scenario th { padding-top: 1.8rem; border-bottom: 0; }
tr.scenario th span { font-weight: 400; color: var(--soft); }
table.heat td {
  background: color-mix(in srgb, var(--bad) var(--heat, 0%), var(--paper));
  border: 1px solid var(--rule); padding: .3rem .6rem;
}
.interval { color: var(--soft); font-size: .82em; }
.verdict { font-weight: 600; }
.faster { color: var(--good); }
.slower { color: var(--bad); }
.starved, .broken { color: var(--alarm); }
.same, .inconclusive, .missing {
  color: var(--soft); font-weight: 400; font-size: .82em;
}
table.effects td.plot, table.effects th.plot { padding: 0 .2rem; }
table.effects tbody tr.inner td.plot { border-bottom-color: transparent; }
table.effects td.plot + td { padding-left: .6rem; }
table.effects td.interval { padding-left: 0; text-align: left; }
table.effects svg, svg.forest { display: block; }
svg.forest text { font-size: 11px; fill: var(--soft); }
svg.forest .band { fill: var(--ink); opacity: .07; }
svg.forest .tick { stroke: var(--rule); fill: none; }
svg.forest .one { stroke: var(--soft); fill: none; }
svg.forest g { color: var(--soft); }
svg.forest g.faster { color: var(--good); }
svg.forest g.slower { color: var(--bad); }
svg.forest .whisker { stroke: currentColor; stroke-width: 1.5; fill: none; }
svg.forest .estimate { fill: currentColor; }
svg.forest .inconclusive .estimate, svg.forest .bare {
  fill: var(--paper); stroke: currentColor; stroke-width: 1.5;
}
table.causes td.bar { text-align: left; min-width: 8.6rem; }
table.causes thead th { white-space: normal; max-width: 8.6rem; }
table.causes td.bar span {
  display: inline-block; height: .65em; margin-right: .4em; border-radius: 1px;
}
.dot {
  display: inline-block; width: .7em; height: .7em; border-radius: 50%;
  margin-right: .45em;
}
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .6rem 0; }
.legend svg { width: 2.6rem; height: .9rem; margin-right: .5rem; }
.figures {
  display: grid; gap: 1.2rem 1.6rem; margin: .8rem 0 0;
  grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr));
}
figure { margin: 0; break-inside: avoid; }
figure svg { width: 100%; height: auto; display: block; }
figcaption { font-size: .88rem; margin-bottom: .2rem; }
dl.facts { display: grid; grid-template-columns: 7rem 1fr; gap: .25rem 1rem; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
details code { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
pre {
  background: var(--panel); border-radius: .4rem; padding: .8rem 1rem;
  font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
details { margin: .6rem 0; }
summary { cursor: pointer; }
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb;
    --panel: #f3f3f3; --good: #00735a; --bad: #b34700; --alarm: #a3195b;
  }
  body { padding: 0; max-width: none; font-size: 10pt; }
  h2, h3, tr { break-after: avoid; break-inside: avoid; }
  .scroll { overflow: visible; }
  th, td { padding: .15rem .4rem; }
  thead { display: table-header-group; }
  svg, .tally span, .bar span, .dot, .says {
    print-color-adjust: exact; -webkit-print-color-adjust: exact;
  }
  @page { size: A4 landscape; margin: 12mm; }
}
@media (max-width: 45rem) {
  body { padding: 1.2rem 1rem 3rem; }
  .figures { grid-template-columns: 1fr; }
  dl.facts { grid-template-columns: 1fr; }
  dl.facts dd { margin-bottom: .5rem; }
}
)css";

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_STYLE_H_
