// Codes of people beside the judge's readings: alpha, the correction of shares by hand, against a slow twin and by
// drawing again and again, what counts as a code, and a report with coded posts that is verified and forged.
#include "src/coding/coding.hpp"

#include <fstream>
#include <random>
#include <set>

#include "tests/reference/coded_shares_reference.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

TEST(NominalAlpha, GivesTheFigureOfThePaper) {
    // The reliability data of Krippendorff 2011, section C: four observers, twelve units, some values missing; .743.
    const std::vector<std::vector<int>> units = {{1, 1, 1},    {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3},
                                                 {2, 2, 2, 2}, {1, 2, 3, 4}, {4, 4, 4, 4}, {1, 1, 2, 1},
                                                 {2, 2, 2, 2}, {5, 5, 5},    {1, 1},       {3}};
    const auto alpha = nominal_alpha(units);
    ASSERT_TRUE(alpha.has_value());
    EXPECT_NEAR(*alpha, 0.743, 0.0005);
    EXPECT_FALSE(nominal_alpha({{1}, {}}).has_value());
    EXPECT_EQ(nominal_alpha({{1, 1}}), 1.0);
}

TEST(CorrectedShares, AreThoseWorkedOutByHand) {
    // 100 voices, 60 read at a and 40 at b. Of 30 coded posts at a, people leave 20 there and put 10 at b; of 20 at b
    // all stay. With a tenth of a post in each cell: q_aa = 20.1 / 30.4, q_ab = 10.1 / 30.4, q_ba = .1 / 20.4, q_bb
    // = 20.1 / 20.4.
    Confusion confusion;
    confusion.voices = {60, 40, 0, 0};
    confusion.counted[0] = {20, 10, 0, 0};
    confusion.counted[1] = {0, 20, 0, 0};
    const CorrectedShares shares = correct_shares(confusion);
    EXPECT_NEAR(shares.share[0], 0.39867, 5e-6);  // .6 * .661184 + .4 * .004902
    EXPECT_NEAR(shares.share[1], 0.59346, 5e-6);  // .6 * .332237 + .4 * .985294
    // Variance of the share of a: .36 * .661184 * .338816 / 31.4 + .16 * .004902 * .995098 / 21.4 = .00256841 +
    // .00003647, and of the voices (.6 * .661184^2 + .4 * .004902^2 - .39867^2) / 100 = .00103371: .00363859, its root
    // .060321. Log-odds -.410931, reach 1.959964 * .060321 / (.39867 * .60133) = .493163.
    EXPECT_NEAR(shares.low[0], 0.28820, 2e-5);   // 1 / (1 + e^.904094)
    EXPECT_NEAR(shares.high[0], 0.52054, 2e-5);  // 1 / (1 + e^-.082232)
    EXPECT_LT(shares.ahead, 0);
    EXPECT_GT(shares.ahead_high, 0) << "with 50 posts b may still not be the larger one";
}

TEST(CorrectedShares, AgreeWithTheTwinThatDrawsFromThePosterior) {
    std::mt19937_64 random(20261126);
    for (int round = 0; round < 12; ++round) {
        Confusion confusion;
        for (std::size_t j = 0; j < 4; ++j) {
            confusion.voices[j] = static_cast<double>(20 + random() % 200);
            for (std::size_t k = 0; k < 4; ++k)
                confusion.counted[j][k] = static_cast<double>(random() % (j == k ? 20 : 6));
        }
        const CorrectedShares fast = correct_shares(confusion);
        const DrawnShares slow = drawn_shares(confusion, 4000, random);
        for (std::size_t k = 0; k < 4; ++k) {
            EXPECT_NEAR(fast.share[k], slow.mean[k], 0.005);
            const double drawn = 2 * 1.959964 * slow.spread[k], width = fast.high[k] - fast.low[k];
            EXPECT_NEAR(width, drawn, 0.12 * drawn);
        }
    }
}

