// Every format of import by a fixture in tests/cases/threads/formats: what comes out, line by line, and that export to
// 4CAT's CSV and to agon's lines and import of those give the same posts.
// NAME.expected says what FIXTURE gives; AGON_WRITE_EXPECTED=1 writes them anew, to be read before they are kept.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <set>

#include "src/threads/flat.hpp"
#include "tests/import_cases.hpp"

namespace agon {
namespace {

const std::string kFixtures = "tests/cases/threads/formats/";

struct FixtureSet {
    const char* name;
    std::vector<std::string> files;  // below kFixtures, or "*.xlsx" made in the test
};

const std::vector<FixtureSet>& fixture_sets() {
    static const std::vector<FixtureSet> sets = {
        {"zhihu_objects", {"zhihu_objects.jsonl"}},
        {"zhihu_topic", {"zhihu_topic.json"}},
        {"zhihu_page", {"zhihu_page.html"}},
        {"zhihu_mediacrawler",
         {"zhihu_contents_new.jsonl", "zhihu_contents_old.json", "zhihu_comments_old.csv", "zhihu_comments_new.jsonl",
          "zhihu_contents_unnamed.jsonl", "zhihu_creators.csv"}},
        {"weibo_mediacrawler",
         {"weibo_contents.csv", "weibo_comments.jsonl", "weibo_contents_new.jsonl", "weibo_comments_new.csv",
          "weibo_creators.jsonl"}},
        {"bazhuayu", {"bazhuayu.csv"}},
        {"youtube", {"youtube_comments.csv"}},
        {"reddit",
         {"reddit_submissions.jsonl", "reddit_comments.jsonl", "reddit_submissions.csv", "reddit_removed.jsonl"}},
        {"hacker_news", {"hacker_news.jsonl", "hacker_news_search.json", "hacker_news_tree.json"}},
        {"stack_exchange",
         {"stack.example.com/Posts.xml", "stack.example.com/Comments.xml", "stack.example.com/Users.xml",
          "stack.example.com/PostLinks.xml", "stack.example.com/Votes.xml", "stack.example.com/Tags.xml",
          "stack.example.com/Badges.xml", "stack.example.com/PostHistory.xml"}},
        {"polis",
         {"polis-lunch/comments.csv", "polis-lunch/votes.csv", "polis-lunch/participants-votes.csv",
          "polis-lunch/summary.csv", "polis-lunch/stats-history.csv"}},
        {"polis_newer",
         {"polis-roof/comments.csv", "polis-roof/participant-votes.csv", "polis-roof/comment-groups.csv",
          "polis-roof/summary.csv"}},
        {"4cat", {"4cat.csv", "4cat_items.ndjson"}},
        {"zeeschuimer", {"zeeschuimer.ndjson", "zeeschuimer_replies.ndjson", "zeeschuimer_notes.ndjson"}},
        {"tttc", {"tttc.csv", "tttc_response.csv", "tttc_interview.jsonl"}},
        {"agon_lines", {"agon_lines.jsonl"}},
        {"table", {"table.tsv"}},
        {"feeds", {"feed_rss.xml", "feed_atom.xml"}},
        {"documents", {"2021-06-01-notice.html"}},
        {"workbook", {"*.xlsx"}},
        {"hotdaily", {"../day_one.json"}},
        {"zhihu_pages", {"../answers_page.json", "../comments_pages.json"}},
        {"csv", {"../怎么看.csv"}},
        {"jsonl", {"../answers.jsonl", "../comments.jsonl"}},
    };
    return sets;
}

class ThreadsFormats : public ImportTest, public testing::WithParamInterface<FixtureSet> {
  protected:
    std::vector<std::string> files() const {
        std::vector<std::string> paths;
        for (const std::string& file : GetParam().files)
            paths.push_back(file == "*.xlsx" ? write("春假.xlsx", workbook_of({{"作者", "内容", "日期", "赞同数"},
                                                                               {"华", "该放 & 该补", "@45383", "=7"},
                                                                               {"严", "!不该放", "@45384.5", "=2"},
                                                                               {"尤", "", "@45385", "=1"}}))
                                             : kFixtures + file);
        return paths;
    }

    /// What must survive export and import: everything but where it stands.
    static std::set<std::string> essence(const std::vector<std::string>& lines) {
        std::set<std::string> kept;
        for (const std::string& line : lines)
            if (line.starts_with("post ")) kept.insert(line);
        return kept;
    }

