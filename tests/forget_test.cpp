// After agon forget nothing in the case may lead to the author: not his bytes, not his name, not his ids; and all
// others' quotes must still be found where they were.
#include <zstd.h>

#include "src/forgetting/forgetting.hpp"
#include "src/pipeline/pipeline.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

std::string unpacked(const std::string& bytes) {
    std::string out(static_cast<std::size_t>(ZSTD_getFrameContentSize(bytes.data(), bytes.size())), '\0');
    EXPECT_EQ(ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size()), out.size());
    return out;
}

/// Every text that a case holds: sources unpacked, text columns of tables, and all other files.
std::string everything_in(const std::string& folder) {
    std::string all;
    for (const std::string& file : sorted_files(folder)) {
        const std::string bytes = bytes_of(file);
        all += file.substr(folder.size()) + '\n';
        if (file.ends_with(".zst")) {
            all += unpacked(bytes) + '\n';
        } else if (file.ends_with(".parquet")) {
            const auto table = from_parquet(bytes, file);
            EXPECT_TRUE(table.ok()) << file;
            if (!table) continue;
            for (const Column& column : table->columns) {
                if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values))
                    for (const std::string& text : *texts) all += text + '\n';
                if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values))
                    for (const std::int64_t number : *numbers) all += std::to_string(number) + '\n';
            }
        } else {
            all += bytes + '\n';
        }
    }
    return all;
}

bool holds(const std::string& all, const std::string& what) {
    return all.find(what) != std::string::npos;
}

/// A case of one file; returns its folder.
std::string imported(const std::string& name, const std::string& file_name, const std::string& bytes,
                     std::size_t rejects = 0) {
    const std::string folder = fresh_folder(name), file = fresh_folder(name + "_in") + "/" + file_name;
    fs::create_directories(fs::path(file).parent_path());
    EXPECT_TRUE(real_disk().write_file(file, bytes).ok());
    const auto outcome = import_files(real_disk(), folder, {file}, {});
    EXPECT_TRUE(outcome.ok() && outcome->file_errors.empty() && outcome->threads.rejects.size() == rejects);
    return folder;
}

AuthorId author_of(const std::string& folder, const std::string& who) {
    const auto threads = read_threads(real_disk(), folder);
    const auto found = authors_meant(*threads, who);
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? AuthorId{} : found.front().author;
}

/// What every post says, read from the sources again.
std::map<std::int64_t, std::string> texts_of(const std::string& folder) {
    std::map<std::int64_t, std::string> texts;
    const auto threads = read_threads(real_disk(), folder);
    for (const Post& p : threads->posts) {
        const auto source = std::find_if(threads->sources.begin(), threads->sources.end(),
                                         [&](const SourceFile& s) { return s.sha256 == p.source; });
        const auto bytes = read_source(real_disk(), folder, *source);
        EXPECT_TRUE(bytes.ok());
        const auto text =
            decode_field(std::string_view(*bytes).substr(static_cast<std::size_t>(p.body_begin),
                                                         static_cast<std::size_t>(p.body_end - p.body_begin)),
                         p.body_encoding, p.body_begin);
        EXPECT_TRUE(text.ok());
        texts[static_cast<std::int64_t>(p.post)] = text->text;
    }
    return texts;
}

class Forget : public testing::Test {
  protected:
    void TearDown() override {
        for (const auto& entry : fs::directory_iterator(fs::temp_directory_path()))
            if (entry.path().filename().string().starts_with("agon_" + std::to_string(::getpid()) + "_forget"))
                fs::remove_all(entry.path());
    }
};

constexpr const char* kZhihu = R"({
 "paging": {
  "is_end": true
 },
 "data": [
  {
   "id": "881001",
   "type": "answer",
   "question": {
    "id": "5501",
    "title": "高铁靠的是市场还是国家？"
   },
   "author": {
    "id": "aa11bb22",
    "name": "林间小路",
    "headline": "铁路迷，住在株洲"
   },
   "content": "市场换来的图纸谁都有，肯花十年把它吃透的只有国家队。",
   "created_time": 1400000000,
   "voteup_count": 77
  },
  {
   "id": "881002",
   "type": "answer",
   "question": {
    "id": "5501",
    "title": "高铁靠的是市场还是国家？"
   },
   "author": {
    "id": "cc33dd44",
    "name": "河边石头",
    "headline": "会计"
   },
   "content": "@林间小路 你说“市场换来的图纸谁都有，肯花十年把它吃透的只有国家队。”我不同意，没有市场就没有图纸。",
   "created_time": 1400000100,
   "voteup_count": 5,
   "reply_to_author": {
    "id": "aa11bb22",
    "name": "林间小路",
    "headline": "铁路迷，住在株洲"
   },
   "reply_to": 881001
  }
 ]
})";

