// Files as they come: packed, in archives, in a crawl, in other charsets. What is unpacked keeps its bytes, what passes
// a limit is refused, and every offset is one of the file in its own charset.
#include <iconv.h>

#include <algorithm>

#include "src/verdict/decode.hpp"
#include "tests/import_cases.hpp"

namespace agon {
namespace {

const std::string kLines =
    "{\"id\":\"1\",\"question\":\"要不要？\",\"author\":\"甲\",\"text\":\"要，\\n因为\\\"好\\\"。\"}\n"
    "{\"id\":\"2\",\"question\":\"要不要？\",\"author\":\"乙\",\"text\":\"不要。\"}\n";

std::string in_charset(const std::string& text, const char* charset) {
    const iconv_t converter = ::iconv_open(charset, "UTF-8");
    std::string in = text, out(text.size() * 4 + 16, '\0');
    char *from = in.data(), *to = out.data();
    std::size_t left = in.size(), room = out.size();
    EXPECT_NE(::iconv(converter, &from, &left, &to, &room), static_cast<std::size_t>(-1)) << charset;
    ::iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

class ThreadsUnpack : public ImportTest {
  protected:
    std::vector<std::string> errors_of(const std::vector<std::string>& files, const ImportOptions& options = {}) {
        std::vector<std::string> lines;
        for (const Error& error : take(files, options, "errors").file_errors)
            lines.push_back(error.line().substr(folder_.string().size() + 1));
        return lines;
    }
};
using Lines = std::vector<std::string>;

TEST_F(ThreadsUnpack, PackedFilesGiveWhatTheFilesGive) {
    const auto plain = take({write("a.jsonl", kLines)});
    const auto expected = described(plain.threads);
    ASSERT_EQ(plain.threads.posts.size(), 2U);
    const std::pair<std::string, std::string> all[] = {
        {"a.jsonl.gz", gzipped(kLines)},
        {"a.jsonl.zst", zstd_of(kLines)},
        {"b.zip", packed("zip", {{"x/a.jsonl", kLines}})},
        {"b.tar", packed("tar", {{"x/a.jsonl", kLines}})},
        {"b.tgz", packed("tar.gz", {{"x/a.jsonl", kLines}})},
        {"b.tar.zst", packed("tar.zst", {{"x/a.jsonl", kLines}})},
        {"a.jsonl.xz", packed("xz", {{"", kLines}})},
        {"a.jsonl.bz2", packed("bz2", {{"", kLines}})},
        {"b.tar.xz", packed("tar.xz", {{"x/a.jsonl", kLines}})},
        {"b.tar.bz2", packed("tar.bz2", {{"x/a.jsonl", kLines}})},
        {"c.zip", packed("zip", {{"inner.jsonl.gz", gzipped(kLines)}})},
        {"two.gz", gzipped(kLines.substr(0, 60)) + gzipped(kLines.substr(60))}};
    for (const auto& [name, bytes] : all) {
        const auto outcome = take({write(name, bytes)}, {}, "case_" + name);
        EXPECT_TRUE(outcome.file_errors.empty()) << name;
        EXPECT_EQ(described(outcome.threads, "case_" + name), expected) << name;
        ASSERT_EQ(outcome.threads.sources.size(), 1U) << name;
        EXPECT_EQ(outcome.threads.sources[0].sha256, sha256_hex(kLines)) << name;
        EXPECT_EQ(outcome.threads.sources[0].container, sha256_hex(bytes)) << name;
    }
    EXPECT_EQ(take({path("b.zip")}, {}, "named").threads.sources.at(0).name, "b.zip/x/a.jsonl");
    for (const char* packing : {"zst", "xz", "bz2"})
        EXPECT_EQ(take({path(std::string("a.jsonl.") + packing)}, {}, packing).threads.sources.at(0).name, "a.jsonl");
    const auto again = take({path("b.zip"), path("b.tar"), path("a.jsonl.gz")});
    EXPECT_EQ(again.new_posts, 0);
    EXPECT_EQ(described(again.threads), expected);
}

TEST_F(ThreadsUnpack, WhatIsDamagedIsNamedAndTheRestComesIn) {
    const std::string gz = gzipped(kLines), zst = zstd_of(kLines);
    const std::string zip = packed("zip", {{"a.jsonl", kLines}, {"b.jsonl", kLines}});
    write("cut.gz", gz.substr(0, gz.size() / 2));
    write("cut.zst", zst.substr(0, zst.size() / 2));
    write("cut.zip", zip.substr(0, zip.size() / 3));
    std::string flipped = gz;
    flipped[flipped.size() - 6] ^= 1;
    write("flipped.gz", flipped);
    for (const std::string packing : {"xz", "bz2"}) {
        const std::string whole = packed(packing, {{"", kLines}});
        write("cut." + packing, whole.substr(0, whole.size() / 2));
    }
    write("good.jsonl", kLines);
    const auto outcome = take({path("cut.gz"), path("cut.zst"), path("cut.zip"), path("flipped.gz"), path("cut.xz"),
                               path("cut.bz2"), path("good.jsonl")});
    std::string lines;
    for (const Error& error : outcome.file_errors) lines += error.line() + '\n';
    ASSERT_EQ(outcome.file_errors.size(), 6U) << lines;
    for (const Error& error : outcome.file_errors) EXPECT_EQ(error.code, ErrorCode::archive_damaged) << error.line();
    EXPECT_EQ(outcome.threads.posts.size(), 2U);
}

TEST_F(ThreadsUnpack, LimitsAreKept) {
    const std::string zeros(std::size_t{40} << 20, ' ');
    const std::string nested = packed(
        "zip",
        {{"1.zip", packed("zip", {{"2.zip", packed("zip", {{"3.zip", packed("zip", {{"a.jsonl", kLines}})}})}})}});
    EXPECT_EQ(errors_of({write("bomb.gz", gzipped(zeros))}),
              (Lines{"bomb.gz: the archive is larger than agon will unpack (it grows more than any text would)"}));
    EXPECT_EQ(
        errors_of({write("nested.zip", nested)}),
        (Lines{"nested.zip/1.zip/2.zip/3.zip: the archive is larger than agon will unpack (archives in archives in "
               "archives)"}));
    ImportOptions options;
    options.limits.bytes = 100;
    EXPECT_EQ(errors_of({write("b.zip", packed("zip", {{"a.jsonl", kLines}}))}, options),
              (Lines{"b.zip: the archive is larger than agon will unpack (it holds too many bytes)"}));
    options.limits = {};
    options.limits.members = 1;
    EXPECT_EQ(errors_of({write("c.zip", packed("zip", {{"a.jsonl", kLines}, {"b.jsonl", kLines}}))}, options),
              (Lines{"c.zip: the archive is larger than agon will unpack (it holds too many files)"}));
    options.limits = {};
    options.limits.member_bytes = 100;
    EXPECT_EQ(errors_of({path("b.zip")}, options),
              (Lines{"b.zip: the archive is larger than agon will unpack (a file in it is too large)"}));
}

std::string warc_record(const std::string& type, const std::string& uri, const std::string& content) {
    return "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Target-URI: " + uri +
           "\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content + "\r\n\r\n";
}

TEST_F(ThreadsUnpack, PagesOfACrawlAreSources) {
    const std::string page = *real_disk().read_file("tests/cases/threads/formats/zhihu_page.html");
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    char length[16];
    std::snprintf(length, sizeof length, "%zx", page.size() - 100);
    const std::string chunks =
        "64\r\n" + page.substr(0, 100) + "\r\n" + length + "\r\n" + page.substr(100) + "\r\n0\r\n\r\n";
    const std::string records[] = {
        warc_record("warcinfo", "", "software: test\r\n"),
        warc_record("request", "https://www.zhihu.com/question/920100", "GET / HTTP/1.1\r\n\r\n"),
        warc_record("response", "https://www.zhihu.com/question/920100", head + "\r\n" + page),
        warc_record("response", "https://www.zhihu.com/a.png",
                    "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG")};
    std::string crawl, crawl_gz;
    for (const std::string& record : records) {
        crawl += record;
        crawl_gz += gzipped(record);
    }
    const auto expected =
        described(take({"tests/cases/threads/formats/zhihu_page.html"}, {}, "plain").threads, "plain");
    const std::pair<std::string, std::string> all[] = {
        {"a.warc", crawl},
        {"a.warc.gz", crawl_gz},
        {"chunked.warc", warc_record("response", "https://www.zhihu.com/question/920100",
                                     head + "Transfer-Encoding: chunked\r\n\r\n" + chunks)},
        {"packed.warc", warc_record("response", "https://www.zhihu.com/question/920100",
                                    head + "Content-Encoding: gzip\r\n\r\n" + gzipped(page))}};
    for (const auto& [name, bytes] : all) {
        const auto outcome = take({write(name, bytes)}, {}, "case_" + name);
        EXPECT_TRUE(outcome.file_errors.empty()) << name;
        EXPECT_EQ(described(outcome.threads, "case_" + name), expected) << name;
        EXPECT_EQ(outcome.threads.sources.at(0).sha256, sha256_hex(page));
    }
    EXPECT_EQ(errors_of({write("cut.warc", crawl.substr(0, 600))}),
              (Lines{"cut.warc: record 3: byte 222: the archive is damaged (a record is cut short)"}));
}

/// A crawl that was sent to the sign-in page half of the time must not look whole; its pictures are no posts.
TEST_F(ThreadsUnpack, AnswersOfACrawlThatAreNoPagesAreRejected) {
    const std::string page = *real_disk().read_file("tests/cases/threads/formats/zhihu_page.html");
    const std::string site = "https://www.zhihu.com/";
    const std::pair<std::string, std::string> answers[] = {
        {"question/920100", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page},
        {"no", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno"},
        {"question/2", "HTTP/1.1 302 Found\r\nLocation: /signin\r\n\r\n"},
        {"a.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG"},
        {"a.js", "HTTP/2 200\r\nContent-Type: application/javascript\r\n\r\nlet"},
        {"a.pdf", "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\nPDF"},
        {"empty", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"},
        {"br", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\nx"},
        {"chunks", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n99\r\nx"},
        {"none", "nothing that a server says"}};
    std::string crawl;
    std::vector<std::size_t> begins;
    for (const auto& [address, answer] : answers) {
        begins.push_back(crawl.size());
        crawl += warc_record("response", site + address, answer);
    }
    for (const auto& [name, bytes] : {std::pair("a.warc", crawl), {"a.warc.gz", gzipped(crawl)}}) {
        const std::string kept = std::string("case_") + name;
        const auto outcome = take({write(name, bytes)}, {}, kept);
        EXPECT_TRUE(outcome.file_errors.empty()) << name;
        EXPECT_EQ(outcome.threads.posts.size(), 4U) << name;
        Lines lines;
        for (const Reject& r : outcome.threads.rejects) {
            EXPECT_EQ(r.source, sha256_hex(crawl));
            EXPECT_EQ(r.offset, static_cast<std::int64_t>(begins.at(static_cast<std::size_t>(r.record) - 1)));
            lines.push_back(r.file + " " + r.code + ": " + r.reason);
        }
        EXPECT_EQ(
            lines,
            (Lines{
                "a.warc/" + site + "no bad_value: a value cannot be understood (status \"404\")",
                "a.warc/" + site +
                    "question/2 bad_value: a value cannot be understood (status \"302\", elsewhere: "
                    "\"/signin\")",
                "a.warc/" + site + "a.pdf bad_value: a value cannot be understood (content type \"application/pdf\")",
                "a.warc/" + site + "empty missing_field: a field is missing (the answer is empty)",
                "a.warc/" + site + "br bad_value: a value cannot be understood (an answer packed as \"br\")",
                "a.warc/" + site + "chunks archive_damaged: the archive is damaged (a chunk of an answer is cut short)",
                "a.warc/" + site + "none bad_value: a value cannot be understood (no HTTP answer)"}));
        EXPECT_EQ(outcome.new_rejects, 7);
        EXPECT_EQ(take({path(name)}, {}, kept).new_rejects, 0) << "the same crawl again";
    }
    const std::string refusals = crawl.substr(begins[1]);
    const auto alone = take({write("b.warc", refusals)}, {}, "case_a.warc");
    ASSERT_EQ(alone.file_errors.size(), 1U);
    EXPECT_NE(alone.file_errors[0].line().find("a crawl without a page"), std::string::npos);
    EXPECT_EQ(alone.new_rejects, 7) << "told beside those of the case";
    EXPECT_EQ(alone.threads.posts.size(), 4U);
    EXPECT_EQ(errors_of({path("b.warc")}),
              (Lines{"b.warc: the format was not recognised (a crawl without a page, JSON, feed or table)"}));
}

TEST_F(ThreadsUnpack, CharsetsAreRecognisedAndOffsetsStayTrue) {
    std::string lines;
    for (int i = 0; i < 30; ++i)
        lines += "{\"id\":\"" + std::to_string(i) + "\",\"question\":\"我们的食堂要不要涨价？\",\"author\":\"学生" +
                 std::to_string(i) + "\",\"text\":\"我们不同意这个说法，\\n因为\\\"他们\\\"没有问过大家" +
                 std::to_string(i) + "。\"}\n";
    std::string traditional = lines;
    for (const auto& [from, to] : NamedBytes{{"们", "們"},
                                             {"这个说法", "這個說法"},
                                             {"没", "沒"},
                                             {"问过", "問過"},
                                             {"学", "學"},
                                             {"涨价", "漲價"},
                                             {"为", "為"}})
        for (std::size_t at; (at = traditional.find(from)) != std::string::npos;)
            traditional.replace(at, from.size(), to);
    const auto simplified_expected = described(take({write("a.jsonl", lines)}).threads);
    const auto traditional_expected = described(take({write("t.jsonl", traditional)}, {}, "t").threads, "t");
    struct Written {
        const char *name, *mark, *charset;
        const std::string& text;
        const std::vector<std::string>& expected;
        Charset found;
        CharsetGround ground;
    };
    const Written all[] = {
        {"gb.jsonl", "", "GB18030", lines, simplified_expected, Charset::gb18030, CharsetGround::guess},
        {"gbm.jsonl", "\x84\x31\x95\x33", "GB18030", lines, simplified_expected, Charset::gb18030,
         CharsetGround::byte_order_mark},
        {"big5.jsonl", "", "BIG5", traditional, traditional_expected, Charset::big5, CharsetGround::guess},
        {"le.jsonl", "\xFF\xFE", "UTF-16LE", lines, simplified_expected, Charset::utf16le,
         CharsetGround::byte_order_mark},
        {"be.jsonl", "\xFE\xFF", "UTF-16BE", lines, simplified_expected, Charset::utf16be,
         CharsetGround::byte_order_mark},
        {"mark.jsonl", "\xEF\xBB\xBF", "UTF-8", lines, simplified_expected, Charset::utf8,
         CharsetGround::byte_order_mark}};
    for (const Written& w : all) {
        const std::string bytes = w.mark + in_charset(w.text, w.charset);
        const auto outcome = take({write(w.name, bytes)}, {}, w.name + std::string("_case"));
        ASSERT_EQ(outcome.threads.posts.size(), 30U) << w.name;
        EXPECT_EQ(outcome.threads.sources[0].charset, w.found) << w.name;
        EXPECT_EQ(outcome.threads.sources[0].charset_ground, w.ground) << w.name;
        EXPECT_EQ(described(outcome.threads, w.name + std::string("_case")), w.expected) << w.name;
        for (const Post& post : outcome.threads.posts) {  // the verifier's own way to the text
            const std::string raw = bytes.substr(static_cast<std::size_t>(post.body_begin),
                                                 static_cast<std::size_t>(post.body_end - post.body_begin));
            EXPECT_EQ(unescape_field(raw, enum_name(post.body_encoding)),
                      text_of(post, outcome.threads, w.name + std::string("_case")));
            EXPECT_EQ(bytes.substr(static_cast<std::size_t>(post.record_begin), w.found == Charset::utf16le ? 2 : 1),
                      w.found == Charset::utf16le   ? std::string("{\0", 2)
                      : w.found == Charset::utf16be ? std::string("\0", 1)
                                                    : "{");
        }
    }
}

TEST_F(ThreadsUnpack, DeclaredCharsetsCountIfTheBytesBearThemOut) {
    const std::string page =
        "<html><head><meta charset=\"gbk\"><title>通知</title></head><body><p>即日起执行。</p></body></html>";
    const auto outcome = take({write("2021-06-01-a.html", in_charset(page, "GB18030"))});
    ASSERT_EQ(outcome.threads.posts.size(), 1U);
    EXPECT_EQ(outcome.threads.sources[0].charset_ground, CharsetGround::declaration);
    EXPECT_EQ(outcome.threads.threads.at(0).title, "通知");
    EXPECT_EQ(text_of(outcome.threads.posts[0], outcome.threads), "即日起执行。");
    const auto saved_again = take({write("2021-06-02-a.html", page)}, {}, "again");
    EXPECT_EQ(saved_again.threads.sources.at(0).charset, Charset::utf8);
    EXPECT_EQ(text_of(saved_again.threads.posts.at(0), saved_again.threads, "again"), "即日起执行。");
}

TEST_F(ThreadsUnpack, DamageCostsTheRecordThatHoldsIt) {
    std::string damaged = kLines + kLines;
    damaged.erase(damaged.find("因为"), 1);
    const auto outcome = take({write("a.jsonl", damaged)});
    EXPECT_EQ(outcome.threads.sources.at(0).charset_ground, CharsetGround::damaged_utf8);
    EXPECT_EQ(outcome.threads.posts.size(), 2U);
    ASSERT_EQ(outcome.threads.rejects.size(), 1U);
    EXPECT_EQ(outcome.threads.rejects[0].code, "not_text");
    EXPECT_EQ(outcome.threads.rejects[0].offset, static_cast<std::int64_t>(kLines.find("因为")));
    const std::string table =
        "id,question,author,text\n1,问,甲,好\n2,问,乙,\xE5\xA5\n3,问,丙,一般般而已没有什么可说的\n";
    const auto rows = take({write("b.csv", table)}, {}, "rows");
    EXPECT_EQ(rows.threads.posts.size(), 2U);
    ASSERT_EQ(rows.threads.rejects.size(), 1U);
    EXPECT_EQ(rows.threads.rejects[0].record, 2);
    EXPECT_EQ(rows.threads.rejects[0].offset, static_cast<std::int64_t>(table.find("\xE5\xA5\n")));
}

TEST_F(ThreadsUnpack, WhatIsNoTextIsRefused) {
    std::string noise;
    for (int i = 0; i < 4000; ++i) noise += static_cast<char>(i * 7919 % 251);
    const std::string refused = ": this is not text in an encoding that agon knows";
    EXPECT_EQ(errors_of({write("latin.csv", "text,author\ncaf\xE9 cr\xE8me,Ren\xE9\n")}),
              (Lines{"latin.csv: byte 15" + refused}));
    EXPECT_EQ(errors_of({write("noise.bin", noise)}).size(), 1U);
    EXPECT_EQ(errors_of({write("half.txt", std::string("\xFF\xFE\x41\xD8\x41\xD8\x41\xD8", 8))}),
              (Lines{"half.txt: byte 0" + refused}));
}

TEST(TextCharsets, TwoConvertersAgreeOnEveryTwoByteCharacter) {
    for (const auto& [charset, name] : {std::pair{Charset::gb18030, "plain@gb18030"}, {Charset::big5, "plain@big5"}}) {
        int agreed = 0;
        for (int lead = 0x81; lead < 0xFF; ++lead)
            for (int trail = 0x40; trail < 0xFF; ++trail) {
                const std::string raw{static_cast<char>(lead), static_cast<char>(trail)};
                const DecodedCharacters decoded = decode_characters(raw, charset, 0);
                if (!decoded.damage.empty()) continue;
                ASSERT_EQ(unescape_field(raw, name), decoded.mapped.text) << std::hex << lead << trail;
                ++agreed;
            }
        EXPECT_GT(agreed, 13000);
    }
}

TEST(TextCharsets, EveryPieceOfAFieldMapsToBytesThatDecodeToIt) {
    const std::string text = "a𠮷b\\n“好”α\\u4f60c&#20320;é";
    for (const auto& [charset, name] :
         {std::pair{Charset::gb18030, "GB18030"}, {Charset::utf16le, "UTF-16LE"}, {Charset::utf16be, "UTF-16BE"}}) {
        const std::string raw = in_charset(text, name);
        for (const FieldEncoding marks :
             {FieldEncoding::plain, FieldEncoding::json_string, FieldEncoding::csv_field, FieldEncoding::xml_text}) {
            const FieldEncoding encoding = with_charset(marks, charset);
            EXPECT_EQ(marks_of(encoding), marks);
            EXPECT_EQ(charset_of(encoding), charset);
            const auto whole = decode_field(raw, encoding, 5);
            ASSERT_TRUE(whole.ok());
            EXPECT_EQ(whole->text, decode_field(text, marks, 0)->text);
            for (std::size_t begin = 0; begin < whole->text.size();) {
                std::size_t end = begin;
                next_code_point(whole->text, end);
                const Span span = whole->source_span(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end));
                const auto piece = decode_field(
                    raw.substr(static_cast<std::size_t>(span.begin - 5), static_cast<std::size_t>(span.length())),
                    encoding, 0);
                ASSERT_TRUE(piece.ok());
                EXPECT_EQ(piece->text, whole->text.substr(begin, end - begin));
                begin = end;
            }
        }
    }
}

}  // namespace
}  // namespace agon
