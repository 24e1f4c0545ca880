// The sample case, imported and analysed, for the tests that need one.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "ground/text/text.hpp"
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

/// Analyses the imported sample with so many threads. What fails is a failure of the test.
inline void analyse_sample(const std::string& folder, int threads) {
    AnalyzeOptions analyze;
    analyze.from = "2010-12";
    analyze.to = "2025-03";
    analyze.threads = threads;
    auto outcome =
        analyze_case(real_disk(), folder, std::filesystem::current_path().string(), analyze, [](const std::string&) {});
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().line());
}

/// Imports and analyses it into the folder.
inline void make_sample_case(const std::string& folder, int threads) {
    ImportOptions options;
    options.topic = "中国制造";
    EXPECT_TRUE(import_files(real_disk(), folder, sorted_files("examples/made-in-china/threads"), options).ok());
    options.stream = "official";
    EXPECT_TRUE(import_files(real_disk(), folder, sorted_files("examples/made-in-china/official"), options).ok());
    analyse_sample(folder, threads);
}

/// The same in a folder of its own, made from nothing.
inline std::string sample_case(const std::string& name, int threads) {
    const std::string folder = fresh_folder(name);
    make_sample_case(folder, threads);
    return folder;
}

/// Of all that the sample case depends on: this program, models, lexicons, the sample; by size and time of change.
inline std::string sample_case_key(const std::filesystem::path& program) {
    std::vector<std::string> files = {program.string()};
    for (const char* folder : {"models", "ground/lexicon", "examples/made-in-china", ".deps/encoder"})
        for (std::string& file : sorted_files(folder)) files.push_back(std::move(file));
    std::string all;
    for (const std::string& file : files)
        all += file + ' ' + std::to_string(std::filesystem::file_size(file)) + ' ' +
               std::to_string(std::filesystem::last_write_time(file).time_since_epoch().count()) + '\n';
    return sha256_hex(all);
}

/// A copy of the sample case for a test that begins where it is analysed. The first test program that asks makes it,
/// beside itself, while the others wait; it is made anew when anything that it depends on has changed.
inline std::string copied_sample_case(const std::string& name) {
    namespace fs = std::filesystem;
    const fs::path program = fs::read_symlink("/proc/self/exe"), kept = program.parent_path() / "sample-case";
    const int lock = ::open((kept.string() + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    EXPECT_TRUE(lock >= 0 && ::flock(lock, LOCK_EX) == 0) << kept;
    const std::string key = sample_case_key(program), key_file = kept.string() + ".key";
    if (const auto made = real_disk().read_file(key_file); !made.ok() || *made != key) {
        fs::remove(key_file);
        fs::remove_all(kept);
        make_sample_case(kept.string(), 2);
        if (!testing::Test::HasFailure()) {
            EXPECT_TRUE(real_disk().write_file(key_file, key).ok());
        }
    }
    const std::string folder = fresh_folder(name);
    fs::copy(kept, folder, fs::copy_options::recursive);
    ::close(lock);
    return folder;
}

}  // namespace agon