/// Draws a debate and a coded sample of it, and says whether the interval of each camp holds its true share.
TEST(CorrectedShares, HoldTheTrueShareNineTimesInTen) {
    const std::vector<std::array<std::array<double, 4>, 4>> judges = {
        {{{.8, .05, .05, .1}, {.05, .8, .05, .1}, {.2, .2, .5, .1}, {.05, .05, 0, .9}}},
        {{{.5, .2, .02, .28}, {.2, .5, .02, .28}, {.35, .35, .1, .2}, {.2, .15, .05, .6}}}};
    const std::vector<std::array<double, 4>> truths = {{.3, .3, .05, .35}, {.5, .1, .05, .35}, {.7, .2, .05, .05}};
    std::mt19937_64 random(7);
    for (const auto& judge : judges)
        for (const auto& truth : truths) {
            int held = 0, read_held = 0;
            constexpr int draws = 400;
            for (int draw = 0; draw < draws; ++draw) {
                Confusion confusion;
                for (int voice = 0; voice < 300; ++voice) {
                    const std::size_t k = std::discrete_distribution<std::size_t>(truth.begin(), truth.end())(random);
                    const std::size_t j =
                        std::discrete_distribution<std::size_t>(judge[k].begin(), judge[k].end())(random);
                    ++confusion.voices[j];
                    if (voice < 50) ++confusion.counted[j][k];
                }
                const CorrectedShares shares = correct_shares(confusion);
                held += shares.low[0] <= truth[0] && truth[0] <= shares.high[0] ? 1 : 0;
                const double read = confusion.voices[0] / 300, reach = 1.96 * std::sqrt(read * (1 - read) / 300);
                read_held += std::abs(read - truth[0]) <= reach ? 1 : 0;
            }
            EXPECT_GE(held, draws * 90 / 100) << truth[0];
            if (truth[0] >= .5) {
                EXPECT_LT(read_held, draws / 2) << "what is read alone misses it";
            }
        }
}

Camps two_camps(int posts) {
    Camps camps;
    for (int i = 0; i < posts; ++i) {
        PostStance s;
        s.debate = DebateId{7};
        s.post = PostId{100 + i};
        s.pole = i % 2 == 0 ? Pole::a : Pole::b;
        s.confidence = 0.8;
        camps.stances.push_back(s);
    }
    for (const Pole pole : {Pole::a, Pole::b, Pole::both, Pole::unclear}) {
        Camp camp;
        camp.debate = DebateId{7};
        camp.pole = pole;
        camp.voices = pole == Pole::a || pole == Pole::b ? posts / 2 : 0;
        camps.camps.push_back(camp);
    }
    return camps;
}

CodeLines coded(const Camps& camps, std::size_t most) {
    CodeLines lines;
    std::vector<PostId> posts;
    for (const PostStance& s : camps.stances) posts.push_back(s.post);
    posts = drawn_for_coding(DebateId{7}, posts);
    posts.resize(std::min(most, posts.size()));
    for (const PostId post : posts)
        for (const char* coder : {"one", "two"}) lines.codes.push_back({DebateId{7}, post, coder, Pole::a, {}});
    return lines;
}

TEST(Coding, CorrectsFromFortyPostsOn) {
    const Camps camps = two_camps(120);
    EXPECT_TRUE(build_coding(camps, coded(camps, 39)).camps.empty());
    const Coding coding = build_coding(camps, coded(camps, 40));
    ASSERT_EQ(coding.camps.size(), 4U);
    ASSERT_EQ(coding.debates.size(), 2U);
    EXPECT_EQ(coding.debates[0].debate, DebateId{});
    EXPECT_EQ(coding.debates[1].posts, 40);
    EXPECT_EQ(coding.debates[1].codes, 80);
    EXPECT_EQ(coding.debates[1].coders, 2);
    EXPECT_EQ(coding.debates[1].lead, 1) << "people say a of all of them, the judge of half";
    EXPECT_GT(coding.camps[0].share, 0.9);
}

TEST(Coding, LeavesOutWhatSomebodyChose) {
    const Camps camps = two_camps(120);
    CodeLines lines = coded(camps, 50);
    std::set<PostId> sample;
    for (const CodeLine& line : lines.codes) sample.insert(line.post);
    const std::size_t before = build_coding(camps, lines).codes.size();
    for (const PostStance& s : camps.stances)
        if (!sample.contains(s.post)) lines.codes.push_back({DebateId{7}, s.post, "three", Pole::b, {}});
    lines.codes.push_back({DebateId{8}, PostId{100}, "one", Pole::b, {}});
    EXPECT_EQ(build_coding(camps, lines).codes.size(), before);
}

