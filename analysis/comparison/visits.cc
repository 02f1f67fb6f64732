// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/visits.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace hmmbench {
namespace {

template <typename Key>
void AddCounts(const std::map<Key, uint64_t>& more,
               std::map<Key, uint64_t>* counts) {
  for (const auto& [key, count] : more) (*counts)[key] += count;
}

// Adds the values of names that both maps have.
void AddCommon(const std::map<std::string, uint64_t>& more,
               std::map<std::string, uint64_t>* counts) {
  std::erase_if(*counts, [&more](const auto& counted) {
    return !more.contains(counted.first);
  });
  for (auto& [name, count] : *counts) count += more.at(name);
}

// Returns nothing when either is absent.
template <typename Combine>
void CombineBoth(const std::optional<uint64_t>& more,
                 std::optional<uint64_t>* value, Combine combine) {
  if (more && *value) {
    *value = combine(**value, *more);
  } else {
    value->reset();
  }
}

uint64_t Sum(uint64_t a, uint64_t b) { return a + b; }
uint64_t Larger(uint64_t a, uint64_t b) { return std::max(a, b); }
uint64_t Smaller(uint64_t a, uint64_t b) { return std::min(a, b); }

void Add(const ThreadRecord& more, ThreadRecord* thread) {
  if (thread->cpu != more.cpu) thread->cpu = -1;
  if (thread->node != more.node) thread->node = -1;
  thread->touches += more.touches;
  CombineBoth(more.touch_ns, &thread->touch_ns, Sum);
  CombineBoth(more.fastest_touch_ns, &thread->fastest_touch_ns, Smaller);
  CombineBoth(more.ticked_touches, &thread->ticked_touches, Sum);
  CombineBoth(more.ticked_ns, &thread->ticked_ns, Sum);
  thread->minor_faults += more.minor_faults;
  thread->major_faults += more.major_faults;
  thread->voluntary_switches += more.voluntary_switches;
  thread->involuntary_switches += more.involuntary_switches;
  thread->user_ns += more.user_ns;
  thread->system_ns += more.system_ns;
  CombineBoth(more.work_ns, &thread->work_ns, Sum);
  CombineBoth(more.queued_ns, &thread->queued_ns, Sum);
  CombineBoth(more.longest_gap_ns, &thread->longest_gap_ns, Larger);
  CombineBoth(more.max_faults_per_touch, &thread->max_faults_per_touch, Larger);
  AddCommon(more.counters, &thread->counters);
  AddCommon(more.counter_enabled_ns, &thread->counter_enabled_ns);
  AddCommon(more.counter_running_ns, &thread->counter_running_ns);
}

void Add(const std::vector<ThreadRecord>& more,
         std::vector<ThreadRecord>* threads) {
  for (const ThreadRecord& thread : more) {
    const auto same =
        std::ranges::find_if(*threads, [&thread](const ThreadRecord& known) {
          return known.role == thread.role && known.index == thread.index;
        });
    if (same == threads->end()) {
      threads->push_back(thread);
    } else {
      Add(thread, &*same);
    }
  }
}

void Add(const std::vector<Identity>& more, std::vector<Identity>* identities) {
  for (Identity& identity : *identities) {
    const auto same = std::ranges::find(more, identity.name, &Identity::name);
    if (same == more.end()) continue;
    identity.left += same->left;
    identity.right += same->right;
  }
}

void Add(const CellRecord& more, CellRecord* cell) {
  if (!cell->slow) cell->slow = more.slow;
  cell->rounds += more.rounds;
  CombineBoth(more.planned_rounds, &cell->planned_rounds, Sum);
  CombineBoth(more.planned_pages, &cell->planned_pages, Sum);
  if (more.cut_off_by_ns) {
    cell->cut_off_by_ns =
        std::max(*more.cut_off_by_ns, cell->cut_off_by_ns.value_or(0));
  }
  std::ranges::copy(more.round_ns, std::back_inserter(cell->round_ns));
  cell->pages += more.pages;
  cell->touches += more.touches;
  for (const auto& [role, latency] : more.latency) {
    cell->latency[role].Merge(latency);
  }
  if (more.page_return && cell->page_return) {
    cell->page_return->returned.Merge(more.page_return->returned);
    cell->page_return->not_returned += more.page_return->not_returned;
  } else {
    cell->page_return.reset();
  }
  Add(more.threads, &cell->threads);
  AddCommon(more.device, &cell->device);
  AddCommon(more.policy, &cell->policy);
  Add(more.identities, &cell->identities);
  AddCounts(more.device_memory_pages_by_node,
            &cell->device_memory_pages_by_node);
  AddCounts(more.system_memory_pages_by_node,
            &cell->system_memory_pages_by_node);
  cell->oracle_checked += more.oracle_checked;
  if (more.oracle_pages) {
    cell->oracle_pages = cell->oracle_pages.value_or(0) + *more.oracle_pages;
  }
  cell->oracle_wrong += more.oracle_wrong;
}

}  // namespace

std::vector<CellRecord> MergeVisits(std::vector<CellRecord> cells) {
  std::vector<CellRecord> merged;
  for (CellRecord& visit : cells) {
    const auto known = std::ranges::find(merged, visit.cell, &CellRecord::cell);
    if (known == merged.end()) {
      merged.push_back(std::move(visit));
    } else if (known->outcome != CellOutcome::kMeasured) {
      continue;
    } else if (visit.outcome != CellOutcome::kMeasured) {
      *known = std::move(visit);
    } else {
      Add(visit, &*known);
    }
  }
  return merged;
}

}  // namespace hmmbench
