// Cases of other versions of agon. tests/cases/table/schema-1 is a case of three invented posts as an agon from before
// kTableSchema wrote it (before commit b30a993; no charset, no votes, no version in the manifest).
#include <gtest/gtest.h>

#include "src/pipeline/pipeline.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

class OlderCase : public testing::Test {
  protected:
    void SetUp() override {
        case_ = fresh_folder("older");
        fs::copy("tests/cases/table/schema-1", case_, fs::copy_options::recursive);
    }
    void TearDown() override { fs::remove_all(case_); }

    void replace_in_manifest(const std::string& what, const std::string& with) const {
        const std::string path = case_ + "/manifest.json";
        std::string text = bytes_of(path);
        const std::size_t at = text.find(what);
        ASSERT_NE(at, std::string::npos);
        ASSERT_TRUE(real_disk().write_file(path, text.replace(at, what.size(), with)).ok());
    }

    std::string case_;
};

TEST_F(OlderCase, IsReadWithDefaultsForWhatItDoesNotSay) {
    const auto threads = read_threads(real_disk(), case_);
    ASSERT_TRUE(threads.ok()) << threads.error().line();
    ASSERT_EQ(threads->posts.size(), 3u);
    ASSERT_EQ(threads->sources.size(), 1u);
    EXPECT_EQ(threads->sources[0].charset, Charset::utf8);
    EXPECT_EQ(threads->sources[0].name, "exports.jsonl");
    EXPECT_EQ(threads->posts[0].url, "");
    EXPECT_EQ(threads->rejects.size(), 1u);
    EXPECT_TRUE(threads->votes.empty());
    EXPECT_TRUE(read_source(real_disk(), case_, threads->sources[0]).ok());
}

TEST_F(OlderCase, IsMigratedOnceAndKeepsWhatItSaid) {
    const auto before = read_threads(real_disk(), case_);
    const std::string source = case_ + "/sources/" + before->sources[0].sha256 + ".zst";
    const std::string bytes = bytes_of(source);
    const auto first = migrate_threads(real_disk(), case_);
    ASSERT_TRUE(first.ok()) << first.error().line();
    EXPECT_TRUE(*first);
    EXPECT_FALSE(*migrate_threads(real_disk(), case_));
    EXPECT_EQ(Manifest::load(real_disk(), case_)->schema, kTableSchema);
    EXPECT_EQ(bytes_of(source), bytes);
    const auto after = read_threads(real_disk(), case_);
    ASSERT_TRUE(after.ok()) << after.error().line();
    EXPECT_EQ(*to_parquet(after->posts), *to_parquet(before->posts));
    EXPECT_EQ(*to_parquet(after->sources), *to_parquet(before->sources));
    EXPECT_EQ(*to_parquet(after->rejects), *to_parquet(before->rejects));
    EXPECT_TRUE(TableReader::open(bytes_of(case_ + "/threads/sources.parquet"), "").ok());
}

TEST_F(OlderCase, TakesFurtherFilesAsIfItWereNew) {
    const std::string folder = fresh_folder("more");
    const std::string file = folder + "/more.jsonl";
    ASSERT_TRUE(real_disk().make_folder(folder).ok());
    ASSERT_TRUE(real_disk()
                    .write_file(file,
                                "{\"question\":\"国产手机值得买吗？\",\"question_id\":\"q1\",\"id\":\"a9\","
                                "\"author\":\"孙五\",\"text\":\"不值得，我还是用旧的。\"}\n")
                    .ok());
    const auto outcome = import_files(real_disk(), case_, {file}, ImportOptions{});
    ASSERT_TRUE(outcome.ok()) << outcome.error().line();
    EXPECT_EQ(outcome->new_posts, 1);
    EXPECT_EQ(outcome->threads.posts.size(), 4u);
    EXPECT_EQ(Manifest::load(real_disk(), case_)->schema, kTableSchema);
    fs::remove_all(folder);
}

TEST_F(OlderCase, ForgetsAnAnalysisThatWasMadeInTheOldLayout) {
    replace_in_manifest("\"stages\": {",
                        "\"stages\": {\n  \"corpus\": {\"key\": \"k\", \"parameters\": {}, \"files\": "
                        "[\"corpus/posts.parquet\"]},");
    ASSERT_TRUE(*migrate_threads(real_disk(), case_));
    const auto manifest = Manifest::load(real_disk(), case_);
    EXPECT_FALSE(manifest->stages.contains("corpus"));
    EXPECT_TRUE(manifest->stages.contains("threads"));
}

TEST_F(OlderCase, IsAnalysedAndOnlyThenReported) {
    if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::string data = fs::current_path().string(), file = case_ + "/report.md";
    const auto too_early = write_report(real_disk(), case_, data, file, ReportOptions{});
    ASSERT_FALSE(too_early.ok());
    EXPECT_EQ(too_early.error().line(),
              case_ +
                  ": the case was analysed by an older agon: run agon analyze on it again (tables of version 1, now " +
                  std::to_string(kTableSchema) + ")");
    ASSERT_TRUE(real_disk().write_file(file, "a report").ok());
    EXPECT_EQ(verify_report(real_disk(), file, case_).error().code, ErrorCode::case_outdated);
    const auto outcome = analyze_case(real_disk(), case_, data, AnalyzeOptions{}, [](const std::string&) {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().line();
    const auto report = write_report(real_disk(), case_, data, file, ReportOptions{});
    ASSERT_TRUE(report.ok()) << report.error().line();
}

TEST_F(OlderCase, OfAnAgonToComeIsRefusedInOneSentence) {
    replace_in_manifest("{", "{\"schema\": 99,");
    const auto threads = read_threads(real_disk(), case_);
    ASSERT_FALSE(threads.ok());
    EXPECT_EQ(threads.error().code, ErrorCode::case_newer);
    EXPECT_EQ(threads.error().exit_code(), 3);
    EXPECT_NE(threads.error().line().find("the case was made by a newer agon: use that one, or import the files into a "
                                          "new case (tables of version 99"),
              std::string::npos);
}

TEST_F(OlderCase, ButAPresentCaseWithoutAColumnIsDamaged) {
    replace_in_manifest("{", "{\"schema\": " + std::to_string(kTableSchema) + ",");
    const auto threads = read_threads(real_disk(), case_);
    ASSERT_FALSE(threads.ok());
    EXPECT_EQ(threads.error().code, ErrorCode::case_damaged);
}

}  // namespace
}  // namespace agon
