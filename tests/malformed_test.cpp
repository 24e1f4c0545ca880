// Malformed inputs: every format, broken in every way that exports break. A way is written once, as a change to a good
// fixture, and applied wherever it makes sense; what must come of it stands in tests/cases/threads/malformed.expected,
// one line an error, with file, record and byte. AGON_WRITE_EXPECTED=1 writes that file anew, to be read before it is
// kept. Whatever the words are: a broken input never ends the run, always has its line, and takes no good record along.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <optional>

#include "tests/import_cases.hpp"

namespace agon {
namespace {

using Maybe = std::optional<std::string>;

/// A good file and the members or columns that a change may need.
struct Sample {
    const char* name;     // as the user gives it
    const char* fixture;  // below tests/cases/threads/
    const char* text;     // the member or attribute that holds the text
    const char* time;
    const char* votes;
    const char* id;
};

constexpr Sample kJsonSamples[] = {
    {"zhihu.jsonl", "formats/zhihu_objects.jsonl", "content", "created_time", "voteup_count", "id"},
    {"topic.json", "formats/zhihu_topic.json", "content", "created_time", "voteup_count", "id"},
    {"page.html", "formats/zhihu_page.html", "content", "createdTime", "voteupCount", "id"},
    {"pages.json", "answers_page.json", "content", "created_time", "voteup_count", "id"},
    {"hot.json", "day_one.json", "1", "", "", "question_id"},
    {"contents.jsonl", "formats/zhihu_contents_new.jsonl", "content_text", "created_time", "voteup_count",
     "content_id"},
    {"contents.json", "formats/zhihu_contents_old.json", "content_text", "created_time", "voteup_count", "content_id"},
    {"weibo.jsonl", "formats/weibo_comments.jsonl", "content", "create_time", "comment_like_count", "comment_id"},
    {"submissions.jsonl", "formats/reddit_submissions.jsonl", "selftext", "created_utc", "score", "id"},
    {"comments.jsonl", "formats/reddit_comments.jsonl", "body", "created_utc", "score", "id"},
    {"hn.jsonl", "formats/hacker_news.jsonl", "text", "time", "score", "id"},
    {"hn.json", "formats/hacker_news_search.json", "comment_text", "created_at_i", "", "objectID"},
    {"zee.ndjson", "formats/zeeschuimer.ndjson", "text_raw", "created_at", "attitudes_count", "mid"},
    {"items.ndjson", "formats/4cat_items.ndjson", "text_raw", "created_at", "attitudes_count", "mid"},
    {"creators.jsonl", "formats/weibo_creators.jsonl", "nickname", "", "", "user_id"},
    {"agon.jsonl", "formats/agon_lines.jsonl", "text", "created", "votes", "id"},
    {"flat.jsonl", "answers.jsonl", "text", "time", "votes", ""},
};

constexpr Sample kTableSamples[] = {
    {"comments_old.csv", "formats/zhihu_comments_old.csv", "content", "publish_time", "like_count", "comment_id"},
    {"weibo.csv", "formats/weibo_contents.csv", "content", "create_time", "liked_count", "note_id"},
    {"4cat.csv", "formats/4cat.csv", "body", "unix_timestamp", "", "id"},
    {"bazhuayu.csv", "formats/bazhuayu.csv", "txt", "from1", "", ""},
    {"youtube.csv", "formats/youtube_comments.csv", "text", "publishedAt", "likeCount", "id"},
    {"creators.csv", "formats/zhihu_creators.csv", "user_nickname", "", "", "user_id"},
    {"tttc.csv", "formats/tttc.csv", "comment", "", "", ""},
    {"statements.csv", "formats/polis-lunch/comments.csv", "comment-body", "timestamp", "", "comment-id"},
    {"votes.csv", "formats/polis-lunch/votes.csv", "vote", "timestamp", "", "comment-id"},
    {"participants-votes.csv", "formats/polis-lunch/participants-votes.csv", "0", "", "", "participant"},
    {"summary.csv", "formats/polis-lunch/summary.csv", "", "", "", ""},
    {"table.tsv", "formats/table.tsv", "text", "date", "votes", ""},
    {"题.csv", "怎么看.csv", "content", "", "voteup", ""},
};

constexpr Sample kMarkupSamples[] = {
    {"Posts.xml", "formats/stack.example.com/Posts.xml", "Body", "CreationDate", "Score", "Id"},
    {"Comments.xml", "formats/stack.example.com/Comments.xml", "Text", "CreationDate", "Score", "Id"},
    {"Users.xml", "formats/stack.example.com/Users.xml", "DisplayName", "", "", "Id"},
    {"rss.xml", "formats/feed_rss.xml", "content:encoded", "pubDate", "", "guid"},
    {"atom.xml", "formats/feed_atom.xml", "content", "updated", "", "id"},
};

Maybe replaced(const std::string& text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    if (from.empty() || at == std::string::npos) return std::nullopt;
    return text.substr(0, at) + to + text.substr(at + from.size());
}

/// [begin, end) of the value of the first member of that name in JSON, with its quotes.
std::optional<std::pair<std::size_t, std::size_t>> member(const std::string& json, const std::string& name) {
    if (name.empty()) return std::nullopt;
    std::size_t at = json.find('"' + name + '"');
    if (at == std::string::npos) return std::nullopt;
    at = json.find(':', at) + 1;
    while (json[at] == ' ') ++at;
    std::size_t end = at + 1;
    if (json[at] == '"') {
        while (json[end] != '"') end += json[end] == '\\' ? 2 : 1;
        ++end;
    } else {
        end = json.find_first_of(",}", at);
    }
    return std::pair{at, end};
}

Maybe with_member(const std::string& json, const std::string& name, const std::string& value) {
    const auto where = member(json, name);
    if (!where) return std::nullopt;
    return json.substr(0, where->first) + value + json.substr(where->second);
}

Maybe inside_member(const std::string& json, const std::string& name, const std::string& inserted) {
    const auto where = member(json, name);
    if (!where || json[where->first] != '"') return std::nullopt;
    return json.substr(0, where->first + 1) + inserted + json.substr(where->first + 1);
}

struct Way {
    const char* name;
    std::function<Maybe(const std::string&, const Sample&)> change;
};

Maybe cut_at(const std::string& text, int part, int parts) {
    return text.substr(0, text.size() * static_cast<std::size_t>(part) / static_cast<std::size_t>(parts));
}

const std::vector<Way>& json_ways() {
    static const std::vector<Way> ways = {
        {"cut after a third", [](auto& t, auto&) { return cut_at(t, 1, 3); }},
        {"cut after two thirds", [](auto& t, auto&) { return cut_at(t, 2, 3); }},
        {"bad escape", [](auto& t, auto& s) { return inside_member(t, s.text, "\\q"); }},
        {"half an escape", [](auto& t, auto& s) { return inside_member(t, s.text, "\\u12"); }},
        {"lone high surrogate", [](auto& t, auto& s) { return inside_member(t, s.text, "\\ud83d"); }},
        {"lone low surrogate", [](auto& t, auto& s) { return inside_member(t, s.text, "\\ude00"); }},
        {"control character", [](auto& t, auto& s) { return inside_member(t, s.text, std::string(1, '\x01')); }},
        {"line end in a string", [](auto& t, auto& s) { return inside_member(t, s.text, "\t"); }},
        {"cut UTF-8", [](auto& t, auto& s) { return inside_member(t, s.text, "\xE4\xBD"); }},
        {"overlong UTF-8", [](auto& t, auto& s) { return inside_member(t, s.text, "\xC0\xAF"); }},
        {"text is null", [](auto& t, auto& s) { return with_member(t, s.text, "null"); }},
        {"text is a list", [](auto& t, auto& s) { return with_member(t, s.text, "[1]"); }},
        {"text is an object", [](auto& t, auto& s) { return with_member(t, s.text, "{\"a\":1}"); }},
        {"text is empty", [](auto& t, auto& s) { return with_member(t, s.text, "\"\""); }},
        {"text is blank", [](auto& t, auto& s) { return with_member(t, s.text, "\" \\u3000\\n\""); }},
        {"text is not closed", [](auto& t, auto& s) { return with_member(t, s.text, "\"open"); }},
        {"no quotes", [](auto& t, auto& s) { return with_member(t, s.text, "text"); }},
        {"single quotes", [](auto& t, auto& s) { return with_member(t, s.text, "'text'"); }},
        {"bad number", [](auto& t, auto& s) { return with_member(t, s.votes, "12x"); }},
        {"number with a leading zero", [](auto& t, auto& s) { return with_member(t, s.votes, "012"); }},
        {"bad atom", [](auto& t, auto& s) { return with_member(t, s.votes, "trve"); }},
        {"votes are words", [](auto& t, auto& s) { return with_member(t, s.votes, "\"many\\nvotes\""); }},
        {"votes beyond counting", [](auto& t, auto& s) { return with_member(t, s.votes, "\"999999999999999万\""); }},
        {"no such day", [](auto& t, auto& s) { return with_member(t, s.time, "\"2020-02-30\""); }},
        {"time is a word", [](auto& t, auto& s) { return with_member(t, s.time, "\"yesterday\""); }},
        {"no colon", [](auto& t, auto&) { return replaced(t, "\":", "\" "); }},
        {"no comma", [](auto& t, auto&) { return replaced(t, ",\"", " \""); }},
        {"something after the end",
         [](auto& t, auto&) {
             const std::size_t end = t.rfind('}');
             return Maybe(t.substr(0, end + 1) + "}" + t.substr(end + 1));
         }},
        {"nested too deep",
         [](auto& t, auto& s) { return with_member(t, s.text, std::string(300, '[') + std::string(300, ']')); }},
    };
    return ways;
}

/// The first data row of a table with the field of a column changed; `line` is the whole row.
Maybe with_field(const std::string& table, const std::string& column, const std::string& value) {
    const char separator = table.substr(0, table.find('\n')).find('\t') == std::string::npos ? ',' : '\t';
    const std::size_t header_end = table.find('\n');
    std::size_t number = 0, at = 0;
    for (;; ++number) {
        const std::size_t end = std::min(table.find(separator, at), header_end);
        if (table.substr(at, end - at) == column) break;
        if (end == header_end) return std::nullopt;
        at = end + 1;
    }
    at = header_end + 1;
    for (;; --number) {
        std::size_t end = at;
        if (table[end] == '"') {
            for (++end; table[end] != '"' || table[end + 1] == '"';) end += table[end] == '"' ? 2 : 1;
            ++end;
        }
        end = table.find_first_of(std::string(1, separator) + "\n", end);
        if (number == 0) return table.substr(0, at) + value + table.substr(end);
        at = end + 1;
    }
}

const std::vector<Way>& table_ways() {
    static const std::vector<Way> ways = {
        {"quote not closed", [](auto& t, auto& s) { return with_field(t, s.text, "\"open"); }},
        {"something after a quote", [](auto& t, auto& s) { return with_field(t, s.text, "\"a\"b"); }},
        {"cut UTF-8", [](auto& t, auto& s) { return with_field(t, s.text, "你好你好你好你好\xE4\xBD"); }},
        {"text is empty", [](auto& t, auto& s) { return with_field(t, s.text, ""); }},
        {"text is blank", [](auto& t, auto& s) { return with_field(t, s.text, "\" \n\""); }},
        {"no such day", [](auto& t, auto& s) { return with_field(t, s.time, "2020-02-30"); }},
        {"votes are words", [](auto& t, auto& s) { return with_field(t, s.votes, "many"); }},
        {"votes beyond counting", [](auto& t, auto& s) { return with_field(t, s.votes, "999999999999999w"); }},
        {"id is empty", [](auto& t, auto& s) { return with_field(t, s.id, ""); }},
        {"one field too many", [](auto& t, auto&) { return replaced(t, "\n", "\nmore,\t"); }},
        {"one field too few",
         [](auto& t, auto&) {
             const std::size_t end = t.find('\n');
             return Maybe(t.substr(0, end + 1) + "short\n" + t.substr(end + 1));
         }},
        {"header again", [](auto& t, auto&) { return Maybe(t + t.substr(0, t.find('\n') + 1)); }},
        {"cut in the last row", [](auto& t, auto&) { return Maybe(t.substr(0, t.find_last_of(",\t"))); }},
    };
    return ways;
}

/// The value of the first attribute of that name, or the inside of the first element.
Maybe with_part(const std::string& xml, const std::string& name, const std::string& value) {
    if (name.empty()) return std::nullopt;
    std::size_t at = xml.find(' ' + name + "=\"", xml.find("<row"));
    if (xml.find("<row") != std::string::npos) {
        if (at == std::string::npos) return std::nullopt;
        at += name.size() + 3;
        return xml.substr(0, at) + value + xml.substr(xml.find('"', at));
    }
    const std::size_t from = std::min(xml.find("<item"), xml.find("<entry"));
    at = std::min(xml.find('<' + name + '>', from), xml.find('<' + name + ' ', from));
    if (at == std::string::npos) return std::nullopt;
    at = xml.find('>', at) + 1;
    return xml.substr(0, at) + value + xml.substr(xml.find("</" + name, at));
}

const std::vector<Way>& markup_ways() {
    static const std::vector<Way> ways = {
        {"cut after a half", [](auto& t, auto&) { return cut_at(t, 1, 2); }},
        {"cut near the end", [](auto& t, auto&) { return cut_at(t, 8, 10); }},
        {"unknown entity", [](auto& t, auto& s) { return with_part(t, s.text, "a &nbsp; b"); }},
        {"& alone", [](auto& t, auto& s) { return with_part(t, s.text, "a & b"); }},
        {"entity of a surrogate", [](auto& t, auto& s) { return with_part(t, s.text, "a &#xD800; b"); }},
        {"cut UTF-8", [](auto& t, auto& s) { return with_part(t, s.text, "你好你好你好你好\xE4\xBD"); }},
        {"text is empty", [](auto& t, auto& s) { return with_part(t, s.text, ""); }},
        {"no such day", [](auto& t, auto& s) { return with_part(t, s.time, "2020-02-30"); }},
        {"votes are words", [](auto& t, auto& s) { return with_part(t, s.votes, "many"); }},
        {"id is empty", [](auto& t, auto& s) { return with_part(t, s.id, ""); }},
        {"< in an attribute",
         [](auto& t, auto& s) { return replaced(t, std::string(s.text) + "=\"", std::string(s.text) + "=\"<"); }},
        {"attribute without quotes", [](auto& t, auto&) { return replaced(t, "Id=\"", "Id="); }},
        {"quote not closed", [](auto& t, auto&) { return replaced(t, "\" CreationDate", " CreationDate"); }},
        {"unknown type of post", [](auto& t, auto&) { return replaced(t, "PostTypeId=\"2\"", "PostTypeId=\"77\""); }},
        {"no tag after <", [](auto& t, auto&) { return replaced(t, "<row ", "< "); }},
        {"element not closed", [](auto& t, auto&) { return replaced(t, "</description>", ""); }},
        {"ends where an element opens",
         [](auto& t, auto& s) {
             const std::size_t at = t.find(std::string("<") + s.text + '>', t.find("<item"));
             return at == std::string::npos ? std::nullopt : Maybe(t.substr(0, t.find('>', at) + 1));
         }},
        {"text half in CDATA",
         [](auto& t, auto& s) {
             return t.find("<row") == std::string::npos ? with_part(t, s.text, "a <![CDATA[b]]>") : std::nullopt;
         }},
    };
    return ways;
}

class ThreadsMalformed : public ImportTest {
  protected:
    /// The errors of one broken input, as lines.
    std::string lines_of(const std::string& file, const std::string& bytes) {
        std::filesystem::remove_all(path("case"));
        const auto outcome = take({write(file, bytes)});
        std::string lines;
        for (const Error& error : outcome.file_errors) lines += error.line().substr(folder_.string().size() + 1) + '\n';
        for (const Reject& r : outcome.threads.rejects) {
            EXPECT_GE(r.record, 1) << r.reason;
            EXPECT_GE(r.offset, 0) << r.reason;
            EXPECT_LE(r.offset, static_cast<std::int64_t>(bytes.size())) << r.reason;
            lines += r.file + ": record " + std::to_string(r.record) + ": byte " + std::to_string(r.offset) + ": " +
                     r.reason + '\n';
        }
        return lines;
    }

