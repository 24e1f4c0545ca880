// Drafts of translations: what is held against them, where they are kept, how a report shows them, and the process that
// makes them, which here is a script that answers from a list. The real model is asked where AGON_TRANSLATOR_MODEL
// names one; what it says is never judged here (agon eval translations does that).
#include "ground/model/translator.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "ground/model/encoder.hpp"
#include "ground/text/text.hpp"
#include "src/evals/steps.hpp"
#include "src/report/drafts.hpp"
#include "src/report/translations.hpp"
#include "tests/sample_case.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

TEST(DraftNumbers, AreReadInEnglish) {
    const auto values = [](const char* text) {
        std::vector<double> found;
        for (const EnglishNumber& n : english_numbers(text)) found.push_back(n.value);
        return found;
    };
    EXPECT_EQ(values("1,200 people, 3.5 million and 300k"), (std::vector<double>{1200, 3.5e6, 3e5}));
    EXPECT_EQ(values("twenty-one thousand three hundred and five"), (std::vector<double>{21305}));
    EXPECT_EQ(values("a hundred of them, one and two"), (std::vector<double>{100, 1, 2}));
    EXPECT_EQ(values("in the 1970s, the 2nd C919 with 5G"), (std::vector<double>{1970, 2}));
    EXPECT_TRUE(values("thousands of words. And more.").empty());
}

TEST(DraftNumbers, MustBeThoseOfTheOriginal) {
    const auto same = [](const char* original, const char* text) { return same_numbers(original, text); };
    EXPECT_TRUE(same("上月两万一，今年一千二百人。", "21,000 last month, 1,200 people this year."));
    EXPECT_TRUE(same("补贴了3.5亿。", "They gave 350 million in subsidies."));
    EXPECT_TRUE(same("补贴了两百三十亿。", "They gave twenty-three billion in subsidies."));
    EXPECT_TRUE(same("只剩三成。", "Only 30 percent are left."));
    EXPECT_TRUE(same("18年裁了百分之十四。", "In 2018 they let 14% go."));
    EXPECT_TRUE(same("一个人三心二意，千万别学。", "A person of two minds: do not be like that."));
    EXPECT_TRUE(same("C919和5G都成了。", "The C919 and 5G both worked out."));
    EXPECT_TRUE(same("A5年前就停了，B9成了。", "The A5 was stopped years ago, the B9 worked out."));
    EXPECT_FALSE(same("补贴了3.5亿。", "They gave 3.5 million in subsidies."));
    EXPECT_FALSE(same("去年裁了300人。", "Last year they let people go."));
    EXPECT_FALSE(same("去年裁了人。", "Last year they let 300 people go."));
    EXPECT_FALSE(same("厂里有一万二千人。", "The factory has 1,200 people."));
    EXPECT_FALSE(same("有人不同意。", "A million people disagree."));
}

TEST(DraftNames, MustBeThoseOfTheOriginal) {
    const auto same = [](const char* original, const char* text) {
        return same_names(original, text, shipped_lexicon());
    };
    EXPECT_TRUE(same("德国人和美国佬都这么干。", "Germans and Americans do it like that."));
    EXPECT_TRUE(same("比亚迪的芯片。", "BYD’s chips."));
    EXPECT_TRUE(same("EUV光刻机", "an EUV lithography machine"));
    EXPECT_TRUE(same("国产机床", "Chinese machine tools"));
    EXPECT_FALSE(same("德国人都这么干。", "The French do it like that."));
    EXPECT_FALSE(same("EUV光刻机", "a lithography machine"));
    EXPECT_FALSE(same("他们都这么干。", "In Germany they do it like that."));
}

TEST(DraftNegation, MustBeThatOfTheOriginal) {
    EXPECT_TRUE(same_negation("补贴没了它反而飞了。", "When the subsidy was gone, it flew."));
    EXPECT_TRUE(same_negation("不是不想干，是没人要。", "It is not that I don’t want to; nobody takes me."));
    EXPECT_TRUE(same_negation("不仅便宜，还特别好用。", "Cheap, and very handy."));
    EXPECT_TRUE(same_negation("谁信？", "Nobody believes it."));
    EXPECT_TRUE(same_negation("厂里裁员。", "The factory lets people go."));
    EXPECT_FALSE(
        same_negation("人连尊严都没有，强大有什么意义？", "People have dignity, what is the meaning of strength?"));
    EXPECT_FALSE(same_negation("工资不高。", "The wages are high."));
    EXPECT_FALSE(same_negation("工资很高。", "The wages are not high."));
}

