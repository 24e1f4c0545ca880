// What other tools must not be told wrongly: positions in code points, cells that are no formulas, text that is no
// mark-up. Whole cases are read back with readers of each format by bench/report_readers/read_exports.py.
#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "src/exports/material.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

std::map<std::string, std::string> unzipped(const std::string& bytes) {
    std::map<std::string, std::string> files;
    const std::unique_ptr<archive, int (*)(archive*)> zip(archive_read_new(), archive_read_free);
    archive_read_support_format_zip(zip.get());
    EXPECT_EQ(archive_read_open_memory(zip.get(), bytes.data(), bytes.size()), ARCHIVE_OK);
    archive_entry* entry = nullptr;
    while (archive_read_next_header(zip.get(), &entry) == ARCHIVE_OK) {
        std::string& out = files[archive_entry_pathname(entry)];
        char piece[4096];
        for (la_ssize_t got = 0; (got = archive_read_data(zip.get(), piece, sizeof piece)) > 0;)
            out.append(piece, static_cast<std::size_t>(got));
    }
    return files;
}

/// One debate, one thread with characters outside the first plane, one post whose second sentence makes a point.
ArgumentTables small_case() {
    ArgumentTables t;
    Thread thread;
    thread.thread = ThreadId{1};
    thread.title = "𠮷野家[贵]不贵？<b>";
    t.threads.threads = {thread};
    Post post;
    post.post = PostId{2};
    post.thread = ThreadId{1};
    post.author_name = "𠮷 & \"七\"";
    t.threads.posts = {post};
    CleanPost clean;
    clean.post = PostId{2};
    clean.thread = ThreadId{1};
    clean.voice = VoiceId{3};
    clean.text = "先说𠮷野家。𠮷就是贵。";
    t.corpus.posts = {clean};
    Segment segment;
    segment.segment = SegmentId{4};
    segment.post = PostId{2};
    segment.text = "𠮷就是贵。";
    segment.text_begin = static_cast<std::int64_t>(clean.text.find("𠮷就"));
    segment.text_end = static_cast<std::int64_t>(clean.text.size());
    t.segments.segments = {segment};
    Debate debate;
    debate.debate = DebateId{5};
    debate.question = thread.title;
    debate.question_thread = ThreadId{1};
    t.debates.debates = {debate};
    ThreadPlace place;
    place.thread = ThreadId{1};
    place.debate = DebateId{5};
    t.debates.threads = {place};
    KeyPoint point;
    point.point = PointId{6};
    point.debate = DebateId{5};
    point.segment = SegmentId{4};
    point.voices = 1;
    t.points.points = {point};
    PointMatch match;
    match.point = PointId{6};
    match.segment = SegmentId{4};
    match.voice = VoiceId{3};
    match.quote_rank = 1;
    t.points.matches = {match};
    return t;
}

TEST(Exports, CodingsCountCodePoints) {
    ArgumentTables t = small_case();
    t.index();
    const auto files = unzipped(qdpx_file(t));
    ASSERT_EQ(files.size(), 2U);
    const std::string& project = files.at("project.qde");
    std::string text;
    for (const auto& [name, bytes] : files)
        if (name.starts_with("sources/")) text = bytes;
    std::vector<std::size_t> starts;  // bytes at which each code point begins
    for (std::size_t at = 0; at < text.size();) {
        starts.push_back(at);
        (void)next_code_point(text, at);
    }
    starts.push_back(text.size());
    const std::size_t at = project.find("<PlainTextSelection");
    ASSERT_NE(at, std::string::npos);
    const auto number = [&](const char* name) {
        const std::size_t begin = project.find(name, at) + std::string(name).size();
        return static_cast<std::size_t>(std::stoll(project.substr(begin)));
    };
    const std::size_t begin = number("startPosition=\""), end = number("endPosition=\"");
    EXPECT_EQ(text.substr(starts.at(begin), starts.at(end) - starts.at(begin)), "𠮷就是贵。");
    EXPECT_EQ(project.find("<b>"), std::string::npos);
    EXPECT_NE(project.find("&lt;b&gt;"), std::string::npos);
}

TEST(Exports, TextIsNoMarkUp) {
    ArgumentTables t = small_case();
    t.index();
    for (const bool gexf : {false, true})
        EXPECT_NE(network_file(t, Network::arguments, gexf).find("𠮷野家[贵]不贵？&lt;b&gt;"), std::string::npos);
    EXPECT_NE(argdown_file(t).find("𠮷野家\\[贵\\]不贵？\\<b\\>"), std::string::npos);
    EXPECT_NE(aif_file(t).find("𠮷 & \\\"七\\\" : 𠮷就是贵。"), std::string::npos);
}

TEST(Exports, CellsAreNoFormulas) {
    const std::string folder = fresh_folder("exports"), file = fresh_folder("exports_in") + "/posts.jsonl";
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    ASSERT_TRUE(
        real_disk()
            .write_file(
                file,
                "{\"question\":\"+1\",\"author\":\"=HYPERLINK(\\\"http://x\\\",\\\"y\\\")\",\"text\":\"@SUM(A1)\"}\n"
                "{\"question\":\"+1\",\"author\":\"-2\",\"text\":\"a,\\\"b\\\"\"}\n")
            .ok());
    ASSERT_TRUE(import_files(real_disk(), folder, {file}, {}).ok());
    const auto files = export_tables(real_disk(), folder);
    ASSERT_TRUE(files.ok());
    std::map<std::string, std::string> by_name(files->begin(), files->end());
    const std::string& posts = by_name.at("threads/posts.csv");
    EXPECT_NE(posts.find("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""), std::string::npos);
    EXPECT_NE(posts.find(",'-2,"), std::string::npos);
    EXPECT_NE(posts.find(",-1,"), std::string::npos);  // a number stays one
    EXPECT_NE(by_name.at("threads/questions.csv").find("'+1"), std::string::npos);
    EXPECT_TRUE(by_name.contains("datapackage.json"));
    const auto book = export_case(real_disk(), folder, "xlsx", Network::voices);
    ASSERT_TRUE(book.ok());
    for (const auto& [name, bytes] : unzipped(*book)) EXPECT_EQ(bytes.find("<f>"), std::string::npos) << name;
    EXPECT_EQ(*book, *export_case(real_disk(), folder, "xlsx", Network::voices));
    std::filesystem::remove_all(folder);
    std::filesystem::remove_all(std::filesystem::path(file).parent_path());
}

}  // namespace
}  // namespace agon
