// Room threads: every format by small files in tests/cases/threads, what is refused and in which words, and that the
// order and the number of imports do not matter. Real corpora are read where they are at hand.
#include "src/threads/threads.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/passing_disk.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

const std::string kCases = "tests/cases/threads/";
const std::string kCorpora = "../shared/corpora/";

class ThreadsImport : public testing::Test {
  protected:
    void SetUp() override {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        folder_ =
            fs::temp_directory_path() / (std::string("agon_threads_") + info->name() + std::to_string(::getpid()));
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string folder(const std::string& name = "case") const { return (folder_ / name).string(); }

    ImportOutcome take(std::vector<std::string> files, const ImportOptions& options = {},
                       const std::string& name = "case") {
        auto outcome = import_files(real_disk(), folder(name), files, options);
        EXPECT_TRUE(outcome.ok()) << (outcome ? "" : outcome.error().line());
        return outcome ? std::move(*outcome) : ImportOutcome{};
    }

    /// Every file of a case and its bytes.
    std::map<std::string, std::string> bytes_of(const std::string& name = "case") const {
        std::map<std::string, std::string> bytes;
        for (const auto& entry : fs::recursive_directory_iterator(folder(name)))
            if (entry.is_regular_file())
                bytes[fs::relative(entry.path(), folder(name)).string()] =
                    *real_disk().read_file(entry.path().string());
        return bytes;
    }

    std::string text_of(const Post& post, const ImportOutcome& outcome, const std::string& name = "case") const {
        for (const SourceFile& source : outcome.threads.sources) {
            if (source.sha256 != post.source) continue;
            const auto bytes = read_source(real_disk(), folder(name), source);
            EXPECT_TRUE(bytes.ok());
            const auto raw = bytes->substr(static_cast<std::size_t>(post.body_begin),
                                           static_cast<std::size_t>(post.body_end - post.body_begin));
            const auto text = decode_field(raw, post.body_encoding, post.body_begin);
            EXPECT_TRUE(text.ok());
            return post.body_is_html ? html_to_text(*text).mapped.text : text->text;
        }
        return "no source";
    }

    const Post* find(const ImportOutcome& outcome, const std::string& native_id) const {
        for (const Post& post : outcome.threads.posts)
            if (post.native_id == native_id && post.newest) return &post;
        return nullptr;
    }
    const Post* by_author(const ImportOutcome& outcome, const std::string& name) const {
        for (const Post& post : outcome.threads.posts)
            if (post.author_name == name) return &post;
        return nullptr;
    }
    const Thread* thread_of(const ImportOutcome& outcome, const Post& post) const {
        for (const Thread& thread : outcome.threads.threads)
            if (thread.thread == post.thread) return &thread;
        return nullptr;
    }
    static std::vector<std::string> lines_of(const ImportOutcome& outcome) {
        std::vector<std::string> lines;
        for (const Reject& r : outcome.threads.rejects)
            lines.push_back(r.file + " " + std::to_string(r.record) + " " + std::to_string(r.offset) + " " + r.code +
                            ": " + r.reason);
        return lines;
    }

    fs::path folder_;
};

using Lines = std::vector<std::string>;

TEST_F(ThreadsImport, ReadsZhihuAnswers) {
    const auto outcome = take({kCases + "answers_page.json"});
    ASSERT_EQ(outcome.threads.posts.size(), 2U);
    EXPECT_EQ(outcome.threads.sources[0].format, "zhihu_api_json");
    const Post* post = find(outcome, "11");
    ASSERT_TRUE(post);
    EXPECT_EQ(text_of(*post, outcome), "不该&不行\n理由\\n");
    EXPECT_EQ(post->votes, 12);
    EXPECT_EQ(post->comment_count, 2);
    EXPECT_EQ(post->created_seconds, 1598900000);
    EXPECT_EQ(post->edited_seconds, 1598900100);
    EXPECT_EQ(post->created_precision, TimePrecision::second);
    EXPECT_EQ(post->author_kind, AuthorKind::named);
    EXPECT_EQ(post->record, 1);
    const Post* other = find(outcome, "12");
    ASSERT_TRUE(other);
    EXPECT_EQ(other->author_kind, AuthorKind::anonymous);
    EXPECT_EQ(other->created_year, 2020);  // 1609430399 is 2020-12-31 23:59:59 in +08:00
    ASSERT_EQ(outcome.threads.threads.size(), 1U);
    EXPECT_EQ(outcome.threads.threads[0].title, "该不该\"封校\"？");
    EXPECT_EQ(outcome.threads.threads[0].created_seconds, 1598889600);
    EXPECT_EQ(lines_of(outcome).size(), 2U);
    EXPECT_NE(lines_of(outcome)[0].find("missing_field: a field is missing (the text is empty)"), std::string::npos);
    EXPECT_NE(lines_of(outcome)[1].find("bad_value: a value cannot be understood (type \"lecture\")"),
              std::string::npos);
}

TEST_F(ThreadsImport, LinksCommentsToAnswersInAnyOrder) {
    const auto before = take({kCases + "comments_pages.json"});
    ASSERT_EQ(before.threads.posts.size(), 3U);
    ASSERT_TRUE(thread_of(before, *find(before, "501")));
    EXPECT_EQ(thread_of(before, *find(before, "503"))->native_id, "answer:11");
    EXPECT_EQ(lines_of(before),
              (Lines{"comments_pages.json 4 769 malformed_json: malformed JSON (a string is not closed)",
                     "comments_pages.json 5 845 missing_field: a field is missing (the paging URLs name no answer)"}));
    const auto after = take({kCases + "answers_page.json"});
    const Post* root = find(after, "501");
    ASSERT_TRUE(root && find(after, "502") && find(after, "503"));
    EXPECT_EQ(root->parent, find(after, "11")->post);
    EXPECT_EQ(find(after, "502")->parent, root->post);
    EXPECT_EQ(find(after, "503")->parent, find(after, "502")->post);
    for (const char* id : {"501", "502", "503"}) EXPECT_EQ(find(after, id)->thread, find(after, "11")->thread);
    EXPECT_EQ(after.threads.threads.size(), 1U);
    EXPECT_EQ(find(after, "503")->author_kind, AuthorKind::closed);
    EXPECT_EQ(root->author_name, "王五");
    take({kCases + "answers_page.json", kCases + "comments_pages.json"}, {}, "other");
    EXPECT_EQ(bytes_of(), bytes_of("other"));
}

TEST_F(ThreadsImport, ReadsHotDaysAsOneThread) {
    const auto outcome = take({kCases + "day_one.json", kCases + "day_two_cut.json"});
    EXPECT_EQ(outcome.threads.posts.size(), 3U);
    EXPECT_EQ(outcome.new_posts, 3);
    EXPECT_EQ(outcome.known_posts, 1);
    ASSERT_EQ(outcome.threads.threads.size(), 1U);
    EXPECT_EQ(outcome.threads.threads[0].native_id, "900");
    for (const Post& post : outcome.threads.posts) EXPECT_EQ(post.author_kind, AuthorKind::unknown);
    std::vector<std::string> lines = lines_of(outcome);
    std::sort(lines.begin(), lines.end());
    EXPECT_EQ(lines, (Lines{"day_one.json 3 111 missing_field: a field is missing (the text is empty)",
                            "day_one.json 4 120 missing_field: a field is missing (no answers)",
                            "day_one.json 5 247 malformed_json: malformed JSON (bad escape in a string)",
                            "day_two_cut.json 3 117 malformed_json: malformed JSON (a string is not closed)"}));
}

TEST_F(ThreadsImport, ReadsJsonLines) {
    const auto outcome = take({kCases + "answers.jsonl", kCases + "comments.jsonl"});
    ASSERT_EQ(outcome.threads.posts.size(), 3U);
    ASSERT_EQ(outcome.threads.threads.size(), 1U);
    EXPECT_EQ(outcome.threads.threads[0].title, "怎么看？");
    const Post* first = by_author(outcome, "甲");
    ASSERT_TRUE(first && by_author(outcome, "乙") && by_author(outcome, "戊"));
    EXPECT_EQ(text_of(*first, outcome), "第一\t行");
    EXPECT_EQ(by_author(outcome, "乙")->votes, 12000);
    EXPECT_EQ(by_author(outcome, "乙")->created_seconds, 1609428600);
    EXPECT_EQ(by_author(outcome, "乙")->created_year, 2020);
    EXPECT_EQ(by_author(outcome, "乙")->created_precision, TimePrecision::minute);
    EXPECT_EQ(by_author(outcome, "戊")->kind, PostKind::comment);
    EXPECT_EQ(lines_of(outcome),
              (Lines{"answers.jsonl 3 277 missing_field: a field is missing (the text is empty)",
                     "answers.jsonl 4 280 bad_value: a value cannot be understood (votes \"many\")",
                     "answers.jsonl 5 356 bad_value: a value cannot be understood (time \"2020-13-01\")",
                     "answers.jsonl 6 457 malformed_json: malformed JSON (a string is not closed)",
                     "answers.jsonl 7 499 malformed_json: malformed JSON (bad escape in a string)",
                     "answers.jsonl 8 509 missing_field: a field is missing (no text)"}));
}

/// As Weibo's posts are written: the hashtag says what is asked, the rest answers.
TEST_F(ThreadsImport, AHashtagThatOpensADocumentIsItsTitle) {
    fs::create_directories(folder_);
    const std::string file = (folder_ / "posts.jsonl").string();
    std::ofstream(file) << R"({"id":"1","author":"a","date":"2020-02-01","text":"【#高考会不会推迟#】不会"})"
                        << "\n"
                        << R"({"id":"2","author":"b","date":"2020-02-01","text":"这个#口罩#不好买"})"
                        << "\n";
    const auto outcome = take({file});
    ASSERT_EQ(outcome.threads.posts.size(), 2U);
    const Thread* first = thread_of(outcome, *find(outcome, "1"));
    const Thread* second = thread_of(outcome, *find(outcome, "2"));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->title, "高考会不会推迟");
    EXPECT_EQ(first->title_end - first->title_begin, static_cast<std::int64_t>(first->title.size()));
    EXPECT_EQ(second->title, "这个#口罩#不好买");
}

