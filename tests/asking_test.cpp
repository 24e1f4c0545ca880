// What is asked of which judge in a debate: windows, the number of questions of a case, replies.
#include <gtest/gtest.h>

#include "ground/model/endpoint_judge.hpp"
#include "src/camps/steps.hpp"
#include "tests/loopback_server.hpp"

namespace agon {
namespace {

/// Finds every text for its target, and keeps what it was asked.
class KeepingJudge final : public Judge {
  public:
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return name_; }
    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int) const override {
        for (const StanceQuestion& q : questions) texts.push_back(std::string(q.target) + "|" + std::string(q.text));
        return std::vector<StanceAnswer>(questions.size(), {0.8, 0.1, 0.1});
    }
    mutable std::vector<std::string> texts;

  private:
    std::string name_ = "keeping";
};

class KeepingReplyJudge final : public ReplyJudge {
  public:
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return name_; }
    Result<std::vector<ReplyAnswer>> judge(std::span<const ReplyQuestion> questions, int) const override {
        asked += questions.size();
        return std::vector<ReplyAnswer>(questions.size(), {0.05, 0.9, 0.05});
    }
    mutable std::size_t asked = 0;

  private:
    std::string name_ = "keeping";
};

/// A debate of one thread: four posts of two short segments and one of a long one; post 2 answers post 1.
class AskingTest : public testing::Test {
  protected:
    void SetUp() override {
        auto loaded = Lexicon::load(real_disk(), "ground/lexicon");
        ASSERT_TRUE(loaded);
        lexicon = std::make_unique<Lexicon>(std::move(loaded).value());
        debate.debate = DebateId{1};
        debate.proposition = "政府应该补贴光伏";
        for (int post = 1; post <= 5; ++post) add(post, post == 2 ? 1 : 0, "补贴毁了市场。", "没有补贴更好。");
        add(6, 0, std::string(300, 'x'), "very long");
        segments.segments.back().text = std::string("长") + std::string(200, 'y');
    }
    void add(int post, int answers, const std::string& first, const std::string& second) {
        for (const std::string& text : {first, second}) {
            Segment s;
            s.segment = SegmentId{static_cast<std::int64_t>(segments.segments.size()) + 1};
            s.post = PostId{post};
            s.voice = VoiceId{post};
            s.thread = ThreadId{1};
            s.answers = PostId{answers};
            s.kind = SegmentKind::statement;
            s.text = text;
            segments.segments.push_back(s);
            Member m;
            m.debate = debate.debate;
            m.segment = s.segment;
            m.post = s.post;
            debates.members.push_back(m);
        }
    }
    std::vector<DebatePost> asked(QuestionsLeft& left) {
        const Room room(segments, vectors, *lexicon);
        auto posts = posts_of(debate.debate, debates, room);
        pair.texts.clear();
        attention.texts.clear();
        EXPECT_TRUE(ask_judges(posts, debate, debates, room, judges(), left, 1));
        return posts;
    }
    CampJudges judges() const {
        return {pair, attention, reply, endpoint, nullptr, reads ? &reader : nullptr, reads ? &reader_reply : nullptr};
    }
    std::unique_ptr<Lexicon> lexicon;
    Segments segments;
    Vectors vectors;
    Debates debates;
    Debate debate;
    KeepingJudge pair, attention, reader;
    KeepingReplyJudge reply, reader_reply;
    bool reads = false;
    EndpointJudge* endpoint = nullptr;
};

TEST_F(AskingTest, ShortSegmentsAreOneWindowLongOnesTheirOwn) {
    QuestionsLeft left{100, 0};
    const auto posts = asked(left);
    ASSERT_EQ(posts.size(), 6U);
    EXPECT_EQ(pair.texts.size(), 7U);
    EXPECT_EQ(left.of_pair, 93);
    EXPECT_EQ(pair.texts[0], "政府应该补贴光伏|补贴毁了市场。没有补贴更好。");
    EXPECT_TRUE(attention.texts.empty());
    for (const DebatePost& post : posts) {
        EXPECT_EQ(post.judged_by, JudgedBy::pair);
        ASSERT_EQ(post.segment_odds.size(), 2U);
        EXPECT_GT(post.segment_odds[0], 1.0);
    }
}

TEST_F(AskingTest, WhatIsBeyondTheNumberOfQuestionsIsReadByTheOther) {
    QuestionsLeft left{3, 0};
    const auto posts = asked(left);
    EXPECT_LT(left.of_pair, 0);
    for (std::size_t p = 0; p < posts.size(); ++p)
        EXPECT_EQ(posts[p].judged_by, p < 3 ? JudgedBy::pair : JudgedBy::attention) << p;
    EXPECT_EQ(pair.texts.size(), 3U);
    EXPECT_EQ(attention.texts.size(), 3U * 2 * 2);  // posts, segments, both ways round
    EXPECT_EQ(attention.texts[1], "政府不应该补贴光伏|补贴毁了市场。");
}

TEST_F(AskingTest, TheMostAnsweredPostsAreAskedFirst) {
    for (int post = 7; post <= 8; ++post) add(post, 5, "补贴毁了市场。", "没有补贴更好。");
    QuestionsLeft left{1, 0};
    const auto posts = asked(left);
    for (const DebatePost& post : posts)
        EXPECT_EQ(post.judged_by, post.post == PostId{5} ? JudgedBy::pair : JudgedBy::attention);
}

