// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes a bundle (fixtures/run/bundle_folder.h) of the programs that are built
// here.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "benchmarks/harness/plan.h"
#include "cli/kernel_choice.h"
#include "cli/subcommand.h"
#include "fixtures/base/child.h"
#include "fixtures/base/error.h"
#include "fixtures/base/suite_version.h"
#include "fixtures/guest/library_closure.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/run/build_variants.h"
#include "fixtures/run/bundle_folder.h"
#include "fixtures/run/progress_line.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path folder;
  bool with_guest = false;
  KernelChoice kernels;
};

// The options that guests are checked against, even where nothing is built.
constexpr const char* kRequired = "config/required.config";

// The firmware that QEMU loads for a guest of ours, a vmlinux or a bzImage.
constexpr std::array<std::string_view, 5> kFirmware = {
    "bios-256k.bin", "pvh.bin", "linuxboot_dma.bin", "linuxboot.bin",
    "kvmvapic.bin"};

// QEMU finds everything beside this script, the C library included, so an old C
// library on the machine does no harm.
constexpr std::string_view kQemuScript = R"SH(#!/bin/sh
here=$(dirname "$(readlink -f "$0")")/../qemu
export QEMU_MODULE_DIR="$here/modules"
exec "$here/lib/ld-linux-x86-64.so.2" --library-path "$here/lib" \
  "$here/qemu-system-x86_64" -L "$here/share" "$@"
)SH";

constexpr std::string_view kReadme =
    R"(hmmbench {version}, as a bundle: copy this folder to any x86-64 Linux with
glibc {glibc} or later ({glibc_alone} where it has no libstdc++ of GCC 12 or later)
and run it there. It needs no package, compiler, network or QEMU of the machine's.

  ./hmmbench doctor                 what the machine can do; all its GPUs
  ./gpu.sh FOLDER                   what to do first with a GPU, in one go
  ./hmmbench compare --on host --device cuda --plan gpu
  ./hmmbench run --on host --device cuda,memory=managed --plan gpu
  ./hmmbench list --all             scenarios, axes, plans

Runs are in results/ of this folder (--results names another). A bundle has no
gnuplot: bring the run folder to a machine with the suite and make its report
with ./hmmbench compare FOLDER there. To compare kernels, boot the machine with
each, run the same line, and give all run folders to hmmbench compare.
)";

constexpr std::string_view kGuestReadme = R"(
With a guest: QEMU and these kernels are here, too ({kernels}).

  ./hmmbench compare --accel tcg --clock real --numa 2x8 --plan default
  ./hmmbench compare --policies {first} --plan smoke
)";

// True for the parts of the C library itself, which must be the machine's own.
bool IsOfGlibc(std::string_view library) {
  constexpr std::array<std::string_view, 8> kNames = {
      "libc.so",  "libm.so",      "libdl.so",   "libpthread.so",
      "librt.so", "libresolv.so", "libutil.so", "ld-linux"};
  return std::ranges::any_of(
      kNames, [&](auto name) { return library.starts_with(name); });
}

// True for libraries of the compiler. The machine's own are used if it has
// them.
bool IsOfCxx(std::string_view library) {
  return library.starts_with("libstdc++.so") ||
         library.starts_with("libgcc_s.so");
}

void Copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  // Copies what a link leads to, because programs look for the link's name.
  fs::copy_file(fs::canonical(from), to, fs::copy_options::overwrite_existing,
                error);
  if (error) {
    throw Error("cannot copy {} to {}: {}", from.string(), to.string(),
                error.message());
  }
}

void Write(const fs::path& file, std::string_view text) {
  fs::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.flush();
  if (!stream) throw Error("cannot write {}: is the disk full?", file.string());
}

std::string Output(const std::vector<std::string>& arguments) {
  const ChildResult result = RunChild({.arguments = arguments}, nullptr);
  if (result.exit_code != 0) {
    throw Error("{} failed: {}", arguments.front(),
                result.output.substr(0, result.output.find('\n')));
  }
  return result.output;
}

void CopyStripped(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  Output({"strip", "-o", to.string(), fs::canonical(from).string()});
}

