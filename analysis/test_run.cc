// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/test_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "analysis/comparison/cell_axes.h"

namespace hmmbench {

Manifest TestRun::MakeManifest() const {
  Manifest manifest;
  manifest.tool_version = "0.1.0";
  manifest.command =
      "./hmmbench compare --base 6.12 --policies stock,wait --plan constructed";
  manifest.plan = "constructed";
  manifest.cells = cells;
  for (const std::string& label : labels) {
    Variant variant;
    variant.label = label;
    variant.base = "6.12";
    variant.policy = label;
    variant.preemption = "none";
    variant.kernel_id = fmt::format("{:016x}", std::hash<std::string>()(label));
    variant.kernel_release = "6.12.117";
    variant.source = "linux-source-6.12 6.12.117-1";
    manifest.variants.push_back(variant);
  }
  manifest.variants.back().missing = last_lacks;
  manifest.unbuilt = unbuilt;
  const int variants = static_cast<int>(labels.size());
  for (int block = 0; block < blocks; ++block) {
    for (int i = 0; i < 2 * variants; ++i) {
      const int variant = i < variants ? i : 2 * variants - 1 - i;
      manifest.schedule.push_back(
          {.boot = static_cast<int>(manifest.schedule.size()),
           .variant = variant,
           .block = block});
      if (first_seed == 0) continue;
      const int pass = 2 * block + (i < variants ? 0 : 1);
      manifest.schedule.back().seed = first_seed + static_cast<uint64_t>(pass);
    }
  }
  for (ScheduledBoot boot : continuations) {
    boot.boot = static_cast<int>(manifest.schedule.size());
    manifest.schedule.push_back(boot);
  }
  manifest.accelerator = "tcg";
  manifest.accelerator_reason = "constructed for a test";
  manifest.clock = clock;
  manifest.fidelity = clock == "virtual" ? "virtual" : "emulated";
  manifest.host = host;
  return manifest;
}

RunFolder TestRun::Write(const std::filesystem::path& parent) const {
  RunFolder folder = RunFolder::Create(parent, MakeManifest());
  for (const ScheduledBoot& boot : folder.manifest().schedule) {
    const End how = end ? end(boot) : End();
    const std::filesystem::path path = folder.BootFolder(boot);
    const int fd = open((path / "records.jsonl").c_str(),
                        O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) throw std::runtime_error("cannot write " + path.string());
    RecordWriter writer(fd);
    Environment environment;
    environment.kernel_release = "6.12.117";
    environment.kernel_version = "#1 SMP";
    environment.preemption = "none";
    environment.cpu_model = "constructed CPU";
    environment.cpus = 4;
    environment.nodes = {{0, {0, 1}, uint64_t{768} << 20},
                         {1, {2, 3}, uint64_t{768} << 20}};
    environment.distances = {{10, 21}, {21, 10}};
    environment.clock = clock;
    environment.time_source = "tsc";
    environment.facts = facts;
    writer.Write(environment);
    bool stopped = false;
    for (const std::string& cell : cells_of ? cells_of(boot) : cells) {
      writer.Begin(cell, 10);
      if (how.open_cell == cell) {
        writer.Progress(cell, 3);
        stopped = true;
        break;
      }
      writer.Write(measure ? measure(boot, cell) : PlainCell(cell));
    }
    if (!stopped && how.state == BootState::kFinished) writer.End();
    close(fd);
    BootRecord record;
    record.boot = boot.boot;
    record.variant = labels[static_cast<size_t>(boot.variant)];
    record.state = how.state;
    record.reason = how.reason;
    record.evidence = how.evidence;
    record.boot_s = 4.2;
    record.total_s = 30;
    folder.WriteBoot(record);
  }
  folder.SetState(state);
  return folder;
}

CellRecord PlainCell(const std::string& cell) {
  CellRecord record;
  record.cell = cell;
  record.scenario = ScenarioOf(cell);
  for (const auto& [axis, value] : AxesOf(cell)) record.axes[axis] = value;
  record.rounds = 10;
  record.round_ns.assign(10, 1'000'000);
  record.pages = 250;
  record.touches = 1000;
  for (int i = 0; i < 1000; ++i) record.latency["cpu"].Record(10'000);
  for (int i = 0; i < 4; ++i) {
    ThreadRecord thread;
    thread.role = "cpu";
    thread.index = i;
    thread.cpu = i;
    thread.node = i / 2;
    thread.touches = 250;
    thread.minor_faults = 125;
    thread.voluntary_switches = 50;
    thread.involuntary_switches = 5;
    thread.user_ns = 500'000;
    thread.system_ns = 2'000'000;
    thread.max_faults_per_touch = 3 + i;
    record.threads.push_back(thread);
  }
  record.device["migrate_to_ram"] = 750;
  record.oracle_checked = 1000;
  return record;
}

void Stretch(double scale, CellRecord* record) {
  for (uint64_t& ns : record->round_ns) {
    ns = static_cast<uint64_t>(static_cast<double>(ns) * scale);
  }
  Histogram& latency = record->latency["cpu"];
  latency.Clear();
  for (int i = 0; i < 1000; ++i) {
    latency.Record(static_cast<uint64_t>((10'000 + i) * scale));
  }
}

CellRecord CutOffCell(const std::string& cell) {
  CellRecord record = PlainCell(cell);
  record.planned_rounds = 40;
  record.planned_pages = 1000;
  record.cut_off_by_ns = 100'000'000;
  record.page_return.emplace();
  for (int i = 0; i < 250; ++i) record.page_return->returned.Record(40'000);
  record.page_return->not_returned = 750;
  return record;
}

CellRecord StarvedCell(const std::string& cell, bool rescued) {
  CellRecord record = PlainCell(cell);
  record.outcome = CellOutcome::kStarved;
  record.reason = "no progress for 2.0 s";
  record.round_ns.assign(2, 1'000'000'000);
  record.latency["cpu"].Clear();
  for (int i = 0; i < 1000; ++i) record.latency["cpu"].Record(1'000'000'000);
  Stall starvation;
  starvation.after_round = 2;
  starvation.stalled_ns = 2'040'000'000;
  starvation.faults = 245'311;
  starvation.involuntary_switches = 12;
  starvation.stacks = {
      {.who = "spinner",
       .state = "R",
       .frames = {"handle_mm_fault+0x81/0x2a0",
                  "hmm_vma_fault.isra.0+0x63/0xb0",
                  "walk_page_range+0x1c0/0x2d0", "hmm_range_fault+0x62/0xd0",
                  "dmirror_fault+0x16a/0x2f0"}},
      {.who = "holder",
       .state = "D",
       .frames = {"[<0>] __flush_work+0x1a2/0x2b0",
                  "[<0>] __lru_add_drain_all+0x1d1/0x230",
                  "[<0>] migrate_device_unmap+0x33c/0x3f0",
                  "[<0>] migrate_vma_setup+0xd9/0x110"}}};
  starvation.prerequisites = {
      {"folio mapped twice", "yes"},
      {"system page in the spinner's LRU batch", "yes, CPU 1"}};
  starvation.rescued = rescued;
  record.starvation = starvation;
  return record;
}

CellRecord SlowCell(const std::string& cell, bool given_up) {
  CellRecord record = given_up ? StarvedCell(cell, true) : PlainCell(cell);
  record.slow = StarvedCell(cell, true).starvation;
  record.starvation.reset();
  record.slow->stalled_ns = 12'040'000'000;
  record.slow->lacks = "reader 0 is asleep (S)";
  if (given_up) {
    record.outcome = CellOutcome::kSlow;
    record.reason = "given up after 12.0 s";
  }
  return record;
}

}  // namespace hmmbench
