// ground/text: digests, UTF-8, fields and HTML; above all that every piece of text leads back to its bytes.
#include "ground/text/text.hpp"

#include <gtest/gtest.h>

#include <random>

#include "ground/text/lines.hpp"

namespace agon {
namespace {

MappedText decoded(std::string_view raw, FieldEncoding encoding, std::int64_t begin = 0) {
    auto mapped = decode_field(raw, encoding, begin);
    EXPECT_TRUE(mapped.ok()) << raw;
    return mapped ? *mapped : MappedText{};
}

HtmlText html(std::string_view source) {
    return html_to_text(decoded(source, FieldEncoding::plain));
}

/// Runs tile the text, ascend in the source, and equal lengths mean equal bytes.
void expect_sound(const MappedText& mapped, std::string_view file) {
    std::int64_t text_at = 0, source_at = 0;
    for (const SourceRun& run : mapped.runs) {
        EXPECT_EQ(run.text_begin, text_at);
        EXPECT_GE(run.source_begin, source_at);
        EXPECT_GT(run.source_length, 0);
        text_at += run.text_length;
        source_at = run.source_begin + run.source_length;
        if (run.text_length != run.source_length) continue;
        EXPECT_EQ(
            mapped.text.substr(static_cast<std::size_t>(run.text_begin), static_cast<std::size_t>(run.text_length)),
            file.substr(static_cast<std::size_t>(run.source_begin), static_cast<std::size_t>(run.source_length)));
    }
    EXPECT_EQ(text_at, static_cast<std::int64_t>(mapped.text.size()));
    EXPECT_LE(source_at, static_cast<std::int64_t>(file.size()));
}

TEST(PlacedLines, CountBlankLinesAndKeepTheLastOne) {
    const std::vector<PlacedLine> lines = placed_lines("a\n\n bc\r\nd");
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_TRUE(lines[1].blank());
    EXPECT_EQ(lines[2].text, " bc\r");
    EXPECT_EQ(lines[2].number, 3);
    EXPECT_EQ(lines[2].offset, 3);
    EXPECT_EQ(lines[3].text, "d");
    EXPECT_TRUE(placed_lines("").empty());
    EXPECT_EQ(placed_lines("a\n").size(), 1u);
}

TEST(Digest, IsSha256AndItsFirst63Bits) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(stable_id("abc"), 0x5d3c0b5fc780e7f5);
}

TEST(Utf8, FindsTheFirstBadByte) {
    EXPECT_EQ(first_invalid_utf8("abcdefgh你好\xF0\x9F\x98\x80"), -1);
    EXPECT_EQ(first_invalid_utf8("abcdefgh\xC0\xAF"), 8);
    EXPECT_EQ(first_invalid_utf8("a\xED\xA0\x80"), 1);
    EXPECT_EQ(first_invalid_utf8("\xE0\x80\xAF"), 0);
    EXPECT_EQ(first_invalid_utf8("\xF4\x90\x80\x80"), 0);
    EXPECT_EQ(first_invalid_utf8("你\xE4\xBD"), 3);
    EXPECT_EQ(first_invalid_utf8("\x80"), 0);
}

TEST(Utf8, EveryCodePointComesBack) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_utf8(text, c);
        std::size_t at = 0;
        ASSERT_EQ(first_invalid_utf8(text), -1);
        ASSERT_EQ(next_code_point(text, at), c);
        ASSERT_EQ(at, text.size());
    }
}

TEST(Utf8, Classifies) {
    EXPECT_TRUE(is_han(U'你') && is_han(U'〇') && is_han(0x20BB7) && !is_han(U'か'));
    EXPECT_TRUE(is_word_character(U'か') && is_word_character(U'é') && is_word_character(U'7'));
    EXPECT_FALSE(is_word_character(U'。') || is_word_character(U'×') || is_word_character(0x1F600));
    EXPECT_EQ(count_code_points("a你😀"), 3U);
}

TEST(Field, DecodesJsonWithItsMap) {
    const std::string raw = R"(a\n\u4f60\ud83d\ude00b)";
    const MappedText mapped = decoded(raw, FieldEncoding::json_string, 100);
    EXPECT_EQ(mapped.text, "a\n你😀b");
    EXPECT_EQ(mapped.source_span(1, 2), (Span{101, 103}));
    EXPECT_EQ(mapped.source_span(2, 9), (Span{103, 121}));
    EXPECT_EQ(mapped.source_span(9, 10), (Span{121, 122}));
}

TEST(Field, RefusesBadEscapesWithTheirOffset) {
    for (const std::string_view raw : {R"(ab\q)", R"(ab\ud800)", R"(ab\ud800A)", R"(ab\udc00)", R"(ab\u12)", "ab\\"}) {
        const auto mapped = decode_field(raw, FieldEncoding::json_string, 10);
        ASSERT_FALSE(mapped.ok()) << raw;
        EXPECT_EQ(mapped.error().line(), "byte 12: malformed JSON (a \\ begins no escape that JSON knows)");
    }
}

