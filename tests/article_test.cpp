// What the article promises as a whole: its length, its sections' ends, and names for words without a translation.
#include "src/points/points.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

class Article : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (std::filesystem::exists(".deps/encoder/weights.npz")) case_ = copied_sample_case("article");
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) std::filesystem::remove_all(case_);
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
        options_.translations_file = "examples/made-in-china/translations.jsonl";
    }

    /// With the dictionary, if setup/install brought it.
    Report composed(const std::string& dictionary = "") {
        Lexicon lexicon = Lexicon::load(real_disk(), "ground/lexicon").value();
        if (!dictionary.empty()) lexicon.take_dictionary(Dictionary::load(real_disk(), dictionary).value());
        auto report = compose_report(real_disk(), case_, lexicon, options_);
        EXPECT_TRUE(report.ok());
        return report ? std::move(*report) : Report{};
    }

    bool believed(const Report& report) {
        const std::string json = report_json(report), id = sha256_hex(json),
                          file = fresh_folder("article_file") + ".md";
        EXPECT_TRUE(real_disk().write_file(case_ + "/report/" + id + ".json", json).ok());
        EXPECT_TRUE(real_disk().write_file(file, render_markdown(report, id)).ok());
        const auto verdict = verify_report(real_disk(), file, case_);
        std::filesystem::remove(file);
        EXPECT_TRUE(verdict.ok());
        for (const Finding& finding : verdict->findings) ADD_FAILURE() << finding.what << ": " << finding.detail;
        return verdict->holds();
    }

    static std::int64_t glosses_in(const Report& report) {
        std::int64_t glosses = 0;
        for (const Block& block : report.blocks)
            for (const Mark& mark : block.marks) glosses += mark.kind == MarkKind::gloss;
        return glosses;
    }

    static std::string text_of(const Report& report) {
        std::string all;
        for (const Block& block : report.blocks) all += block.text + '\n';
        return all;
    }

    static inline std::string case_;
    ReportOptions options_;
};

TEST_F(Article, IsAsLongAsAskedOrAsShortAsItCanBe) {
    for (const char* language : {"en", "zh"}) {
        options_.language = language;
        options_.words = 100;
        const Report shortest = composed();
        EXPECT_GT(shortest.words, 100) << "a title, a summary and what cannot be said";
        std::int64_t before = 0;
        std::set<std::int64_t> lengths;
        for (const std::int64_t words : {400, 700, 1000, 1400, 2000, 2800, 4000}) {
            options_.words = words;
            const Report report = composed();
            EXPECT_LE(report.words, std::max(words, shortest.words)) << language;
            EXPECT_GE(report.words, before) << language << ' ' << words;
            before = report.words;
            lengths.insert(before);
        }
        EXPECT_GE(lengths.size(), 5U) << language << ": the length asked for makes a difference";
    }
}

TEST_F(Article, NamesADebateWithoutASectionByWhyItHasNone) {
    options_.words = 1000;  // room for few
    const std::string text = text_of(composed());
    const std::size_t no_room = text.find("there was no room for");
    ASSERT_NE(no_room, std::string::npos) << text;
    const Camps camps = *read_camps(real_disk(), case_);
    const Debates debates = *read_debates(real_disk(), case_);
    for (const Debate& d : debates.debates) {
        std::int64_t a = 0, b = 0;
        for (const VoiceStance& v : camps.voices) {
            a += v.debate == d.debate && v.pole == Pole::a;
            b += v.debate == d.debate && v.pole == Pole::b;
        }
        // What is said to have too few voices on a side has them; the words that say so stand behind the others.
        const std::size_t thin = text.find("not enough of its voices could be placed");
        if (thin == std::string::npos) break;
        const std::string voices =
            "” (" +
            std::to_string(std::count_if(camps.voices.begin(), camps.voices.end(),
                                         [&](const VoiceStance& v) { return v.debate == d.debate; })) +
            " voices)";
        if (text.find(voices, thin) != std::string::npos) {
            EXPECT_LT(a + b, 12) << d.question;
        }
    }
}