TEST_F(ThreadsImport, ReadsCsv) {
    const auto outcome = take({kCases + "怎么看.csv"});
    ASSERT_EQ(outcome.threads.threads.size(), 1U);
    EXPECT_EQ(outcome.threads.threads[0].title, "怎么看");
    EXPECT_EQ(outcome.threads.threads[0].source, "");
    ASSERT_EQ(outcome.threads.posts.size(), 4U);
    EXPECT_EQ(text_of(*by_author(outcome, "甲"), outcome), "说\"好\",\n第二行");
    EXPECT_EQ(text_of(*by_author(outcome, "乙"), outcome), "plain \"x\"");
    EXPECT_EQ(by_author(outcome, "匿名用户")->votes, -1);
    EXPECT_EQ(text_of(*by_author(outcome, "己"), outcome), "最后");
    EXPECT_EQ(lines_of(outcome),
              (Lines{"怎么看.csv 3 74 malformed_csv: malformed CSV (2 columns, the header has 3)",
                     "怎么看.csv 4 90 malformed_csv: malformed CSV (something follows a closing quote)",
                     "怎么看.csv 6 115 malformed_csv: malformed CSV (the header again)",
                     "怎么看.csv 7 142 malformed_csv: malformed CSV (a quote is not closed)"}));
}