    void try_all(const Sample& sample, const std::vector<Way>& ways) {
        const std::string good = *real_disk().read_file("tests/cases/threads/" + std::string(sample.fixture));
        const std::string before = lines_of(sample.name, good);
        for (const Way& way : ways) {
            const Maybe broken = way.change(good, sample);
            if (!broken || *broken == good) continue;
            const std::string after = lines_of(sample.name, *broken);
            // What the good file has wrong already is not this change's error.
            std::string news;
            for (std::size_t at = 0; at < after.size();) {
                const std::size_t end = after.find('\n', at);
                const std::string line = after.substr(at, end + 1 - at);
                const std::size_t place = line.find(": byte");
                if (place == std::string::npos || before.find(line.substr(place)) == std::string::npos)
                    news += "    " + line;
                at = end + 1;
            }
            found_ += std::string(sample.name) + " | " + way.name + '\n' + (news.empty() ? "    (comes in)\n" : news);
            ++count_;
            silent_ += news.empty() ? 1 : 0;
        }
    }

    void try_bytes(const std::string& name, const std::string& what, const std::string& bytes) {
        const std::string lines = lines_of(name, bytes);
        found_ += name + " | " + what + '\n';
        std::size_t at = 0;
        for (; at < lines.size(); at = lines.find('\n', at) + 1)
            found_ += "    " + lines.substr(at, lines.find('\n', at) + 1 - at);
        if (lines.empty()) found_ += "    (comes in)\n";
        ++count_;
        silent_ += lines.empty() ? 1 : 0;
    }