TEST_F(AskingTest, TheReaderTakesItsNumberOfQuestionsAndLeavesTheRest) {
    reads = true;
    QuestionsLeft left{100, 4};
    const auto posts = asked(left);
    for (std::size_t p = 0; p < posts.size(); ++p)
        EXPECT_EQ(posts[p].judged_by, p < 4 ? JudgedBy::reader : JudgedBy::pair) << p;
    EXPECT_EQ(reader.texts.size(), 4U);
    EXPECT_EQ(pair.texts.size(), 3U);
    EXPECT_EQ(left.of_pair, 97);
    EXPECT_GT(posts[0].segment_odds[0], 1.0);
}

TEST_F(AskingTest, RepliesAreReadByTheReaderWhileItHasQuestionsLeft) {
    reads = true;
    QuestionsLeft left{100, 100};
    const auto posts = asked(left);
    const Room room(segments, vectors, *lexicon);
    const auto marks = ReplyModel::load(real_disk(), "models/reply.toml");
    ASSERT_TRUE(marks);
    ASSERT_TRUE(read_replies(debate.debate, posts, room, *marks, judges(), left, 1));
    EXPECT_EQ(reader_reply.asked, 1U);
    EXPECT_EQ(reply.asked, 0U);
    left.of_reader = 0;
    ASSERT_TRUE(read_replies(debate.debate, posts, room, *marks, judges(), left, 1));
    EXPECT_EQ(reader_reply.asked, 1U);
    EXPECT_EQ(reply.asked, 1U);
}

TEST_F(AskingTest, WhatHasNoChineseIsReadByThePairNetworkToo) {
    debate.proposition = "Solar power needs subsidies";
    for (Segment& s : segments.segments)
        if (s.post == PostId{3}) s.text = "It ruined the market.";
    QuestionsLeft left{100, 0};
    const auto posts = asked(left);
    EXPECT_EQ(posts[2].judged_by, JudgedBy::pair);
    EXPECT_EQ(posts[3].judged_by, JudgedBy::pair);
    EXPECT_EQ(left.of_pair, 93);
}

TEST_F(AskingTest, ALanguageModelIsAskedFirstAndTheRestIsReadHere) {
    for (int post = 7; post <= 12; ++post) add(post, 0, "补贴毁了市场。", "没有补贴更好。");
    LoopbackServer server([](const Request& request, Socket& socket) {
        const auto asked = nlohmann::json::parse(request.body());
        nlohmann::json labels;
        for (const auto& [number, schema] : asked["response_format"]["json_schema"]["schema"]["properties"].items())
            labels[number] = "against";
        send_reply(socket, 200, completion(labels.dump()));
    });
    EndpointJudgeOptions options;
    options.url = server.url();
    options.model = "small";
    options.most_requests = 1;
    options.together = true;
    const auto opened = EndpointJudge::open(real_disk(), options);
    ASSERT_TRUE(opened) << opened.error().line();
    endpoint = opened->get();
    QuestionsLeft left{100, 0};
    const auto posts = asked(left);
    ASSERT_EQ(posts.size(), 12U);
    // One request holds eight texts: seven posts, of which the sixth is two windows long.
    for (std::size_t p = 0; p < posts.size(); ++p) {
        EXPECT_EQ(posts[p].judged_by, p < 7 ? JudgedBy::endpoint : JudgedBy::pair) << p;
        EXPECT_EQ(posts[p].odds < 0, p < 7) << p;
        EXPECT_LT(posts[p].segment_odds[0] * (p < 7 ? 1 : -1), 0) << p;
    }
    EXPECT_EQ(pair.texts.size(), 5U);
    EXPECT_EQ(left.of_pair, 95);
    EXPECT_EQ(server.requests, 1);
}

TEST_F(AskingTest, RepliesAreReadWhileQuestionsAreLeft) {
    QuestionsLeft left{100, 0};
    const auto posts = asked(left);
    const Room room(segments, vectors, *lexicon);
    const auto marks = ReplyModel::load(real_disk(), "models/reply.toml");
    ASSERT_TRUE(marks);
    const auto read = read_replies(debate.debate, posts, room, *marks, judges(), left, 1);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ((*read)[0].post, PostId{2});
    EXPECT_EQ((*read)[0].answered, PostId{1});
    EXPECT_DOUBLE_EQ((*read)[0].disagrees, 0.9);
    EXPECT_EQ(reply.asked, 1U);
    left.of_pair = 0;
    const auto unread = read_replies(debate.debate, posts, room, *marks, judges(), left, 1);
    ASSERT_TRUE(unread);
    EXPECT_EQ(reply.asked, 1U);
    EXPECT_DOUBLE_EQ((*unread)[0].disagrees, 0);
    EXPECT_GT((*unread)[0].odds, (*read)[0].odds);
}

TEST(Questions, TheirNumberStandsInTheCase) {
    const std::string folder = testing::TempDir() + "agon_questions";
    ASSERT_TRUE(real_disk().make_folder(folder));
    ASSERT_TRUE(real_disk().write_file(folder + "/case.toml", "[stance]\nquestions = 77\n"));
    EXPECT_EQ(*read_most_questions(real_disk(), folder), 77);
    ASSERT_TRUE(real_disk().write_file(folder + "/case.toml", "[stance]\nquestions = -1\n"));
    EXPECT_FALSE(read_most_questions(real_disk(), folder));
    ASSERT_TRUE(real_disk().write_file(folder + "/case.toml", "[salience]\nvoices = 1\n"));
    EXPECT_EQ(*read_most_questions(real_disk(), folder), CampOptions{}.most.of_pair);
}

}  // namespace
}  // namespace agon
