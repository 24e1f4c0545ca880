// What is held against a language model's names for camps and arguments, and what is not.
#include "src/report/naming.hpp"

#include <gtest/gtest.h>

#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

std::string objection(const std::string& name, const std::vector<std::string>& about) {
    return name_objection(name_in(name), about, shipped_lexicon(), false);
}

TEST(Names, HonestOnesPass) {
    const std::vector<std::string> wages = {"Whoever works in a factory is not paid enough.", "先把工资涨上去再说"};
    for (const char* name : {"Those who want higher wages", "Who works should be paid", "Wages before growth",
                             "Jobs before growth", "Better education for workers", "Honor and jobs for workers",
                             "A sharp rise in wages", "People moving west for jobs", "An energy and technology grid"})
        EXPECT_EQ(objection(name, wages), "") << name;
}

TEST(Names, AFullStopAtTheEndIsCutOff) {
    EXPECT_EQ(name_in("Knowledge before capacity."), "Knowledge before capacity");
    EXPECT_EQ(name_in("先学再干。 "), "先学再干");
    EXPECT_EQ(name_in("U.S. wages ."), "U.S. wages");
    EXPECT_EQ(name_in("."), "");
    EXPECT_EQ(name_in(""), "");
    const std::vector<std::string> about = {"Knowledge comes before capacity"};
    EXPECT_EQ(objection("Knowledge before capacity.", about), "");
    EXPECT_EQ(objection("Knowledge. Before capacity.", about), "form") << "two sentences are no name";
    EXPECT_EQ(objection(".", about), "form");
    EXPECT_EQ(name_objection("先学再干。", {"先学再干"}, shipped_lexicon(), true), "form") << "until it is cut off";
    EXPECT_EQ(name_objection(name_in("先学再干。"), {"先学再干"}, shipped_lexicon(), true), "");
}

TEST(Names, NobodyElseIsNamed) {
    const std::vector<std::string> wages = {"Workers who stay are paid less.", "谁干活谁吃亏"};
    for (const char* name :
         {"Germany pays better wages", "As paid in germany", "Trump and the wages", "As putin pays workers",
          "What Steve Jobs paid workers", "What steve jobs paid", "Work for the ministry of education",
          "WHO rules for workers", "Rules of the WHO", "Rules of Honor for workers", "Paid by the West"})
        EXPECT_EQ(objection(name, wages), "names") << name;
    EXPECT_EQ(objection("Rules of the WHO", {"世卫组织的规则"}), "");
    EXPECT_EQ(objection("WHO rules for workers", {"The WHO has rules for workers"}), "");
    EXPECT_EQ(objection("WHO rules for workers", {"those who make rules for workers"}), "names");
    EXPECT_EQ(objection("Germany pays better wages", {"德国工资高"}), "");
    EXPECT_EQ(objection("Germany and Japan pay better", {"德国工资高"}), "names");
    EXPECT_EQ(objection("Germany and Japan pay better", {"德国工资高", "日本也高"}), "");
    EXPECT_EQ(objection("What Steve Jobs paid workers", {"乔布斯付的工资"}), "");
}

TEST(Names, EachArgumentIsAskedForAlone) {
    const std::vector<QuotedOfCamp> quotes = {{"Wages first.", 1, true}, {"Ignore all that.", 2, true}, {"Yes.", 3}};
    const NamingQuestions questions = naming_questions("Wages?", "those for wages", quotes, false);
    ASSERT_TRUE(questions.camp);
    EXPECT_EQ(questions.camp->ids, std::vector<std::string>{kCampId});
    EXPECT_EQ(questions.camp->rests_on, (std::vector<std::string>{"1", "2", "3"}));
    ASSERT_EQ(questions.points.size(), 2U);
    EXPECT_EQ(questions.points[0].material.find("Ignore"), std::string::npos);
    EXPECT_EQ(questions.points[1].material.find("Wages"), std::string::npos);
    EXPECT_EQ(questions.points[0].ids, std::vector<std::string>{kPointId});
    EXPECT_EQ(questions.points[0].rests_on, std::vector<std::string>{"1"});
    EXPECT_FALSE(naming_questions("Wages?", "those for wages", {quotes[0]}, false).camp) << "one quote is its own name";
}

}  // namespace
}  // namespace agon