// Returns the highest version of the C library that one of the files needs, as
// the number after "2.". Returns 0 when none needs one.
int GlibcMinor(const std::set<fs::path>& files) {
  int highest = 0;
  for (const fs::path& file : files) {
    const std::string text = Output({"objdump", "-p", file.string()});
    constexpr std::string_view kMark = "GLIBC_2.";
    for (size_t at = text.find(kMark); at != std::string::npos;
         at = text.find(kMark, at + 1)) {
      highest = std::max(highest, std::atoi(text.c_str() + at + kMark.size()));
    }
  }
  return highest;
}

class Bundler {
 public:
  explicit Bundler(const Options& options) : options_(options) {
    bundle_.root = fs::absolute(options.folder);
    bundle_.version = SuiteVersion();
  }

  BundleFolder Make() {
    Clear();
    AddPrograms();
    for (const fs::path& plan : BuiltInPlans(PlansFolder())) {
      Copy(plan, bundle_.root / "benchmarks/plans" / plan.filename());
    }
    Copy(RepositoryFolder() / "fixtures/device/gpu_steps.sh",
         bundle_.root / "gpu.sh");
    Copy(KernelPatchesFolder() / kRequired,
         bundle_.root / "kernel-patches" / kRequired);
    if (options_.with_guest) AddGuest();
    AddReadme();
    // This is written last: without it the folder is no bundle.
    WriteBundle(bundle_);
    return bundle_;
  }

 private:
  // Removes an older bundle and nothing else.
  void Clear() {
    std::error_code none;
    if (fs::exists(bundle_.root, none) && !fs::is_empty(bundle_.root, none)) {
      if (!ReadBundle(bundle_.root)) {
        throw Error("{} is not empty and no bundle: name a new folder",
                    bundle_.root.string());
      }
      fs::remove_all(bundle_.root);
    }
    fs::create_directories(bundle_.root);
  }

  void AddPrograms() {
    std::set<fs::path> files;
    std::set<fs::path> of_cxx;
    for (const fs::path& program :
         {GuestProgram().replace_filename("hmmbench"), GuestProgram()}) {
      const fs::path copy = bundle_.root / "bin" / program.filename();
      CopyStripped(program, copy);
      files.insert(copy);
      for (const auto& [name, library] : FindLibraries(program).libraries) {
        if (IsOfGlibc(name)) continue;
        const bool cxx = IsOfCxx(name);
        const fs::path to = bundle_.root / (cxx ? "lib-cxx" : "lib") / name;
        Copy(library, to);
        (cxx ? of_cxx : files).insert(to);
      }
    }
    const int glibc = GlibcMinor(files);
    bundle_.glibc = fmt::format("2.{}", glibc);
    bundle_.glibc_alone =
        fmt::format("2.{}", std::max(glibc, GlibcMinor(of_cxx)));
    fs::create_symlink("bin/hmmbench", bundle_.root / "hmmbench");
  }

  void AddGuest() {
    const fs::path guest = bundle_.root / "guest";
    const fs::path qemu = Program("qemu-system-x86_64");
    Copy(qemu, guest / "qemu/qemu-system-x86_64");
    std::vector<fs::path> programs = {qemu};
    // Debian's QEMU has its accelerators as modules.
    for (const fs::path folder :
         {"/usr/lib/x86_64-linux-gnu/qemu", "/usr/lib64/qemu"}) {
      const fs::path module = folder / "accel-tcg-x86_64.so";
      if (!fs::exists(module)) continue;
      Copy(module, guest / "qemu/modules" / module.filename());
    }
    const LibraryClosure closure = FindLibraries(qemu);
    Copy(closure.loader, guest / "qemu/lib/ld-linux-x86-64.so.2");
    for (const auto& [name, library] : closure.libraries) {
      Copy(library, guest / "qemu/lib" / name);
    }
    AddFirmware(guest / "qemu/share");
    Write(guest / "bin/qemu-system-x86_64", kQemuScript);
    fs::permissions(guest / "bin/qemu-system-x86_64", fs::perms(0755));

    const fs::path busybox = Program("busybox");
    if (!FindLibraries(busybox).loader.empty()) {
      throw Error(
          "a bundle needs a busybox that is linked statically: install "
          "busybox-static");
    }
    Copy(busybox, guest / "bin/busybox");
    AddKernels();
  }

