// A test of what asks a language model elsewhere and keeps its answers in a file.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/loopback_server.hpp"

namespace agon {

class RecordedEndpoint : public testing::Test {
  protected:
    explicit RecordedEndpoint(const std::string& name)
        : folder_(std::filesystem::temp_directory_path() / ("agon_" + name + "_" + std::to_string(getpid()))) {}
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::string record_file() const { return (folder_ / "exchanges.jsonl").string(); }
    /// Options: of the judge or of the writer; five seconds and 64 KiB an answer.
    template <class Options>
    Options options_for(const LoopbackServer& server) {
        Options made;
        made.url = server.url();
        made.model = "small";
        made.key = "secret";
        made.record = record_file();
        made.limits = {5, 1U << 16};
        made.pause = [this](int seconds) { pauses_.push_back(seconds); };
        return made;
    }
    std::string recorded() const {
        std::ifstream file(record_file());
        std::stringstream bytes;
        bytes << file.rdbuf();
        return bytes.str();
    }
    std::filesystem::path folder_;
    std::vector<int> pauses_;
};

}  // namespace agon
