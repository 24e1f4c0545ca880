// Opinion groups from votes.
#include <gtest/gtest.h>

#include <random>

#include "src/points/points.hpp"

namespace agon {
namespace {

/// Two camps that vote against each other on the first half of the statements and alike on the rest; every third vote
/// is missing.
VoteMatrix two_camps(std::size_t people, std::size_t statements) {
    std::mt19937 random(11);
    VoteMatrix votes;
    votes.people = people;
    votes.statements = statements;
    for (std::size_t p = 0; p < people; ++p)
        for (std::size_t s = 0; s < statements; ++s) {
            std::int8_t vote = s < statements / 2 ? (p % 2 == s % 2 ? 1 : -1) : 1;
            if (random() % 10 == 0) vote = static_cast<std::int8_t>(-vote);
            votes.votes.push_back(random() % 3 == 0 ? vote_unseen : vote);
        }
    return votes;
}

TEST(OpinionGroupsTest, FindsTwoCampsAndWhatTheyShare) {
    const VoteMatrix votes = two_camps(120, 24);
    const OpinionGroups groups = find_opinion_groups(votes, {});
    ASSERT_EQ(groups.count, 2);
    int wrong = 0;
    for (std::size_t p = 0; p < votes.people; ++p) wrong += groups.group[p] == groups.group[p % 2] ? 0 : 1;
    EXPECT_LE(wrong, 2);
    const auto standing = standing_of_statements(votes, groups);
    for (std::size_t s = 0; s < votes.statements; ++s) {
        if (s < 12)
            EXPECT_GT(standing[s].difference, 0.4) << s;
        else
            EXPECT_GT(standing[s].consensus, 0.6) << s;
    }
}

TEST(OpinionGroupsTest, TooFewVotesPlaceNobody) {
    VoteMatrix votes = two_camps(30, 24);
    for (std::int8_t& vote : votes.votes) vote = vote_unseen;
    const OpinionGroups groups = find_opinion_groups(votes, {});
    EXPECT_EQ(groups.count, 0);
    for (const std::int32_t group : groups.group) EXPECT_EQ(group, -1);
}

TEST(OpinionGroupsTest, SameVotesSameGroups) {
    const VoteMatrix votes = two_camps(80, 16);
    EXPECT_EQ(find_opinion_groups(votes, {}).group, find_opinion_groups(votes, {}).group);
}

}  // namespace
}  // namespace agon
