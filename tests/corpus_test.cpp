// Room corpus: clean text leads back to its bytes, others' words are named, copies are folded into the earliest.
#include "src/corpus/corpus.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "fuzz/clean_body.hpp"
#include "src/corpus/steps.hpp"
#include "tests/reference/twins_reference.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> pieces(std::string_view text, const std::vector<Span>& spans) {
    std::vector<std::string> out;
    for (const Span& span : spans)
        out.emplace_back(text.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length())));
    return out;
}

using Pieces = std::vector<std::string>;

LexiconList boilerplate() {
    auto lexicon = Lexicon::load(real_disk(), "ground/lexicon");
    EXPECT_TRUE(lexicon.ok());
    return LexiconList(lexicon->list("boilerplate").entries());
}

TEST(Asides, AreWhatPlatformAndHabitAdd) {
    const LexiconList list = boilerplate();
    const std::pair<const char*, Pieces> cases[] = {
        {"谢邀。我觉得行。\n编辑于 2020-02-03 10:11", {"谢邀。", "编辑于 2020-02-03 10:11"}},
        {"不请自来，内蒙古大学的食堂涨价了", {"不请自来，"}},
        {"泻药，人在武汉", {"泻药，"}},
        {"【谢邀】行", {"谢邀】"}},
        {"没人谢邀我，我自己来答", {}},
        {"利益相关：某厂员工。我说两句。", {"利益相关：某厂员工。"}},
        {"这事的利益相关方很多", {}},
        {"口罩不够收起全文d", {"收起全文d"}},
        {"著作权归作者所有。商业转载请联系作者。\n正文", {"著作权归作者所有。商业转载请联系作者。"}},
        {"#高考会不会推迟#应该不会吧", {"#高考会不会推迟#"}},
        {"【#返程要隔离吗#】要。#疫情##返程#", {"#返程要隔离吗#", "#疫情##返程#"}},
        {"是的#疫情# ?", {"#疫情#"}},
        {"2020年的这个#口罩#不好买", {}},
        {"C# 和 F# 都行", {}},
        {"", {}},
    };
    for (const auto& [text, asides] : cases) EXPECT_EQ(pieces(text, find_asides(text, list)), asides) << text;
}

TEST(Asides, UrlsEndWhereTheyEnd) {
    const std::string text = "见http://t.cn/A6abc，和https://x.org/a?b=c. http 不是";
    EXPECT_EQ(pieces(text, find_urls(text)), (Pieces{"http://t.cn/A6abc", "https://x.org/a?b=c"}));
}

TEST(Relays, ChainsNameTheirFirstWords) {
    const std::string text = "同意//@甲:口罩不够用//@乙：真的吗";
    const Relay relay = find_relay(text);
    EXPECT_EQ(text.substr(0, static_cast<std::size_t>(relay.chain_begin)), "同意");
    EXPECT_EQ(pieces(text, {relay.first_words}), Pieces{"口罩不够用"});
    EXPECT_EQ(find_relay("http://@没有冒号").chain_begin, -1);
    EXPECT_EQ(find_relay("无").chain_begin, -1);
}

TEST(Relays, QuotedLines) {
    const std::string text = "> a b\n  > c\nd > e\n>";
    EXPECT_EQ(pieces(text, find_quoted_lines(text)), (Pieces{"> a b", "  > c"}));
}

TEST(Relays, FindsTheWordsOfTheParent) {
    const std::string parent = "我认为国产机床的精度还差得很远，短期内赶不上";
    const std::string reply = "「我認為國產機床的精度還差得很遠，短期內趕不上」不对吧，我厂里用的就是国产机床";
    EXPECT_EQ(pieces(reply, find_words_of_parent(reply, parent)),
              Pieces{"我認為國產機床的精度還差得很遠，短期內趕不上"});
    EXPECT_TRUE(find_words_of_parent("国产机床的精度没问题", parent).empty());
}

TEST(Language, IsToldByScriptAndSmallWords) {
    const std::pair<const char*, const char*> cases[] = {
        {"这个 iPhone 15 Pro Max 的价格", "zh"},
        {"The price of the phone is not what I expected", "en"},
        {"これはペンです", "ja"},
        {"日本語の文章を読む", "ja"},
        {"안녕하세요 여러분", "ko"},
        {"Это очень дорого", "ru"},
        {"Das ist nicht der Grund, und ich weiß es", "de"},
        {"Ce n'est pas la raison pour laquelle il est venu", "fr"},
        {"No es por eso que los precios suben", "es"},
        {"666", "other"},
        {"😀！", "other"},
        {"", "other"},
    };
    for (const auto& [text, language] : cases) EXPECT_EQ(language_of(text), language) << text;
}

