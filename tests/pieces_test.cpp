// Large files of lines are read piece by piece. What comes of it must be, byte for byte, what comes of the same file
// read as a whole, which is what happens to a file whose size is not known beforehand.
#include "tests/import_cases.hpp"
#include "tests/passing_disk.hpp"

namespace agon {
namespace {

/// The real disk, whose files can be pipes to whoever opens them, and which remembers what was written piece by piece.
class WatchedDisk final : public PassingDisk {
  public:
    explicit WatchedDisk(bool pipes) : pipes_(pipes) {}
    std::vector<std::string> created;

    class Pipe final : public FileReader {
      public:
        explicit Pipe(std::unique_ptr<FileReader> file) : file_(std::move(file)) {}
        Result<std::size_t> read(char* into, std::size_t room) override {
            return file_->read(into, std::min<std::size_t>(room, 1000));  // pipes give little at a time
        }
        std::int64_t size() const override { return -1; }

      private:
        std::unique_ptr<FileReader> file_;
    };

    Result<std::unique_ptr<FileReader>> open_file(const std::string& path) override {
        TRY(auto file, real_disk().open_file(path));
        if (!pipes_) return file;
        return std::unique_ptr<FileReader>(std::make_unique<Pipe>(std::move(file)));
    }
    Result<std::unique_ptr<FileWriter>> create_file(const std::string& path) override {
        created.push_back(path);
        return real_disk().create_file(path);
    }

  private:
    bool pipes_;
};

class FilesInPieces : public ImportTest {
  protected:
    /// Imports the file both ways. True: the compressed source waited on the disk, as only that of a file in pieces
    /// does.
    bool expect_the_same(const std::string& file, const ImportOptions& options = {}) {
        WatchedDisk disk(false), pipes(true);
        const auto pieces = import_files(disk, path("pieces"), {file}, options);
        const auto whole = import_files(pipes, path("whole"), {file}, options);
        compare(pieces, whole);
        const auto waits = [](const std::string& name) {
            return name.find("/sources/incoming-0") != std::string::npos;
        };
        EXPECT_TRUE(std::none_of(pipes.created.begin(), pipes.created.end(), waits));
        return std::any_of(disk.created.begin(), disk.created.end(), waits);
    }

    void compare(const Result<ImportOutcome>& pieces, const Result<ImportOutcome>& whole) const {
        ASSERT_TRUE(pieces.ok() && whole.ok());
        ASSERT_TRUE(pieces->file_errors.empty() && whole->file_errors.empty());
        EXPECT_GT(whole->new_posts, 0);
        EXPECT_EQ(pieces->new_posts, whole->new_posts);
        EXPECT_EQ(pieces->known_posts, whole->known_posts);
        EXPECT_EQ(pieces->new_rejects, whole->new_rejects);
        EXPECT_TRUE(bytes_of("pieces") == bytes_of("whole"));
    }
};

/// About `megabytes` of lines with what lines may have: blanks, carriage returns, breaks, the same id with another
/// text, a line longer than a piece, and no end of line at the end.
std::string lines(std::size_t megabytes) {
    std::string all;
    for (int i = 1; all.size() < megabytes << 20; ++i) {
        const std::string id = std::to_string(i % 7 == 3 ? i / 2 : i), end = i % 5 == 0 ? "\r\n" : "\n";
        if (i % 11 == 0) all += " " + end;
        if (i % 13 == 0) {
            all += "{\"id\": \"" + id + "\", \"text\": \"cut" + end;
            continue;
        }
        std::string text =
            "第" + std::to_string(i) + "条：口罩应该免费，" + std::string(static_cast<std::size_t>(i % 97), 'x');
        if (i == 5000) text += std::string(3 << 20, 'y');
        all += R"({"id": ")" + id + R"(", "author": ")" + (i % 9 == 0 ? "匿名用户" : "u" + std::to_string(i % 1000)) +
               R"(", "date": "2020-0)" + std::to_string(1 + i % 9) + R"(-11", "votes": )" + std::to_string(i % 50) +
               R"(, "parent": ")" + (i % 17 == 0 ? std::to_string(i / 3) : "") + R"(", "text": ")" + text + "\"}" + end;
    }
    all += R"({"id": "last", "author": "z", "text": "最后一行没有换行"})";
    return all;
}

TEST_F(FilesInPieces, GiveTheBytesOfTheWhole) {
    EXPECT_FALSE(expect_the_same(write("posts.jsonl", lines(7))));  // small enough to be kept
}

TEST_F(FilesInPieces, WaitOnTheDiskWhereMemoryIsShort) {
    ImportOptions options;
    options.memory_bytes = 1000;
    EXPECT_TRUE(expect_the_same(write("posts.jsonl", lines(7)), options));
    options.memory_bytes = 100000;  // some of it is in memory before
    options.rows_in_memory = 700;   // rows wait, too, some hundreds in memory at the end
    EXPECT_TRUE(expect_the_same(write("second.jsonl", lines(8)), options));
}

TEST_F(FilesInPieces, AreReadAgainAsAWholeIfABadByteComesLate) {
    std::string all = lines(4);
    all[all.size() - 1000] = '\xFF';
    ImportOptions options;
    options.memory_bytes = 1000;
    EXPECT_TRUE(expect_the_same(write("posts.jsonl", all), options));
}

TEST_F(FilesInPieces, LeaveNothingBehindWhenRefused) {
    const std::string file = write("posts.jsonl", lines(3));
    ImportOptions options;
    options.memory_bytes = 1000;
    options.column_map = {{"nothing", "author"}};  // no text is named
    const auto outcome = import_files(real_disk(), path("case"), {file}, options);
    ASSERT_TRUE(outcome.ok());
    ASSERT_EQ(outcome->file_errors.size(), 1U);
    EXPECT_FALSE(std::filesystem::exists(path("case")));
}

TEST_F(FilesInPieces, AreKnownWhenTheyComeAgain) {
    const std::string file = write("posts.jsonl", lines(3));
    const auto first = take({file});
    const auto before = bytes_of("case");
    ImportOptions options;
    options.memory_bytes = 1000;
    const auto again = take({file}, options);
    EXPECT_EQ(again.new_posts, 0);
    EXPECT_EQ(again.new_rejects, 0);
    EXPECT_TRUE(bytes_of("case") == before);
    for (const SourceFile& source : again.threads.sources)
        EXPECT_EQ(*read_source(real_disk(), path("case"), source), *real_disk().read_file(file));
}

}  // namespace
}  // namespace agon