  void AddFirmware(const fs::path& folder) {
    std::istringstream places(Output({"qemu-system-x86_64", "-L", "help"}));
    std::vector<fs::path> folders;
    for (std::string place; std::getline(places, place);) {
      folders.emplace_back(place);
    }
    for (const std::string_view name : kFirmware) {
      const auto found = std::ranges::find_if(
          folders, [&](const auto& place) { return fs::exists(place / name); });
      if (found == folders.end()) {
        throw Error("QEMU's firmware {} is missing: install seabios", name);
      }
      Copy(*found / name, folder / name);
    }
  }

  void AddKernels() {
    ProgressLine line(std::cerr);
    KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
    for (const BuiltVariant& built :
         BuildVariants(cache, VariantsOf(options_.kernels), line)) {
      if (!built.kernel)
        throw Error("{}: {}", built.variant.label, built.error);
      if (!built.kernel->modules.empty()) {
        throw Error("{} needs modules, which a bundle does not take along",
                    built.variant.label);
      }
      const fs::path folder = bundle_.root / "kernels" / built.variant.label;
      Copy(built.kernel->vmlinux, folder / "vmlinux");
      Copy(built.kernel->config, folder / "config");
      bundle_.kernels.push_back(built.variant.label);
    }
  }

  void AddReadme() const {
    std::string text =
        fmt::format(fmt::runtime(kReadme), fmt::arg("version", bundle_.version),
                    fmt::arg("glibc", bundle_.glibc),
                    fmt::arg("glibc_alone", bundle_.glibc_alone));
    if (bundle_.HasGuest()) {
      text += fmt::format(fmt::runtime(kGuestReadme),
                          fmt::arg("kernels", fmt::join(bundle_.kernels, ", ")),
                          fmt::arg("first", bundle_.kernels.front()));
    }
    Write(bundle_.root / "README.txt", text);
  }

  // Returns the path at which the shell would find the program.
  static fs::path Program(const std::string& name) {
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
    std::istringstream folders(path != nullptr ? path : "/usr/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
      if (fs::exists(fs::path(folder) / name)) return fs::path(folder) / name;
    }
    throw Error("{} is not installed here, so a bundle cannot have it", name);
  }

  const Options& options_;
  BundleFolder bundle_;
};

uint64_t BytesUnder(const fs::path& folder) {
  uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_symlink() && entry.is_regular_file()) {
      bytes += entry.file_size();
    }
  }
  return bytes;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("folder", options->folder,
                 "New folder for it; an older bundle there is replaced")
      ->required();
  app.add_flag("--with-guest", options->with_guest,
               "Also QEMU, busybox and kernels (--policies and the like say "
               "which), so that guests run there, too");
  AddKernelOptions(app, options->kernels);
  app.footer(
      "A bundle runs on any x86-64 Linux whose glibc is not older than what it "
      "prints,\nwithout packages, compiler, network or QEMU: copy the folder "
      "there.\n"
      "Example: hmmbench bundle /tmp/hmmbench && scp -r /tmp/hmmbench lab: &&\n"
      "         ssh lab hmmbench/hmmbench compare --on host --device cuda "
      "--plan gpu");
  return [options] {
    if (OwnBundle()) {
      throw Error("this is a bundle already: copy the folder {}",
                  OwnBundle()->root.string());
    }
    if (!options->with_guest && options->kernels != KernelChoice{}) {
      throw Error("kernels are for guests: add --with-guest");
    }
    const BundleFolder bundle = Bundler(*options).Make();
    fmt::print(
        "{}: {:.1f} MB, for glibc {} or later ({} without a libstdc++ of "
        "the machine's){}\n",
        bundle.root.string(),
        static_cast<double>(BytesUnder(bundle.root)) / 1e6, bundle.glibc,
        bundle.glibc_alone,
        bundle.HasGuest()
            ? fmt::format("; kernels: {}", fmt::join(bundle.kernels, ", "))
            : "");
    return kExitPass;
  };
}

HMMBENCH_SUBCOMMAND(
    registration,
    {.name = "bundle",
     .summary = "Make a folder that runs on another machine, without packages",
     .order = 90,
     .setup = Setup});

}  // namespace
}  // namespace hmmbench
