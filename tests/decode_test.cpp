// The verdict's own way from bytes to visible text, beside the one of import: where they part, an honest quote is
// called altered.
#include "src/verdict/decode.hpp"

#include <gtest/gtest.h>

#include <random>

#include "ground/text/text.hpp"

namespace agon {
namespace {

std::string imported(const std::string& html) {
    const auto field = decode_field(html, FieldEncoding::plain, 0);
    EXPECT_TRUE(field.ok());
    return without_line_ends(html_to_text(*field).mapped.text);
}

TEST(VerdictDecoding, LeavesWhatOnlyLooksLikeMarkup) {
    EXPECT_EQ(visible_text("x<y且z>w"), "x<y且z>w");
    EXPECT_EQ(visible_text("<南方>的工厂 a<b, c>d"), "<南方>的工厂 a<b, c>d");
    EXPECT_EQ(visible_text("<most of b>先有鸡</p😀>"), "<most of b>先有鸡</p😀>");
    EXPECT_EQ(visible_text("A&T; &unknown; &amp"), "A&T; &unknown; &amp");
}

TEST(VerdictDecoding, TakesOutWhatNobodySees) {
    EXPECT_EQ(visible_text("<p class=\"a>b\">是</p>"), "是");
    EXPECT_EQ(visible_text("一<!-- <b> > -->二<style>p{}</style>三<figure><img></figure>四"), "一二三四");
    EXPECT_EQ(visible_text("<script>开"), "开");
    EXPECT_EQ(visible_text("3 &le; 4 &rarr; &#x4e2d;&#22269;&#65"), "3 ≤ 4 → 中国A");
}

TEST(VerdictDecoding, KnowsWhatAReportPutsForControlCharacters) {
    EXPECT_EQ(as_shown("a\tb\r\nc\x01"), "a bc ");
    EXPECT_EQ(as_shown("中\uFFFE国\uFFFF"), "中 国 ");
}

TEST(VerdictDecoding, AgreesWithImportOnWhateverIsWritten) {
    const std::vector<std::string> parts = {"<",
                                            ">",
                                            "</",
                                            "p",
                                            "b",
                                            "br/",
                                            " class=\"",
                                            "\"",
                                            "'",
                                            "中",
                                            "国",
                                            "<p>",
                                            "</p>",
                                            "<!--",
                                            "-->",
                                            "<script>",
                                            "</script>",
                                            "<figure",
                                            "</figure>",
                                            "<img src=x>",
                                            "&",
                                            ";",
                                            "&amp;",
                                            "&lt;",
                                            "&#",
                                            "&#x",
                                            "0",
                                            "38",
                                            "D800",
                                            "110000",
                                            "999999999999",
                                            "&nbsp;",
                                            "&ge;",
                                            "&zzz;",
                                            "\n",
                                            "\r\n",
                                            "\r",
                                            " ",
                                            "/",
                                            "<![CDATA[",
                                            "]]>",
                                            "<!DOCTYPE html>",
                                            "<A HREF='x'>",
                                            "h1",
                                            "blockquote",
                                            "figcaption",
                                            "<most>",
                                            "=",
                                            "a"};
    std::mt19937 random(11);
    for (int round = 0; round < 40000; ++round) {
        std::string html;
        for (std::size_t left = 1 + random() % 12; left > 0; --left) html += parts[random() % parts.size()];
        ASSERT_EQ(without_line_ends(visible_text(html)), imported(html)) << html;
    }
}

}  // namespace
}  // namespace agon