TEST_F(Forget, BytesGoAndOffsetsStay) {
    const std::string folder = imported("forget_json", "answers.json", kZhihu);
    const auto before = texts_of(folder);
    const auto outcome = forget_author(real_disk(), folder, author_of(folder, "林间小路"), {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().line();
    EXPECT_EQ(outcome->posts, 1);
    EXPECT_EQ(outcome->sources_blanked, 1);
    const std::string all = everything_in(folder);
    for (const char* trace : {"林间小路", "aa11bb22", "铁路迷", "881001", "国家队", "1400000000"})
        EXPECT_FALSE(holds(all, trace)) << trace;
    for (const char* theirs : {"河边石头", "cc33dd44", "没有市场就没有图纸", "高铁靠的是市场还是国家？"})
        EXPECT_TRUE(holds(all, theirs)) << theirs;
    const auto after = texts_of(folder);
    ASSERT_EQ(after.size(), 1U);
    const std::string& text = after.begin()->second;
    EXPECT_EQ(text.size(), before.at(after.begin()->first).size());
    EXPECT_TRUE(text.ends_with("我不同意，没有市场就没有图纸。"));
    const auto threads = read_threads(real_disk(), folder);
    EXPECT_EQ(
        threads->posts.front().parent_missing == 1 || static_cast<std::int64_t>(threads->posts.front().parent) == 0,
        true);
    const auto changed = changed_sources(real_disk(), folder);
    ASSERT_EQ(changed->size(), 1U);
    EXPECT_EQ(changed->begin()->first, threads->sources.front().sha256);
    EXPECT_EQ(changed->begin()->second, sha256_hex(kZhihu));
    // The blanked file is JSON still: read again it gives the other post, and one record without a text.
    const auto source = read_source(real_disk(), folder, threads->sources.front());
    const std::string again = imported("forget_again", "blanked.json", *source, 1);
    EXPECT_EQ(read_threads(real_disk(), again)->posts.size(), 1U);
}

TEST_F(Forget, TheOldFileIsRefused) {
    const std::string folder = imported("forget_old", "answers.json", kZhihu);
    ASSERT_TRUE(forget_author(real_disk(), folder, author_of(folder, "aa11bb22"), {}).ok());
    const std::string file = fresh_folder("forget_old_in") + "/answers.json";
    fs::create_directories(fs::path(file).parent_path());
    ASSERT_TRUE(real_disk().write_file(file, kZhihu).ok());
    const auto outcome = import_files(real_disk(), folder, {file}, {});
    ASSERT_TRUE(outcome.ok());
    ASSERT_EQ(outcome->file_errors.size(), 1U);
    EXPECT_EQ(outcome->file_errors.front().code, ErrorCode::usage);
}

TEST_F(Forget, FilesOfOneAuthorGo) {
    const std::string folder = imported(
        "forget_alone", "a.jsonl",
        "{\"question\":\"稀土该不该限制出口？\",\"author\":\"独行的人\",\"text\":\"限制出口是把牌握在自己手里。\"}\n");
    const auto outcome = forget_author(real_disk(), folder, author_of(folder, "独行的人"), {});
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->sources_removed, 1);
    const std::string all = everything_in(folder);
    EXPECT_FALSE(holds(all, "独行的人") || holds(all, "限制出口"));
    EXPECT_TRUE(sorted_files(folder + "/sources").empty());
    EXPECT_TRUE(changed_sources(real_disk(), folder)->empty());
}

TEST_F(Forget, OtherWaysOfWriting) {
    // CSV with a doubled quote; JSON with escapes; GB18030.
    const std::string csv =
        "id,author,question,text\n771234,王五老师,\"A\",\"他说\"\"好\"\"，我看不好。\"\n771235,赵六,\"A\",\"@王五老师 "
        "我看好。\"\n";
    std::string folder = imported("forget_csv", "t.csv", csv);
    ASSERT_TRUE(forget_author(real_disk(), folder, author_of(folder, "王五老师"), {}).ok());
    std::string all = everything_in(folder);
    EXPECT_FALSE(holds(all, "王五老师") || holds(all, "771234") || holds(all, "我看不好"));
    EXPECT_TRUE(holds(all, "我看好。") && holds(all, "771235,赵六,\"A\",\""));

    const std::string escaped =
        "{\"question\":\"A\",\"author\":\"\\u738b\\u4e94\\u8001\\u5e08\",\"text\":\"\\u6211\\u770b\\u4e0d\\u597d\"}\n"
        "{\"question\":\"A\",\"author\":\"\\u8d75\\u516d\",\"text\":\"@\\u738B\\u4E94\\u8001\\u5E08 \\u597d\"}\n";
    folder = imported("forget_escaped", "t.jsonl", escaped);
    ASSERT_TRUE(forget_author(real_disk(), folder, author_of(folder, "王五老师"), {}).ok());
    all = everything_in(folder);
    EXPECT_FALSE(holds(all, "u738b") || holds(all, "u738B") || holds(all, "u770b") || holds(all, "王五"));
    EXPECT_TRUE(holds(all, "\\u8d75\\u516d"));
}

TEST_F(Forget, AWordOfManyIsAskedAbout) {
    std::string lines = "{\"question\":\"A\",\"author\":\"中立\",\"text\":\"两边都有道理。\"}\n";
    for (int i = 0; i < 30; ++i)
        lines += "{\"question\":\"A\",\"author\":\"人" + std::to_string(i) + "\",\"text\":\"第" + std::to_string(i) +
                 "次说，没有人能保持中立。\"}\n";
    const std::string folder = imported("forget_word", "t.jsonl", lines);
    const AuthorId author = author_of(folder, "中立");
    const std::string before = everything_in(folder);
    const auto refused = forget_author(real_disk(), folder, author, {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_EQ(everything_in(folder), before);
    ForgetOptions keep;
    keep.keep_mentions = true;
    const auto outcome = forget_author(real_disk(), folder, author, keep);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->mentions, 30);
    EXPECT_TRUE(holds(everything_in(folder), "没有人能保持中立"));
    EXPECT_FALSE(holds(everything_in(folder), "两边都有道理"));
}

/// The whole sample: the author with the most quotes in the report.
TEST_F(Forget, TheSampleWithoutAnAuthor) {
    if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::string folder = copied_sample_case("forget_sample");
    fs::copy("examples/made-in-china/translations.jsonl", folder + "/translations.jsonl");
    const std::string file = fresh_folder("forget_report") + ".md";
    const std::string data = fs::current_path().string();
    ASSERT_TRUE(write_report(real_disk(), folder, data, file, {}).ok());
    const auto lexicon = Lexicon::load(real_disk(), "ground/lexicon");
    const auto report = compose_report(real_disk(), folder, *lexicon, {});
    std::map<std::string, int> quoted;
    for (const CitedPost& p : report->cited) ++quoted[p.author];
    const auto threads = read_threads(real_disk(), folder);
    std::string name;
    for (const auto& [author, times] : quoted)
        if (authors_meant(*threads, author).size() == 1 && (name.empty() || times > quoted[name])) name = author;
    ASSERT_FALSE(name.empty());
    const AuthorId author = author_of(folder, name);
    std::vector<std::string> sentences;
    for (const auto& [id, text] : texts_of(folder))
        for (const Post& p : threads->posts)
            if (static_cast<std::int64_t>(p.post) == id && p.author == author) sentences.push_back(text);
    ASSERT_FALSE(sentences.empty());
    const std::string correction =
        "{\"id\":\"1\",\"what\":\"rename\",\"target\":{\"threads\":[\"190000101\"]},\"value\":"
        "{\"text\":\"" +
        name + "的说法\"},\"who\":\"me\",\"at\":\"\",\"why\":\"\"}\n";
    ASSERT_TRUE(real_disk().write_file(folder + "/corrections.jsonl", correction).ok());
    ASSERT_TRUE(holds(everything_in(folder), name));

    const auto outcome = forget_author(real_disk(), folder, author, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().line();
    EXPECT_GE(outcome->lines, 2);  // the correction, and translations of what was quoted
    AnalyzeOptions options;
    options.from = "2010-12";
    options.to = "2025-03";
    const auto stages = analyze_case(real_disk(), folder, data, options, [](const std::string&) {});
    ASSERT_TRUE(stages.ok()) << stages.error().line();
    ASSERT_TRUE(write_report(real_disk(), folder, data, file, {}).ok());
    const auto verdict = verify_report(real_disk(), file, folder);
    ASSERT_TRUE(verdict.ok());
    EXPECT_TRUE(verdict->holds()) << verdict->findings.front().what << verdict->findings.front().detail;
    EXPECT_EQ(std::ssize(*changed_sources(real_disk(), folder)), outcome->sources_blanked);
    const std::string all = everything_in(folder) + bytes_of(file);
    EXPECT_FALSE(holds(all, name)) << name;
    EXPECT_FALSE(holds(all, std::to_string(static_cast<std::int64_t>(author))));
    for (const std::string& text : sentences) {
        EXPECT_FALSE(holds(all, text)) << text;
        std::size_t begin = 0;  // and no long piece of it between two full stops
        for (std::size_t at = text.find("。"); at != std::string::npos; at = text.find("。", begin)) {
            const std::string sentence = text.substr(begin, at - begin);
            begin = at + 3;
            if (count_code_points(sentence) >= 20) {
                EXPECT_FALSE(holds(all, sentence)) << sentence;
            }
        }
    }
}

}  // namespace
}  // namespace agon