TEST(DraftForm, IsOneLineOfEnglish) {
    const std::string original = "他们都在厂里干活。";
    EXPECT_TRUE(is_whole_line(original, "They all work in the factory."));
    EXPECT_FALSE(is_whole_line(original, ""));
    EXPECT_FALSE(is_whole_line(original, "他们 work in the factory."));
    EXPECT_FALSE(is_whole_line(original, "They all work.\nChinese: more"));
    EXPECT_FALSE(is_whole_line(original, "They all work in the factory and then they all go home to sleep at night."));
    EXPECT_FALSE(is_whole_line("这是一句很长很长很长很长很长很长很长很长很长很长很长很长很长很长的话。",
                               "so on and on so on and on so on and on so on and on so"));
}

TEST(CharacterF, IsThatOfSacrebleu) {
    // sacrebleu 2.x, CHRF().corpus_score
    EXPECT_NEAR(
        character_f({"a cat sat on the mat", "wages did not rise"}, {"the cat sat on the mat", "wages never rose"}),
        58.06275892249857, 1e-9);
    EXPECT_DOUBLE_EQ(character_f({"ab"}, {"ab"}), 100);
    EXPECT_DOUBLE_EQ(character_f({"ab"}, {"xyz"}), 0);
    EXPECT_DOUBLE_EQ(character_f({}, {}), 0);
}

/// A folder with a "model" and a program that says what `script` says; $line is what is asked.
class ModelStub {
  public:
    explicit ModelStub(const std::string& name, const std::string& script, const std::string& model = "weights")
        : folder_(fresh_folder(name)) {
        fs::create_directories(folder_);
        std::ofstream(folder_ + "/model.gguf") << model;
        std::ofstream(folder_ + "/translate") << "#!/bin/sh\n" << script;
        ::chmod((folder_ + "/translate").c_str(), 0755);
    }
    ~ModelStub() { fs::remove_all(folder_); }
    const std::string& folder() const { return folder_; }
    TranslatorOptions options() const { return {folder_ + "/translate", folder_ + "/model.gguf", 1, 2}; }
    std::unique_ptr<Translator> open() const {
        auto opened = open_translator(options(), "beginning\n");
        EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().line());
        return opened.ok() ? std::move(*opened) : nullptr;
    }

  private:
    std::string folder_;
};

// Says everything that it is asked back.
constexpr const char* kEcho =
    "IFS= read -r line\n"
    "printf 'ready\\tParrot 1B\\n'\n"
    "while IFS= read -r line; do printf 'whole\\t%s\\n' \"$line\"; done\n";

TEST(TranslatorProcess, HandsLinesToAndFro) {
    const ModelStub stub("parrot", kEcho);
    const auto translator = stub.open();
    ASSERT_TRUE(translator);
    EXPECT_EQ(translator->name(), "Parrot 1B");
    const std::vector<std::string> texts = {"两行\n和 \\n 一个 '引号'", std::string(20000, 'x'), ""};
    EXPECT_EQ(*translator->go_on(texts), texts);
}

TEST(TranslatorProcess, IsKnownByItsModelAndItsBeginning) {
    const ModelStub one("model_one", kEcho), other("model_other", kEcho, "other weights");
    const std::string digest = one.open()->digest();
    EXPECT_EQ(digest, one.open()->digest());
    EXPECT_NE(digest, other.open()->digest());
    EXPECT_NE(digest, (*open_translator(one.options(), "another beginning\n"))->digest());
}

