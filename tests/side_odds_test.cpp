// ground/model: what the texts asked for one statement lean together.
#include "ground/model/side_odds.hpp"

#include <gtest/gtest.h>

namespace agon {
namespace {

TEST(SideOdds, TheMiddleOfManyWithinTheJudgesOwnLeaning) {
    EXPECT_EQ(leaning_of({}), 0);
    EXPECT_EQ(leaning_of({-1, -1, -1, -1, -1, -1, -1}), 0);  // seven say nothing about the judge
    EXPECT_EQ(leaning_of({.1, -.2, .2, -.1, .1, .1, -.3, .3}), .1);
    EXPECT_EQ(leaning_of({-2, -1, -1.5, -2, -1, -1, -1, .5}), -most_leaning);
    EXPECT_EQ(leaning_of({2, 1, 1.5, 2, 1, 1, 1, -.5}), most_leaning);
}

}  // namespace
}  // namespace agon
