#!/usr/bin/env python3
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
"""Prints the Markdown tables of the READMEs.

    results/tables.py RUN/report.json         a run's contended cells
    results/tables.py RUN/model-check.json    a model check

A row a cell. For each kernel: faults a page / migrate_to_ram() calls a page of
the run's seeds, in brackets their range over the models of the virtual clock
(turns of other lengths, another shape of the driver's delay); and for all but
the first kernel the verdict on throughput with its ratio and that range.

Of a model check: a row a cell. Faults a page, virtual / parallel / on paper; and
for all but stock the speed, virtual / parallel. What fails is bold.
"""

import json
import sys

AXES = ("threads", "devices", "delay_us", "placement")


def number(value):
    return "-" if value is None else f"{value:.3g}"


def spread(models, name):
    if not models or name not in models:
        return ""
    low, high = (number(models[name][end]) for end in ("low", "high"))
    return f" [{low}]" if low == high else f" [{low}, {high}]"


def counts(arm):
    retries = arm.get("retries_per_page")
    faults = None if retries is None else retries + 1
    models = arm.get("models")
    text = number(faults) + spread(models, "faults_per_page")
    calls = number(arm.get("migrate_to_ram_per_page"))
    return f"{text} / {calls}{spread(models, 'migrate_to_ram_per_page')}"


def verdict(arm):
    ratio = None
    for effect in arm.get("effects", []):
        if effect.get("metric") == "throughput":
            ratio = effect.get("ratio", effect.get("effect", {}).get("ratio"))
    models = spread(arm.get("models"), "throughput_ratio")
    return f"{arm['verdict']}, {number(ratio)}{models}"


def name(cell):
    axes = (f"{axis}:{cell['axes'][axis]}" for axis in AXES
            if axis in cell["axes"])
    return f"`{cell['scenario']}` {' '.join(axes)}"


def checked(figure):
    runs = (figure.get(run) for run in ("virtual", "parallel"))
    texts = ["-" if run is None else
             (">" if run["bound"] else "") + number(run["value"])
             for run in runs]
    if figure["figure"] != "speed":
        texts.append(number(figure.get("paper")))
    text = " / ".join(texts)
    return f"**{text}**" if figure.get("agreement") == "fails" else text


def checks(check):
    labels = [policy["policy"] for policy in check["cells"][0]["policies"]]
    heads = [f"`{label}`" for label in labels]
    heads += [f"speed of `{label}`" for label in labels[1:]]
    print("| cell, delay | " + " | ".join(heads) + " |")
    print("|" + "---|" * (len(heads) + 1))
    for cell in check["cells"]:
        of = {(policy["policy"], figure["figure"]): checked(figure)
              for policy in cell["policies"] for figure in policy["figures"]}
        row = [of.get((label, "faults"), "-") for label in labels]
        row += [of.get((label, "speed"), "-") for label in labels[1:]]
        scenario = cell["virtual_cell"].split("/")[0]
        print(f"| `{scenario}`, {cell['delay_over_fault']:.2g} | "
              + " | ".join(row) + " |")


def cells_of(report):
    cells = [c for c in report["cells"] if any("models" in a for a in c["arms"])]
    arms = [arm["arm"] for arm in cells[0]["arms"]]
    heads = [arms[0]] + [head for arm in arms[1:]
                         for head in (arm, f"{arm} : {arms[0]}")]
    print("| cell | " + " | ".join(heads) + " |")
    print("|" + "---|" * (len(heads) + 1))
    for cell in cells:
        row = [name(cell), counts(cell["arms"][0])]
        for arm in cell["arms"][1:]:
            row += [counts(arm), verdict(arm)]
        print("| " + " | ".join(row) + " |")


def main(path):
    with open(path, encoding="utf-8") as file:
        json_of = json.load(file)
    if json_of.get("format") == "hmmbench-model-check":
        checks(json_of)
    else:
        cells_of(json_of)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