TEST(TranslatorProcess, MayFail) {
    const auto first = [](const std::string& script) {
        const ModelStub stub("failing", script);
        const auto opened = open_translator(stub.options(), "b");
        return opened.ok() ? ErrorCode::usage : opened.error().code;
    };
    EXPECT_EQ(first("exit 1\n"), ErrorCode::model_damaged);
    EXPECT_EQ(first("echo hello\n"), ErrorCode::model_damaged);
    EXPECT_EQ(first("exec sleep 60\n"), ErrorCode::model_damaged);
    EXPECT_EQ(first("exec cat /dev/zero\n"), ErrorCode::model_damaged);

    const std::string ready = "IFS= read -r line\nprintf 'ready\\tM\\n'\nIFS= read -r line\n";
    const ModelStub dies("dies", ready + "exit 1\n"), silent("silent", ready + "exec sleep 60\n"),
        cut("cut", ready + "printf 'cut\\thalf a\\n'\nIFS= read -r line\nprintf 'whole\\t\\377\\n'\n");
    EXPECT_EQ(dies.open()->go_on({"x"}).error().code, ErrorCode::model_damaged);
    EXPECT_EQ(silent.open()->go_on({"x"}).error().code, ErrorCode::model_damaged);
    const auto half = cut.open();
    EXPECT_EQ(*half->go_on({"x", "y"}), (std::vector<std::string>{"", ""}))
        << "a line that did not come to its end is none, and bytes that are no text are none";

    TranslatorOptions nothing = cut.options();
    nothing.program += "-not-there";
    EXPECT_EQ(open_translator(nothing, "b").error().code, ErrorCode::model_missing);
    nothing = cut.options();
    nothing.model += "-not-there";
    EXPECT_EQ(open_translator(nothing, "b").error().code, ErrorCode::model_missing);
}

TEST(TranslatorProcess, NamedBadlyIsNamedAsItsFile) {
    const ModelStub stub("nameless", "IFS= read -r line\nprintf 'ready\\t\\n'\n");
    EXPECT_EQ(stub.open()->name(), "model.gguf");
}

/// Two sides of a likeness: texts that both speak of the factory are alike.
class FactoryEncoder : public Encoder {
  public:
    std::int32_t width() const override { return 2; }
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return name_; }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int) const override {
        std::vector<float> rows;
        for (const std::string_view text : texts) {
            const bool speaks =
                text.find("厂") != std::string_view::npos || text.find("factory") != std::string_view::npos;
            rows.push_back(speaks ? 1 : 0);
            rows.push_back(speaks ? 0 : 1);
        }
        return rows;
    }

  private:
    std::string name_ = "factory";
};

// Recorded answers; "Chinese: X" and "English:" stand on two lines of what is asked.
constexpr const char* kRecorded =
    "IFS= read -r line\n"
    "printf 'ready\\tRecorded 1B\\n'\n"
    "while IFS= read -r line; do case $line in\n"
    "  *厂里裁员*) printf 'whole\\t \"The factory lets people go.\"\\n' ;;\n"
    "  *厂里没有裁员*) printf 'whole\\t The factory lets people go.\\n' ;;\n"
    "  *厂里下雨*) printf 'whole\\t It rains in the street.\\n' ;;\n"
    "  *) printf 'cut\\t on and on\\n' ;;\n"
    "esac; done\n";

Untranslated lacking(const std::string& original, const std::string& part = "") {
    return {sha256_hex(part.empty() ? original : original + '#' + part), original, part};
}

class DraftMemory : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }
    DraftsMade add(const ModelStub& stub) {
        Report report;
        for (const char* quote : {"厂里裁员。", "厂里没有裁员。", "厂里下雨。", "说个没完", "no Chinese"}) {
            report.untranslated.push_back(lacking(quote));
            report.cited.emplace_back().exact = quote;
        }
        report.untranslated.push_back(lacking("厂里裁员。", "a"));
        report.untranslated.push_back(lacking("厂里该不该裁员？"));  // a title
        std::size_t told = 0, of = 0;
        const auto translator = stub.open();
        auto made = add_drafts(real_disk(), file_, report, drafter_of(*translator), encoder_, shipped_lexicon(),
                               [&](std::size_t done, std::size_t all) { told = done, of = all; });
        EXPECT_TRUE(made.ok());
        EXPECT_EQ(told, static_cast<std::size_t>(made->shown + made->withheld));
        EXPECT_EQ(told, of);
        return *made;
    }
    std::string memory() const { return bytes_of(file_); }

    std::string folder_ = fresh_folder("drafts"), file_ = folder_ + "/translations.jsonl";
    FactoryEncoder encoder_;
};

