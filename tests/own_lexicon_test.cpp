// Words of the analyst's own: what a file does to the lists, what is refused, and that a case with one is read by it
// from the first table to the report, however it got there.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "ground/lexicon/lexicon.hpp"
#include "ground/text/text.hpp"
#include "src/pipeline/pipeline.hpp"
#include "src/points/points.hpp"
#include "src/trends/trends.hpp"
#include "src/verdict/verdict.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

class OwnLexicon : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fresh_folder("own_lexicon");
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }
    void write(const std::string& name, const std::string& text) const {
        ASSERT_TRUE(real_disk().write_file(folder_ + "/" + name, text).ok());
    }
    Result<Lexicon> loaded() const { return Lexicon::load(real_disk(), "ground/lexicon", folder_); }
    /// The error's line for a file of this text, without the folder.
    std::string refused(const std::string& text) const {
        write("mine.toml", text);
        const auto lexicon = loaded();
        if (lexicon) return "taken";
        EXPECT_EQ(lexicon.error().exit_code(), 3);
        return lexicon.error().line().substr(folder_.size() + 1);
    }
    std::string folder_;
};

std::string named_by(const LexiconList& list, const std::string& text) {
    std::string all;
    for (const LexiconMatch& match : list.find(text)) all += match.entry->name + ' ';
    return all;
}

TEST_F(OwnLexicon, AddsReplacesAndTakesWords) {
    write("a.toml",
          "[[sectors]]\nname = \"制药\"\nenglish = \"pharmaceuticals\"\nwords = [\"药企\", \"車床\"]\n"
          "[[sectors]]\nname = \"软件\"\nreplace = true\nwords = [\"工业软件\"]\n"
          "[[actors]]\nname = \"华为\"\nwords = [\"花厂\"]\n"
          "[[negation]]\nname = \"not\"\nwords = [\"冇\"]\n");
    const auto shipped = Lexicon::load(real_disk(), "ground/lexicon");
    const auto lexicon = loaded();
    ASSERT_TRUE(lexicon.ok()) << lexicon.error().line();
    const LexiconList& sectors = lexicon->list("sectors");
    EXPECT_EQ(named_by(shipped->list("sectors"), "药企的车床和操作系统"), "机床 软件 ");
    // 车床 was a word of 机床, and is now one of the new entry, written in the other characters.
    EXPECT_EQ(named_by(sectors, "药企的车床和操作系统"), "制药 制药 ");
    EXPECT_EQ(named_by(sectors, "工业软件与机床"), "软件 机床 ");
    EXPECT_EQ(sectors.entry("软件")->english, "software") << "what is not stated stays";
    EXPECT_EQ(named_by(lexicon->list("actors"), "花厂就是华为"), "华为 华为 ");
    EXPECT_EQ(lexicon->list("actors").entry("华为")->attribute("kind"), "company");
    EXPECT_TRUE(lexicon->list("negation").contains_any("我冇睇过"));
    EXPECT_TRUE(lexicon->list("negation").contains_any("没有"));
    EXPECT_TRUE(lexicon->list("actors").entry("华为")->is_own("花厂"));
    EXPECT_FALSE(lexicon->list("actors").entry("华为")->is_own("华为"));
    EXPECT_TRUE(sectors.entry("制药")->is_own("药企"));
    EXPECT_NE(lexicon->digest(), shipped->digest());
    EXPECT_EQ(lexicon->own_files().size(), 1U);
}

TEST_F(OwnLexicon, LaterFilesSpeakOfTheEntriesOfEarlierOnes) {
    write("a.toml", "[[sectors]]\nname = \"制药\"\nwords = [\"药企\"]\n");
    write("b.toml", "[[sectors]]\nname = \"制药\"\nwords = [\"仿制药\"]\n");
    write("b.toml~", "no TOML, and no lexicon file");
    const auto lexicon = loaded();
    ASSERT_TRUE(lexicon.ok()) << lexicon.error().line();
    EXPECT_EQ(named_by(lexicon->list("sectors"), "药企和仿制药"), "制药 制药 ");
}

TEST_F(OwnLexicon, WithoutFilesTheListsAreTheProgrammes) {
    const auto shipped = Lexicon::load(real_disk(), "ground/lexicon");
    EXPECT_EQ(loaded()->digest(), shipped->digest());
    EXPECT_EQ(Lexicon::load(real_disk(), "ground/lexicon", folder_ + "/absent")->digest(), shipped->digest());
    EXPECT_EQ(*Lexicon::digest_of(real_disk(), "ground/lexicon", folder_), shipped->digest());
}

TEST_F(OwnLexicon, OfEntriesThatShareANameTheOneIsMeantWhoseKeysAreStated) {
    EXPECT_EQ(
        refused("[[figure_replies]]\nname = \"disputed\"\nwords = [\"胡扯\"]\n"),
        "mine.toml: a lexicon file cannot be understood (line 1: figure_replies has several entries disputed: say "
        "rule of the one that is meant)");
    EXPECT_EQ(refused("[[figure_replies]]\nname = \"disputed\"\nrule = \"before\"\nwords = [\"胡扯\"]\n"), "taken");
    EXPECT_EQ(refused("[[frames]]\nname = \"threat\"\nrule = \"near\"\nreach = \"9\"\nwords = [\"掐住\"]\n"), "taken");
}

