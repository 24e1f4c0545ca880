// What debates of the sample are headed by in the report, which have no camps, and what official texts say beside them.
#include <gtest/gtest.h>

#include <fstream>

#include "ground/lexicon/camp_words.hpp"
#include "src/debates/debates.hpp"
#include "src/pipeline/pipeline.hpp"
#include "src/verdict/verdict.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

class Headings : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (fs::exists(".deps/encoder/weights.npz")) case_ = copied_sample_case("headings");
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) fs::remove_all(case_);
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    }

    static std::string report(const std::string& language) {
        const std::string file = case_ + "/report." + language + ".md";
        ReportOptions options;
        options.language = language;
        EXPECT_TRUE(write_report(real_disk(), case_, fs::current_path().string(), file, options).ok());
        const auto verdict = verify_report(real_disk(), file, case_);
        EXPECT_TRUE(verdict.ok() && verdict->holds()) << language;
        return bytes_of(file);
    }
    static Debates debates() { return *read_debates(real_disk(), case_); }

    static std::string case_;
};

std::string Headings::case_;

TEST_F(Headings, QuestionsOfManyFieldsAreOneDebateInWordsOfAgon) {
    const Debates found = debates();
    const auto leads = [](const Debate& d) { return d.proposition == proposition_of_lead; };
    ASSERT_EQ(std::count_if(found.debates.begin(), found.debates.end(), leads), 1);
    const Debate& debate = *std::find_if(found.debates.begin(), found.debates.end(), leads);
    EXPECT_GE(debate.threads, 8);
    EXPECT_EQ(debate.pole_a, pole_of_state);
    const std::string english = report("en"), chinese = report("zh");
    EXPECT_NE(english.find("\n## Should the state lead, or the market?\n"), std::string::npos);
    EXPECT_NE(english.find("agon’s wording"), std::string::npos);
    EXPECT_NE(english.find("those who want the market to lead ("), std::string::npos);
    EXPECT_NE(chinese.find("\n## 该由国家主导，还是交给市场？\n"), std::string::npos);
    EXPECT_NE(chinese.find("主张国家主导的人"), std::string::npos);
}

TEST_F(Headings, WhereNoSidesAreReadNoCampsAreNamed) {
    const std::string english = report("en");
    const std::size_t told = english.find("no camps are set against each other");
    ASSERT_NE(told, std::string::npos);
    const std::size_t section = english.rfind("\n## ", told), end = english.find("\n## ", told);
    EXPECT_EQ(english.substr(section, end - section).find("those who"), std::string::npos);
    EXPECT_NE(english.substr(section, end - section).find("[^"), std::string::npos);
}

TEST_F(Headings, OfficialSentencesAreOfficialNearestFirstAndOneOfAText) {
    const Debates found = debates();
    const auto segments = read_rows<Segment>(real_disk(), case_ + "/segments/segments.parquet");
    ASSERT_TRUE(segments.ok());
    std::map<SegmentId, const Segment*> by_id;
    for (const Segment& s : *segments) by_id[s.segment] = &s;
    std::map<DebateId, std::vector<const OfficialSentence*>> of_debate;
    for (const OfficialSentence& o : found.official) {
        EXPECT_EQ(by_id.at(o.segment)->stream, "official");
        EXPECT_EQ(by_id.at(o.segment)->post, o.post);
        of_debate[o.debate].push_back(&o);
    }
    ASSERT_GE(of_debate.size(), 3U);
    for (const auto& [debate, sentences] : of_debate) {
        EXPECT_LE(sentences.size(), 8U);
        std::set<PostId> texts;
        for (std::size_t i = 0; i < sentences.size(); ++i) {
            EXPECT_TRUE(texts.insert(sentences[i]->post).second);
            EXPECT_LE(sentences[i]->fit, sentences[i == 0 ? 0 : i - 1]->fit);
        }
    }
}

/// One correction, alone, and the case analysed with it.
void correct(const std::string& case_folder, const std::string& what, ThreadId thread, const std::string& text,
             const std::string& more = "") {
    std::ofstream(case_folder + "/corrections.jsonl")
        << R"({"id":"r","what":")" << what << R"(","target":{"threads":[")" << static_cast<std::int64_t>(thread)
        << R"("]},"value":{"text":")" << text << '"' << more << "}}\n";
    AnalyzeOptions again;
    again.keep_options = true;
    ASSERT_TRUE(analyze_case(real_disk(), case_folder, fs::current_path().string(), again, [](const auto&) {}).ok());
}

TEST_F(Headings, AnotherStatementLeavesNoPolesOfAgonsOwnBehind) {
    const Debates found = debates();
    const auto lead = std::find_if(found.debates.begin(), found.debates.end(),
                                   [](const Debate& d) { return d.proposition == proposition_of_lead; });
    ASSERT_NE(lead, found.debates.end());
    correct(case_, "set_proposition", lead->question_thread, "中国芯片该用举国体制来搞");
    const Debates after = debates();
    const auto same = std::find_if(after.debates.begin(), after.debates.end(),
                                   [&](const Debate& d) { return d.debate == lead->debate; });
    ASSERT_NE(same, after.debates.end());
    EXPECT_EQ(same->proposition, "中国芯片该用举国体制来搞");
    EXPECT_EQ(same->pole_a + same->pole_b, "");
}

// The sample's memory names the sides of its first question, and those sides are not the statement's.
TEST_F(Headings, SidesAreCalledAsTheAnalystsStatementNamesThem) {
    const Debates found = debates();
    const auto asked = std::find_if(found.debates.begin(), found.debates.end(),
                                    [](const Debate& d) { return d.proposition != proposition_of_lead; });
    ASSERT_NE(asked, found.debates.end());
    EXPECT_EQ(report("zh").find("主张国家来做的人"), std::string::npos);
    correct(case_, "set_proposition", asked->question_thread, asked->proposition + "。",
            R"(,"pole_a":"主张国家来做的人","pole_b":"主张大家来做的人")");
    for (const char* language : {"zh", "en"}) {
        const std::string text = report(language);
        EXPECT_NE(text.find("主张国家来做的人"), std::string::npos) << language;
        EXPECT_NE(text.find("主张大家来做的人"), std::string::npos) << language;
    }
}

TEST_F(Headings, AnAnalystsNameHeadsItsDebate) {
    correct(case_, "rename", debates().debates.front().question_thread, "年轻人何去何从");
    EXPECT_NE(report("zh").find("\n## 年轻人何去何从\n"), std::string::npos);
    EXPECT_NE(report("en").find("\n## 年轻人何去何从\n"), std::string::npos);
}

TEST(CampWords, SayNoMoreThanTheQuestionAsks) {
    EXPECT_EQ(camp_words("语文老师的水平差距很大", true, false), "those who think it considerable");
    EXPECT_EQ(camp_words("语文老师的水平差距很大", false, true), "认为程度不高的人");
    EXPECT_EQ(camp_words("", true, true), "一方的人") << "nobody answers yes to a question without a statement";
    EXPECT_EQ(camp_words("燃油车会淘汰", false, false), "those who answer no");
}

}  // namespace
}  // namespace agon
