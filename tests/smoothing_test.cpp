// Paragraphs as texts with slots, and what is held against a model's rewording of one.
#include "src/report/smoothing.hpp"

#include <gtest/gtest.h>

#include "ground/table/table.hpp"
#include "ground/text/text.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

/// A block from a pattern: {kind:text} is a mark.
Block block_of(const std::string& pattern) {
    Block block;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::size_t open = std::min(pattern.find('{', at), pattern.size());
        block.text += pattern.substr(at, open - at);
        if (open == pattern.size()) break;
        const std::size_t colon = pattern.find(':', open), close = pattern.find('}', open);
        Mark mark;
        EXPECT_TRUE(detail::enum_from(pattern.substr(open + 1, colon - open - 1), mark.kind));
        mark.begin = static_cast<std::int64_t>(block.text.size());
        block.text += pattern.substr(colon + 1, close - colon - 1);
        mark.end = static_cast<std::int64_t>(block.text.size());
        mark.may_rise = mark.kind == MarkKind::word || mark.kind == MarkKind::translation;
        mark.raised = mark.may_rise && block.text[static_cast<std::size_t>(mark.begin)] == 'T';
        block.marks.push_back(mark);
        at = close + 1;
    }
    return block;
}

std::string slots_of(const std::string& pattern, bool chinese = false) {
    return slotted(block_of(pattern), chinese).text;
}

constexpr const char* kSides =
    "{translation:Those for wages} ({figure:85} voices) and {translation:those against them} ({figure:63}) are not "
    "{word:evenly matched}; for {figure:12} % of the voices no position can be read. {name:张三} [{name:2019}] writes: "
    "“{quote:太贵了}”{note:3}. Next, {name:李四} [{name:2020}] objects: “{translation:Too dear.}” [machine "
    "draft]{note:4}";
constexpr const char* kSidesInChinese =
    "{translation:主张涨的人}（{figure:85} 人）与{translation:不主张的人}（{figure:63} 人）{word:势均力敌}；另有 "
    "{figure:12}% 的发言者立场无法可靠判断。{name:张三} [{name:2019}] 写道：“{quote:太贵了}”{note:3}。";

TEST(Slots, TakeInWhatBelongsToTheirMarks) {
    EXPECT_EQ(slots_of(kSides),
              "⟦1⟧ (⟦2⟧) and ⟦3⟧ (⟦4⟧) are not ⟦5⟧; for ⟦6⟧ of the voices no position can be read. ⟦7⟧ writes: ⟦8⟧ "
              "Next, ⟦9⟧ objects: ⟦10⟧");
    EXPECT_EQ(slots_of(kSidesInChinese, true),
              "⟦1⟧（⟦2⟧）与⟦3⟧（⟦4⟧）⟦5⟧；另有 ⟦6⟧ 的发言者立场无法可靠判断。⟦7⟧ 写道：⟦8⟧");
    EXPECT_EQ(slots_of("“{quote:人}” [glosses: {gloss:厂 factory}; {gloss:钱 money}]{note:1}."), "⟦1⟧");
    EXPECT_EQ(slots_of("{figure:3} voicesome"), "⟦1⟧ voicesome");
    EXPECT_EQ(slots_of("Nothing here."), "Nothing here.");
    const SlottedText sides = slotted(block_of(kSides), false);
    EXPECT_EQ(sides.slots[1].told, "a number: 85 voices");
    EXPECT_EQ(sides.slots[6].told, "an author") << "a model is not told who";
    EXPECT_EQ(sides.slots[7].told, "a quotation, which ends its sentence") << "nor what";
    EXPECT_TRUE(sides.slots[7].closes);
}

TEST(Slots, AreReadAgain) {
    ReadSlots found;
    ASSERT_TRUE(read_slots("a ⟦2⟧ b ⟦10⟧", found));
    EXPECT_EQ(found.numbers, (std::vector<std::size_t>{2, 10}));
    EXPECT_EQ(found.gaps, (std::vector<std::string>{"a ", " b ", ""}));
    for (const char* damaged : {"⟦", "⟧", "⟦⟧", "⟦x⟧", "⟦1", "⟦-1⟧", "⟦1234⟧", "⟦1⟧⟧"}) {
        ReadSlots none;
        EXPECT_FALSE(read_slots(damaged, none)) << damaged;
    }
}