TEST_F(Article, CallsNobodyAheadWhereHardlyAnybodyWasRead) {
    options_.words = 4000;
    const Camps camps = *read_camps(real_disk(), case_);
    bool any = false;
    for (const Camp& camp : camps.camps) any = any || camp.verdict == CampVerdict::unread;
    ASSERT_TRUE(any) << "the sample has such a debate";
    for (const char* language : {"en", "zh"}) {
        options_.language = language;
        const Report report = composed();
        const std::string text = text_of(report);
        EXPECT_NE(text.find(language == std::string("en") ? "could not be placed, so neither can be called the larger"
                                                          : "因此说不上哪一方人多"),
                  std::string::npos);
        // One word of balance for each debate that was read, none for the others.
        for (const Block& block : report.blocks)
            for (const Mark& mark : block.marks)
                if (mark.kind == MarkKind::word && mark.format == "balance")
                    for (const Camp& camp : camps.camps)
                        if (!mark.query.where.empty() &&
                            mark.query.where.front().value == std::to_string(static_cast<std::int64_t>(camp.debate))) {
                            EXPECT_NE(camp.verdict, CampVerdict::unread) << block.text;
                        }
        EXPECT_TRUE(believed(report));
    }
}

TEST_F(Article, EverySectionOfCampsHasAnEnd) {
    options_.words = 4000;
    const Points points = *read_points(real_disk(), case_);
    const std::string text = text_of(composed());
    std::size_t ends = 0;
    for (const char* end :
         {"No dividing line shows in what these camps talk about", "Where the camps part does not show in their words",
          "What separates the two sides", "The line between the camps", "One thing marks",
          "says plainly where it stands", "shows where they part"})
        for (std::size_t at = text.find(end); at != std::string::npos; at = text.find(end, at + 1)) ++ends;
    EXPECT_GE(ends, std::min<std::size_t>(points.divides.size(), 4)) << text;
}

TEST_F(Article, WhoIsOfTheOtherSideStandsThere) {
    const auto camps = read_camps(real_disk(), case_);
    ASSERT_TRUE(camps.ok());
    std::map<std::int64_t, std::set<std::pair<DebateId, Pole>>> stands;
    for (const PostStance& s : camps->stances) stands[static_cast<std::int64_t>(s.post)].insert({s.debate, s.pole});
    const auto opposed = [&](std::int64_t left, std::int64_t right) {
        for (const auto& [debate, pole] : stands[left])
            if ((pole == Pole::a || pole == Pole::b) &&
                stands[right].contains({debate, pole == Pole::a ? Pole::b : Pole::a}))
                return true;
        return false;
    };
    options_.words = 6000;
    std::size_t found = 0;
    for (const char* language : {"en", "zh"}) {
        options_.language = language;
        for (const Block& block : composed().blocks) {
            std::vector<const Mark*> authors;
            for (const Mark& mark : block.marks)
                if (mark.kind == MarkKind::name && mark.field == "author") authors.push_back(&mark);
            for (std::size_t i = 0; i + 1 < authors.size(); ++i) {
                const auto begin = static_cast<std::size_t>(authors[i]->begin),
                           end = static_cast<std::size_t>(authors[i]->end);
                const std::string said = block.text.substr(0, begin);
                const bool before = said.ends_with("From the other side ") || said.ends_with("另一方的 ");
                const bool after =
                    block.text.substr(end + std::string(" [2019]").size()).starts_with(", of the other side,");
                if (!before && !after) continue;
                ++found;
                EXPECT_TRUE(opposed(authors[i]->post, authors[i + 1]->post)) << block.text;
            }
        }
    }
    EXPECT_GT(found, 2U);
}

TEST_F(Article, OfTheSampleIsTranslatedThroughout) {
    options_.translations_file = "examples/made-in-china/translations.jsonl";
    const Report report = composed();
    EXPECT_EQ(glosses_in(report), 0);
    EXPECT_EQ(text_of(report).find("Quotes without a translation"), std::string::npos) << text_of(report);
}

