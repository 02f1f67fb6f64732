// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "analysis/verdict/gate_policy.h"
#include "fixtures/fuzz/fuzz_target.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hmmbench;  // NOLINT(google-build-using-namespace)
  ReadsOrSaysWhyNot([&] {
    const GatePolicy policy =
        ReadGatePolicy(FileWith("gate.toml", Text(data, size)));
    Require(!policy.rules.empty(), "the file's own keys are a rule");
    const double margin =
        policy.MarginOf("same_page/threads:4", Metric::kThroughput);
    Require(margin >= 0 && margin <= 1000, "a margin is a share");
  });
  ReadsOrSaysWhyNot(
      [&] { (void)ReadMargins(FileWith("margins.toml", Text(data, size))); });
  return 0;
}