TEST_F(OwnLexicon, WhatNothingWouldReadIsRefusedWithItsLine) {
    const std::string head = "mine.toml: a lexicon file cannot be understood (";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"[[sector]]\nname = \"制药\"\nwords = [\"药企\"]\n", "line 1: there is no list sector)"},
        {"# mine\n\n[[sectors]]\nname = \"制药\"\nword = \"药企\"\n", "line 3: entries of sectors have no word)"},
        {"[[sectors]]\nwords = [\"药企\"]\n", "line 1: an entry has no name)"},
        {"[[sectors]]\nname = \"制药\"\n", "line 1: 制药 has no words)"},
        {"[[sectors]]\nname = \"制药\"\nenglish = \"drugs\"\n", "line 1: 制药 is a new entry and has no words)"},
        {"[[sectors]]\nname = \"制药\"\nwords = \"药企\"\n",
         "line 3: words must be a list of texts: words = [\"...\", \"...\"])"},
        {"[[sectors]]\nname = \"制药\"\nwords = [\"药企\",\n  7]\n",
         "line 4: a word must be a text in quotation marks)"},
        {"[[sectors]]\nname = \"制药\"\nwords = [\" \"]\n", "line 3: a word is empty)"},
        {"[[sectors]]\nname = \"制药\"\nreplace = true\nwords = [\"药企\"]\n",
         "line 1: sectors has no entry 制药 to replace)"},
        {"[[sectors]]\nname = \"制药\"\nreplace = \"yes\"\nwords = [\"药企\"]\n",
         "line 3: replace must be true or false)"},
        {"[[actors]]\nname = \"中船\"\nwords = [\"中船\"]\n",
         "line 1: 中船 is a new entry of actors and must say its kind)"},
        {"[[actors]]\nname = \"中船\"\nkind = \"firm\"\nwords = [\"中船\"]\n",
         "line 1: kind must be one of company, country, guard, institution, person, several)"},
        {"[[actors]]\nname = \"中船\"\nkind = \"company\"\ncountry = \"中国国\"\nwords = [\"中船\"]\n",
         "line 1: country is no actor: 中国国)"},
        {"[[actors]]\nname = \"两船\"\nkind = \"several\"\nmembers = \"华为+北船\"\nwords = [\"两船\"]\n",
         "line 1: members is no actor: 北船)"},
        {"[[who_leads]]\nname = \"both\"\nwords = [\"合力\"]\n",
         "line 1: who_leads has no entry both, and nothing would read it: its entries are market_claim, "
         "market_outright_claim, market_sign, "
         "state_claim, state_outright_claim, state_sign)"},
        {"[[frames]]\nname = \"threat\"\nrule = \"near\"\nreach = \"far\"\nwords = [\"掐住\"]\n",
         "line 1: reach must be a number in quotation marks)"},
        {"sectors = [\"制药\"]\n", "line 1: entries of a list are written below [[sectors]], not as sectors = ...)"},
        {"", "line 1: there is no entry in it)"},
        {"# nothing yet\n", "line 1: there is no entry in it)"}};
    for (const auto& [text, told] : cases) EXPECT_EQ(refused(text), head + told) << text;
    // What is no TOML: the parser's own words behind the line.
    EXPECT_EQ(refused("[[sectors]]\nname = \"制药\nwords = [\"药企\"]\n").find(head + "line 2: "), 0U);
    EXPECT_EQ(refused("[[sectors]]\nname = \"\xff\"\n").find(head + "line "), 0U);
}

