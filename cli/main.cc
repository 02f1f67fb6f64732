// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "cli/session.h"
#include "cli/subcommand.h"
#include "fixtures/base/error.h"
#include "fixtures/base/interrupt.h"
#include "fixtures/base/near_matches.h"
#include "fixtures/base/not_on_this_machine.h"
#include "fixtures/base/printable.h"
#include "fixtures/base/suite_version.h"
#include "fixtures/run/bundle_folder.h"
#include "fixtures/run/runner.h"

namespace {

constexpr const char* kFooter = R"(
Two commands to start with:
  hmmbench compare    build an unpatched and two patched kernels, boot them in a
                      guest, measure, write a report
  hmmbench test       the suite's own tests

Exit codes: 0 done, 1 regression or wrong data, 2 inconclusive (gate),
            3 could not be done (one line says why), 77 skipped.)";

// Returns the word that stands in the place of a subcommand but is none.
std::string UnknownWord(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (!word.starts_with("-")) return word;
  }
  return "";
}

int Fail(const std::string& message) {
  std::fprintf(stderr, "hmmbench: error: %s\n",
               hmmbench::Printable(message).c_str());
  return hmmbench::kExitHarnessError;
}

// "hmmbench 1.0.0, revision 95d3ab5f0a11"
std::string VersionText() {
  std::string text = "hmmbench " + hmmbench::SuiteVersion();
  if (!hmmbench::SuiteRevision().empty()) {
    text += ", revision " + hmmbench::SuiteRevision();
  }
  return text;
}

int Run(int argc, char** argv) {
  CLI::App app{
      "hmmbench measures what a lock policy costs when CPUs and devices fault "
      "on the same device-private memory."};
  app.name(argv[0]);
  app.footer(kFooter);
  app.require_subcommand(1);
  app.set_version_flag("--version", VersionText());

  int exit_code = hmmbench::kExitPass;
  std::vector<std::string> names;
  for (const auto& subcommand : hmmbench::Subcommands()) {
    names.push_back(subcommand.name);
    CLI::App* sub = app.add_subcommand(subcommand.name, subcommand.summary);
    const auto run = subcommand.setup(*sub);
    if (subcommand.measures) hmmbench::AddResumeOption(*sub);
    sub->callback([run, &exit_code] { exit_code = run(); });
  }
  // The launcher runs this command itself, because the tests cover this program
  // too.
  app.add_subcommand("test", "Run the suite's own tests (./hmmbench test)")
      ->callback([] {
        throw hmmbench::Error(
            "the tests build this program too; run them as ./hmmbench test");
      });
  names.emplace_back("test");

  const std::vector<std::string> words =
      hmmbench::BeginSession({argv + 1, argv + argc});
  try {
    // CLI11 takes words from the back.
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForAllHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return app.exit(version);
  } catch (const CLI::ParseError& error) {
    const std::string word = UnknownWord(words);
    if (app.get_subcommands().empty() && !word.empty()) {
      return Fail("unknown command '" + word + "'; " +
                  hmmbench::NearMatches(word, names));
    }
    std::string message = error.what();
    if (app.get_subcommands().empty()) {
      message = "no command given; hmmbench --help lists them";
    } else {
      message += "; see hmmbench " + app.get_subcommands().front()->get_name() +
                 " --help";
    }
    return Fail(message);
  }
  return exit_code;
}

// A report that did not reach its reader is no success.
int ExitCodeWithOutput(int exit_code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  return Fail("the output could not be written: " +
              std::generic_category().message(errno));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    hmmbench::FindBundledPrograms();
    hmmbench::CatchInterrupts();
    return ExitCodeWithOutput(Run(argc, argv));
  } catch (const hmmbench::NothingToReport& said) {
    std::fprintf(stderr, "hmmbench: %s\n", said.what());
    return ExitCodeWithOutput(hmmbench::kExitPass);
  } catch (const hmmbench::NotOnThisMachine& error) {
    std::fprintf(stderr, "hmmbench: skipped: %s\n",
                 hmmbench::Printable(error.what()).c_str());
    return hmmbench::kExitSkipped;
  } catch (const std::exception& error) {
    return Fail(error.what());
  }
}
