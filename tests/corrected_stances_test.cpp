// The analyst moves a post, or says that an account is no person; lines that no longer apply are said.
#include <gtest/gtest.h>

#include "src/camps/corrected.hpp"

namespace agon {
namespace {

PostStance stance(int post, int voice, Pole pole) {
    PostStance s;
    s.debate = DebateId{1};
    s.post = PostId{post};
    s.voice = VoiceId{voice};
    s.pole = pole;
    return s;
}

DebatePost post(int id, std::size_t segments) {
    DebatePost p;
    p.post = PostId{id};
    p.segments.assign(segments, 0);
    return p;
}

Correction line(std::int64_t number, const std::string& what) {
    Correction c;
    c.line = number;
    c.what = what;
    return c;
}

Debates one_debate() {
    Debates debates;
    debates.debates.emplace_back();
    debates.debates.back().debate = DebateId{1};
    return debates;
}

TEST(CorrectedStances, AMovedPostIsPlacedWhereTheAnalystSays) {
    Corrections corrections;
    corrections.corrections = {line(1, "move"), line(2, "move"), line(3, "move")};
    corrections.corrections[0].debate = std::to_string(1);
    corrections.corrections[0].post = std::to_string(10);
    corrections.corrections[0].pole = "b";
    corrections.corrections[1].debate = std::to_string(99);  // a debate that is no more
    corrections.corrections[1].post = std::to_string(11);
    corrections.corrections[1].pole = "unclear";
    corrections.corrections[2].debate = std::to_string(1);
    corrections.corrections[2].post = std::to_string(77);
    corrections.corrections[2].pole = "a";
    const Debates debates = one_debate();
    StanceCorrecting correcting(corrections, debates);
    std::vector<DebatePost> posts = {post(10, 1), post(11, 2), post(12, 1), post(10, 0)};
    correcting.place(DebateId{1}, posts);
    EXPECT_EQ(posts[0].placed, Pole::b);
    EXPECT_EQ(posts[1].placed, Pole::unclear);
    EXPECT_EQ(posts[2].placed, std::nullopt);
    EXPECT_EQ(posts[3].placed, std::nullopt) << "a post without words of its own takes no side";
    const auto outcomes = correcting.outcomes();
    ASSERT_EQ(outcomes.size(), 3U);
    EXPECT_EQ(outcomes[0].applied, 1);
    EXPECT_EQ(outcomes[1].applied, 1);
    EXPECT_EQ(outcomes[2].applied, 0);
    EXPECT_EQ(outcomes[2].reason, "the post is in no debate any more");
}

TEST(CorrectedStances, AnOrganisationIsNoVoice) {
    Corrections corrections;
    corrections.corrections = {line(1, "mark_author"), line(2, "mark_author")};
    corrections.corrections[0].voice = std::to_string(2);
    corrections.corrections[0].kind = "organisation";
    corrections.corrections[1].voice = std::to_string(5);
    corrections.corrections[1].kind = "bot";
    const Debates debates = one_debate();
    StanceCorrecting correcting(corrections, debates);
    std::vector<PostStance> stances = {stance(10, 1, Pole::a), stance(11, 2, Pole::a), stance(12, 2, Pole::b)};
    correcting.leave_out(stances);
    ASSERT_EQ(stances.size(), 1U);
    EXPECT_EQ(stances[0].voice, VoiceId{1});
    EXPECT_EQ(correcting.outcomes()[0].applied, 1);
    EXPECT_EQ(correcting.outcomes()[1].applied, 0);
}

}  // namespace
}  // namespace agon