/// The whole sample: sectors are spoken of in a few of its threads only.
TEST(OwnLexiconCase, IsReadFromTheFirstTableToTheReportAndStaysInTheCase) {
    if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::string folder = copied_sample_case("own_lexicon_case"), data = fs::current_path().string();
    const auto views_of = [&](const std::string& sector) {
        const Points points = *read_points(real_disk(), folder);
        return std::count_if(points.sectors.begin(), points.sectors.end(),
                             [&](const SectorView& view) { return view.sector == sector; });
    };
    const auto named = [&](const std::string& actor) {
        const Trends trends = *read_trends(real_disk(), folder);
        return std::count_if(trends.actors.begin(), trends.actors.end(),
                             [&](const ActorUse& use) { return use.actor == actor; });
    };
    EXPECT_EQ(named("图纸"), 0);
    EXPECT_GT(views_of("高铁"), 0);
    EXPECT_EQ(views_of("铁道"), 0);
    const std::string mine = folder + "-mine.toml", key = Manifest::load(real_disk(), folder)->stages.at("corpus").key;
    ASSERT_TRUE(real_disk()
                    .write_file(mine,
                                "[[sectors]]\nname = \"铁道\"\nenglish = \"rail of my own\"\n"
                                "words = [\"高铁\", \"高速铁路\", \"动车\"]\n"
                                "[[actors]]\nname = \"图纸\"\nenglish = \"the drawings\"\nkind = \"institution\"\n"
                                "words = [\"图纸\"]\n")
                    .ok());
    CaseAnalysis analysis(real_disk(), folder, data);
    const auto nothing_said = [](const std::string&) {};
    AnalyzeOptions options;
    options.from = "2010-12", options.to = "2025-03";
    options.lexicons = {mine};
    const auto outcome = analysis.run(options, nothing_said);
    ASSERT_TRUE(outcome) << outcome.error().line();
    EXPECT_GT(named("图纸"), 0);
    EXPECT_GT(views_of("铁道"), 0);
    const Manifest manifest = *Manifest::load(real_disk(), folder);
    EXPECT_NE(manifest.stages.at("corpus").key, key);
    EXPECT_EQ(manifest.models.at("case lexicon " + fs::path(mine).filename().string()), sha256_hex(bytes_of(mine)));
    // The file given may go; a run without the flag, as corrections make one, finds it in the case.
    fs::remove(mine);
    AnalyzeOptions again;
    again.keep_options = true;
    const auto kept = analysis.run(again, nothing_said);
    ASSERT_TRUE(kept) << kept.error().line();
    for (const StageOutcome& stage : *kept) EXPECT_TRUE(stage.skipped) << stage.stage;
    const char* program = std::getenv("AGON_PROGRAM");
    const std::string report = folder + "-report.html";
    ASSERT_TRUE(write_report(real_disk(), folder, data, report, {}));
    const auto verdict = verify_report(real_disk(), report, folder);
    ASSERT_TRUE(verdict) << verdict.error().line();
    EXPECT_TRUE(verdict->holds());
    // Who says so in English: the analyst. In the report's JSON, which names the maker of each gloss.
    const std::string json = folder + "-report.json";
    ASSERT_TRUE(write_report(real_disk(), folder, data, json, {}));
    if (bytes_of(json).find("rail of my own") != std::string::npos) {
        EXPECT_NE(bytes_of(json).find("case lexicon"), std::string::npos);
    }
    fs::remove(json);
    if (program) {
        const std::string deep =
            std::string(program) + " verify " + report + " --case " + folder + " --deep > /dev/null";
        EXPECT_EQ(std::system(deep.c_str()), 0);
    }
    // A process that holds the case sees that a file of it was edited: the tables are those of a new process.
    const std::string in_case = folder + "/lexicon/" + fs::path(mine).filename().string();
    ASSERT_TRUE(real_disk()
                    .write_file(in_case,
                                "[[actors]]\nname = \"图纸与工艺\"\nkind = \"institution\"\n"
                                "words = [\"图纸\", \"工艺\"]\n")
                    .ok());
    ASSERT_TRUE(analysis.run(again, nothing_said));
    EXPECT_EQ(named("图纸"), 0);
    EXPECT_GT(named("图纸与工艺"), 0);
    EXPECT_EQ(views_of("铁道"), 0);
    // And a file that cannot be read ends the run before anything is written.
    const std::string before = bytes_of(folder + "/manifest.json");
    ASSERT_TRUE(real_disk().write_file(in_case, "[[actor]]\nname = \"x\"\nwords = [\"y\"]\n").ok());
    const auto refused = analysis.run(again, nothing_said);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().line(),
              in_case + ": a lexicon file cannot be understood (line 1: there is no list actor)");
    EXPECT_EQ(bytes_of(folder + "/manifest.json"), before);
    // Taken out, the case is as before the first file.
    fs::remove(in_case);
    ASSERT_TRUE(analysis.run(again, nothing_said));
    EXPECT_EQ(Manifest::load(real_disk(), folder)->stages.at("corpus").key, key);
    fs::remove_all(folder);
    fs::remove(report);
}

TEST(OwnLexiconCase, AFileThatIsRefusedIsNotPutIntoTheCase) {
    const std::string folder = fresh_folder("own_lexicon_refused"), mine = folder + "-mine.toml";
    ASSERT_TRUE(import_files(real_disk(), folder, {"examples/made-in-china/threads/answers-190000301.json"}, {}).ok());
    ASSERT_TRUE(real_disk().write_file(mine, "[[sector]]\nname = \"x\"\nwords = [\"y\"]\n").ok());
    AnalyzeOptions options;
    const auto told = [&](const std::string& file) {
        options.lexicons = {file};
        const auto outcome =
            analyze_case(real_disk(), folder, fs::current_path().string(), options, [](const std::string&) {});
        return outcome ? std::string("taken") : outcome.error().line();
    };
    EXPECT_EQ(told(mine), mine + ": a lexicon file cannot be understood (line 1: there is no list sector)");
    EXPECT_EQ(told(folder + "-absent.toml"), folder + "-absent.toml: no such file");
    EXPECT_EQ(told("README.md"), "README.md: wrong use (the name of a lexicon file ends in .toml)");
    EXPECT_FALSE(fs::exists(folder + "/lexicon"));
    fs::remove_all(folder);
    fs::remove(mine);
}

}  // namespace
}  // namespace agon