/// Random texts and their edits: what a corpus of copies looks like.
std::vector<std::u16string> texts_with_copies(std::mt19937& random, std::size_t count) {
    std::vector<std::u16string> texts;
    while (texts.size() < count) {
        std::u16string text;
        if (texts.empty() || random() % 2 == 0)
            for (std::size_t i = 4 + random() % 120; i > 0; --i) text += static_cast<char16_t>(0x4E00 + random() % 300);
        else
            text = texts[random() % texts.size()];
        for (std::size_t edits = random() % 4; edits > 0 && !text.empty(); --edits)
            text[random() % text.size()] = static_cast<char16_t>(0x4E00 + random() % 300);
        texts.push_back(text);
    }
    return texts;
}

TEST(Twins, SimilarityIsThatOfTheReference) {
    std::mt19937 random(1);
    const auto texts = texts_with_copies(random, 300);
    for (std::size_t i = 0; i + 1 < texts.size(); ++i)
        ASSERT_EQ(unit_similarity(texts[i], texts[i + 1]), reference::similarity(texts[i], texts[i + 1]));
}

TEST(Twins, AreThoseOfTheReference) {
    std::size_t folded = 0, missed = 0;
    for (unsigned seed = 0; seed < 12; ++seed) {
        std::mt19937 random(seed);
        const auto texts = texts_with_copies(random, 250);
        const auto units_of = [&](std::size_t i, std::u16string& out) { out += texts[i]; };
        const auto found = find_originals(texts.size(), units_of, 0.8);
        const auto all = reference::originals(texts, 0.8);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            folded += all[i] != i ? 1 : 0;
            missed += all[i] != i && found[i] == i ? 1 : 0;
            if (found[i] == i) continue;
            ASSERT_LT(found[i], i);
            ASSERT_EQ(found[found[i]], found[i]) << "an original repeats none";
            ASSERT_GE(reference::similarity(texts[i], texts[found[i]]), 0.8) << "no false pair";
        }
    }
    EXPECT_GT(folded, 500U);
    EXPECT_LE(missed * 100, folded) << missed << " of " << folded;
}

class CorpusCase : public testing::Test {
  protected:
    void SetUp() override {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        folder_ =
            (fs::temp_directory_path() / (std::string("agon_corpus_") + info->name() + std::to_string(::getpid())))
                .string();
        fs::remove_all(folder_);
        options_.boilerplate = &list_;
    }
    void TearDown() override { fs::remove_all(folder_); }

    void import(const std::string& name, const std::string& bytes, const ImportOptions& options = {}) {
        const std::string path = folder_ + "/in/" + name;
        ASSERT_TRUE(real_disk().write_file(path, bytes).ok());
        auto outcome = import_files(real_disk(), folder_ + "/case", {path}, options);
        ASSERT_TRUE(outcome.ok()) << outcome.error().line();
        threads_ = std::move(outcome->threads);
    }

    const Corpus& build() {
        auto corpus = build_corpus(real_disk(), folder_ + "/case", threads_, options_);
        EXPECT_TRUE(corpus.ok()) << (corpus ? "" : corpus.error().line());
        if (corpus) corpus_ = std::move(*corpus);
        return corpus_;
    }

    /// The post with this id in its platform.
    const CleanPost& post(const std::string& native_id) const {
        for (std::size_t i = 0; i < corpus_.posts.size(); ++i)
            if (threads_.posts[i].native_id == native_id) return corpus_.posts[i];
        ADD_FAILURE() << native_id;
        return corpus_.posts.front();
    }

    LexiconList list_ = boilerplate();
    std::string folder_;
    CorpusOptions options_;
    Threads threads_;
    Corpus corpus_;
};

const std::string kLong = "高铁票价并不便宜，但是速度快得多，平时出差只坐高铁";

std::string record(const std::string& id, const std::string& author, const std::string& question,
                   const std::string& text, const std::string& date = "", const std::string& parent = "") {
    return "{\"id\": \"" + id + "\", \"author\": \"" + author + "\", \"question\": \"" + question + "\", \"text\": \"" +
           text + "\"" + (date.empty() ? "" : ", \"date\": \"" + date + "\"") +
           (parent.empty() ? "" : ", \"parent\": \"" + parent + "\"") + "}\n";
}

