// The checks of verdict.hpp, in their order.
#include "src/verdict/verdict.hpp"

#include <simdjson.h>
#include <sodium.h>
#include <zstd.h>

#include <map>
#include <set>

#include "src/verdict/decode.hpp"

namespace agon {
namespace {

using Json = simdjson::dom::element;

std::string digest_of(std::string_view bytes) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    char text[2 * sizeof hash + 1];
    sodium_bin2hex(text, sizeof text, hash, sizeof hash);
    return text;
}

std::string text_of(simdjson::simdjson_result<Json> element) {
    return std::string(std::string_view(element));
}

std::string unpacked(std::string_view bytes) {
    const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > (1ULL << 33)) return {};
    std::string out(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
    return ZSTD_isError(got) ? std::string() : out;
}

std::string with_commas(std::int64_t value) {
    const std::string digits = std::to_string(value);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
        out += digits[i];
    }
    return out;
}

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
    return out;
}

std::string markdown_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string("\\`*_[]<>#|").find(c) != std::string::npos) out += '\\';
        out += c;
    }
    return out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string tags_removed(const std::string& line) {
    std::string out;
    bool inside = false;
    for (const char c : line) {
        if (c == '<') inside = true;
        if (!inside) out += c;
        if (c == '>') inside = false;
    }
    return out;
}

