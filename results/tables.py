#!/usr/bin/env python3
# Copyright 2026 The hmmbench authors
# SPDX-License-Identifier: Apache-2.0
"""Prints the Markdown tables of the READMEs.

    results/tables.py RUN/report.json         a run's contended cells
    results/tables.py RUN/model-check.json    a model check
    results/tables.py RUN/tune.json           a tuning
    results/tables.py RUN                     its turn models, from the records

A row a cell. For each kernel: faults a page / migrate_to_ram() calls a page of
the run's seeds, in brackets their range over the models of the virtual clock
(turns of other lengths, another shape of the driver's delay); and for all but
the first kernel the verdict on throughput with its ratio and that range. Slow:
every boot was given up before a round was done.

Of a model check: a row a cell. Faults a page, virtual / parallel / on paper; and
for all but stock the speed, virtual / parallel. What fails is bold.

Of turn models: a row a cell and kernel. Faults a page, the mean over seeds, for
each length of a turn; how many times the smallest the largest is, among turns
that are shorter than a fault with its delay (8 us and the delay), and among all.
What is cut off counts for the pages that it came to.

Of a tuning: tail latency of a touch in us / CPU time a page in us / touches a
second; bold is what its resamples recommend most often, with their share.
"""

import collections
import glob
import json
import os
import sys

AXES = ("threads", "devices", "delay_us", "driver", "refuse_us", "placement")
# Shown only where another cell of the table differs in it.
ONLY_VARYING = ("driver", "refuse_us", "placement")
# What a cell that does not name them has.
DEFAULTS = {"driver": "plain", "refuse_us": "0"}


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
    if faults is None and arm.get("boots_slow"):
        return f"slow in {arm['boots_slow']} of {arm['boots_judged']} boots"
    calls = number(arm.get("migrate_to_ram_per_page"))
    return f"{text} / {calls}{spread(models, 'migrate_to_ram_per_page')}"


def verdict(arm):
    ratio = None
    for effect in arm.get("effects", []):
        if effect.get("metric") == "throughput":
            ratio = effect.get("ratio", effect.get("effect", {}).get("ratio"))
    models = spread(arm.get("models"), "throughput_ratio")
    return f"{arm['verdict']}, {number(ratio)}{models}"


def value(cell, axis):
    return cell["axes"].get(axis, DEFAULTS.get(axis))


def shown_axes(cells):
    axes = [axis for axis in AXES if axis not in ONLY_VARYING
            or len({value(cell, axis) for cell in cells}) > 1]
    names = {name(cell, axes) for cell in cells}
    return axes if len(names) == len(cells) else axes + ["pages"]


def name(cell, axes):
    words = (f"{axis}:{value(cell, axis)}" for axis in axes
             if value(cell, axis) is not None)
    return f"`{cell['scenario']}` {' '.join(words)}"


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
    axes = shown_axes(cells)
    arms = [arm["arm"] for arm in cells[0]["arms"]]
    heads = [arms[0]] + [head for arm in arms[1:]
                         for head in (arm, f"{arm} : {arms[0]}")]
    print("| cell | " + " | ".join(heads) + " |")
    print("|" + "---|" * (len(heads) + 1))
    for cell in cells:
        row = [name(cell, axes), counts(cell["arms"][0])]
        for arm in cell["arms"][1:]:
            row += [counts(arm), verdict(arm)]
        print("| " + " | ".join(row) + " |")


FAULT_US = 8


def faults_by_turn(run):
    """{(cell, kernel): {turn: [faults a page of each boot]}}"""
    with open(os.path.join(run, "run.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    labels = [arm["label"] for arm in manifest["arms"]]
    faults = collections.defaultdict(lambda: collections.defaultdict(list))
    for boot in manifest["schedule"]:
        if "turn_us" not in boot:
            continue
        folder = os.path.join(run, "boots", f"{boot['boot']:03d}-*")
        for path in glob.glob(os.path.join(folder, "records.jsonl")):
            with open(path, encoding="utf-8") as records:
                for record in map(json.loads, records):
                    if record.get("outcome") != "measured":
                        continue
                    count = sum(thread["minor_faults"] + thread["major_faults"]
                                for thread in record["threads"])
                    key = (record["cell"], labels[boot["arm"]])
                    faults[key][boot["turn_us"]].append(count / record["pages"])
    return faults


def turns(run):
    faults = faults_by_turn(run)
    lengths = sorted({turn for by_turn in faults.values() for turn in by_turn})
    print("| cell | kernel | " + " | ".join(f"{turn} us" for turn in lengths)
          + " | shorter than a fault with its delay | all |")
    print("|" + "---|" * (len(lengths) + 4))
    for (cell, kernel), by_turn in sorted(faults.items()):
        means = {turn: sum(values) / len(values)
                 for turn, values in by_turn.items()}
        axes = dict(part.split(":", 1) for part in cell.split("/")[1:])
        fault_us = FAULT_US + int(axes["delay_us"])
        near = [means[turn] for turn in means if turn < fault_us]
        print(f"| `{cell.split('/')[0]}` threads:{axes['threads']} "
              f"delay_us:{axes['delay_us']} | `{kernel}` | "
              + " | ".join(number(means.get(turn)) for turn in lengths)
              + f" | {max(near) / min(near):.2f}"
              + f" | {max(means.values()) / min(means.values()):.2f} |")


def tuning(tune):
    """A row a value of the (only) knob, a column a cell."""
    all_axes = [dict(part.split(":", 1) for part in cell["cell"].split("/")[1:])
                for cell in tune["cells"]]

    def short(cell):
        axes = dict(part.split(":", 1) for part in cell.split("/")[1:])
        words = (f"{axis}:{axes[axis]}" for axis in axes
                 if len({other.get(axis, axes[axis]) for other in all_axes}) > 1)
        return f"`{cell.split('/')[0]}` {' '.join(words)}"

    knob = next(iter(tune["cells"][0]["points"][0]["setting"]))
    print(f"| `{knob}` | " + " | ".join(short(cell["cell"])
                                       for cell in tune["cells"]) + " |")
    print("|" + "---|" * (len(tune["cells"]) + 1))
    for number_of, point in enumerate(tune["cells"][0]["points"]):
        row = []
        for cell in tune["cells"]:
            here = cell["points"][number_of]
            costs = here["costs"]
            text = (f"{number(costs['tail_ns']['value'] / 1e3)} / "
                    f"{number(costs['cpu_ns_per_page']['value'] / 1e3)} / "
                    f"{number(costs['touches_per_s']['value'] / 1e3)}k")
            best = cell["best"] == here["setting"]
            row.append(f"**{text}**, {100 * cell['best_share']:.0f} %"
                       if best else text)
        print(f"| {point['setting'][knob]:,} | " + " | ".join(row) + " |")


def main(path):
    if os.path.isdir(path):
        turns(path)
        return
    with open(path, encoding="utf-8") as file:
        json_of = json.load(file)
    if json_of.get("format") == "hmmbench-model-check":
        checks(json_of)
    elif json_of.get("format") == "hmmbench-tune":
        tuning(json_of)
    else:
        cells_of(json_of)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