TEST(Coding, APostThatTheAnalystMovedCountsWhereTheJudgeHadIt) {
    Camps camps = two_camps(120);
    CodeLines lines = coded(camps, 1);
    lines.codes.resize(1);
    for (PostStance& s : camps.stances)
        if (s.post == lines.codes[0].post) s.pole = Pole::both, s.confidence = 1;
    EXPECT_TRUE(build_coding(camps, lines).codes.empty());
    lines.codes[0].judged = Pole::b;
    const Coding coding = build_coding(camps, lines);
    ASSERT_EQ(coding.codes.size(), 1U);
    EXPECT_EQ(coding.codes[0].judged, Pole::b);
}

TEST(Coding, TheLastLineOfACoderCountsAndBadLinesAreNamed) {
    const std::string folder = fresh_folder("codes");
    fs::create_directories(folder);
    std::ofstream(folder + "/coding.jsonl") << R"({"coder":"one","debate":"7","post":"100","label":"a","judged":"b"})"
                                            << "\n"
                                            << R"({"coder":"one","debate":"7","post":"100","label":"unclear"})"
                                            << "\n"
                                            << R"({"coder":"two","debate":"7","post":"100","label":"c"})"
                                            << "\n\nnot JSON\n"
                                            << R"({"coder":"","debate":"7","post":"100","label":"a"})"
                                            << "\n";
    const auto lines = read_codes(real_disk(), folder);
    ASSERT_TRUE(lines.ok());
    ASSERT_EQ(lines->codes.size(), 1U);
    EXPECT_EQ(lines->codes[0].label, Pole::unclear);
    EXPECT_EQ(lines->problems.size(), 3U);
    EXPECT_EQ(lines->problems[0].record, 3);
    fs::remove_all(folder);
}

class CodedReport : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!fs::exists(".deps/encoder/weights.npz")) return;
        case_ = copied_sample_case("coded");
        plain_ = written("plain");
        code_two_debates();
        AnalyzeOptions again;
        again.keep_options = true;
        ASSERT_TRUE(analyze_case(real_disk(), case_, fs::current_path().string(), again, [](const auto&) {}).ok());
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) fs::remove_all(case_);
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    }

    /// Two coders, who see two posts in three as the judge does.
    static void code_two_debates() {
        const auto stances = read_rows<PostStance>(real_disk(), case_ + "/camps/stances.parquet");
        const auto debates = read_rows<Debate>(real_disk(), case_ + "/debates/debates.parquet");
        ASSERT_TRUE(stances.ok() && debates.ok());
        std::mt19937_64 random(11);
        std::ofstream file(case_ + "/coding.jsonl");
        for (const Debate& debate : *debates)
            for (const char* coder : {"one", "two"})
                for (const PostStance& s : *stances) {
                    if (s.debate != debate.debate || debate.rank > 2) continue;
                    const Pole label = random() % 3 > 0 ? s.pole : static_cast<Pole>(random() % 4);
                    file << "{\"coder\":\"" << coder << "\",\"debate\":\"" << static_cast<std::int64_t>(s.debate)
                         << "\",\"post\":\"" << static_cast<std::int64_t>(s.post) << "\",\"label\":\""
                         << enum_name(label) << "\"}\n";
                }
    }

    static std::string written(const std::string& name, const std::string& language = "en") {
        const std::string file = case_ + "/" + name + ".md";
        ReportOptions options;
        options.language = language;
        EXPECT_TRUE(write_report(real_disk(), case_, fs::current_path().string(), file, options).ok());
        return bytes_of(file);
    }

    static std::vector<Finding> findings(const std::string& file) {
        auto verdict = verify_report(real_disk(), file, case_);
        EXPECT_TRUE(verdict.ok());
        return verdict.ok() ? verdict->findings : std::vector<Finding>{};
    }

    static std::string case_, plain_;
};
std::string CodedReport::case_, CodedReport::plain_;

TEST_F(CodedReport, SaysWhatWasCodedAndHolds) {
    EXPECT_EQ(plain_.find("Corrected for"), std::string::npos);
    EXPECT_EQ(plain_.find("alpha"), std::string::npos);
    const std::string english = written("coded"), chinese = written("coded_zh", "zh");
    for (const char* said : {"Corrected for the errors that they found", "coded a random sample of 100 posts",
                             "Krippendorff’s alpha", "2 people", "share and interval are corrected for"})
        EXPECT_NE(english.find(said), std::string::npos) << said;
    EXPECT_NE(chinese.find("按所发现的误差修正后"), std::string::npos);
    EXPECT_TRUE(findings(case_ + "/coded.md").empty());
    EXPECT_TRUE(findings(case_ + "/coded_zh.md").empty());
}

