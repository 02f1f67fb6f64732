// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/worker_processes.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/harness/cell_nodes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/increase.h"
#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/message_pipe.h"
#include "benchmarks/harness/scenario.h"
#include "fixtures/base/error.h"
#include "fixtures/device/device.h"
#include "fixtures/record/records.h"
#include "fixtures/record/retry_accounting.h"

namespace hmmbench {
namespace {

size_t PagesOfPart(const Cell& cell, size_t part) {
  const auto pages = static_cast<size_t>(cell.Number("pages"));
  const auto parts = static_cast<size_t>(cell.Number("threads"));
  return (part + 1) * pages / parts - part * pages / parts;
}

}  // namespace

enum class WorkerProcesses::Order { kGo, kCheck, kRound, kRecord };

struct WorkerProcesses::Message {
  enum class Kind {
    kReady,   // in a round, for the work
    kWorked,  // in a round; the pages are to be checked
    kDone,    // with the round, or with getting ready for the first
    kAlive,
    kRecord,     // follows in its own pipe
    kLost,       // likewise: the record of a cell that does not end
    kCannotRun,  // here, as `text` says
    kFailed,     // likewise
  };
  Kind kind = Kind::kFailed;
  uint64_t start = 0;  // of the work, in ticks
  uint64_t ns = 0;     // that it took
  bool broken = false;
  std::array<char, 400> text{};

  static Message Saying(Kind kind, std::string_view what) {
    Message message{.kind = kind};
    std::copy_n(what.begin(), std::min(what.size(), message.text.size() - 1),
                message.text.begin());
    return message;
  }
};

class WorkerProcesses::Worker {
 public:
  // Forks. `cell` is the whole one; `part` says which of its threads this is.
  Worker(const Cell& cell, const MeasurementContext& context, size_t part,
         int cpu) {
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) {
      throw Error("cannot fork a process of the cell: {}",
                  std::strerror(errno));
    }
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(1);
      Child(cell, context, part, cpu);
    }
    orders_.read.reset();
    messages_.write.reset();
    records_.write.reset();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  void Tell(Order order) { Send(*orders_.write, order); }
  std::optional<Message> Hear() { return Receive<Message>(*messages_.read); }
  // Call this after the process has said that a record follows.
  CellRecord ReadRecord() {
    return ReadRecords(fmt::format("/proc/self/fd/{}", records_.read->get()))
        .cells.at(0);
  }

 private:
  [[noreturn]] void Child(const Cell& cell, const MeasurementContext& context,
                          size_t part, int cpu) {
    orders_.write.reset();  // or it would not see that the parent has ended
    try {
      Work(cell, context, part, cpu);
    } catch (const CannotRunHere& error) {
      Say(Message::Saying(Message::Kind::kCannotRun, error.what()));
    } catch (const std::exception& error) {
      Say(Message::Saying(Message::Kind::kFailed, error.what()));
    }
    _exit(0);
  }

  void Say(const Message& message) { Send(*messages_.write, message); }

  void SayRecord(Message::Kind kind, const CellRecord& record) {
    Say({.kind = kind});
    RecordWriter writer(records_.write->get());
    writer.Write(record);
    writer.End();
    records_.write.reset();
  }

  void Work(const Cell& cell, const MeasurementContext& context, size_t part,
            int cpu) {
    const std::unique_ptr<Device> owner = context.owner.Reopen();
    Cell own = cell;
    own.axes["threads"] = std::to_string(1);
    own.axes["pages"] = std::to_string(PagesOfPart(cell, part));
    // No cell with processes has a device that faults.
    MeasurementContext here{context.clock, context.topology, *owner, *owner};
    // Each process is late by another amount, as threads are.
    here.seed = context.seed == 0 ? 0 : context.seed + (part << 32);
    here.stall_limit = context.stall_limit;
    here.slow_limit = context.slow_limit;
    here.counters = context.counters;
    here.cell_limit = context.cell_limit;
    here.cpus = {cpu};
    here.alive = [this] { Say({.kind = Message::Kind::kAlive}); };
    if (context.lost) {
      here.lost = [this](const CellRecord& record) {
        SayRecord(Message::Kind::kLost, record);
        while (true) pause();
      };
    }
    uint64_t start = 0;
    here.ready = [&] {
      Say({.kind = Message::Kind::kReady});
      if (Receive<Order>(*orders_.read) != Order::kGo) _exit(0);
      start = context.clock.Now();
    };
    // To check pages while another process works would take its time, and
    // would count faults as its own.
    here.worked = [&] {
      Say({.kind = Message::Kind::kWorked});
      if (Receive<Order>(*orders_.read) != Order::kCheck) _exit(0);
    };
    CellRun run(own, here);
    Say({.kind = Message::Kind::kDone});
    while (Receive<Order>(*orders_.read) == Order::kRound) {
      const uint64_t ns = run.Round();
      Say({.kind = Message::Kind::kDone,
           .start = start,
           .ns = ns,
           .broken = run.Broken()});
    }
    SayRecord(Message::Kind::kRecord, run.Record());
    // The parent ends it: its device is open until all are done.
    while (true) pause();
  }