TEST_F(CorpusCase, TheEarliestIsTheVoiceAndCopiesAreEcho) {
    import("a.jsonl",
           record("1", "乙", "问一", kLong + "！", "2020-02-02") + record("2", "甲", "问二", kLong, "2020-01-01") +
               record("3", "丙", "问三", "谢邀。" + kLong, "2020-03-03") + record("4", "丁", "问三", "别的话"));
    build();
    EXPECT_EQ(post("2").fate, PostFate::analysed);
    EXPECT_EQ(post("1").fate, PostFate::twin);
    EXPECT_EQ(post("1").twin_of, post("2").post);
    EXPECT_EQ(post("3").twin_of, post("2").post) << "谢邀 is not part of what is compared";
    EXPECT_EQ(post("4").fate, PostFate::analysed);
    EXPECT_TRUE(corpus_.accounts.empty());
}

TEST_F(CorpusCase, RelaysAreEchoOfWhatTheyHandOn) {
    import("a.jsonl", record("1", "甲", "问", kLong, "2020-01-01") +
                          record("2", "乙", "问", "转发微博//@甲:" + kLong, "2020-01-02") +
                          record("3", "丙", "问", "我坐飞机//@甲:" + kLong, "2020-01-03") +
                          record("4", "丁", "问", "转发微博") + record("5", "戊", "问", "//@己:这里没有的话"));
    build();
    EXPECT_EQ(post("2").fate, PostFate::relay);
    EXPECT_EQ(post("2").twin_of, post("1").post);
    EXPECT_EQ(post("3").fate, PostFate::analysed) << "own words make a voice";
    EXPECT_EQ(pieces(post("3").text, unpack_spans(post("3").quoted_spans)), Pieces{"//@甲:" + kLong});
    EXPECT_EQ(post("4").fate, PostFate::relay);
    EXPECT_EQ(post("5").fate, PostFate::relay);
    EXPECT_EQ(post("5").twin_of, PostId{});
}

TEST_F(CorpusCase, AReplyThatOnlyRepeatsItsParentIsARelay) {
    import("a.jsonl", record("1", "甲", "问", kLong) + record("2", "乙", "问", kLong, "", "1") +
                          record("3", "丙", "问", "“" + kLong + "”这话不对，我宁可自己开车", "", "1"));
    build();
    EXPECT_EQ(post("2").fate, PostFate::relay);
    EXPECT_EQ(post("2").twin_of, post("1").post);
    EXPECT_EQ(post("3").fate, PostFate::analysed);
    EXPECT_EQ(pieces(post("3").text, unpack_spans(post("3").quoted_spans)), Pieces{kLong});
}

TEST_F(CorpusCase, AccountsThatRepeatThemselvesAreReported) {
    std::string lines;
    for (int i = 0; i < 5; ++i) {
        const std::string n = std::to_string(i);
        lines += record("a" + n, "推销员", "问题" + n, kLong + n, "2020-01-0" + std::to_string(i + 1));
        lines += record("b" + n, "匿名用户", "问题" + n, "这条匿名的话也贴了好几遍但不知道是不是一个人");
        lines += record("c" + n, "甲" + n, "问题" + n, "第" + n + "个人各说各的话，谁也没有抄谁的" + n + n + n + n);
    }
    import("a.jsonl", lines);
    build();
    ASSERT_EQ(corpus_.accounts.size(), 1U);
    const RepeatedText& text = corpus_.accounts.front();
    EXPECT_EQ(text.account, "推销员");
    EXPECT_EQ(text.posts, 5);
    EXPECT_EQ(text.threads, 5);
    EXPECT_EQ(text.first, post("a0").post);
    EXPECT_EQ(text.echo_of, PostId{});
    EXPECT_LT(text.first_seconds, text.last_seconds);
}

TEST_F(CorpusCase, ViewsLeaveOutAndDeleteNothing) {
    ImportOptions official;
    official.stream = "official";
    official.topic = "交通";
    import("a.jsonl", record("1", "甲", "问", kLong, "2020-01-01"));
    import("b.jsonl", record("2", "乙", "另问", "官方的说法是高铁里程又增加了不少", "2021-01-01"), official);
    options_.stream = "official";
    EXPECT_EQ(build().posts.size(), 2U);
    EXPECT_EQ(post("1").fate, PostFate::outside_view);
    EXPECT_EQ(post("1").text, kLong);
    EXPECT_EQ(post("2").fate, PostFate::analysed);
    options_.stream = "";
    options_.topic = "交通";
    build();
    EXPECT_EQ(post("1").fate, PostFate::outside_view);
    EXPECT_EQ(post("2").fate, PostFate::analysed);
}

