// Import and trouble: a disk that fills up, a target that may not be written, and runs that are killed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <thread>

#include "src/threads/threads.hpp"
#include "tests/passing_disk.hpp"

extern char** environ;

namespace agon {
namespace {

namespace fs = std::filesystem;

/// The machine's disk, whose k-th change fails, and with `full` every write after it.
class FailingDisk final : public PassingDisk {
  public:
    FailingDisk(int fail_at, bool full) : left_(fail_at), full_(full) {}
    bool failed() const { return failed_; }

    Result<void> write_file(const std::string& path, std::string_view bytes) override {
        if (fails()) return Error{ErrorCode::write_failed, path, 0, -1, "No space left on device"};
        return real_disk().write_file(path, bytes);
    }
    Result<void> rename_file(const std::string& from, const std::string& to) override {
        if (!full_ && fails()) return Error{ErrorCode::write_failed, to, 0, -1, "Input/output error"};
        return real_disk().rename_file(from, to);
    }

  private:
    bool fails() {
        const bool now = --left_ == 0 || (full_ && left_ < 0);
        failed_ = failed_ || now;
        return now;
    }
    int left_;
    bool full_, failed_ = false;
};

using Files = std::map<std::string, std::string>;

class ImportTrouble : public testing::Test {
  protected:
    void SetUp() override {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::temp_directory_path() / (std::string("agon_disk_") + info->name() + std::to_string(::getpid()));
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        ASSERT_TRUE(take(real_disk(), "old", {first_}).ok());
        ASSERT_TRUE(take(real_disk(), "both", {first_}).ok());
        ASSERT_TRUE(take(real_disk(), "both", {second_}).ok());
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    Result<ImportOutcome> take(Disk& disk, const std::string& name, const std::vector<std::string>& files) {
        return import_files(disk, path(name), files, {});
    }

    void copy_old_to(const std::string& name) {
        fs::remove_all(path(name));
        fs::copy(path("old"), path(name), fs::copy_options::recursive);
    }

    Files bytes_of(const std::string& name) const {
        Files files;
        for (const auto& entry : fs::recursive_directory_iterator(path(name)))
            if (entry.is_regular_file())
                files[fs::relative(entry.path(), path(name)).string()] = *real_disk().read_file(entry.path().string());
        return files;
    }

    fs::path folder_;
    const std::string first_ = "tests/cases/threads/answers.jsonl", second_ = "tests/cases/threads/answers_page.json";
};

TEST_F(ImportTrouble, AFullDiskLeavesTheOldCaseWhole) {
    const Files old = bytes_of("old"), both = bytes_of("both");
    int failures = 0;
    for (int k = 1; k < 100; ++k) {
        copy_old_to("case");
        FailingDisk disk(k, true);
        const auto outcome = take(disk, "case", {second_});
        if (!disk.failed()) {
            EXPECT_TRUE(outcome.ok());
            EXPECT_EQ(bytes_of("case"), both);
            break;
        }
        ++failures;
        ASSERT_FALSE(outcome.ok());
        EXPECT_EQ(outcome.error().exit_code(), 4);
        EXPECT_NE(outcome.error().line().find("No space left on device"), std::string::npos);
        EXPECT_EQ(bytes_of("case"), old) << "write " << k;
        ASSERT_TRUE(take(real_disk(), "case", {second_}).ok());
        EXPECT_EQ(bytes_of("case"), both) << "after write " << k;
    }
    EXPECT_GT(failures, 3);
}

/// A single failure anywhere, the giving of names included: at the latest the next run ends where it should.
TEST_F(ImportTrouble, AnyFailureIsHealedByTheNextRun) {
    const Files both = bytes_of("both");
    int failures = 0;
    for (int k = 1; k < 100; ++k) {
        copy_old_to("case");
        FailingDisk disk(k, false);
        const auto outcome = take(disk, "case", {second_});
        if (!disk.failed()) break;
        ++failures;
        ASSERT_FALSE(outcome.ok());
        ASSERT_TRUE(take(real_disk(), "case", {second_}).ok());
        EXPECT_EQ(bytes_of("case"), both) << "after change " << k;
    }
    EXPECT_GT(failures, 6);
}

TEST_F(ImportTrouble, AReadOnlyTargetIsNamed) {
    if (::geteuid() == 0) {
        // Root may write everywhere; a file where a folder is wanted stops it all the same.
        ASSERT_TRUE(real_disk().write_file(path("file"), "x").ok());
        const auto outcome = take(real_disk(), "file/case", {first_});
        ASSERT_FALSE(outcome.ok());
        EXPECT_EQ(outcome.error().exit_code(), 4);
        return;
    }
    copy_old_to("case");
    const Files old = bytes_of("case");
    for (const char* name : {"case", "case/threads", "case/sources"}) ::chmod(path(name).c_str(), 0555);
    const auto outcome = take(real_disk(), "case", {second_});
    for (const char* name : {"case", "case/threads", "case/sources"}) ::chmod(path(name).c_str(), 0755);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::read_only_target);
    EXPECT_EQ(bytes_of("case"), old);
}

/// Starts the program; kills it after so many microseconds (negative: never). Returns the exit status.
int run_killed_after(const std::vector<std::string>& words, std::int64_t microseconds) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t silence;
    posix_spawn_file_actions_init(&silence);
    posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&silence, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, arguments[0], &silence, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&silence);
    if (failed != 0) return -1;
    if (microseconds >= 0) {
        std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
        ::kill(child, SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Ten kills here; AGON_KILLS=200 for more (bench/runs has one such run).
TEST_F(ImportTrouble, KilledRunsEndAtTheSameBytes) {
    const std::string program = (fs::read_symlink("/proc/self/exe").parent_path() / "agon").string();
    if (!fs::exists(program)) GTEST_SKIP() << program << " is not built";
    const char* wanted = std::getenv("AGON_KILLS");
    const int kills = wanted == nullptr ? 10 : std::atoi(wanted);
    std::string lines;
    for (int i = 0; i < 20000; ++i)
        lines += R"({"id": ")" + std::to_string(i) + R"(", "author": "甲", "question": "问", "text": "第)" +
                 std::to_string(i * 7919) + "条\"}\n";
    ASSERT_TRUE(real_disk().write_file(path("many.jsonl"), lines).ok());
    const std::vector<std::string> words = {program, "import", path("case"), path("many.jsonl")};
    copy_old_to("case");
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_EQ(run_killed_after(words, -1), 0);
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    const Files expected = bytes_of("case");
    std::mt19937 random(static_cast<unsigned>(kills));
    int killed = 0, unfinished = 0;
    for (int i = 0; i < kills; ++i) {
        copy_old_to("case");
        const Files before = bytes_of("case");
        const auto delay = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(whole.count()));
        killed += run_killed_after(words, delay) == 128 + SIGKILL ? 1 : 0;
        unfinished += bytes_of("case") != before && bytes_of("case") != expected ? 1 : 0;
        ASSERT_EQ(run_killed_after(words, -1), 0);
        ASSERT_EQ(bytes_of("case"), expected) << "killed after " << delay << " us";
    }
    EXPECT_GT(killed, 0);
    RecordProperty("killed", killed);
    RecordProperty("unfinished", unfinished);
}

}  // namespace
}  // namespace agon