TEST(Field, SpansDecodeToTheirPiece) {
    std::mt19937 random(7);
    const std::vector<std::string> parts[] = {{"a", "你", R"(\n)", R"(\u4f60)", R"(\ud83d\ude00)", R"(\")", " "},
                                              {"a", "你", "\"\"", ",", "\n"},
                                              {"a", "你", "\\"}};
    const FieldEncoding encodings[] = {FieldEncoding::json_string, FieldEncoding::csv_field, FieldEncoding::plain};
    for (int round = 0; round < 2000; ++round) {
        const std::size_t kind = random() % 3;
        std::string raw;
        for (std::size_t i = random() % 12; i > 0; --i) raw += parts[kind][random() % parts[kind].size()];
        const MappedText mapped = decoded(raw, encodings[kind]);
        expect_sound(mapped, raw);
        std::vector<std::size_t> edges;
        for (std::size_t at = 0; at < mapped.text.size(); next_code_point(mapped.text, at)) edges.push_back(at);
        edges.push_back(mapped.text.size());
        for (std::size_t b = 0; b < edges.size(); ++b)
            for (std::size_t e = b + 1; e < edges.size(); ++e) {
                const Span span =
                    mapped.source_span(static_cast<std::int64_t>(edges[b]), static_cast<std::int64_t>(edges[e]));
                const auto piece =
                    raw.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length()));
                ASSERT_EQ(decoded(piece, encodings[kind]).text, mapped.text.substr(edges[b], edges[e] - edges[b]))
                    << raw;
            }
    }
}

TEST(Html, ShowsWhatAReaderSees) {
    const std::pair<const char*, const char*> cases[] = {
        {"<p>a</p><p>b&lt;c</p>", "a\nb<c"},
        {"a<br><br/>b<br>", "a\nb"},
        {"<ul><li>x</li><li>y</li></ul>z", "x\ny\nz"},
        {"a <b>bold</b> c", "a bold c"},
        {"<figure><img src=\"x\"><figcaption>f</figcaption></figure>t", "t"},
        {"x<script>1<2</script>y<noscript><img></noscript>z", "xyz"},
        {"x<script>never closed", "xnever closed"},
        {"a<b, x<y且z>w, AT&T &co; &amp", "a<b, x<y且z>w, AT&T &co; &amp"},
        {"lone < and <", "lone < and <"},
        {"<a href=\"a>b\">link</a>", "link"},
        {"<p unclosed", "<p unclosed"},
        {"a<!-- gone -->b<!-- stays", "ab<!-- stays"},
        {"&#20320;&#x4F60;&#0;&#xD800;&nbsp;&hellip;", "你你\uFFFD\uFFFD\u00A0…"},
        {"one\r\n\ntwo", "one\ntwo"},
        {"<h2>T</h2>b", "T\nb"},
        {"", ""},
    };
    for (const auto& [source, text] : cases) {
        const HtmlText out = html(source);
        EXPECT_EQ(out.mapped.text, text) << source;
        expect_sound(out.mapped, source);
    }
}

TEST(Html, LineFeedsMapToTheirTag) {
    const HtmlText out = html("<p>a</p><p>b</p>");
    EXPECT_EQ(out.mapped.source_span(1, 2), (Span{4, 8}));
    EXPECT_EQ(out.mapped.source_span(2, 3), (Span{11, 12}));
}

TEST(Html, NamesQuotedPassages) {
    const HtmlText out =
        html("a<blockquote><p>q</p><blockquote>r</blockquote></blockquote>b</blockquote><blockquote>s");
    EXPECT_EQ(out.mapped.text, "a\nq\nr\nb\ns");
    EXPECT_EQ(out.quoted, (std::vector<Span>{{2, 5}, {8, 9}}));
}

TEST(Html, NamesLinksCodeAndImages) {
    const HtmlText out =
        html("a<a href=x>b</a><a>c<a>d</a><img><figure><img></figure>e<pre><code>f\ng</code></pre>h<code></code><img>");
    EXPECT_EQ(out.mapped.text, "abcde\nf\ng\nh");
    EXPECT_EQ(out.links, (std::vector<Span>{{1, 2}, {2, 3}, {3, 4}}));
    EXPECT_EQ(out.code, (std::vector<Span>{{6, 9}}));
    EXPECT_EQ(out.images, (std::vector<Span>{{4, 4}, {11, 11}}));
}

TEST(Html, KeepsTheMapThroughJson) {
    const std::string raw = R"(\u003cp\u003e说\"好\"&lt;\u003c/p\u003e)";
    const HtmlText out = html_to_text(decoded(raw, FieldEncoding::json_string));
    EXPECT_EQ(out.mapped.text, "说\"好\"<");
    expect_sound(out.mapped, raw);
    EXPECT_EQ(out.mapped.source_span(3, 4), (Span{16, 18}));
}

TEST(Html, SurvivesAnything) {
    std::mt19937 random(11);
    const std::string parts[] = {
        "<",       ">",  "</",   "<p>", "<script>",     "</script",      "&",  "&#",       "&amp;",     "\"", "'",
        "<a b=\"", "你", "<!--", "-->", "<blockquote>", "</blockquote>", "\n", "<figure>", "</figure>", "x"};
    for (int round = 0; round < 20000; ++round) {
        std::string source;
        for (std::size_t i = random() % 15; i > 0; --i) source += parts[random() % std::size(parts)];
        const HtmlText out = html(source);
        expect_sound(out.mapped, source);
        EXPECT_EQ(out.mapped.text.find("\n\n"), std::string::npos);
        for (const auto& spans : {out.quoted, out.code, out.links})
            for (const Span span : spans) EXPECT_LT(span.begin, span.end);
    }
}

TEST(Html, IsLinearOnHostileInput) {
    for (const std::string part : {"<script>", "<!--", "<a \">\" ", "<a ", "</", "&#", "<a \"><a ' "}) {
        std::string source;
        while (source.size() < 2'000'000) source += part;
        html(source);
    }
}

}  // namespace
}  // namespace agon
