// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A bundle: a folder with the programs and what they need, for machines that
// have neither the repository nor its packages. `hmmbench bundle` makes one; a
// program finds the one that it is in itself, wherever the folder lies:
//   hmmbench              a link to bin/hmmbench
//   bin/, lib/            programs; libraries that a machine may lack
//   lib-cxx/              those of C++, where the machine has none itself
//   benchmarks/plans/     as in the repository
//   kernel-patches/       only what a finished kernel is checked against
//   gpu.sh                what to do first on a machine with a GPU
//   guest/                with --with-guest: QEMU and busybox, and
//   kernels/LABEL/        finished kernels
//   bundle.json, README.txt

#ifndef HMMBENCH_CLI_BUNDLE_FOLDER_H_
#define HMMBENCH_CLI_BUNDLE_FOLDER_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hmmbench {

struct BundleFolder {
  std::filesystem::path root;
  std::string version;  // of the suite
  // The oldest that it runs on, and that it runs on with the libraries of C++
  // that it brings: "2.34", "2.36".
  std::string glibc;
  std::string glibc_alone;
  // Labels, the baseline first; empty: it has no guest.
  std::vector<std::string> kernels;

  [[nodiscard]] bool HasGuest() const { return !kernels.empty(); }
};

inline constexpr const char* kBundleFile = "bundle.json";

// What ROOT/bundle.json says; nothing where there is none. Throws Error when it
// is damaged.
std::optional<BundleFolder> ReadBundle(const std::filesystem::path& root);
void WriteBundle(const BundleFolder& bundle);

// The bundle that this program is in, if any.
const std::optional<BundleFolder>& OwnBundle();

// Makes this process and its children find the bundle's programs first, if this
// is one.
void FindBundledPrograms();

// The finished kernels of this bundle as variants of a comparison, those of
// `labels` or, when it is empty, all. Throws Error that names what there is.
std::vector<std::string> BundledVariants(
    const BundleFolder& bundle, const std::vector<std::string>& labels);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_BUNDLE_FOLDER_H_
