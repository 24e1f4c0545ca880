// The analyst's word on key points and relations, and what becomes of a line that no longer applies.
#include <gtest/gtest.h>

#include "src/points/corrected.hpp"

namespace agon {
namespace {

Correction line(const std::string& what, const std::string& point, const std::string& segment,
                const std::string& text = "") {
    Correction c;
    c.line = 1;
    c.what = what;
    c.point = point;
    c.segment = segment;
    c.text = text;
    return c;
}

Points three_matches() {
    Points points;
    KeyPoint point;
    point.point = PointId{7};
    point.segment = SegmentId{1};
    points.points.push_back(point);
    for (int i = 1; i <= 4; ++i) {
        PointMatch m;
        m.point = PointId{7};
        m.segment = SegmentId{i};
        m.post = PostId{10 + i};
        m.score = 1.0 / i;
        m.quote_rank = i <= 3 ? i : 0;
        points.matches.push_back(m);
    }
    return points;
}

std::vector<int> ranks(const Points& points) {
    std::vector<int> out;
    for (const PointMatch& m : points.matches) out.push_back(m.quote_rank);
    return out;
}

TEST(CorrectedPoints, AChosenQuoteStandsFirst) {
    Points points = three_matches();
    Corrections corrections;
    corrections.corrections = {line("choose_quote", "7", "4")};
    const auto outcomes = correct_points(corrections, points);
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes[0].applied, 1);
    EXPECT_EQ(ranks(points), (std::vector<int>{2, 3, 0, 1}));
    EXPECT_EQ(points.points[0].segment, SegmentId{4});
    EXPECT_EQ(points.points[0].post, PostId{14});
}

TEST(CorrectedPoints, ALineFindsItsPointBySentenceWhenTheKeySentenceChanged) {
    Points points = three_matches();
    Corrections corrections;
    corrections.corrections = {line("reword", "99", "2", "补贴养出骗补")};
    EXPECT_EQ(correct_points(corrections, points)[0].applied, 1);
    EXPECT_EQ(points.points[0].wording, "补贴养出骗补");
}

TEST(CorrectedPoints, WhatNoLongerAppliesIsSaid) {
    Points points = three_matches();
    Corrections corrections;
    corrections.corrections = {line("reword", "99", "88", "别的"), line("choose_quote", "7", "55")};
    const auto outcomes = correct_points(corrections, points);
    ASSERT_EQ(outcomes.size(), 2U);
    for (const CorrectionOutcome& outcome : outcomes) {
        EXPECT_EQ(outcome.applied, 0);
        EXPECT_FALSE(outcome.reason.empty());
    }
    EXPECT_EQ(ranks(points), (std::vector<int>{1, 2, 3, 0}));
    EXPECT_TRUE(points.points[0].wording.empty());
}

TEST(CorrectedPoints, ARejectedRelationIsAPairOfPosts) {
    Corrections corrections;
    corrections.corrections = {line("reject_relation", "", "")};
    corrections.corrections[0].from = std::to_string(11);
    corrections.corrections[0].to = std::to_string(12);
    EXPECT_EQ(rejected_relations(corrections), (std::set<std::pair<PostId, PostId>>{{PostId{11}, PostId{12}}}));
    Camps camps;
    EXPECT_EQ(outcomes_of_rejections(corrections, camps)[0].applied, 0);
    for (const int post : {11, 12}) {
        PostStance s;
        s.post = PostId{post};
        camps.stances.push_back(s);
    }
    EXPECT_EQ(outcomes_of_rejections(corrections, camps)[0].applied, 1);
}

}  // namespace
}  // namespace agon
