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

}  // namespace
}  // namespace agon