TEST(Slots, AreFilledWithTheirMarks) {
    const Block block = block_of(kSides);
    const SlottedText before = slotted(block, false);
    std::vector<std::pair<std::int64_t, std::int64_t>> places;
    const Block same = refilled(block, before, before.gaps, places);
    EXPECT_EQ(same.text, block.text);
    ASSERT_EQ(same.marks.size(), block.marks.size());
    for (std::size_t i = 0; i < same.marks.size(); ++i) EXPECT_EQ(same.marks[i].begin, block.marks[i].begin);
    EXPECT_EQ(places.size(), before.slots.size());

    std::vector<std::string> gaps = before.gaps;
    gaps[0] = "Here ";
    const Block moved = refilled(block, before, gaps, places);
    EXPECT_TRUE(moved.text.starts_with("Here those for wages (85 voices)")) << moved.text;
    const Mark& quote = moved.marks[8];
    EXPECT_EQ(
        moved.text.substr(static_cast<std::size_t>(quote.begin), static_cast<std::size_t>(quote.end - quote.begin)),
        "太贵了");
}

std::string verdict_on(const std::string& answer, const char* pattern = kSides, bool chinese = false) {
    return checked_rewording(slotted(block_of(pattern), chinese), answer, chinese).withheld;
}

TEST(Rewordings, MayJoinAndSayOtherwise) {
    EXPECT_EQ(verdict_on(slots_of(kSides)), "");
    EXPECT_EQ(verdict_on("⟦1⟧ (⟦2⟧) and ⟦3⟧ (⟦4⟧) are not ⟦5⟧, and for ⟦6⟧ of the voices no position can be read. Here "
                         "⟦7⟧ argues: ⟦8⟧ Then ⟦9⟧ objects: ⟦10⟧"),
              "");
    EXPECT_EQ(verdict_on("⟦1⟧（⟦2⟧）和⟦3⟧（⟦4⟧）⟦5⟧，另有 ⟦6⟧ 的发言者立场无法可靠判断。其中 ⟦7⟧ 认为：⟦8⟧",
                         kSidesInChinese, true),
              "");
}

TEST(Rewordings, KeepTheSlots) {
    const std::string whole = slots_of(kSides);
    const auto with = [&](const std::string& before, const std::string& after) {
        std::string changed = whole;
        changed.replace(changed.find(before), before.size(), after);
        return verdict_on(changed);
    };
    EXPECT_EQ(with("⟦2⟧", "⟦4⟧"), "slots");
    EXPECT_EQ(with("⟦2⟧", ""), "slots");
    EXPECT_EQ(with("⟦2⟧", "⟦2⟧ ⟦2⟧"), "slots");
    EXPECT_EQ(with("⟦2⟧", "⟦2"), "slots");
    EXPECT_EQ(with("⟦10⟧", "⟦10⟧ ⟦11⟧"), "slots");
    EXPECT_EQ(with("⟦10⟧", "⟦0⟧"), "slots");
    EXPECT_EQ(verdict_on("⟦1⟧ (⟦4⟧) and ⟦3⟧ (⟦2⟧) are not ⟦5⟧; for ⟦6⟧ of the voices no position can be read. ⟦7⟧ "
                         "writes: ⟦8⟧ Next, ⟦9⟧ objects: ⟦10⟧"),
              "order")
        << "the numbers of the camps exchanged";
    EXPECT_EQ(with("⟦7⟧ writes: ⟦8⟧ Next, ⟦9⟧", "⟦9⟧ writes: ⟦8⟧ Next, ⟦7⟧"), "order") << "the speakers exchanged";
}

TEST(Rewordings, KeepTheWords) {
    const std::string whole = slots_of(kSides);
    const auto with = [&](const std::string& before, const std::string& after) {
        std::string changed = whole;
        changed.replace(changed.find(before), before.size(), after);
        return verdict_on(changed);
    };
    EXPECT_EQ(with(" not", ""), "words") << "a negation swallowed";
    EXPECT_EQ(with("writes", "does not write"), "words");
    EXPECT_EQ(with("objects", "agrees"), "words");
    EXPECT_EQ(with("objects", "writes"), "words");
    EXPECT_EQ(with("⟦7⟧ writes", "However, ⟦7⟧ writes"), "words");
    EXPECT_EQ(with("⟦7⟧ writes", "Therefore ⟦7⟧ writes"), "words");
    EXPECT_EQ(with("⟦7⟧ writes", "As the Germans know, ⟦7⟧ writes"), "words");
    EXPECT_EQ(with("⟦7⟧ writes", "Most agree. ⟦7⟧ writes"), "words");
    EXPECT_EQ(with("⟦7⟧ writes", "Two of them agree. ⟦7⟧ writes"), "words");
    EXPECT_EQ(with("(⟦2⟧) and", "(⟦2⟧) of"), "words") << "the voices of the other camp";
    EXPECT_EQ(with(") and ⟦3⟧", ") are ⟦3⟧"), "words");
    EXPECT_EQ(with("are not ⟦5⟧; for ⟦6⟧", "are ⟦5⟧; not for ⟦6⟧"), "words") << "a negation moved";
    EXPECT_EQ(with("can be read.", "can be read?"), "words");
    EXPECT_EQ(with("of the voices", "of the posts"), "words");
    EXPECT_EQ(with("no position can be read", "no position could be read"), "words");
    EXPECT_EQ(with("writes:", ":"), "words");
    const std::string in_chinese = slots_of(kSidesInChinese, true);
    const auto chinese_with = [&](const std::string& before, const std::string& after) {
        std::string changed = in_chinese;
        changed.replace(changed.find(before), before.size(), after);
        return verdict_on(changed, kSidesInChinese, true);
    };
    EXPECT_EQ(chinese_with("无法", ""), "words");
    EXPECT_EQ(chinese_with("写道", "反对说"), "words");
    EXPECT_EQ(chinese_with("⟦7⟧", "德国的⟦7⟧"), "words");
    EXPECT_EQ(chinese_with("⟦7⟧", "但⟦7⟧"), "words");
    EXPECT_EQ(chinese_with("）⟦5⟧", "）不⟦5⟧"), "words");
}