  MessagePipe orders_;
  MessagePipe messages_;
  MessagePipe records_;
  pid_t pid_ = -1;
};

WorkerProcesses::WorkerProcesses(const Cell& cell,
                                 const MeasurementContext& context)
    : cell_(cell), context_(context) {
  if (!context.owner.CanReopen()) {
    throw CannotRunHere("{} is of one process; this cell's workers are several",
                        context.owner.Name());
  }
  const auto threads = static_cast<size_t>(cell.Number("threads"));
  if (static_cast<size_t>(cell.Number("pages")) < threads) {
    throw CannotRunHere("each of {} processes needs a page: pages is {}",
                        threads, cell.Number("pages"));
  }
  const std::vector<int> cpus = PlaceThreads(
      cell, context.topology, NodesOf(cell, context.topology), threads);
  for (size_t part = 0; part < threads; ++part) {
    workers_.push_back(
        std::make_unique<Worker>(cell, context, part, cpus[part]));
  }
  HearAll();
  TellAll(Order::kGo);
  HearAll();
  TellAll(Order::kCheck);
  HearAll();
}

WorkerProcesses::~WorkerProcesses() = default;

WorkerProcesses::Message WorkerProcesses::Hear(Worker& worker) {
  while (true) {
    const std::optional<Message> message = worker.Hear();
    if (!message) throw Error("a process of {} ended", cell_.scenario->name);
    switch (message->kind) {
      case Message::Kind::kAlive:
        if (context_.alive) context_.alive();
        continue;
      case Message::Kind::kCannotRun:
        throw CannotRunHere("{}", message->text.data());
      case Message::Kind::kFailed:
        throw Error("{}", message->text.data());
      case Message::Kind::kLost: {
        CellRecord record = worker.ReadRecord();
        record.cell = cell_.Name();
        record.axes = cell_.axes;
        context_.lost(record);
        throw Error("{}", record.reason);
      }
      case Message::Kind::kReady:
      case Message::Kind::kWorked:
      case Message::Kind::kDone:
      case Message::Kind::kRecord:
        return *message;
    }
  }
}

std::vector<WorkerProcesses::Message> WorkerProcesses::HearAll() {
  std::vector<Message> said;
  for (const auto& worker : workers_) said.push_back(Hear(*worker));
  return said;
}

void WorkerProcesses::TellAll(Order order) {
  for (const auto& worker : workers_) worker->Tell(order);
}

uint64_t WorkerProcesses::Round() {
  const auto pages_before = context_.owner.MemoryPagesByNode();
  TellAll(Order::kRound);
  HearAll();
  // The pages are on the device, and nobody touches one yet.
  Add(Increase(pages_before, context_.owner.MemoryPagesByNode()),
      &device_pages_);
  const auto counters_before = context_.owner.Counters();
  TellAll(Order::kGo);
  HearAll();
  Add(Increase(counters_before, context_.owner.Counters()), &counters_);
  TellAll(Order::kCheck);
  const std::vector<Message> done = HearAll();

  uint64_t first = std::numeric_limits<uint64_t>::max();
  for (const Message& one : done) first = std::min(first, one.start);
  uint64_t ns = 0;
  for (const Message& one : done) {
    ns = std::max(ns, context_.clock.ToNs(one.start - first) + one.ns);
    broken_ = broken_ || one.broken;
  }
  ++rounds_;
  round_ns_.push_back(ns);
  return ns;
}

CellRecord WorkerProcesses::Record() {
  CellRecord whole = RecordOf(cell_);
  whole.rounds = rounds_;
  whole.round_ns = round_ns_;
  whole.device = counters_;
  whole.device_memory_pages_by_node = device_pages_;
  TellAll(Order::kRecord);
  for (size_t part = 0; part < workers_.size(); ++part) {
    Hear(*workers_[part]);
    const CellRecord one = workers_[part]->ReadRecord();
    whole.pages += one.pages;
    whole.touches += one.touches;
    for (const auto& [role, latency] : one.latency) {
      whole.latency[role].Merge(latency);
    }
    for (ThreadRecord thread : one.threads) {
      thread.index = static_cast<int>(part);
      whole.threads.push_back(thread);
    }
    Add(one.system_memory_pages_by_node, &whole.system_memory_pages_by_node);
    whole.oracle_checked += one.oracle_checked;
    whole.oracle_pages =
        whole.oracle_pages.value_or(0) + one.oracle_pages.value_or(0);
    whole.oracle_wrong += one.oracle_wrong;
    if (!whole.slow) whole.slow = one.slow;
    if (one.outcome == CellOutcome::kBroken) {
      whole.outcome = one.outcome;
      whole.reason = one.reason;
      whole.oracle_first_wrong = one.oracle_first_wrong;
    }
  }
  whole.identities = CheckIdentities(whole);
  return whole;
}

}  // namespace hmmbench