    /// The same of threads. 4CAT's file has them where they have a post, and has no column for a detail or the time of
    /// a question.
    static std::set<std::string> thread_essence(const Threads& threads, bool as_4cat) {
        std::set<ThreadId> posted;
        for (const Post& post : threads.posts)
            if (post.newest) posted.insert(post.thread);
        std::set<std::string> kept;
        for (const Thread& t : threads.threads) {
            if (as_4cat && !posted.contains(t.thread)) continue;
            kept.insert(t.platform + '\n' + t.native_id + '\n' + t.title + '\n' + t.topic + '\n' + t.stream +
                        (as_4cat ? "" : '\n' + t.detail + '\n' + std::to_string(t.created_seconds)));
        }
        return kept;
    }
};

std::map<AuthorId, std::string> names_of(const Threads& threads) {
    std::map<AuthorId, std::string> names;
    for (const AuthorName& name : threads.authors) names[name.author] = name.name;
    return names;
}

TEST_P(ThreadsFormats, ComeInAsExpected) {
    const auto outcome = take(files());
    std::string lines;
    for (const Error& error : outcome.file_errors) lines += "refused " + error.line() + "\n";
    for (const std::string& line : described(outcome.threads)) lines += line + "\n";
    std::set<std::string> formats;
    for (const SourceFile& source : outcome.threads.sources) formats.insert(source.format);
    for (const std::string& format : formats) lines += "format " + format + "\n";
    const std::string expected_path = kFixtures + GetParam().name + ".expected";
    if (std::getenv("AGON_WRITE_EXPECTED")) {
        ASSERT_TRUE(real_disk().write_file(expected_path, lines).ok());
    }
    const auto expected = real_disk().read_file(expected_path);
    ASSERT_TRUE(expected.ok());
    EXPECT_EQ(lines, *expected);
}

TEST_P(ThreadsFormats, SurviveExportAndImport) {
    ImportOptions labels;
    labels.stream = "expert";
    labels.topic = "试";
    const auto outcome = take(files(), labels);
    const auto all = essence(described(outcome.threads));
    for (const std::string format : {"jsonl", "4cat"}) {
        const auto bytes = export_threads(real_disk(), path("case"), format);
        ASSERT_TRUE(bytes.ok()) << bytes.error().line();
        const std::string file = write(format == "4cat" ? "out.csv" : "out.jsonl", *bytes);
        const auto again = take({file}, {}, format);
        EXPECT_TRUE(again.file_errors.empty());
        EXPECT_TRUE(again.threads.rejects.empty());
        std::set<std::string> wanted;
        for (const std::string& line : all)
            if (format == "jsonl" || line.find(" old |") == std::string::npos) wanted.insert(line);
        EXPECT_EQ(essence(described(again.threads, format)), wanted) << format;
        EXPECT_EQ(thread_essence(again.threads, format == "4cat"), thread_essence(outcome.threads, format == "4cat"))
            << format;
        std::map<PostId, std::pair<AuthorId, std::string>> known;
        for (const Post& post : outcome.threads.posts) known[post.post] = {post.author, post.stream};
        for (const Post& post : again.threads.posts)
            EXPECT_EQ(known[post.post], std::pair(post.author, post.stream)) << post.native_id;
        if (format == "jsonl") {
            EXPECT_EQ(names_of(again.threads), names_of(outcome.threads));
            ASSERT_EQ(again.threads.votes.size(), outcome.threads.votes.size());
            for (std::size_t i = 0; i < again.threads.votes.size(); ++i) {
                EXPECT_EQ(again.threads.votes[i].post, outcome.threads.votes[i].post);
                EXPECT_EQ(again.threads.votes[i].voter, outcome.threads.votes[i].voter);
                EXPECT_EQ(again.threads.votes[i].value, outcome.threads.votes[i].value);
                EXPECT_EQ(again.threads.votes[i].created_seconds, outcome.threads.votes[i].created_seconds);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, ThreadsFormats, testing::ValuesIn(fixture_sets()),
                         [](const auto& parameter) { return std::string("f_") + parameter.param.name; });

TEST(ThreadsFormatTable, EveryFormatHasAFixtureAndAPage) {
    std::string all, pages;
    for (const FixtureSet& set : fixture_sets()) all += *real_disk().read_file(kFixtures + set.name + ".expected");
    const auto names = real_disk().list_folder("docs/formats");
    ASSERT_TRUE(names.ok());
    for (const std::string& name : *names) pages += *real_disk().read_file("docs/formats/" + name);
    for (const auto& [format, platform] : import_formats()) {
        EXPECT_NE(all.find("format " + format + "\n"), std::string::npos) << format;
        EXPECT_NE(pages.find("`" + format + "`"), std::string::npos) << format;
    }
}

/// A column that is read and not named on the format's page would be a secret, and one that is renamed a lie.
TEST(ThreadsFormatTable, EveryColumnOfALayoutStandsOnItsPage) {
    const auto names = real_disk().list_folder("docs/formats");
    ASSERT_TRUE(names.ok());
    for (const Layout& layout : layouts()) {
        std::string pages;  // the one page, and the table of all formats
        for (const std::string& name : *names) {
            const std::string page = *real_disk().read_file("docs/formats/" + name);
            if (page.find('`' + std::string(layout.name) + '`') != std::string::npos) pages += page;
        }
        for (const auto& columns : layout.slots)
            for (const std::string_view column : columns)
                EXPECT_TRUE(pages.find('`' + std::string(column) + '`') != std::string::npos ||
                            pages.find('"' + std::string(column) + '"') != std::string::npos)
                    << layout.name << ' ' << column;
    }
}

class ThreadsTruth : public ImportTest {};

TEST_F(ThreadsTruth, FilesOfOneThreadMayComeInAnyOrder) {
    std::vector<std::string> files;
    for (const char* name :
         {"reddit_comments.jsonl", "reddit_submissions.jsonl", "hacker_news.jsonl", "stack.example.com/Comments.xml",
          "stack.example.com/Users.xml", "stack.example.com/Posts.xml", "polis-lunch/votes.csv",
          "polis-lunch/comments.csv", "polis-lunch/participants-votes.csv", "zhihu_comments_old.csv",
          "zhihu_contents_new.jsonl", "weibo_comments.jsonl", "weibo_contents.csv"})
        files.push_back(kFixtures + name);
    const auto expected = described(take(files).threads);
    take(files);
    EXPECT_EQ(described(*read_threads(real_disk(), path("case"))), expected);
    for (int round = 0; round < 4; ++round) {
        std::rotate(files.begin(), files.begin() + 4 + round, files.end());
        const std::string name = "round" + std::to_string(round);
        for (const std::string& file : files) take({file}, {}, name);
        EXPECT_EQ(described(*read_threads(real_disk(), path(name)), name), expected);
        EXPECT_EQ(*real_disk().read_file(path(name) + "/threads/posts.parquet"),
                  *real_disk().read_file(path("case") + "/threads/posts.parquet"));
    }
}

/// Each of these opens something in every line and closes nothing; searched to the end each time, they took minutes.
TEST_F(ThreadsTruth, WhatIsNeverClosedIsNotSearchedForEachTime) {
    std::string quotes = "text,author\n", sections = "<rss>";
    for (int line = 0; line < 200000; ++line) quotes += "x\",\"\n";
    for (int section = 0; section < 400000; ++section) sections += "<![CDATA[";
    const std::vector<std::string> files = {write("quotes.csv", quotes), write("sections.xml", sections)};
    const std::clock_t before = std::clock();
    const auto outcome = take(files);
    EXPECT_LT((std::clock() - before) / CLOCKS_PER_SEC, 20);
    EXPECT_TRUE(outcome.threads.posts.empty());
    EXPECT_EQ(outcome.threads.rejects.size(), 600000U);
}

TEST_F(ThreadsTruth, LabelsSayWhereThingsComeFrom) {
    ImportOptions options;
    options.platform = "tieba";
    options.stream = "expert";
    options.topic = "春假";
    const auto outcome = take({kFixtures + "table.tsv"}, options);
    ASSERT_EQ(outcome.threads.posts.size(), 2U);
    for (const Post& post : outcome.threads.posts) {
        EXPECT_EQ(post.platform, "tieba");
        EXPECT_EQ(post.stream, "expert");
    }
    EXPECT_EQ(outcome.threads.threads.at(0).topic, "春假");
    EXPECT_EQ(outcome.threads.sources.at(0).topic, "春假");
}

}  // namespace
}  // namespace agon
