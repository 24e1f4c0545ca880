// ground/text/matching: traditional to simplified is OpenCC's, and what reads alike folds alike.
#include <gtest/gtest.h>
#include <opencc/opencc.h>
#include <unicode/normalizer2.h>

#include <fstream>
#include <random>
#include <vector>

#include "ground/text/text.hpp"

namespace agon {
namespace {

TEST(Folding, FoldsWhatReadsAlike) {
    const std::pair<const char*, const char*> cases[] = {
        {"ＡＢＣ　Ab１！你", "abc ab1!你"},
        {"臺灣軟體", "台湾软体"},
        {"乾坤與乾杯", "乾坤与干杯"},
        {"cafe\u0301", "caf\u00E9"},  // an accent as a character of its own
        {"ｶﾞｷﾞ", "ガギ"},             // half width with its voice mark
        {"\uF900", "\u5C82"},         // a compatibility ideograph is its unified one, and that simplified
        {"ÄÖ ΑΒ ПРИВЕТ", "äö αβ привет"},
        {"😀Ａ𢶒", "😀a𪭯"},
        {"", ""},
    };
    for (const auto& [text, folded] : cases) EXPECT_EQ(fold_for_matching(text), folded) << text;
}

std::string in_form(const icu::Normalizer2* form, const std::string& text) {
    UErrorCode status = U_ZERO_ERROR;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    form->normalizeUTF8(0, text, sink, nullptr, status);
    EXPECT_TRUE(U_SUCCESS(status));
    return out;
}

TEST(Folding, WhatIsCanonicallyEqualFoldsAlike) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* composed = icu::Normalizer2::getNFCInstance(status);
    const icu::Normalizer2* decomposed = icu::Normalizer2::getNFDInstance(status);
    ASSERT_TRUE(U_SUCCESS(status));
    std::mt19937 random(5);
    const char32_t ranges[][2] = {{0x20, 0x7E},     {0xA0, 0x250},    {0x300, 0x340},    {0x3040, 0x30FF},
                                  {0x4E00, 0x9FFF}, {0xF900, 0xFAD9}, {0xFF01, 0xFF9F},  {0x1F600, 0x1F64F},
                                  {0xAC00, 0xD7A3}, {0x1100, 0x11FF}, {0x20000, 0x2A6D6}};
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (std::size_t i = random() % 12; i > 0; --i) {
            const auto& range = ranges[random() % std::size(ranges)];
            append_utf8(text, range[0] + static_cast<char32_t>(random() % (range[1] - range[0] + 1)));
        }
        const std::string folded = fold_for_matching(text);
        ASSERT_EQ(fold_for_matching(in_form(composed, text)), folded) << text;
        ASSERT_EQ(fold_for_matching(in_form(decomposed, text)), folded) << text;
        ASSERT_EQ(first_invalid_utf8(folded), -1) << text;
    }
}

TEST(Folding, ReadsNothingBehindATextThatWasCutShort) {
    for (const std::string_view whole : {"乾坤", "a😀", "é"})
        for (std::size_t length = 0; length <= whole.size(); ++length) {
            const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            std::u16string units;
            append_word_units({exact.data(), exact.size()}, units);
            fold_for_matching({exact.data(), exact.size()});
            to_simplified({exact.data(), exact.size()});
        }
}

TEST(Folding, UnitsAreTheWordCharactersOfTheFoldedText) {
    std::u16string units;
    append_word_units("【臺灣】ＡＢ, 😀 cafe\u0301！", units);
    EXPECT_EQ(units, u"台湾abcaf\u00E9");
    append_word_units("𢶒", units);
    EXPECT_EQ(units, u"台湾abcaf\u00E9\xD86A\xDF6F");
}

class AgainstOpenCC : public testing::Test {
  protected:
    opencc::SimpleConverter to_simplified_{"t2s.json"};
    opencc::SimpleConverter to_traditional_{"s2t.json"};

    void expect_equal(const std::string& text) { ASSERT_EQ(to_simplified(text), to_simplified_.Convert(text)) << text; }
};

TEST_F(AgainstOpenCC, OnEveryCharacter) {
    for (char32_t c = 1; c < 0x32000; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_utf8(text, c);
        expect_equal(text);
    }
}

TEST_F(AgainstOpenCC, OnRandomStringsThatFavourItsPhrases) {
    const std::u32string often = U"乾坤杯著麼些藉憑瞭解據一目鍾錢書情有獨鍊銀於覆徵角變裏袖不上大重萬龍a，";
    std::mt19937 random(3);
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (std::size_t i = random() % 14; i > 0; --i)
            append_utf8(text, random() % 4 != 0 ? often[random() % often.size()]
                                                : static_cast<char32_t>(0x4E00 + random() % 0x51A0));
        expect_equal(text);
    }
}

/// The words of the sample and of the source files of this project, turned to traditional characters first.
TEST_F(AgainstOpenCC, OnRunningText) {
    for (const char* path : {"README.md", "ground/lexicon/policy_terms.toml", "ground/lexicon/sectors.toml",
                             ".deps/cppjieba/dict/stop_words.utf8", ".deps/cppjieba/dict/user.dict.utf8"}) {
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) {
            if (first_invalid_utf8(line) >= 0) continue;
            expect_equal(line);
            expect_equal(to_traditional_.Convert(line));
        }
    }
}

}  // namespace
}  // namespace agon
