// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/fault_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::ThrowsMessage;

class FaultPathTest : public ::testing::Test {
 protected:
  static KernelSymbols Symbols(const std::string& map) {
    const std::filesystem::path file =
        ::testing::TempDir() + "fault_path_test." + std::to_string(getpid());
    std::ofstream(file) << map;
    KernelSymbols symbols(file);
    std::filesystem::remove(file);
    return symbols;
  }

  void Run(int cpu, std::string_view function, int instructions) {
    const uint64_t start = symbols_.Starts(function).front();
    for (int i = 0; i < instructions; ++i) {
      reader_.Feed({.cpu = cpu, .address = start + static_cast<uint64_t>(i)});
    }
  }
  void Fault(int cpu, int swap_instructions) {
    Run(cpu, "asm_exc_page_fault", 3);
    Run(cpu, "do_swap_page", swap_instructions);
    Run(cpu, "migrate_vma_pages", 20);
    Run(cpu, "common_interrupt_return", 2);
  }

  const KernelSymbols symbols_ = Symbols(
      "1000 T _text\n"
      "1000 T asm_exc_page_fault\n"
      "1100 T asm_sysvec_apic_timer_interrupt\n"
      "1200 T entry_SYSCALL_64\n"
      "1300 T do_swap_page\n"
      "1400 T migrate_vma_pages\n"
      "1500 T common_interrupt_return\n"
      "1600 T _etext\n");
  FaultPathReader reader_{symbols_};
};

TEST_F(FaultPathTest, TheUsualWholeFault) {
  Fault(0, 50);
  Fault(0, 40);
  Fault(0, 30);
  Fault(0, 40);
  Run(0, "entry_SYSCALL_64", 5);
  const std::optional<FaultPath> path = reader_.Usual();
  ASSERT_TRUE(path);
  EXPECT_EQ(path->faults, 4U);
  EXPECT_EQ(path->alike, 2U);
  EXPECT_EQ(path->instructions, 65U);
  EXPECT_THAT(path->by_function, ElementsAre(Pair("asm_exc_page_fault", 3),
                                             Pair("common_interrupt_return", 2),
                                             Pair("do_swap_page", 40),
                                             Pair("migrate_vma_pages", 20)));
}

TEST_F(FaultPathTest, CpusAreKeptApart) {
  Run(0, "asm_exc_page_fault", 3);
  Run(1, "asm_exc_page_fault", 3);
  Run(0, "do_swap_page", 10);
  Run(1, "do_swap_page", 7);
  Run(0, "migrate_vma_pages", 1);
  Run(1, "migrate_vma_pages", 1);
  Run(0, "common_interrupt_return", 2);
  Run(1, "common_interrupt_return", 2);
  Run(0, "entry_SYSCALL_64", 1);
  EXPECT_EQ(reader_.Usual()->instructions, 16U);
  Run(1, "entry_SYSCALL_64", 1);
  EXPECT_EQ(reader_.Usual()->instructions, 13U);
}

// What an interrupt cuts in two looks short.
TEST_F(FaultPathTest, FaultsWithAnInterruptAreLeftOut) {
  Fault(0, 50);
  Fault(0, 50);
  Run(0, "asm_exc_page_fault", 3);
  Run(0, "do_swap_page", 10);
  Run(0, "migrate_vma_pages", 1);
  Run(0, "asm_sysvec_apic_timer_interrupt", 9);
  Run(0, "migrate_vma_pages", 19);
  Run(0, "common_interrupt_return", 2);
  Run(0, "entry_SYSCALL_64", 1);
  EXPECT_EQ(reader_.Usual()->faults, 2U);
  EXPECT_EQ(reader_.Usual()->instructions, 75U);
}

TEST_F(FaultPathTest, FaultsThatMigrateNothingAreLeftOut) {
  Run(0, "asm_exc_page_fault", 3);
  Run(0, "do_swap_page", 10);
  Run(0, "common_interrupt_return", 2);
  Run(0, "entry_SYSCALL_64", 1);
  EXPECT_EQ(reader_.Usual(), std::nullopt);
}

TEST_F(FaultPathTest, AKernelWithoutTheFunctionsIsRefused) {
  const KernelSymbols symbols =
      Symbols("1000 T _text\n1000 T a\n1600 T _etext\n");
  EXPECT_THAT([&] { FaultPathReader reader(symbols); },
              ThrowsMessage<Error>(HasSubstr("do_swap_page")));
}

TEST(FaultPathTable, NamesWhatGrewFirst) {
  const FaultPath first{.instructions = 165,
                        .by_function = {{"a", 100}, {"b", 50}, {"c", 15}}};
  const FaultPath second{.instructions = 170,
                         .by_function = {{"a", 100}, {"b", 40}, {"d", 30}}};
  EXPECT_EQ(FaultPathTable({"stock", "wait"}, {first, second}, 0),
            "  function                         stock    wait\n"
            "  d                                    0      30    +30\n"
            "  c                                   15       0    -15\n"
            "  b                                   50      40    -10\n"
            "  1 others, alike                    100     100\n"
            "  in the kernel, all                 165     170     +5\n");
}

}  // namespace
}  // namespace hmmbench
