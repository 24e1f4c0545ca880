// Who speaks of whom in a thread: by name, by quotation, and as the slow twin finds it.
#include <gtest/gtest.h>

#include <random>

#include "tests/reference/links_reference.hpp"

namespace agon {
namespace {

std::vector<std::vector<std::pair<std::size_t, bool>>> plain(const std::vector<std::vector<Link>>& links) {
    std::vector<std::vector<std::pair<std::size_t, bool>>> all;
    for (const std::vector<Link>& of_post : links) {
        all.emplace_back();
        for (const Link& link : of_post) all.back().emplace_back(link.to, link.named);
    }
    return all;
}

TEST(Links, NamesAndQuotationsAreFound) {
    const std::vector<LinkingPost> posts = {
        {AuthorId{1}, "机床老张", 10, {"机床的订单太散了，谁也做不大。", "补贴救不了。"}},
        {AuthorId{2}, "老王", 20, {"@机床老张 说得对。"}},
        {AuthorId{3}, "路过的看客", 30, {"有人说“机床的订单太散了”，我看不是。"}},
        {AuthorId{4}, "后来的人", 5, {"@机床老张 你还没写呢。"}}};
    const std::vector<LinkingPost> phrase = {{AuthorId{1}, "机床老张", 10, {"这就是不患寡而患不均。"}},
                                             {AuthorId{2}, "路过的看客", 20, {"不患寡而患不均嘛。"}},
                                             {AuthorId{3}, "后来的人", 30, {"都说“不患寡而患不均”。"}}};
    EXPECT_TRUE(links_of(phrase)[2].empty()) << "a saying has no author";
    const std::vector<LinkingPost> decree = {{AuthorId{1}, "机床老张", 10, {"通知写着“尽量减少出校”。"}},
                                             {AuthorId{3}, "后来的人", 30, {"什么叫“尽量减少出校”？"}}};
    EXPECT_TRUE(links_of(decree)[1].empty()) << "both quote a third";
    const auto links = plain(links_of(posts));
    using Links = std::vector<std::pair<std::size_t, bool>>;
    EXPECT_EQ(links[0], Links{});
    EXPECT_EQ(links[1], (Links{{0, true}}));
    EXPECT_EQ(links[2], (Links{{0, false}}));
    EXPECT_EQ(links[3], Links{}) << "an earlier post cannot speak of a later one";
}

TEST(Links, AreThoseOfEveryPair) {
    std::mt19937_64 random(20261126);
    const std::vector<std::string> names = {"老张", "机床老张", "机床老张的儿子", "abcdef", "abcdefg", "路人甲乙"};
    const std::vector<std::string> bits = {"机床", "订单", "太散",   "补贴", "@", "“", "”",
                                           "「",   "」",   "abcdef", "g",    " ", "。"};
    int found = 0;
    for (int round = 0; round < 3000; ++round) {
        std::vector<std::vector<std::string>> texts;
        std::vector<LinkingPost> posts;
        const std::size_t count = 2 + random() % 12;
        for (std::size_t i = 0; i < count; ++i) {
            texts.emplace_back();
            for (std::size_t s = 0; s < 1 + random() % 3; ++s) {
                std::string text;
                for (std::size_t b = 0; b < random() % 14; ++b)
                    text += random() % 6 == 0 ? names[random() % names.size()] : bits[random() % bits.size()];
                texts.back().push_back(std::move(text));
            }
        }
        for (std::size_t i = 0; i < count; ++i) {
            posts.push_back({static_cast<AuthorId>(1 + random() % 5),
                             names[random() % names.size()],
                             static_cast<std::int64_t>(random() % 4),
                             {}});
            for (const std::string& text : texts[i]) posts.back().sentences.emplace_back(text);
        }
        const auto links = plain(links_of(posts));
        ASSERT_EQ(links, plain(links_by_pairs(posts))) << "round " << round;
        for (const auto& of_post : links) found += static_cast<int>(of_post.size());
    }
    EXPECT_GT(found, 500);
}

}  // namespace
}  // namespace agon
