// A case that grew, was corrected, or lost an author is analysed with what the last run kept; its tables must be those
// of an analysis from nothing, whatever the state of what was kept.
#include <sys/wait.h>

#include <cstdlib>
#include <map>
#include <set>

#include "ground/model/kept_answers.hpp"
#include "src/forgetting/forgetting.hpp"
#include "src/points/points.hpp"
#include "tests/passing_disk.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

/// Counts how often the encoder's weights are read.
class WeightsWatched final : public PassingDisk {
  public:
    Result<std::string> read_file(const std::string& path) override {
        reads += path.ends_with("/weights.npz") ? 1 : 0;
        return real_disk().read_file(path);
    }
    int reads = 0;
};

/// Every fourth file of the sample but the last: 12 questions.
std::vector<std::string> some_threads() {
    std::vector<std::string> some;
    const std::vector<std::string> all = sorted_files("examples/made-in-china/threads");
    for (std::size_t i = 0; i < all.size(); i += 4) some.push_back(all[i]);
    return some;
}

void import_into(const std::string& folder, const std::vector<std::string>& files) {
    ImportOptions options;
    options.topic = "中国制造";
    ASSERT_TRUE(import_files(real_disk(), folder, files, options).ok());
}

void analyse(Disk& disk, const std::string& folder, int threads) {
    AnalyzeOptions options;
    options.threads = threads;
    const auto outcome = analyze_case(disk, folder, fs::current_path().string(), options, [](const std::string&) {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().line();
}

/// Makes every stage run again, with what was kept, or as if the case had only been imported.
void start_over(const std::string& folder, bool with_kept) {
    auto manifest = Manifest::load(real_disk(), folder);
    ASSERT_TRUE(manifest.ok());
    for (auto stage = manifest->stages.begin(); stage != manifest->stages.end();) {
        if (stage->first == "threads" || stage->first == "forget") {
            ++stage;
            continue;
        }
        for (const std::string& file : stage->second.files)
            if (!with_kept) {
                manifest->files.erase(file);
                fs::remove(folder + "/" + file);
            }
        stage = manifest->stages.erase(stage);
    }
    if (!with_kept) {
        manifest->models.clear();
        fs::remove_all(folder + "/kept");
    }
    ASSERT_TRUE(manifest->save(real_disk(), folder).ok());
}

/// The case is, file for file, what an analysis makes of the same imports: of nothing else, or with what was kept.
void expect_as_made_anew(const std::string& folder, bool with_kept) {
    const std::string fresh = folder + "-fresh";
    fs::remove_all(fresh);
    fs::copy(folder, fresh, fs::copy_options::recursive);
    start_over(fresh, with_kept);
    analyse(real_disk(), fresh, 2);
    const std::vector<std::string> files = sorted_files(fresh);
    EXPECT_EQ(files.size(), sorted_files(folder).size());
    int kept = 0;
    for (const std::string& file : files) {
        const std::string same = folder + file.substr(fresh.size());
        ASSERT_TRUE(fs::exists(same)) << same;
        EXPECT_EQ(bytes_of(file), bytes_of(same)) << same;
        kept += file.ends_with(".answers") ? 1 : 0;
    }
    EXPECT_GE(kept, 5);
    fs::remove_all(fresh);
}

/// An analysed case that each test has a copy of.
class OfOneCase : public testing::Test {
  protected:
    static void analyse_files(const std::string& name, const std::vector<std::string>& files) {
        if (!fs::exists(".deps/encoder/weights.npz")) return;
        case_ = fresh_folder(name);
        import_into(case_, files);
        analyse(real_disk(), case_, 2);
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) fs::remove_all(case_);
        case_.clear();
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
        mine_ = case_ + "-mine";
        fs::remove_all(mine_);
        fs::copy(case_, mine_, fs::copy_options::recursive);
    }
    void TearDown() override {
        if (!mine_.empty()) fs::remove_all(mine_);
    }
    static inline std::string case_;
    std::string mine_;
};

class Incremental : public OfOneCase {
  protected:
    static void SetUpTestSuite() {
        std::vector<std::string> files = some_threads();
        files.pop_back();
        analyse_files("incremental", files);
    }
};

/// The whole sample, since a correction of each kind wants something to correct.
class CorrectedCase : public OfOneCase {
  protected:
    static void SetUpTestSuite() { analyse_files("corrected", sorted_files("examples/made-in-china/threads")); }
};

TEST_F(Incremental, NewPostsGiveTheTablesOfAnAnalysisFromNothing) {
    import_into(mine_, {some_threads().back()});
    analyse(real_disk(), mine_, 1);
    expect_as_made_anew(mine_, false);
}

TEST_F(Incremental, WhatIsKnownIsNotAskedAgain) {
    start_over(mine_, true);
    WeightsWatched disk;
    analyse(disk, mine_, 1);
    EXPECT_EQ(disk.reads, 0);
    for (const std::string& file : sorted_files(case_))
        EXPECT_EQ(bytes_of(file), bytes_of(mine_ + file.substr(case_.size()))) << file;
}

TEST_F(Incremental, DamagedAnswersCostTimeOnly) {
    std::string last;
    for (const std::string& file : sorted_files(mine_ + "/kept")) {
        std::string bytes = bytes_of(file);
        if (last.empty())
            bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
        else
            std::swap(bytes, last);  // another file's, whole
        last = bytes_of(file);
        ASSERT_TRUE(real_disk().write_file(file, bytes).ok());
    }
    start_over(mine_, true);
    analyse(real_disk(), mine_, 2);
    for (const std::string& file : sorted_files(case_))
        EXPECT_EQ(bytes_of(file), bytes_of(mine_ + file.substr(case_.size()))) << file;
}

/// Turns what the stance judge said round and signs the file anew.
void forge_stances(const std::string& file) {
    std::string bytes = bytes_of(file);
    constexpr std::size_t digest = 64, key = 16, share = sizeof(double);
    bytes.resize(bytes.size() - digest);
    const std::size_t line = bytes.find('\n');
    const std::size_t count = (bytes.size() - line - 1) / (key + kShareBytes);
    for (std::size_t i = 0; i < count; ++i) {
        char* answer = bytes.data() + line + 1 + count * key + i * kShareBytes;
        std::swap_ranges(answer, answer + share, answer + share);
    }
    bytes += sha256_hex(bytes);
    ASSERT_TRUE(real_disk().write_file(file, bytes).ok());
}

TEST_F(Incremental, ADeepCheckAsksTheModelsAgain) {
    const char* program = std::getenv("AGON_PROGRAM");
    if (!program || !fs::exists(program)) GTEST_SKIP() << "AGON_PROGRAM is not set: run through ctest";
    forge_stances(mine_ + "/kept/camps-stance.answers");
    start_over(mine_, true);
    analyse(real_disk(), mine_, 2);
    EXPECT_NE(bytes_of(mine_ + "/camps/stances.parquet"), bytes_of(case_ + "/camps/stances.parquet"));
    const std::string report = mine_ + "-report.md";
    ASSERT_TRUE(write_report(real_disk(), mine_, fs::current_path().string(), report, {}).ok());
    const std::string command = std::string(program) + " verify " + report + " --case " + mine_;
    EXPECT_EQ(WEXITSTATUS(std::system((command + " > /dev/null").c_str())), 0)
        << "the tables are those of the manifest";
    EXPECT_EQ(WEXITSTATUS(std::system((command + " --deep > /dev/null").c_str())), 6);
    fs::remove(report);
}

TEST_F(Incremental, DamagedVectorsAreNotTakenOver) {
    const std::string vectors = mine_ + "/vectors/segments.parquet";
    std::string bytes = bytes_of(vectors);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    start_over(mine_, true);
    ASSERT_TRUE(real_disk().write_file(vectors, bytes).ok());
    WeightsWatched disk;
    analyse(disk, mine_, 2);
    EXPECT_GE(disk.reads, 1);
    EXPECT_EQ(bytes_of(vectors), bytes_of(case_ + "/vectors/segments.parquet"));
}

/// One line of corrections.jsonl of every kind that stages apply, in an order in which each still applies.
struct Corrected {
    Debates debates;
    Camps camps;
    Points points;

    static std::string quoted(auto id) { return '"' + std::to_string(static_cast<std::int64_t>(id)) + '"'; }
    static std::string line(const std::string& what, const std::string& target, const std::string& value) {
        return R"({"id":")" + what + R"(","what":")" + what + R"(","target":{)" + target + R"(},"value":{)" + value +
               "}}\n";
    }
    std::string threads_of(std::size_t rank) const {
        return R"("threads":[)" + quoted(debates.debates.at(rank).question_thread) + "]";
    }
    std::vector<std::pair<std::string, std::string>> lines() const {
        const auto sided = std::find_if(camps.stances.begin(), camps.stances.end(),
                                        [](const PostStance& s) { return s.pole == Pole::a; });
        const PostStance& other = camps.stances.back();
        const PointMatch& match = points.matches.back();
        const Relation& relation = points.relations.front();
        return {
            {"move", line("move", R"("debate":)" + quoted(sided->debate) + R"(,"post":)" + quoted(sided->post),
                          R"("pole":"b")")},
            {"rename", line("rename", threads_of(0), R"("text":"另一个名字")")},
            {"mark_author", line("mark_author", R"("voice":)" + quoted(other.voice), R"("kind":"bot")")},
            {"reword", line("reword", R"("point":)" + quoted(points.points.front().point), R"("text":"换个说法")")},
            {"choose_quote",
             line("choose_quote", R"("point":)" + quoted(match.point) + R"(,"segment":)" + quoted(match.segment), "")},
            {"reject_relation",
             line("reject_relation", R"("from":)" + quoted(relation.from_post) + R"(,"to":)" + quoted(relation.to_post),
                  "")},
            {"set_proposition", line("set_proposition", threads_of(1), R"("text":"这件事应该由国家来做")")},
            {"exclude", line("exclude", threads_of(2), "")},
            {"merge", line("merge", threads_of(0), threads_of(1))},
            {"split", line("split", threads_of(1), "")},
            {"pin", line("pin", threads_of(2), "")},
            {"undo", R"({"id":"undo","what":"undo","undoes":"move","target":{},"value":{}})"
                     "\n"},
            {"comment", line("comment", threads_of(0), R"("text":"看一下")")}};
    }
};

TEST_F(CorrectedCase, EachCorrectionInOneProcessGivesTheTablesOfAnotherAnalysis) {
    const auto debates = read_debates(real_disk(), mine_);
    const auto camps = read_camps(real_disk(), mine_);
    const auto points = read_points(real_disk(), mine_);
    ASSERT_TRUE(debates.ok() && camps.ok() && points.ok());
    ASSERT_GE(debates->debates.size(), 3U);
    ASSERT_FALSE(points->relations.empty() || points->matches.empty());
    CaseAnalysis analysis(real_disk(), mine_, fs::current_path().string());
    std::string all;
    for (const auto& [kind, line] : Corrected{*debates, *camps, *points}.lines()) {
        all += line;
        ASSERT_TRUE(real_disk().write_file(mine_ + "/corrections.jsonl", all).ok());
        const auto done = analysis.run({}, [](const std::string&) {});
        ASSERT_TRUE(done.ok()) << kind << ": " << done.error().line();
        SCOPED_TRACE(kind);
        expect_as_made_anew(mine_, true);
    }
    expect_as_made_anew(mine_, false);
}

Manifest manifest_of(const std::string& folder) {
    auto manifest = Manifest::load(real_disk(), folder);
    EXPECT_TRUE(manifest.ok());
    return manifest.ok() ? *manifest : Manifest();
}

TEST_F(CorrectedCase, WhatIsLeftUnreadIsReadMeanwhileAndThenEntered) {
    const auto debates = read_debates(real_disk(), mine_);
    const auto camps = read_camps(real_disk(), mine_);
    const auto points = read_points(real_disk(), mine_);
    ASSERT_TRUE(debates.ok() && camps.ok() && points.ok());
    std::map<std::string, std::string> lines;
    for (const auto& [kind, line] : Corrected{*debates, *camps, *points}.lines()) lines[kind] = line;
    const auto run = [&](CaseAnalysis& analysis, bool later) {
        AnalyzeOptions options;
        options.read_later = later;
        const auto done = analysis.run(options, [](const std::string&) {});
        ASSERT_TRUE(done.ok()) << done.error().line();
    };
    CaseAnalysis analysis(real_disk(), mine_, fs::current_path().string());
    run(analysis, true);
    EXPECT_FALSE(points_unread(manifest_of(mine_))) << "nothing was corrected, and all is read";
    const std::string untouched = manifest_of(mine_).text();

    ASSERT_TRUE(real_disk().write_file(mine_ + "/corrections.jsonl", lines["merge"]).ok());
    run(analysis, true);
    ASSERT_TRUE(points_unread(manifest_of(mine_)));
    const std::string hasty = manifest_of(mine_).text();
    const auto report = mine_ + "-report.md";
    ASSERT_TRUE(write_report(real_disk(), mine_, fs::current_path().string(), report, {}).ok());
    EXPECT_NE(bytes_of(report).find("Corrections were applied in haste"), std::string::npos);

    int asked = 0;
    analysis.prepare({}, [&] { return ++asked > 6; });  // it is stopped on its way
    EXPECT_EQ(asked, 7);
    analysis.prepare({}, [] { return false; });
    EXPECT_EQ(manifest_of(mine_).text(), hasty) << "no table is written beside the server";
    run(analysis, false);
    EXPECT_FALSE(points_unread(manifest_of(mine_)));
    ASSERT_TRUE(write_report(real_disk(), mine_, fs::current_path().string(), report, {}).ok());
    EXPECT_EQ(bytes_of(report).find("Corrections were applied in haste"), std::string::npos);
    fs::remove(report);
    fs::remove_all(mine_ + "/reports");
    expect_as_made_anew(mine_, true);

    fs::remove(mine_ + "/corrections.jsonl");
    run(analysis, true);
    EXPECT_EQ(manifest_of(mine_).text(), untouched) << "what was taken back had been read";
}

/// Names of the stages that ran.
std::vector<std::string> stages_run(const std::vector<StageOutcome>& outcomes) {
    std::vector<std::string> names;
    for (const StageOutcome& stage : outcomes)
        if (!stage.skipped) names.push_back(stage.stage);
    return names;
}

TEST_F(CorrectedCase, ACorrectionEndsWithTheStageWhoseReadersItDoesNotConcern) {
    const auto debates = read_debates(real_disk(), mine_);
    const auto camps = read_camps(real_disk(), mine_);
    const auto points = read_points(real_disk(), mine_);
    ASSERT_TRUE(debates.ok() && camps.ok() && points.ok());
    const std::map<std::string, std::vector<std::string>> expected = {{"rename", {"debates"}},
                                                                      {"reword", {"points"}},
                                                                      {"choose_quote", {"points"}},
                                                                      {"comment", {}},
                                                                      {"move", {"camps", "points", "trends"}}};
    CaseAnalysis analysis(real_disk(), mine_, fs::current_path().string());
    std::size_t seen = 0;
    for (const auto& [kind, line] : Corrected{*debates, *camps, *points}.lines()) {
        const auto stages = expected.find(kind);
        if (stages == expected.end()) continue;
        ++seen;
        ASSERT_TRUE(real_disk().write_file(mine_ + "/corrections.jsonl", line).ok());
        const auto done = analysis.run({}, [](const std::string&) {});
        ASSERT_TRUE(done.ok()) << done.error().line();
        EXPECT_EQ(stages_run(*done), stages->second) << kind;
        fs::remove(mine_ + "/corrections.jsonl");
        ASSERT_TRUE(analysis.run({}, [](const std::string&) {}).ok());
        for (const std::string& file : sorted_files(case_))
            EXPECT_EQ(bytes_of(file), bytes_of(mine_ + file.substr(case_.size()))) << kind << ": " << file;
    }
    EXPECT_EQ(seen, expected.size());
}

/// Posts whose own sentences are heard in a debate, with these sentences.
std::map<PostId, std::set<SegmentId>> residents_of(const std::string& folder) {
    std::map<PostId, std::set<SegmentId>> out;
    const auto debates = read_debates(real_disk(), folder);
    if (!debates.ok()) return out;
    for (const Member& m : debates->members)
        if (m.by_thread == 1) out[m.post].insert(m.segment);
    return out;
}

TEST_F(CorrectedCase, AMergeLeavesPostsAsTheyWereRead) {
    const auto debates = read_debates(real_disk(), mine_);
    const auto camps = read_camps(real_disk(), mine_);
    const auto points = read_points(real_disk(), mine_);
    ASSERT_TRUE(debates.ok() && camps.ok() && points.ok());
    std::string merge;
    for (const auto& [kind, line] : Corrected{*debates, *camps, *points}.lines())
        if (kind == "merge") merge = line;
    ASSERT_FALSE(merge.empty());
    const auto before = residents_of(mine_);
    ASSERT_GT(before.size(), 100U);
    ASSERT_TRUE(real_disk().write_file(mine_ + "/corrections.jsonl", merge).ok());
    analyse(real_disk(), mine_, 2);
    std::size_t same = 0;
    for (const auto& [post, segments] : residents_of(mine_))
        same += before.contains(post) && before.at(post) == segments;
    // All but the few that are nearer to another debate than before.
    EXPECT_GE(same * 100, before.size() * 98);
}

TEST_F(Incremental, NothingOfAForgottenAuthorIsKept) {
    const auto threads = read_threads(real_disk(), mine_);
    ASSERT_TRUE(threads.ok());
    const AuthorId author = threads->posts.front().author;
    ASSERT_TRUE(forget_author(real_disk(), mine_, author, {}).ok());
    EXPECT_TRUE(!fs::exists(mine_ + "/kept") || fs::is_empty(mine_ + "/kept"));
    analyse(real_disk(), mine_, 2);
    import_into(mine_, {some_threads().back()});
    analyse(real_disk(), mine_, 2);
    expect_as_made_anew(mine_, false);
}

}  // namespace
}  // namespace agon