TEST_F(DraftMemory, KeepsWhatIsShownAndWhatIsWithheld) {
    const ModelStub stub("recorded", kRecorded);
    const DraftsMade made = add(stub);
    EXPECT_EQ(made.shown, 1) << memory();
    EXPECT_EQ(made.withheld, 3);
    EXPECT_THAT(memory(), testing::HasSubstr(R"("withheld":"negation")"));
    EXPECT_THAT(memory(), testing::HasSubstr(R"("withheld":"likeness")"));
    EXPECT_THAT(memory(), testing::HasSubstr(R"("withheld":"form")"));
    const auto read = Translations::load(real_disk(), file_, "en");
    ASSERT_TRUE(read.ok());
    const TranslationUsed* draft = read->find("厂里裁员。");
    ASSERT_TRUE(draft);
    EXPECT_EQ(draft->text, "The factory lets people go.");
    EXPECT_EQ(draft->maker, "Recorded 1B (machine draft)");
    EXPECT_TRUE(draft->draft);
    EXPECT_FALSE(read->find("厂里没有裁员。"));
}

TEST_F(DraftMemory, AsksAModelOnceAndAnotherOneAgain) {
    const ModelStub stub("recorded", kRecorded), other("recorded_other", kRecorded, "other weights");
    add(stub);
    const std::string once = memory();
    EXPECT_EQ(add(stub).withheld, 0);
    EXPECT_EQ(memory(), once);
    EXPECT_EQ(add(other).withheld, 3);
}

TEST_F(DraftMemory, GivesWayToAPerson) {
    const ModelStub stub("recorded", kRecorded);
    add(stub);
    const std::string original = "厂里裁员。";
    ASSERT_TRUE(real_disk()
                    .write_file(file_, memory() + R"({"sha256": ")" + sha256_hex(original) +
                                           R"(", "original": "厂里裁员。", "language": "en", "text": "Layoffs.", )" +
                                           R"("maker": "Li"})" + "\n")
                    .ok());
    const auto read = Translations::load(real_disk(), file_, "en");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->find(original)->text, "Layoffs.");
    EXPECT_FALSE(read->find(original)->draft);
}

/// The sample without its own translations, and a model that calls everything a factory.
class DraftedReport : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (fs::exists(".deps/encoder/weights.npz")) case_ = copied_sample_case("drafted");
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) fs::remove_all(case_);
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    }
    void TearDown() override { ::unsetenv("AGON_TRANSLATOR"); }
    static inline std::string case_;
};