    std::string found_;
    int count_ = 0, silent_ = 0;
};

TEST_F(ThreadsMalformed, EachHasItsLine) {
    for (const Sample& sample : kJsonSamples) try_all(sample, json_ways());
    for (const Sample& sample : kTableSamples) try_all(sample, table_ways());
    for (const Sample& sample : kMarkupSamples) try_all(sample, markup_ways());
    try_bytes("nothing.json", "empty file", "");
    try_bytes("mark.csv", "a byte order mark alone", "\xEF\xBB\xBF");
    try_bytes("blank.jsonl", "blank lines alone", "\n \n\t\n");
    try_bytes("zeros.csv", "zero bytes", std::string(100, '\0'));
    try_bytes("brackets.json", "an open list", "[");
    try_bytes("number.json", "a number alone", "12");
    try_bytes("list.json", "a list of numbers", "[1,2,3]");
    try_bytes("other.json", "an object of something else", "{\"a\":{\"b\":1}}");
    try_bytes("columns.csv", "no column for a text", "a,b\n1,2\n");
    try_bytes("hot.json", "a title of cut UTF-8",
              "[{\"question_id\":1,\"title\":\"先这样看\",\"answers\":{\"1\":\"这样看也可以\"}},"
              "{\"question_id\":2,\"title\":\"怎么看怎么看怎么看\xE4\xBD\",\"answers\":{\"1\":\"那样看\"}}]");
    try_bytes("tree.json", "a number among the children of an item",
              "{\"id\":1,\"author\":\"a\",\"created_at_i\":1670061600,\"title\":\"Is it so?\",\"children\":[7,"
              "{\"id\":2,\"parent_id\":1,\"story_id\":1,\"text\":\"It is.\"}]}");
    std::string quotes = "text,author\n", sections = "<rss>";
    for (int line = 0; line < 20; ++line) quotes += "x\",\"\n";
    for (int section = 0; section < 3; ++section) sections += "<![CDATA[x";
    try_bytes("quotes.csv", "a quote in every line that does not close", quotes);
    try_bytes("sections.xml", "CDATA sections that do not close", sections);
    try_bytes("page.html", "a page of another site", "<!DOCTYPE html><html><body>hello</body></html>");
    try_bytes("state.html", "a page whose state is cut", "<script id=\"js-initialData\">{\"initialState\":{\"enti");
    try_bytes("state.html", "a page without entities", "<script id=\"js-initialData\">{\"initialState\":{}}</script>");
    try_bytes("2020-01-02.txt", "a document of a title alone", "Title\n");
    try_bytes("half.jsonl.gz", "half a gzip file",
              gzipped("{\"text\":\"a long enough text to be cut\"}\n").substr(0, 30));
    try_bytes("half.zst", "half a zstd file", zstd_of("{\"text\":\"a long enough text to be cut\"}\n").substr(0, 20));
    try_bytes("half.zip", "half a ZIP file", packed("zip", {{"a.jsonl", "{\"text\":\"x\"}"}}).substr(0, 40));
    // Before a member stands how long it is. libarchive says what it thinks of that in words that end in a line end.
    std::string lying = packed("zip", {{"a.jsonl", "{\"text\":\"x\"}"}});
    ++lying[22];
    try_bytes("lying.zip", "a ZIP whose member is of another size", lying);
    try_bytes("a.warc", "a WARC record cut short", "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\nHTTP");
    try_bytes("b.warc", "a WARC record without length", "WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP");
    try_bytes("d.warc", "a WARC of an answer without a type",
              "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 21\r\n\r\nHTTP/1.1 200 OK\r\n\r\nab\r\n\r\n");
    try_bytes("c.warc", "a WARC header cut short", "WARC/1.0\r\nWARC-Ty");
    const std::string book = workbook_of({{"author", "text", "votes"}, {"a", "b", "many"}, {"c", "", "=1"}});
    try_bytes("book.xlsx", "bad votes and no text in a workbook", book);
    EXPECT_GE(count_, 300);
    // These leave a good file: a submission without a text is a link, a file cut between two lines ends there, an empty
    // cell of the matrix is no vote, a feed's description stands in for its content (RSS), its link for its id (both).
    EXPECT_EQ(silent_, 6) << "a broken input comes in without a word: see (comes in) in " << found_;
    const std::string expected_path = "tests/cases/threads/malformed.expected";
    if (std::getenv("AGON_WRITE_EXPECTED")) {
        ASSERT_TRUE(real_disk().write_file(expected_path, found_).ok());
    }
    const auto expected = real_disk().read_file(expected_path);
    ASSERT_TRUE(expected.ok());
    EXPECT_EQ(found_, *expected);
}

}  // namespace
}  // namespace agon
