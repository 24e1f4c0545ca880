// Longest-match search in word lists: as trying every word at every place finds it.
#include "ground/lexicon/lexicon.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "ground/text/text.hpp"

namespace agon {
namespace {

struct Placed {
    char32_t folded;
    std::int64_t begin, end;
};

std::vector<Placed> characters_of(std::string_view text) {
    std::vector<Placed> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::int64_t>(at);
        const char32_t c = fold_character(next_code_point(text, at));
        out.push_back({c, begin, static_cast<std::int64_t>(at)});
    }
    return out;
}

bool latin(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || (c >= 0xC0 && c <= 0x24F);
}

/// The slow twin: every word at every place.
std::vector<std::pair<Span, std::string>> found_plainly(const std::vector<LexiconEntry>& entries,
                                                        std::string_view text) {
    std::vector<std::pair<Span, std::string>> found;
    const std::vector<Placed> all = characters_of(text);
    for (std::size_t i = 0; i < all.size();) {
        std::size_t longest = 0;
        std::string name;
        for (const LexiconEntry& entry : entries)
            for (const std::string& word : entry.words) {
                const std::vector<Placed> wanted = characters_of(word);
                const std::size_t end = i + wanted.size();
                if (wanted.size() <= longest || end > all.size()) continue;
                if (!std::equal(wanted.begin(), wanted.end(), all.begin() + static_cast<std::ptrdiff_t>(i),
                                [](const Placed& l, const Placed& r) { return l.folded == r.folded; }))
                    continue;
                if (i > 0 && latin(all[i].folded) && latin(all[i - 1].folded)) continue;
                if (end < all.size() && latin(all[end - 1].folded) && latin(all[end].folded)) continue;
                longest = wanted.size();
                name = entry.name;
            }
        if (longest > 0) found.push_back({{all[i].begin, all[i + longest - 1].end}, name});
        i += std::max<std::size_t>(longest, 1);
    }
    return found;
}

TEST(LexiconSearch, IsThatOfEveryWordAtEveryPlace) {
    std::vector<LexiconEntry> entries(4);
    entries[0].name = "india", entries[0].words = {"印度", "India"};
    entries[1].name = "indonesia", entries[1].words = {"印度尼西亚", "印尼"};
    entries[2].name = "machine", entries[2].words = {"機床", "ab", "a b"};
    entries[3].name = "far", entries[3].words = {"\U00020BB7", "abc"};  // a character beyond 16 bits
    const LexiconList list(entries);
    const std::vector<std::string> bits = {"印", "度", "尼", "西", "亚", "機",    "机",         "床", "a",
                                           "b",  "c",  "Ａ", " ",  "，", "india", "\U00020BB7", "x",  "吷"};
    std::mt19937_64 random(20261126);
    std::size_t matches = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (std::size_t n = random() % 12; n > 0; --n) text += bits[random() % bits.size()];
        std::vector<std::pair<Span, std::string>> found;
        for (const LexiconMatch& m : list.find(text)) found.emplace_back(m.span, m.entry->name);
        ASSERT_EQ(found, found_plainly(entries, text)) << text;
        ASSERT_EQ(list.contains_any(text), !found.empty()) << text;
        matches += found.size();
    }
    EXPECT_GT(matches, 5000U);
}

TEST(LexiconSearch, AWordOfCapitalsMayCountInThemOnly) {
    std::vector<LexiconEntry> entries(2);
    entries[0].name = "health", entries[0].words = {"世卫", "WHO"}, entries[0].attributes = {{"cased", "WHO"}};
    entries[1].name = "trade", entries[1].words = {"WTO"};
    const LexiconList list(entries);
    const auto names = [&](std::string_view text) {
        std::string all;
        for (const LexiconMatch& m : list.find(text)) all += m.entry->name + " ";
        EXPECT_EQ(list.contains_any(text), !all.empty()) << text;
        return all;
    };
    EXPECT_EQ(names("those who know"), "");
    EXPECT_EQ(names("Who knows?"), "");
    EXPECT_EQ(names("the WHO knows"), "health ");
    EXPECT_EQ(names("WHO和wto"), "health trade ");
    EXPECT_EQ(names("WHOLE"), "");
    EXPECT_EQ(names("世卫说，who cares"), "health ");
}

TEST(WordsOfTheDictionary, KnowWhatNamesSomething) {
    const std::string folder = ".deps/cppjieba/dict";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there: run setup/install";
    const auto words = Words::load(folder);
    ASSERT_TRUE(words) << words.error().line();
    for (const char* name : {"政策", "形式主义", "天津大学", "一刀切", "举国体制"})
        EXPECT_TRUE((*words)->is_name_of_something(name)) << name;
    for (const char* other : {"依然", "拿到", "分享", "太强", "通知", "非常", ""})
        EXPECT_FALSE((*words)->is_name_of_something(other)) << other;
}

}  // namespace
}  // namespace agon
