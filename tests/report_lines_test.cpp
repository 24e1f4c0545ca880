// A name keeps its letters wherever a sentence puts it.
#include <gtest/gtest.h>

#include "src/report/lines.hpp"

namespace agon {
namespace {

TEST(ReportLines, ANameAtTheStartOfASentenceKeepsItsLetters) {
    const CaseTables tables;
    const Names names;
    Post post;
    post.author_name = "momo";
    Line line(tables, BlockKind::paragraph, false, names);
    line.fill("{Who} writes: yes. {Rest}",
              {{"who", [&](Line& l) { l.author(post); }}, {"rest", [](Line& l) { l.say("others agree."); }}});
    EXPECT_EQ(line.block().text, "momo writes: yes. Others agree.");
}

TEST(ReportLines, MissingNamesAndDatesAreSaidInTheArticlesLanguage) {
    const CaseTables tables;
    const Names names;
    Line english(tables, BlockKind::paragraph, false, names), chinese(tables, BlockKind::paragraph, true, names);
    EXPECT_EQ(english.author(Post{}).say(" ").year(Post{}).block().text, "Unnamed user n.d.");
    EXPECT_EQ(chinese.author(Post{}).say(" ").year(Post{}).block().text, "佚名 日期不详");
}

TEST(ReportLines, WhoHasNeitherNameNorDateIsSpokenOfWithoutBrackets) {
    const CaseTables tables;
    const Names names;
    const auto told = [&](bool chinese, std::string_view pattern, bool another) {
        Line line(tables, BlockKind::paragraph, chinese, names);
        line.fill(pattern, {{"author", [&](Line& l) { l.someone(Post{}, another); }}});
        return line.block().text;
    };
    EXPECT_EQ(told(false, "{Author} [{year}] writes", false), "One user writes");
    EXPECT_EQ(told(false, "So does {author} [{year}]", true), "So does another user");
    EXPECT_EQ(told(true, "{author} [{year}] 写道", true), "另一位用户写道");
    Post second;
    second.post = PostId{1};
    Line line(tables, BlockKind::paragraph, false, names);
    line.fill("{Author} writes", {{"author", [&](Line& l) { l.someone(second, true); }}});
    EXPECT_EQ(line.block().text, "Another writer writes");
    EXPECT_EQ(told(true, "用 {author} [{year}] 的话说", false), "用一位用户的话说");
}

TEST(ReportLines, WordsThatHoldQuotationMarksStandInOthers) {
    const CaseTables tables;
    const Names names;
    const auto told = [&](const std::string& title) {
        Line line(tables, BlockKind::paragraph, true, names);
        line.fill("在“{question}”上，{n}人",
                  {{"question", [&](Line& l) { l.say(title); }}, {"n", [](Line& l) { l.say("三"); }}});
        return line.block().text;
    };
    EXPECT_EQ(told("要不要进厂？"), "在“要不要进厂？”上，三人");
    EXPECT_EQ(told("要不要“进厂”？"), "在「要不要“进厂”？」上，三人");
}

}  // namespace
}  // namespace agon