TEST_F(CorpusCase, OfRevisionsTheNewestStandsForThePost) {
    const auto post_of = [](const std::string& text, const std::string& edited) {
        return R"({"agon":"post","platform":"zhihu","kind":"answer","id":"1","thread":"9","author_name":"甲",)"
               R"("created":"2020-01-01","edited":")" +
               edited + R"(","text":")" + text + "\"}\n";
    };
    import("new.jsonl", post_of(kLong + "，现在也一样", "2020-03-01 08:00"));
    import("old.jsonl", post_of(kLong, "2020-02-01 08:00"));
    ASSERT_EQ(threads_.posts.size(), 2U);
    build();
    EXPECT_EQ(corpus_.posts[0].fate, PostFate::superseded);
    EXPECT_EQ(corpus_.posts[1].fate, PostFate::analysed);
    EXPECT_EQ(corpus_.posts[1].text, kLong + "，现在也一样");
    EXPECT_EQ(corpus_.posts[0].text, kLong) << "the older one is kept, and read";
}

/// The fuzzing body on random fields and on what fuzzing once found, so that its promises are kept in every run.
TEST(CleanFuzzReplay, RandomFieldsKeepTheirPromises) {
    std::mt19937 random(23);
    const std::string parts[] = {
        "中",    "臺",     "a",       "\r",      "\r\n", "\n",       "&#0",     "&#13",         "&amp;",
        "<p>",   "</p>",   "<br>",    "<a>",     "</a>", "<code>",   "</code>", "<blockquote>", "</blockquote>",
        "<img>", "//@甲:", "> ",      "编辑于",  "谢邀", "利益相关", "。",      "http://t.cn/", "转发",
        "\"\"",  "\\n",    "\\u4f60", "e\u0301", "😀",    "ｶﾞ"};
    for (int round = 0; round < 20000; ++round) {
        std::string field;
        for (std::size_t n = random() % 16; n > 0; --n) field += parts[random() % std::size(parts)];
        fuzz_clean(field);
    }
}

/// The property of the map: the span of any piece of clean text decodes and cleans to that piece again.
TEST_F(CorpusCase, EveryPieceOfCleanTextLeadsBackToItsBytes) {
    std::mt19937 random(17);
    const std::string parts[] = {"中",
                                 "文",
                                 "a",
                                 R"(\n)",
                                 R"(\u4f60)",
                                 R"(\ud83d\ude00)",
                                 "&amp;",
                                 "&#20320;",
                                 "<b>",
                                 "</b>",
                                 "<br>",
                                 "<p>",
                                 "</p>",
                                 R"(\")",
                                 " ",
                                 "<img src=\\\"x\\\">",
                                 "<blockquote>",
                                 "</blockquote>",
                                 "<a href=1>",
                                 "</a>",
                                 "<code>",
                                 "</code>"};
    std::string lines;
    for (int i = 0; i < 400; ++i) {
        std::string text = "字</p>";
        for (std::size_t n = random() % 25; n > 0; --n) text += parts[random() % std::size(parts)];
        lines += record("r" + std::to_string(i), "甲", "问", text);
    }
    import("a.jsonl", lines);
    build();
    ASSERT_EQ(corpus_.posts.size(), 400U);
    const std::string bytes = *read_source(real_disk(), folder_ + "/case", threads_.sources.front());
    for (const CleanPost& clean : corpus_.posts) {
        const MappedText mapped{clean.text, unpack_runs(clean.source_runs)};
        std::int64_t before = 0;
        for (std::size_t at = 0; at < clean.text.size();) {
            const std::size_t begin = at;
            next_code_point(clean.text, at);
            const Span span = mapped.source_span(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(at));
            ASSERT_GE(span.begin, before);
            before = span.end;
            const auto raw = decode_field(std::string_view(bytes).substr(static_cast<std::size_t>(span.begin),
                                                                         static_cast<std::size_t>(span.length())),
                                          FieldEncoding::json_string, span.begin);
            ASSERT_TRUE(raw.ok());
            const std::string piece = clean.text.substr(begin, at - begin);
            if (piece == "\n") continue;  // stands for a tag
            ASSERT_EQ(html_to_text(*raw).mapped.text, piece) << clean.text;
        }
        for (const std::string* spans :
             {&clean.quoted_spans, &clean.link_spans, &clean.code_spans, &clean.aside_spans, &clean.image_spans}) {
            std::int64_t end = 0;
            for (const Span& span : unpack_spans(*spans)) {
                EXPECT_LE(end, span.begin);
                EXPECT_LE(span.begin, span.end);
                end = span.end;
            }
            EXPECT_LE(end, static_cast<std::int64_t>(clean.text.size()));
        }
    }
}

}  // namespace
}  // namespace agon
