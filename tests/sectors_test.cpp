// Who says that the state, or the market, leads a sector, and with which sentence.
#include <gtest/gtest.h>

#include "src/points/steps.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

/// Views of one post of these sentences, under a title without a sector that names the state's way of doing things.
std::vector<SectorView> views_of(const std::vector<std::string>& sentences,
                                 const std::string& title = "产业政策该不该搞？") {
    std::vector<Segment> segments;
    for (const std::string& text : sentences) {
        Segment s;
        s.segment = SegmentId{static_cast<std::int64_t>(segments.size()) + 1};
        s.post = PostId{1};
        s.thread = ThreadId{1};
        s.ordinal = static_cast<std::int32_t>(segments.size());
        s.kind = SegmentKind::statement;
        s.text = text;
        segments.push_back(s);
    }
    std::vector<const Segment*> post;
    for (const Segment& s : segments) post.push_back(&s);
    Threads threads;
    threads.threads.emplace_back();
    threads.threads.back().thread = ThreadId{1};
    threads.threads.back().title = title;
    return read_sectors({&post}, threads, shipped_lexicon());
}

TEST(Sectors, EachClauseSpeaksForTheSectorThatItNames) {
    const auto views = views_of({"高铁靠举国体制，软件交给市场。"});
    ASSERT_EQ(views.size(), 2U);
    for (const SectorView& view : views) EXPECT_EQ(view.approach, view.sector == "高铁" ? "state" : "market");
}

TEST(Sectors, WhereNobodyAsksWhoLeadsItMustBeSaidOutright) {
    EXPECT_EQ(views_of({"手机靠的是用户和客户骂出来。"}).size(), 1U);
    EXPECT_TRUE(views_of({"手机靠的是用户和客户骂出来。"}, "哪款手机好用？").empty());
    EXPECT_TRUE(views_of({"软件要看市场需求和开源社区。"}, "程序员能干一辈子吗？").empty());
    const auto outright = views_of({"手机应该交给市场。"}, "哪款手机好用？");
    ASSERT_EQ(outright.size(), 1U);
    EXPECT_EQ(outright[0].approach, "market");
}

TEST(Sectors, AViewIsQuotedWithASentenceForItsOwnSide) {
    // The weightiest sentence is the state's, but two others together outweigh it.
    const std::vector<std::string> said = {"芯片设备只能国家牵头。", "芯片设计应该交给市场。",
                                           "芯片制造也该交给市场。"};
    const auto views = views_of(said);
    ASSERT_EQ(views.size(), 1U);
    EXPECT_EQ(views[0].approach, "market");
    EXPECT_EQ(views[0].segment, SegmentId{2});
    const auto turned = views_of({said[1], said[0], "芯片必须国家投入。"});
    ASSERT_EQ(turned.size(), 1U);
    EXPECT_EQ(turned[0].approach, "state");
    EXPECT_NE(turned[0].segment, SegmentId{1});
}

}  // namespace
}  // namespace agon
