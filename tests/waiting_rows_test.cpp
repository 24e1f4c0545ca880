// Rows of an import that wait on the disk: whatever their number, the case is the same bytes, and a disk that does not
// give them back leaves it as it was.
#include "tests/import_cases.hpp"
#include "tests/passing_disk.hpp"

namespace agon {
namespace {

const std::string kCases = "tests/cases/threads/";

class WaitingRows : public ImportTest {};

TEST_F(WaitingRows, GiveTheBytesOfRowsInMemory) {
    // Comments before the answers that they name, threads known by a post, files by day: links that ids alone do not
    // tell.
    std::vector<std::string> files;
    for (const char* name : {"comments_pages.json", "comments.jsonl", "day_one.json", "day_two_cut.json",
                             "answers_page.json", "answers.jsonl", "怎么看.csv", "2020-05-22-报告.txt",
                             "formats/zeeschuimer_replies.ndjson", "formats/agon_lines.jsonl"})
        files.push_back(kCases + name);
    take(files, {}, "all");
    const auto expected = bytes_of("all");
    for (const std::int64_t rows : {1, 2, 5, 20}) {
        ImportOptions options;
        options.rows_in_memory = rows;
        const std::string name = "rows" + std::to_string(rows);
        take(files, options, name);
        EXPECT_EQ(bytes_of(name), expected);
        EXPECT_EQ(take(files, options, name).new_posts, 0);  // every row is in the case and comes once more
        EXPECT_EQ(bytes_of(name), expected);
    }
}

/// A disk on which nothing can wait, or from which nothing that waited comes back.
class NoScratchDisk final : public PassingDisk {
  public:
    explicit NoScratchDisk(bool takes) : takes_(takes) {}
    std::size_t asked = 0;

    class Scratch final : public ScratchFile {
      public:
        explicit Scratch(bool takes) : takes_(takes) {}
        Result<void> append(std::string_view bytes) override {
            if (!takes_) return Error{ErrorCode::write_failed, "(scratch)", 0, -1, "disk full"};
            size_ += static_cast<std::int64_t>(bytes.size());
            return {};
        }
        Result<void> read_at(std::int64_t at, char*, std::size_t) const override {
            return Error{ErrorCode::file_unreadable, "(scratch)", 0, at, "ends"};
        }
        std::int64_t size() const override { return size_; }

      private:
        bool takes_;
        std::int64_t size_ = 0;
    };

    Result<std::unique_ptr<ScratchFile>> create_scratch(const std::string&) override {
        ++asked;
        return std::unique_ptr<ScratchFile>(std::make_unique<Scratch>(takes_));
    }

  private:
    bool takes_;
};

TEST_F(WaitingRows, RowsThatCannotWaitLeaveTheCaseAsItWas) {
    take({kCases + "answers.jsonl"});
    const auto before = bytes_of("case");
    const std::vector<std::string> files = {kCases + "comments.jsonl", kCases + "day_one.json",
                                            kCases + "no such file"};
    ImportOptions options;
    options.rows_in_memory = 1;
    for (const bool takes : {false, true}) {
        NoScratchDisk disk(takes);
        const auto outcome = import_files(disk, path("case"), files, options);
        ASSERT_FALSE(outcome.ok());
        EXPECT_EQ(outcome.error().code, takes ? ErrorCode::file_unreadable : ErrorCode::write_failed);
        EXPECT_EQ(disk.asked, 1U);
        EXPECT_EQ(bytes_of("case"), before);
    }
    NoScratchDisk disk(false);
    options.rows_in_memory = 1000;  // enough for all of them
    EXPECT_TRUE(import_files(disk, path("case"), files, options).ok());
    EXPECT_EQ(disk.asked, 0U);
}

/// A case whose table somebody sorted otherwise.
TEST_F(WaitingRows, SeesATableOutOfOrder) {
    auto threads = take({kCases + "answers.jsonl"}).threads;
    ASSERT_GT(threads.posts.size(), 1U);
    std::reverse(threads.posts.begin(), threads.posts.end());
    ASSERT_TRUE(write_rows(real_disk(), path("case") + "/threads/posts.parquet", threads.posts).ok());
    const auto outcome = import_files(real_disk(), path("case"), {kCases + "comments.jsonl"}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::case_damaged);
}

}  // namespace
}  // namespace agon
