// ground/model: the middle of a debate's odds.
#include "ground/model/side_odds.hpp"

#include <gtest/gtest.h>

namespace agon {
namespace {

TEST(SideOdds, MedianOfNothing) {
    EXPECT_EQ(median_of({}), 0);
    EXPECT_EQ(median_of({3, 1, 2}), 2);
    EXPECT_EQ(median_of({4, 3, 1, 2}), 3);
}

}  // namespace
}  // namespace agon