TEST_F(ThreadsImport, MapsColumns) {
    ImportOptions options;
    options.column_map = {{"voteup", "comments"}, {"content", "text"}};
    const auto outcome = take({kCases + "怎么看.csv"}, options);
    ASSERT_FALSE(outcome.threads.posts.empty());
    for (const Post& post : outcome.threads.posts) {
        EXPECT_EQ(post.votes, -1);
        EXPECT_EQ(post.author_kind, AuthorKind::unknown);
    }
    options.column_map = {{"nothing", "text"}};
    EXPECT_EQ(take({kCases + "怎么看.csv"}, options, "b").file_errors.at(0).line(),
              kCases + "怎么看.csv: a column is missing (\"nothing\")");
    options.column_map = {{"content", "txt"}};
    EXPECT_EQ(take({kCases + "怎么看.csv"}, options, "b").file_errors.at(0).line(),
              kCases + "怎么看.csv: wrong use (--map content=txt: there is no such field)");
}

TEST_F(ThreadsImport, ReadsDatedDocuments) {
    ImportOptions options;
    options.stream = "official";
    const auto outcome = take({kCases + "2020-05-22-报告.txt", kCases + "2020-05-23-空.txt"}, options);
    ASSERT_EQ(outcome.threads.posts.size(), 1U);
    const Post& post = outcome.threads.posts[0];
    EXPECT_EQ(post.kind, PostKind::document);
    EXPECT_EQ(post.stream, "official");
    EXPECT_EQ(text_of(post, outcome), "第一段。\n第二段。");
    EXPECT_EQ(post.created_precision, TimePrecision::day);
    EXPECT_EQ(post.created_seconds, 1590076800);  // midnight in +08:00
    EXPECT_EQ(outcome.threads.threads.at(0).title, "2020年政府报告");
    EXPECT_EQ(lines_of(outcome),
              (Lines{"2020-05-23-空.txt 1 12 missing_field: a field is missing (the text is empty)"}));
}