TEST(Rewordings, AreProse) {
    const std::string whole = slots_of(kSides);
    const auto with = [&](const std::string& before, const std::string& after) {
        std::string changed = whole;
        changed.replace(changed.find(before), before.size(), after);
        return verdict_on(changed);
    };
    EXPECT_EQ(verdict_on(""), "slots");
    EXPECT_EQ(with("⟦7⟧ writes", "7 ⟦7⟧ writes"), "form");
    EXPECT_EQ(with("⟦7⟧ writes: ", "“Here” ⟦7⟧ writes: "), "form");
    EXPECT_EQ(with("⟦7⟧ writes: ", "「这」 ⟦7⟧ writes: "), "form");
    EXPECT_EQ(with("⟦7⟧ writes: ", "\"Here\" ⟦7⟧ writes: "), "form");
    EXPECT_EQ(with("⟦7⟧ writes", "⟦7⟧\nwrites"), "form");
    EXPECT_EQ(with("⟦7⟧ writes", "<b>⟦7⟧</b> writes"), "form");
    EXPECT_EQ(with("⟦7⟧ writes", "**⟦7⟧** writes"), "form");
    EXPECT_EQ(with("⟦7⟧ writes", "⟦7⟧writes"), "form");
    EXPECT_EQ(with("(⟦2⟧)", "(⟦2⟧"), "form");
    EXPECT_EQ(with("be read.", "be read. \xE2\x80\xAE"), "form") << "an override of direction";
    EXPECT_EQ(with("⟦8⟧ Next", "⟦8⟧, and next"), "form") << "the quotation ends its sentence";
    std::string long_winded = "Then";
    for (int i = 0; i < 80; ++i) long_winded += " and then";
    EXPECT_EQ(with("Next", long_winded), "form");
}

TEST(Rewordings, EndSentencesOnce) {
    const auto found = checked_rewording(
        slotted(block_of(kSides), false),
        "⟦1⟧ (⟦2⟧) and ⟦3⟧ (⟦4⟧) are not ⟦5⟧; for ⟦6⟧ of the voices no position can be read. ⟦7⟧ says: ⟦8⟧. then ⟦9⟧ "
        "objects: ⟦10⟧.",
        false);
    ASSERT_EQ(found.withheld, "");
    EXPECT_EQ(found.gaps[8], " Then ");
    EXPECT_EQ(found.gaps[10], "");
}

/// No free word is an actor, a number or a word of quantity, and none denies.
TEST(Rewordings, FreeWordsSayNothing) {
    for (const char* word : {"not",  "no",      "never", "most", "some",    "many",  "few",     "half", "all",
                             "two",  "because", "so",    "but",  "however", "more",  "less",    "of",   "by",
                             "with", "is",      "are",   "only", "may",     "about", "against", "for",  "yes"})
        EXPECT_FALSE(joining_class(word)) << word;
    for (const char* word :
         {"不", "没", "大多数", "一些", "少数", "因为", "所以", "但", "却", "只", "二", "是", "有", "反对"})
        EXPECT_EQ(chinese_joint(word).size, 0U) << word;
    for (const LexiconEntry& entry : shipped_lexicon().list("actors").entries())
        for (const std::string& word : entry.words) EXPECT_LT(chinese_joint(word).size, word.size()) << word;
}

TEST(Rewordings, AreAskedForWithoutWhatPeopleWrote) {
    Block block = block_of(kSides);
    block.marks[8].post = 77;
    const WriterQuestion question = smoothing_question(block, slotted(block, false), false);
    for (const char* told : {"张三", "太贵", "2019", "Too dear"})
        EXPECT_EQ(question.material.find(told), std::string::npos) << told;
    EXPECT_NE(question.material.find("a number: 85 voices"), std::string::npos);
    EXPECT_EQ(question.rests_on, std::vector<std::string>{"77"});
}

}  // namespace
}  // namespace agon