TEST_F(DraftedReport, CallsADraftADraftAndCanBeVerified) {
    const std::string data = fs::current_path().string(), file = case_ + "/report.md";
    const ReportOptions options;
    // A quote of the report, and a translation of it that a person made, as the recorded answer of a model.
    auto plain = compose_report(real_disk(), case_, shipped_lexicon(), options);
    ASSERT_TRUE(plain.ok());
    const auto people = Translations::load(real_disk(), "examples/made-in-china/translations.jsonl", "en");
    ASSERT_TRUE(people.ok());
    std::string script =
        "IFS= read -r line\nprintf 'ready\\tRecorded 1B\\n'\nwhile IFS= read -r line; do case $line in\n";
    for (const Untranslated& u : plain->untranslated)
        if (const TranslationUsed* known = u.part.empty() ? people->find(u.original) : nullptr;
            known && u.original.find_first_of("'\\") == std::string::npos &&
            known->text.find_first_of("'%\\") == std::string::npos)
            script += "  *'" + u.original + "'*) printf 'whole\\t " + known->text + "\\n' ;;\n";
    script += "  *) printf 'cut\\t\\n' ;;\nesac; done\n";
    const ModelStub stub("people", script);
    ::setenv("AGON_TRANSLATOR", stub.folder().c_str(), 1);
    DraftOptions drafts;
    drafts.progress = [](std::size_t, std::size_t) {};
    const auto made = draft_report(real_disk(), case_, data, options, drafts);
    ASSERT_TRUE(made.ok()) << made.error().line();
    EXPECT_GT(made->shown, 20);
    EXPECT_GT(made->withheld, 0);
    ASSERT_TRUE(write_report(real_disk(), case_, data, file, options).ok());
    const std::string text = bytes_of(file);
    EXPECT_THAT(text, testing::HasSubstr("” \\[machine draft\\]"));
    EXPECT_THAT(text, testing::HasSubstr("Recorded 1B (machine draft)"));
    const auto verdict = verify_report(real_disk(), file, case_);
    ASSERT_TRUE(verdict.ok());
    EXPECT_TRUE(verdict->holds()) << (verdict->findings.empty() ? "" : verdict->findings.front().detail);

    const std::string memory = bytes_of(case_ + "/translations.jsonl");
    const auto again = draft_report(real_disk(), case_, data, options, drafts);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->shown + again->withheld, 0);
    EXPECT_EQ(bytes_of(case_ + "/translations.jsonl"), memory);

    // Somebody who knows the format takes the words away that call it a draft.
    auto report = compose_report(real_disk(), case_, shipped_lexicon(), options);
    ASSERT_TRUE(report.ok());
    for (Block& block : report->blocks) {
        const std::string words = " [machine draft]";
        const std::size_t at = block.text.find("”" + words);
        if (at == std::string::npos || block.kind == BlockKind::note) continue;
        block.text.erase(at + 3, words.size());
        for (Mark& mark : block.marks)
            if (mark.begin > static_cast<std::int64_t>(at))
                mark.begin -= static_cast<std::int64_t>(words.size()),
                    mark.end -= static_cast<std::int64_t>(words.size());
        break;
    }
    const std::string json = report_json(*report), id = sha256_hex(json);
    ASSERT_TRUE(real_disk().write_file(case_ + "/report/" + id + ".json", json).ok());
    ASSERT_TRUE(real_disk().write_file(file, render_markdown(*report, id)).ok());
    const auto forged = verify_report(real_disk(), file, case_);
    ASSERT_TRUE(forged.ok());
    ASSERT_EQ(forged->findings.size(), 1U);
    EXPECT_THAT(forged->findings[0].detail, testing::HasSubstr("not called one"));
}

TEST_F(DraftedReport, IsInEnglish) {
    ReportOptions options;
    options.language = "zh";
    const auto made = draft_report(real_disk(), case_, fs::current_path().string(), options, {});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().code, ErrorCode::usage);
}

TEST(RealTranslator, SaysTheSameWhateverCameBeforeAndWithAnyThreads) {
    const char* model = std::getenv("AGON_TRANSLATOR_MODEL");
    if (!model) GTEST_SKIP() << "AGON_TRANSLATOR_MODEL names no GGUF file";
    const std::string program = translator_folder(fs::current_path().string()) + "/translate";
    const std::vector<std::string> originals = {"厂里去年裁了三百人。", "补贴没了它反而飞了。", "谁还敢生第二个？",
                                                "人连尊严都没有，强大有什么意义？"};
    std::vector<std::vector<std::string>> said;
    for (const int threads : {1, 2, 3}) {
        auto translator = open_translator({program, model, threads, 300}, draft_beginning());
        ASSERT_TRUE(translator.ok()) << translator.error().line();
        std::vector<std::string> asked;
        for (const std::string& original : originals) asked.push_back("Chinese: " + original + "\nEnglish:");
        if (threads == 2) std::reverse(asked.begin(), asked.end());
        auto answers = (*translator)->go_on(asked);
        ASSERT_TRUE(answers.ok());
        std::vector<std::string> lines = *answers;
        if (threads == 2) std::reverse(lines.begin(), lines.end());
        EXPECT_THAT(lines, testing::Not(testing::Contains("")));
        said.push_back(lines);
    }
    EXPECT_EQ(said[0], said[1]);
    EXPECT_EQ(said[0], said[2]);
}

}  // namespace
}  // namespace agon
