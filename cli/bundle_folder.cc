// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/bundle_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"

namespace hmmbench {

std::optional<BundleFolder> ReadBundle(const std::filesystem::path& root) {
  const std::filesystem::path file = root / kBundleFile;
  std::ifstream stream(file);
  if (!stream) return std::nullopt;
  try {
    const auto json = nlohmann::json::parse(stream);
    return BundleFolder{.root = root,
                        .version = json.at("version"),
                        .glibc = json.at("glibc"),
                        .glibc_alone = json.at("glibc_alone"),
                        .kernels = json.at("kernels")};
  } catch (const nlohmann::json::exception& error) {
    throw Error("{} is damaged ({}): copy the bundle again", file.string(),
                error.what());
  }
}

void WriteBundle(const BundleFolder& bundle) {
  const nlohmann::json json = {{"format", "hmmbench-bundle 1"},
                               {"version", bundle.version},
                               {"glibc", bundle.glibc},
                               {"glibc_alone", bundle.glibc_alone},
                               {"kernels", bundle.kernels}};
  const std::filesystem::path file = bundle.root / kBundleFile;
  std::ofstream stream(file, std::ios::binary);
  stream << json.dump(2) << "\n";
  stream.flush();
  if (!stream) throw Error("cannot write {}: is the disk full?", file.string());
}

const std::optional<BundleFolder>& OwnBundle() {
  static const std::optional<BundleFolder> bundle =
      ReadBundle(std::filesystem::read_symlink("/proc/self/exe")
                     .parent_path()
                     .parent_path());
  return bundle;
}

void FindBundledPrograms() {
  if (!OwnBundle() || !OwnBundle()->HasGuest()) return;
  // Only main's thread asks, before it starts others.
  const char* path = getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  const std::string folder = (OwnBundle()->root / "guest/bin").string();
  // NOLINTNEXTLINE(concurrency-mt-unsafe)
  setenv("PATH",
         fmt::format("{}:{}", folder, path != nullptr ? path : "/usr/bin:/bin")
             .c_str(),
         1);
}

std::vector<std::string> BundledVariants(
    const BundleFolder& bundle, const std::vector<std::string>& labels) {
  std::vector<std::string> variants;
  for (const std::string& label : labels.empty() ? bundle.kernels : labels) {
    if (std::ranges::find(bundle.kernels, label) == bundle.kernels.end()) {
      throw Error("this bundle has no kernel '{}'; {}", label,
                  NearMatches(label, bundle.kernels));
    }
    variants.push_back(fmt::format(
        "image:{},label={}",
        (bundle.root / "kernels" / label / "vmlinux").string(), label));
  }
  return variants;
}

}  // namespace hmmbench