TEST_F(ThreadsImport, NamesFilesThatCannotBeUsed) {
    const auto outcome = take({kCases + "none.json", "tests/cases/threads", kCases + "empty.json", kCases + "utf16.csv",
                               kCases + "prose.md", kCases + "no_text.csv"});
    Lines lines;
    for (const Error& error : outcome.file_errors) lines.push_back(error.line());
    EXPECT_EQ(lines, (Lines{kCases + "none.json: no such file",
                            "tests/cases/threads: this is a directory, a file was expected",
                            kCases + "empty.json: the file is empty",
                            kCases + "utf16.csv: a column is missing (none is called text or content; use --map)",
                            kCases + "prose.md: the format was not recognised (neither JSON nor CSV nor a dated .txt)",
                            kCases + "no_text.csv: a column is missing (none is called text or content; use --map)"}));
    EXPECT_FALSE(fs::exists(folder()));
    ImportOptions options;
    options.format = "xml";
    EXPECT_TRUE(
        take({kCases + "answers.jsonl"}, options)
            .file_errors.at(0)
            .line()
            .starts_with(kCases + "answers.jsonl: the format was not recognised (\"xml\"; known: zhihu_api_json, "));
}

TEST_F(ThreadsImport, KeepsRevisionsAndTheirOrder) {
    const auto page = [&](const std::string& name, const std::string& text, int edited, int votes) {
        const std::string path = (folder_ / name).string();
        const std::string json =
            R"({"paging":{},"data":[{"id":1,"type":"answer","question":{"id":5,"title":"t"},"author":{"name":"x"},"content":")" +
            text + R"(","voteup_count":)" + std::to_string(votes) + R"(,"created_time":1598900000,"updated_time":)" +
            std::to_string(edited) + "}]}";
        EXPECT_TRUE(real_disk().write_file(path, json).ok());
        return path;
    };
    const std::string old_page = page("a.json", "<p>old</p>", 1598900001, 1);
    const std::string new_page = page("b.json", "<p>new</p>", 1598900009, 2);
    const std::string same_text = page("c.json", "<p>new<img src='x'></p>", 1598900009, 7);
    take({new_page});
    take({old_page});
    const auto outcome = take({same_text});
    EXPECT_EQ(outcome.new_posts, 0);
    ASSERT_EQ(outcome.threads.posts.size(), 2U);
    EXPECT_EQ(text_of(outcome.threads.posts[0], outcome), "old");
    EXPECT_EQ(outcome.threads.posts[0].newest, 0);
    EXPECT_EQ(text_of(outcome.threads.posts[1], outcome), "new");
    EXPECT_EQ(outcome.threads.posts[1].revision, 1);
    EXPECT_EQ(outcome.threads.posts[1].votes, 7);
    take({same_text, old_page, new_page}, {}, "other");
    EXPECT_EQ(bytes_of(), bytes_of("other"));
}

TEST_F(ThreadsImport, OrderAndRepetitionDoNotMatter) {
    Lines files;
    for (const char* name : {"answers_page.json", "comments_pages.json", "day_one.json", "day_two_cut.json",
                             "answers.jsonl", "comments.jsonl", "怎么看.csv", "2020-05-22-报告.txt"})
        files.push_back(kCases + name);
    take(files);
    const auto expected = bytes_of();
    const auto again = take(files);
    EXPECT_EQ(again.new_posts, 0);
    EXPECT_EQ(again.new_rejects, 0);
    EXPECT_EQ(bytes_of(), expected);
    for (int round = 0; round < 6; ++round) {
        std::rotate(files.begin(), files.begin() + 3, files.end());
        if (round % 2) std::swap(files[0], files[5]);
        const std::string name = "round" + std::to_string(round);
        for (const std::string& file : files) take({file}, {}, name);
        EXPECT_EQ(bytes_of(name), expected);
    }
}

