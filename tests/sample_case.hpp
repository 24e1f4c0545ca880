// The sample case, imported and analysed, for the tests that need one.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "src/pipeline/pipeline.hpp"

namespace agon {

inline std::string fresh_folder(const std::string& name) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("agon_" + std::to_string(::getpid()) + "_" + name);
    std::filesystem::remove_all(folder);
    return folder.string();
}

inline std::vector<std::string> sorted_files(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

inline std::string bytes_of(const std::string& path) {
    return *real_disk().read_file(path);
}

/// Imports and analyses the sample with so many threads; returns the case's folder.
inline std::string sample_case(const std::string& name, int threads) {
    const std::string folder = fresh_folder(name);
    ImportOptions options;
    options.topic = "中国制造";
    EXPECT_TRUE(import_files(real_disk(), folder, sorted_files("examples/made-in-china/threads"), options).ok());
    options.stream = "official";
    EXPECT_TRUE(import_files(real_disk(), folder, sorted_files("examples/made-in-china/official"), options).ok());
    AnalyzeOptions analyze;
    analyze.from = "2010-12";
    analyze.to = "2025-03";
    analyze.threads = threads;
    auto outcome =
        analyze_case(real_disk(), folder, std::filesystem::current_path().string(), analyze, [](const std::string&) {});
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().line());
    return folder;
}

}  // namespace agon