TEST_F(Article, NamesWordsWithoutATranslationAndSaysWhoDoes) {
    const std::string dictionary = ".deps/cedict/cedict_ts.u8";
    if (!std::filesystem::exists(dictionary)) GTEST_SKIP() << dictionary << " is not there: run setup/install";
    const std::string none = fresh_folder("no_memory") + ".jsonl";
    ASSERT_TRUE(real_disk().write_file(none, "").ok());
    options_.translations_file = none;
    const Report without = composed(), with = composed(dictionary);
    EXPECT_GT(glosses_in(with), 3 * glosses_in(without)) << "agon's own lists name few words";
    EXPECT_EQ(text_of(without).find("CC-CEDICT"), std::string::npos);
    EXPECT_NE(text_of(with).find("Creative Commons Attribution-ShareAlike"), std::string::npos);
    std::int64_t by_dictionary = 0;
    for (const TranslationUsed& used : with.translations) by_dictionary += used.maker == kDictionaryName;
    EXPECT_GT(by_dictionary, 20);
    EXPECT_TRUE(believed(with));
    // No sentence gets more than six, so that nobody takes them for a translation.
    for (const Block& block : with.blocks)
        for (std::size_t at = block.text.find("[glosses: "); at != std::string::npos;
             at = block.text.find("[glosses: ", at + 1)) {
            const std::string glosses = block.text.substr(at, block.text.find(']', at) - at);
            EXPECT_LE(std::count(glosses.begin(), glosses.end(), ';'), 5) << glosses;
        }
    std::filesystem::remove(none);
}

TEST_F(Article, GlossesAWordInOneWay) {
    // Whoever knows the word, the analyst's memory first: a dictionary finds 手机 in 手机壳, a list of sectors beside
    // it.
    const std::string dictionary = ".deps/cedict/cedict_ts.u8";
    if (!std::filesystem::exists(dictionary)) GTEST_SKIP() << dictionary << " is not there: run setup/install";
    const std::string words = fresh_folder("words_of_memory") + ".jsonl";
    std::string lines;
    for (const char* word : {"手机", "机床", "国家", "德国", "日本", "工厂", "市场"})
        lines += R"({"sha256": ")" + sha256_hex(word) + R"(", "original": ")" + word +
                 R"(", "language": "en", "text": "the )" + word + R"( of memory", "maker": "a test"})" + "\n";
    ASSERT_TRUE(real_disk().write_file(words, lines).ok());
    options_.translations_file = words;
    options_.words = 4000;
    const Report report = composed(dictionary);
    std::map<std::string, std::set<std::string>> shown;
    for (const Block& block : report.blocks)
        for (const Mark& mark : block.marks)
            if (mark.kind == MarkKind::gloss && !mark.part.empty()) {
                std::string text = block.text.substr(static_cast<std::size_t>(mark.begin),
                                                     static_cast<std::size_t>(mark.end - mark.begin));
                if (text.starts_with(mark.part + " ")) text.erase(0, mark.part.size() + 1);
                shown[mark.part].insert(text);
            }
    EXPECT_GT(shown.size(), 20U);
    int of_memory = 0;
    for (const auto& [word, texts] : shown) {
        EXPECT_EQ(texts.size(), 1U) << word << " is called " << *texts.begin() << " and " << *texts.rbegin();
        of_memory += texts.begin()->find("of memory") != std::string::npos ? 1 : 0;
    }
    EXPECT_GE(of_memory, 2);
    EXPECT_TRUE(believed(report));
    std::filesystem::remove(words);
}

TEST_F(Article, TellsOfASectorsWordsNoMoreThanTheyMean) {
    // 华虹 is a firm: a word of the sector "chips", and not its name.
    const std::string none = fresh_folder("no_memory_either") + ".jsonl";
    ASSERT_TRUE(real_disk().write_file(none, "").ok());
    options_.translations_file = none;
    const Report report = composed();
    for (const TranslationUsed& used : report.translations)
        if (used.text == "chips" || used.text == "software") {
            EXPECT_TRUE(used.original == "芯片" || used.original == "软件") << used.original;
        }
    std::filesystem::remove(none);
}

}  // namespace
}  // namespace agon
