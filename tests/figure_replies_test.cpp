// Figures that a reply takes up: one answer, one reply, and what is said of the answer's figures.
#include <gtest/gtest.h>

#include "src/trends/steps.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

/// One answer and one reply to it, each a single segment: what the reply does with the answer's figures.
std::string figures_told(const std::string& answer, const std::string& reply, VoiceId replier = VoiceId{2}) {
    Threads threads;
    Corpus corpus;
    Segments segments;
    const std::pair<const std::string*, VoiceId> written[] = {{&answer, VoiceId{1}}, {&reply, replier}};
    for (std::int64_t id = 1; const auto& [text, voice] : written) {
        Post post;
        post.post = PostId{id}, post.parent = PostId{id - 1};
        threads.posts.push_back(std::move(post));
        CleanPost clean;
        clean.post = PostId{id}, clean.voice = voice, clean.stream = "public", clean.text = *text;
        corpus.posts.push_back(std::move(clean));
        Segment segment;
        segment.segment = SegmentId{id}, segment.post = PostId{id}, segment.voice = voice;
        segment.stream = "public", segment.text = *text;
        segments.segments.push_back(std::move(segment));
        ++id;
    }
    const CaseTexts index(threads, corpus, segments);
    Trends trends;
    find_numbers(index, shipped_lexicon(), trends);
    find_figure_replies(index, shipped_lexicon(), trends);
    std::string all;
    for (const FigureReply& r : trends.figure_replies) {
        const auto cut = [](const std::string& text, std::int64_t begin, std::int64_t end) {
            return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        };
        EXPECT_EQ(cut(reply, r.begin, r.end), r.text);
        EXPECT_EQ(cut(answer, r.answered_begin, r.answered_end), r.answered_text);
        all += (all.empty() ? "" : "; ") + r.answered_text + ':' + r.outcome + (r.other_text.empty() ? "" : ">") +
               r.other_text;
    }
    return all;
}

TEST(FigureReplies, TakenUpDisputedGranted) {
    EXPECT_EQ(figures_told("民用市场的份额是七成", "七成说少了，有报告给的是八成以上"), "七成:disputed>八成以上");
    EXPECT_EQ(figures_told("骗补10亿元左右", "查实的才十亿元"), "10亿元左右:disputed");
    EXPECT_EQ(figures_told("骗补10亿元左右", "十亿元够修一座桥才对"), "10亿元左右:taken_up");
    EXPECT_EQ(figures_told("时薪降到24元", "24元这个我之前真不知道"), "24元:granted");
    EXPECT_EQ(figures_told("占GDP的39.7%", "39.7%包括农民吗？"), "39.7%:questioned");
    EXPECT_EQ(figures_told("净利只剩4%", "4%还要交税，4%不够"), "4%:taken_up") << "a figure said twice is one row";
    EXPECT_EQ(figures_told("出口586万辆", "我看只有491万辆"), "") << "another figure takes nothing up";
    EXPECT_EQ(figures_told("干了三年，手下六个人", "三年不止，六个人不对"), "") << "no figures to be looked up";
    EXPECT_EQ(figures_told("净利4%", "4元不对"), "") << "another unit";
    EXPECT_EQ(figures_told("净利4%", "4%不对", VoiceId{1}), "") << "his own figure";
}

}  // namespace
}  // namespace agon