class Checker {
  public:
    Checker(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

    Result<Verdict> check(const std::string& file) {
        TRY(const std::string text, disk_.read_file(file));
        const bool html = text.starts_with("<!doctype html>");
        const std::string id = report_id_in(text, html);
        const std::string path = folder_ + "/report/" + id + ".json";
        if (id.size() != 64 || !disk_.exists(path)) {
            find("altered_text", 0, "the file names no report of this case");
            return verdict_;
        }
        TRY(const std::string json, disk_.read_file(path));
        if (digest_of(json) != id) find("altered_table", 0, path + " differs from its digest");
        Json root;
        if (parser_.parse(json).get(root)) {
            find("altered_table", 0, path + " is not JSON");
            return verdict_;
        }
        TRY_VOID(check_files());
        TRY_VOID(load_threads());
        try {
            compare_text(root, text, html);
            check_marks(root);
        } catch (const simdjson::simdjson_error& error) {
            find("altered_table", 0, path + ": " + error.what());
        }
        return verdict_;
    }

  private:
    void find(std::string what, std::int64_t line, std::string detail) {
        verdict_.findings.push_back({std::move(what), line, std::move(detail)});
    }

    static std::string report_id_in(const std::string& text, bool html) {
        const std::string before = html ? "<meta name=\"agon-report\" content=\"" : "<!-- agon-report ";
        const std::size_t at = html ? text.find(before) : text.rfind(before);
        return at == std::string::npos ? "" : text.substr(at + before.size(), 64);
    }

    /// Every file that the manifest names has the digest it names.
    Result<void> check_files() {
        TRY(const std::string bytes, disk_.read_file(folder_ + "/manifest.json"));
        simdjson::dom::parser parser;
        try {
            const Json root = parser.parse(bytes);
            for (const auto& [name, file] : simdjson::dom::object(root["files"])) {
                const std::string path = folder_ + "/" + std::string(name);
                const bool source = name.starts_with("sources/");
                ++(source ? verdict_.sources : verdict_.tables);
                auto content = disk_.read_file(path);
                if (!content || digest_of(*content) != std::string_view(file["sha256"]))
                    find(source ? "altered_source" : "altered_table", 0,
                         path + (content ? " differs from its digest" : " is missing"));
            }
        } catch (const simdjson::simdjson_error& error) {
            return Error{ErrorCode::case_damaged, folder_ + "/manifest.json", 0, -1, error.what()};
        }
        return {};
    }

    Result<void> load_threads() {
        TRY(const std::vector<SourceFile> sources, read_rows<SourceFile>(disk_, folder_ + "/threads/sources.parquet"));
        for (const SourceFile& s : sources) {
            auto packed = disk_.read_file(folder_ + "/sources/" + s.sha256 + ".zst");
            std::string bytes = packed ? unpacked(*packed) : std::string();
            if (digest_of(bytes) != s.sha256) find("altered_source", 0, s.name + " differs from its digest");
            sources_[s.sha256] = std::move(bytes);
        }
        TRY(const std::vector<Post> posts, read_rows<Post>(disk_, folder_ + "/threads/posts.parquet"));
        for (const Post& p : posts)
            if (p.newest) posts_[static_cast<std::int64_t>(p.post)] = p;
        TRY(const std::vector<Thread> threads, read_rows<Thread>(disk_, folder_ + "/threads/questions.parquet"));
        for (const Thread& t : threads) titles_[static_cast<std::int64_t>(t.thread)] = t.title;
        return {};
    }

    static std::string expected_markdown(std::string_view kind, std::string_view text) {
        static const std::map<std::string, std::string, std::less<>> openings = {
            {"title", "# "}, {"heading", "## "}, {"subheading", "### "}, {"bullet", "- "}, {"quote", "> "}};
        const auto opening = openings.find(kind);
        return (opening == openings.end() ? std::string() : opening->second) + markdown_escaped(text);
    }

    void compare_text(const Json& root, const std::string& text, bool html) {
        const std::vector<std::string> lines = lines_of(text);
        std::size_t at = 0;
        if (html) {
            while (at < lines.size() && lines[at] != "<main>") ++at;
            ++at;
        }
        std::string title;
        for (const Json block : simdjson::dom::array(root["blocks"])) {
            const std::string_view words = block["text"];
            if (title.empty()) title = std::string(words);
            const std::string expected = html ? html_escaped(words) : expected_markdown(block["kind"], words);
            const std::string found = at >= lines.size() ? "" : html ? tags_removed(lines[at]) : lines[at];
            line_of_block_.push_back(static_cast<std::int64_t>(at) + 1);
            if (found != expected)
                find(at >= lines.size() ? "missing_text" : "altered_text", static_cast<std::int64_t>(at) + 1,
                     found.substr(0, 160));
            at += html ? 1 : 2;
        }
        const std::vector<std::string> tail =
            html ? std::vector<std::string>{"</main>", "</body>", "</html>"} : std::vector<std::string>{};
        if (html) {
            for (std::size_t i = 0; i < tail.size(); ++i)
                if (at + i >= lines.size() || lines[at + i] != tail[i])
                    find("altered_text", static_cast<std::int64_t>(at + i) + 1, "text behind the last block");
            if (at + tail.size() < lines.size())
                find("altered_text", static_cast<std::int64_t>(at + tail.size()) + 1, "text behind the last block");
            if (text.find("<title>" + html_escaped(title) + "</title>") == std::string::npos)
                find("altered_text", 0, "the page's title differs");
        } else {
            for (std::size_t i = 1; i < at && i < lines.size(); i += 2)
                if (!lines[i].empty()) find("altered_text", static_cast<std::int64_t>(i) + 1, lines[i].substr(0, 160));
            if (lines.size() != at + 1)
                find("altered_text", static_cast<std::int64_t>(at) + 2, "text behind the last block");
        }
    }

    void check_marks(const Json& root) {
        std::size_t number = 0;
        for (const Json block : simdjson::dom::array(root["blocks"])) {
            const std::string_view text = block["text"];
            const std::int64_t line = line_of_block_[number++];
            std::int64_t at = 0;
            for (const Json mark : simdjson::dom::array(block["marks"])) {
                const std::int64_t begin = mark["begin"], end = mark["end"];
                if (begin < at || end < begin || end > static_cast<std::int64_t>(text.size())) {
                    find("altered_table", line, "a mark lies outside its block");
                    return;
                }
                look_for_digits(text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(begin - at)), line);
                check_mark(
                    mark,
                    std::string(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin))),
                    line);
                at = end;
            }
            look_for_digits(text.substr(static_cast<std::size_t>(at)), line);
        }
    }

    void look_for_digits(std::string_view text, std::int64_t line) {
        if (text.find_first_of("0123456789") != std::string_view::npos)
            find("loose_digit", line, "a number without an origin: " + std::string(text));
    }

    void check_mark(const Json& mark, const std::string& shown, std::int64_t line) {
        const std::string_view kind = mark["kind"];
        if (kind == "figure") return check_figure(mark, shown, line);
        if (kind == "quote") return check_quote(mark, shown, line);
        if (kind == "name") return check_name(mark, shown, line);
        const std::string_view field = mark["field"];
        if (field == "term") return;
        const auto title = titles_.find(std::int64_t(mark["thread"]));
        const bool whole = field != "pole";
        if (title == titles_.end() || (whole ? title->second != shown : title->second.find(shown) == std::string::npos))
            return find("altered_quote", line, "not the question's title: " + shown);
        const std::string_view source = mark["source"];
        if (whole && !source.empty() && cut(mark) != shown)
            find("altered_quote", line, "the title differs from its source: " + shown);
    }

    std::string cut(const Json& mark) {
        const auto source = sources_.find(std::string(std::string_view(mark["source"])));
        const std::int64_t begin = mark["source_begin"], end = mark["source_end"];
        if (source == sources_.end() || begin < 0 || end < begin ||
            end > static_cast<std::int64_t>(source->second.size()))
            return "\n";
        const std::string_view raw =
            std::string_view(source->second)
                .substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        return unescape_field(raw, mark["encoding"]);
    }

    void check_quote(const Json& mark, const std::string& shown, std::int64_t line) {
        ++verdict_.quotes;
        const auto post = posts_.find(std::int64_t(mark["post"]));
        std::string found = cut(mark);
        if (std::int64_t(mark["is_html"]) != 0) found = visible_text(found);
        if (without_line_ends(found) != shown) return find("altered_quote", line, "not in the source: " + shown);
        if (post == posts_.end() || post->second.source != std::string_view(mark["source"]) ||
            std::int64_t(mark["source_begin"]) < post->second.body_begin ||
            std::int64_t(mark["source_end"]) > post->second.body_end)
            find("altered_quote", line, "the quote is not from the post it names: " + shown);
    }

    void check_name(const Json& mark, const std::string& shown, std::int64_t line) {
        ++verdict_.names;
        const auto found = posts_.find(std::int64_t(mark["post"]));
        if (found == posts_.end()) return find("wrong_name", line, "no such post: " + shown);
        const Post& post = found->second;
        const std::string_view field = mark["field"];
        std::string expected;
        if (field == "author")
            expected = post.author_name.empty() ? "?" : post.author_name;
        else if (field == "year")
            expected = post.created_year > 0 ? std::to_string(post.created_year) : "n.d.";
        else if (field == "native_id")
            expected = post.native_id;
        else if (field == "sha256")
            expected = post.source.substr(0, 16);
        else if (field == "bytes")
            expected = std::to_string(std::int64_t(mark["source_begin"])) + "-" +
                       std::to_string(std::int64_t(mark["source_end"]));
        if (expected != shown) find("wrong_name", line, shown + " should be " + expected);
    }

    void check_figure(const Json& mark, const std::string& shown, std::int64_t line) {
        ++verdict_.numbers;
        const Json query = mark["query"];
        const std::int64_t value = recompute(query);
        const std::string expected =
            std::string_view(mark["format"]) == "plain" ? std::to_string(value) : with_commas(value);
        if (expected != shown) find("wrong_number", line, shown + " should be " + expected);
    }

    const Table& table(const std::string& name) {
        if (const auto found = tables_.find(name); found != tables_.end()) return found->second;
        const std::string path = folder_ + "/" + name + ".parquet";
        auto bytes = disk_.read_file(path);
        auto read = bytes ? from_parquet(std::move(*bytes), path) : Result<Table>(bytes.error());
        if (!read) find("altered_table", 0, path + " cannot be read");
        return tables_[name] = read ? std::move(*read) : Table{};
    }

    static std::string cell(const Column& column, std::size_t row) {
        if (const auto* v = std::get_if<std::vector<std::int64_t>>(&column.values)) return std::to_string((*v)[row]);
        if (const auto* v = std::get_if<std::vector<std::string>>(&column.values)) return (*v)[row];
        return "";
    }

    static bool meets(const Table& table, std::size_t row, const Json& conditions) {
        for (const Json c : simdjson::dom::array(conditions)) {
            const std::string name = text_of(c.at(0)), op = text_of(c.at(1)), wanted = text_of(c.at(2));
            const Column* column = table.find(name);
            if (!column) return false;
            const std::string value = cell(*column, row);
            bool good = false;
            if (op == "=")
                good = value == wanted;
            else if (op == "!=")
                good = value != wanted;
            else if (op == "in")
                good = ("|" + wanted + "|").find("|" + value + "|") != std::string::npos;
            else
                good = op == ">=" ? std::stoll(value) >= std::stoll(wanted) : std::stoll(value) <= std::stoll(wanted);
            if (!good) return false;
        }
        return true;
    }

    std::int64_t tally(const Table& rows, const Json& conditions, bool distinct, const std::string& column) {
        std::int64_t count = 0;
        std::set<std::string> values;
        for (std::size_t row = 0; row < static_cast<std::size_t>(rows.row_count()); ++row) {
            if (!meets(rows, row, conditions)) continue;
            ++count;
            if (const Column* c = distinct ? rows.find(column) : nullptr) values.insert(cell(*c, row));
        }
        return distinct ? static_cast<std::int64_t>(values.size()) : count;
    }

    std::int64_t recompute(const Json& query) {
        const Table& rows = table(std::string(std::string_view(query["table"])));
        const std::string op = text_of(query["op"]), column = text_of(query["column"]);
        const bool distinct = op == "distinct" || op == "share_distinct";
        if (op == "count" || op == "distinct") return tally(rows, query["where"], distinct, column);
        if (op == "share" || op == "share_distinct") {
            const std::int64_t part = tally(rows, query["where"], distinct, column),
                               whole = tally(rows, query["base"], distinct, column);
            return whole == 0 ? 0 : (part * 100 + whole / 2) / whole;
        }
        std::int64_t sum = 0;
        std::set<std::int64_t> values;
        const Column* c = rows.find(column);
        for (std::size_t row = 0; c && row < static_cast<std::size_t>(rows.row_count()); ++row) {
            if (!meets(rows, row, query["where"])) continue;
            const std::int64_t value = std::stoll(cell(*c, row));
            sum += value;
            values.insert(value);
        }
        if (op == "sum") return sum;
        return values.empty() ? 0 : op == "min" ? *values.begin() : *values.rbegin();
    }

    Disk& disk_;
    std::string folder_;
    Verdict verdict_;
    simdjson::dom::parser parser_;
    std::map<std::string, std::string> sources_;
    std::map<std::int64_t, Post> posts_;
    std::map<std::int64_t, std::string> titles_;
    std::map<std::string, Table> tables_;
    std::vector<std::int64_t> line_of_block_;
};

}  // namespace

Result<Verdict> verify_report(Disk& disk, const std::string& report_file, const std::string& case_folder) {
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    return Checker(disk, case_folder).check(report_file);
}

}  // namespace agon