TEST_F(CodedReport, AChangedNumberOfItDoesNotHold) {
    const std::string english = written("edited");
    for (const char* before : {"Corrected for the errors that they found", "(between ",
                               "zero where they agree as by "
                               "chance, is "}) {
        std::string text = english;
        std::size_t at = text.find(before);
        ASSERT_NE(at, std::string::npos) << before;
        at = text.find_first_of("12345678", at);
        ++text[at];
        ASSERT_TRUE(real_disk().write_file(case_ + "/edited.md", text).ok());
        EXPECT_FALSE(findings(case_ + "/edited.md").empty()) << before;
    }
}

TEST_F(CodedReport, TablesThatTheCodesDoNotGiveDoNotHold) {
    const auto lexicon = Lexicon::load(real_disk(), "ground/lexicon");
    ASSERT_TRUE(lexicon.ok());
    const std::string manifest = bytes_of(case_ + "/manifest.json");
    const auto holds_with = [&](auto change) {
        Coding tables = *read_tables<Coding>(real_disk(), case_);
        const Coding before = tables;
        change(tables);
        // A forger who knows the format: the manifest has the new digests, and the report is written from the tables.
        auto known = Manifest::load(real_disk(), case_);
        const auto put = [&](const Coding& all) {
            return each_table_of(all, [&](const std::string& name, const auto& rows) -> Result<void> {
                TRY_VOID(write_rows(real_disk(), case_ + "/" + name, rows));
                known->files[name] = {sha256_hex(bytes_of(case_ + "/" + name)), static_cast<std::int64_t>(rows.size())};
                return {};
            });
        };
        EXPECT_TRUE(put(tables).ok() && known->save(real_disk(), case_).ok());
        written("forged");
        const bool held = findings(case_ + "/forged.md").empty();
        EXPECT_TRUE(put(before).ok() && real_disk().write_file(case_ + "/manifest.json", manifest).ok());
        return held;
    };
    EXPECT_TRUE(holds_with([](Coding&) {}));
    EXPECT_FALSE(holds_with([](Coding& c) { c.camps[0].share += 0.05; }));
    EXPECT_FALSE(holds_with([](Coding& c) { c.camps[1].share_low -= 0.02; }));
    EXPECT_FALSE(holds_with([](Coding& c) { c.debates[0].alpha = 0.9; }));
    EXPECT_FALSE(holds_with([](Coding& c) { c.debates[1].lead = c.debates[1].lead == 1 ? -1 : 1; }));
    EXPECT_FALSE(holds_with([](Coding& c) { c.codes[0].judged = c.codes[0].judged == Pole::a ? Pole::b : Pole::a; }));
    EXPECT_FALSE(holds_with([](Coding& c) { c.camps.pop_back(); }));
}

TEST_F(CodedReport, TablesHaveTheColumnsOfTheirSchema) {
    std::string now;
    for (const std::string name : {"camps", "codes", "debates"}) {
        const std::string file = case_ + "/coding/" + name + ".parquet";
        const auto reader = TableReader::open(bytes_of(file), file);
        ASSERT_TRUE(reader.ok());
        now += "coding/" + name + ":";
        for (const std::string& column : reader->column_names()) now += " " + column;
        now += "\n";
    }
    EXPECT_EQ(now, bytes_of("tests/cases/table/columns_of_coding.txt")) << "see Pipeline.TablesHaveTheColumns...";
}

/// Last in this file: it takes the codes away.
TEST_F(CodedReport, WithoutCodesItIsTheReportOfBefore) {
    const std::string codes = bytes_of(case_ + "/coding.jsonl");
    fs::remove(case_ + "/coding.jsonl");
    AnalyzeOptions again;
    again.keep_options = true;
    ASSERT_TRUE(analyze_case(real_disk(), case_, fs::current_path().string(), again, [](const auto&) {}).ok());
    EXPECT_EQ(written("plain"), plain_);
    EXPECT_FALSE(fs::exists(case_ + "/coding/camps.parquet"));
    std::ofstream(case_ + "/coding.jsonl") << codes;
    ASSERT_TRUE(analyze_case(real_disk(), case_, fs::current_path().string(), again, [](const auto&) {}).ok());
}

}  // namespace
}  // namespace agon