TEST_F(ThreadsImport, UnnamedAuthorsAreManyPeople) {
    const auto outcome = take({kCases + "day_one.json", kCases + "怎么看.csv", kCases + "answers_page.json"});
    std::map<AuthorId, int> unnamed;
    for (const Post& post : outcome.threads.posts)
        if (post.author_kind != AuthorKind::named) ++unnamed[post.author];
    EXPECT_EQ(unnamed.size(), 4U);
    for (const auto& [author, posts] : unnamed) EXPECT_EQ(posts, 1);
}

TEST_F(ThreadsImport, SeesADamagedSource) {
    const auto outcome = take({kCases + "answers.jsonl"});
    const SourceFile& source = outcome.threads.sources.at(0);
    const std::string path = folder() + "/sources/" + source.sha256 + ".zst";
    std::string bytes = *real_disk().read_file(path);
    bytes[bytes.size() / 2] ^= 1;
    ASSERT_TRUE(real_disk().write_file(path, bytes).ok());
    const auto read = read_source(real_disk(), folder(), source);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::case_damaged);
}

/// A disk whose n-th write fails.
class FailingDisk final : public PassingDisk {
  public:
    explicit FailingDisk(int good_writes) : left_(good_writes) {}
    Result<void> write_file(const std::string& path, std::string_view bytes) override {
        if (left_-- == 0) return Error{ErrorCode::write_failed, path, 0, -1, "disk full"};
        return real_disk().write_file(path, bytes);
    }

  private:
    int left_;
};

TEST_F(ThreadsImport, AFailedWriteLeavesTheCaseAsItWas) {
    take({kCases + "answers.jsonl"});
    const auto before = bytes_of();
    int failures = 0;
    for (int good = 0;; ++good) {
        FailingDisk disk(good);
        const auto outcome = import_files(disk, folder(), {kCases + "comments.jsonl", kCases + "day_one.json"}, {});
        if (outcome) break;
        ++failures;
        EXPECT_EQ(outcome.error().code, ErrorCode::write_failed);
        ASSERT_EQ(bytes_of(), before) << good;
    }
    EXPECT_EQ(failures, 7);  // two sources, four tables, the manifest
}

TEST_F(ThreadsImport, TheManifestNamesEveryFile) {
    take({kCases + "answers.jsonl", kCases + "怎么看.csv"});
    const auto manifest = Manifest::load(real_disk(), folder());
    ASSERT_TRUE(manifest.ok());
    for (const auto& [name, bytes] : bytes_of()) {
        if (name == "manifest.json") continue;
        ASSERT_TRUE(manifest->files.contains(name)) << name;
        EXPECT_EQ(manifest->files.at(name).sha256, sha256_hex(bytes)) << name;
    }
    EXPECT_EQ(manifest->stages.at("threads").files.size(), manifest->files.size());
}

TEST_F(ThreadsImport, ReadsRealCorpora) {
    if (!fs::exists(kCorpora + "zhihu-covid")) GTEST_SKIP() << "no corpora here";
    Lines files;
    for (const char* corpus : {"zhihu-covid", "zhihu-hotdaily", "zhihu-campus"})
        for (const auto& entry : fs::directory_iterator(kCorpora + corpus)) files.push_back(entry.path().string());
    const auto outcome = take(files);
    EXPECT_TRUE(outcome.file_errors.empty());
    EXPECT_EQ(outcome.threads.posts.size(), 55945U);
    EXPECT_EQ(outcome.threads.threads.size(), 300U);
    EXPECT_EQ(outcome.threads.rejects.size(), 1250U);  // 80 empty texts, 1170 header lines in the middle of campus
    EXPECT_EQ(outcome.new_posts + outcome.known_posts + outcome.new_rejects, 10672 + 27736 + 12140 + 7023);
}

}  // namespace
}  // namespace agon
