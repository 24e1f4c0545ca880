// The checks of verdict.hpp, in their order.
#include "src/verdict/verdict.hpp"

#include <simdjson.h>
#include <sodium.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <map>

#include "src/verdict/decode.hpp"
#include "src/verdict/recompute.hpp"
#include "src/verdict/rendering.hpp"
#include "src/verdict/word_document.hpp"
#include "src/verdict/written.hpp"

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

/// -105 as "-1.05".
std::string with_point(std::int64_t value) {
    std::string digits = std::to_string(std::abs(value));
    while (digits.size() < 3) digits.insert(digits.begin(), '0');
    digits.insert(digits.size() - 2, ".");
    return (value < 0 ? "-" : "") + digits;
}

class Checker {
  public:
    Checker(Disk& disk, const std::string& folder) : disk_(disk), folder_(folder), recount_(disk, folder) {}

    Result<Verdict> check(const std::string& file) {
        TRY(const std::string text, disk_.read_file(file));
        const bool html = text.starts_with("<!doctype html>"), is_json = text.starts_with("{");
        const bool word = text.starts_with("PK");
        const WordDocument document = word ? read_word_document(text) : WordDocument{};
        const std::string id = is_json ? digest_of(text) : word ? document.report_id : report_id_in(text, html);
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
            read_report(root);
            TRY_VOID(written_.read(disk_, folder_, root));
            check_manifest(root);
            if (word)
                check_document(root, document);
            else if (!is_json) {
                compare_text(text, html);
                check_seal(root, text, id, html);
            }
            if (const std::string wrong = recount_.coding_objection(); !wrong.empty()) find("altered_table", 0, wrong);
            check_marks(root);
            if (const std::string wrong = written_.list_objection(); !wrong.empty()) find("altered_text", 0, wrong);
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

    /// The blocks, the translations and which post each endnote is about.
    void read_report(const Json& root) {
        language_ = text_of(root["language"]);
        names_ = text_of(root["names"]);
        for (const Json t : simdjson::dom::array(root["translations"]))
            translations_[text_of(t["sha256"])] = {text_of(t["text"]), text_of(t["maker"]), !t["draft"].error()};
        for (const Json block : simdjson::dom::array(root["blocks"])) {
            ShownBlock shown{text_of(block["kind"]), text_of(block["text"]), {}};
            for (const Json mark : simdjson::dom::array(block["marks"])) {
                if (std::string_view(mark["kind"]) != "note") continue;
                shown.notes.push_back(
                    {std::size_t(std::uint64_t(mark["begin"])), std::size_t(std::uint64_t(mark["end"]))});
                if (shown.kind == "endnote" && shown.notes.size() == 1) endnotes_.push_back(std::int64_t(mark["post"]));
            }
            blocks_.push_back(std::move(shown));
        }
    }

    /// The case must be the one that the report was made from.
    void check_manifest(const Json& root) {
        auto manifest = disk_.read_file(folder_ + "/manifest.json");
        if (!manifest || digest_of(*manifest) != std::string_view(root["manifest"]))
            find("altered_table", 0, folder_ + "/manifest.json is not the one of the report: write the report again");
    }

    /// Every byte of the file: its digest, with the report's id blotted out, is in the report.
    void check_seal(const Json& root, std::string text, const std::string& id, bool html) {
        for (std::size_t at = text.find(id); at != std::string::npos; at = text.find(id, at))
            text.replace(at, 64, 64, '0');
        if (digest_of(text) != std::string_view(root["renderings"][html ? "html" : "md"]))
            find("altered_text", 0, "the file is not, byte for byte, the rendering of its report");
    }

    void check_document(const Json& root, const WordDocument& document) {
        const Tell tell = [this](const char* what, std::int64_t line, const std::string& found) {
            find(what, line, found);
        };
        compare_word_document(blocks_, document, tell);
        if (digest_of(document.sealed) != std::string_view(root["renderings"]["docx"]))
            find("altered_text", 0, "the parts of the document are not those of its report");
    }

    void compare_text(const std::string& text, bool html) {
        const Tell tell = [this](const char* what, std::int64_t line, const std::string& found) {
            find(what, line, found);
        };
        line_of_block_ = html ? compare_html(blocks_, text, tell) : compare_markdown(blocks_, text, tell);
    }

    void check_marks(const Json& root) {
        std::size_t number = 0;
        for (const Json block : simdjson::dom::array(root["blocks"])) {
            const std::string_view text = block["text"];
            const std::int64_t line = number < line_of_block_.size() ? line_of_block_[number] : 0;
            ++number;
            std::int64_t at = 0;
            for (const Json mark : simdjson::dom::array(block["marks"])) {
                const std::int64_t begin = mark["begin"], end = mark["end"];
                if (begin < at || end < begin || end > static_cast<std::int64_t>(text.size())) {
                    find("altered_table", line, "a mark lies outside its block");
                    return;
                }
                look_for_loose(text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(begin - at)), line);
                check_mark(
                    mark,
                    std::string(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin))),
                    line);
                at = end;
                if (std::string_view(mark["kind"]) == "label") check_label(mark, text, line);
                check_draft(mark, std::string_view(block["kind"]), text.substr(static_cast<std::size_t>(at)), line);
            }
            look_for_loose(text.substr(static_cast<std::size_t>(at)), line);
            if (const std::string wrong = written_.block_objection(block); !wrong.empty())
                find("altered_text", line, wrong);
        }
    }

    /// What must not stand outside a mark: digits, words of quantity, and words between quotation marks.
    void look_for_loose(std::string_view text, std::int64_t line) {
        if (text.find_first_of("0123456789") != std::string_view::npos)
            find("loose_digit", line, "a number without an origin: " + std::string(text));
        if (holds_quantity_word(text, language_))
            find("loose_word", line, "a word of quantity without an origin: " + std::string(text));
        for (const std::string_view open : {"“", "「"}) {
            const std::size_t at = text.find(open);
            if (at != std::string_view::npos && at + open.size() != text.size())
                find("loose_quote", line, "quoted words without an origin: " + std::string(text.substr(at)));
        }
    }

    void check_mark(const Json& mark, const std::string& shown, std::int64_t line) {
        const std::string_view kind = mark["kind"];
        if (names_ == "paraphrase" && shows_a_post(mark, kind))
            return find("altered_quote", line, "words or author of a post in a report that tells without: " + shown);
        if (kind == "figure") return check_figure(mark, shown, line);
        if (kind == "quote") return check_quote(mark, shown, line);
        if (kind == "name") return check_name(mark, shown, line);
        if (kind == "word") return check_word(mark, shown, line);
        if (kind == "translation") return check_translation(mark, shown, line);
        if (kind == "gloss") return check_gloss(mark, shown, line);
        if (kind == "term") return check_term(mark, shown, line);
        if (kind == "note") return check_note(mark, shown, line);
        if (kind == "title") return check_title(mark, shown, line);
        if (kind == "tally") return check_tally(mark, shown, line);
        if (kind == "label") return look_for_loose(shown, line);  // a model's words: nothing in them has an origin
        find("altered_table", line, "a mark of unknown kind");
    }

    /// A sentence of a post, its translation, its author, or a note that leads to it.
    static bool shows_a_post(const Json& mark, std::string_view kind) {
        return kind == "quote" || kind == "note" || (kind == "translation" && optional_number(mark, "post") != 0) ||
               (kind == "name" && optional_text(mark, "field") != "maker" && optional_text(mark, "field") != "writer");
    }

    static std::string optional_text(const Json& mark, const char* name) {
        std::string_view value;
        return mark[name].get(value) ? std::string() : std::string(value);
    }
    static std::int64_t optional_number(const Json& mark, const char* name) {
        std::int64_t value = 0;
        return mark[name].get(value) ? 0 : value;
    }

    /// A name in the table may begin a sentence, then with a capital.
    static bool same_but_capital(std::string shown, std::string expected) {
        expected = as_shown(expected);
        if (!shown.empty() && !expected.empty() && shown[0] >= 'A' && shown[0] <= 'Z' && (shown[0] | 32) == expected[0])
            shown[0] = expected[0];
        return shown == expected;
    }

    void check_title(const Json& mark, const std::string& shown, std::int64_t line) {
        const auto title = titles_.find(optional_number(mark, "thread"));
        const bool whole = optional_text(mark, "field") != "pole";
        const std::string expected = title == titles_.end() ? "" : as_shown(title->second);
        if (title == titles_.end() || (whole ? expected != shown : expected.find(shown) == std::string::npos))
            return find("altered_quote", line, "not the question's title: " + shown);
        if (whole && !optional_text(mark, "source").empty() && as_shown(cut(mark)) != shown)
            find("altered_quote", line, "the title differs from its source: " + shown);
    }

    void check_word(const Json& mark, const std::string& shown, std::int64_t line) {
        ++verdict_.words;
        const std::string expected = recount_.word(mark, language_, shown);
        if (!same_but_capital(shown, expected)) find("wrong_word", line, shown + " should be " + expected);
    }

    /// The text stands in the report's list for exactly the original that the source holds.
    void check_translation(const Json& mark, const std::string& shown, std::int64_t line) {
        ++verdict_.translations;
        const std::string part = optional_text(mark, "part");
        const std::string original = original_of(mark) + (part.empty() ? "" : "#" + part);
        const auto found = translations_.find(optional_text(mark, "digest"));
        if (found == translations_.end() || digest_of(original) != found->first)
            return find("altered_quote", line, "a translation of something else: " + shown);
        if (!same_but_capital(shown, found->second.text))
            find("altered_quote", line, shown + " should be " + found->second.text);
    }

    /// A draft is called one where it stands; an endnote names its maker instead.
    void check_draft(const Json& mark, std::string_view block, std::string_view behind, std::int64_t line) {
        if (std::string_view(mark["kind"]) != "translation" || block == "endnote") return;
        const auto found = translations_.find(optional_text(mark, "digest"));
        if (found == translations_.end() || !found->second.draft) return;
        if (behind.starts_with("”")) behind.remove_prefix(std::string_view("”").size());
        if (!behind.starts_with(" [machine draft]"))
            find("altered_text", line, "a draft of a translation that is not called one");
    }

    void check_gloss(const Json& mark, const std::string& shown, std::int64_t line) {
        const std::string term = optional_text(mark, "part");
        const auto found = translations_.find(optional_text(mark, "digest"));
        if (found == translations_.end() || digest_of(term) != found->first ||
            (!same_but_capital(shown, found->second.text) && shown != as_shown(term + " " + found->second.text)))
            find("wrong_word", line, "a gloss that the report does not list: " + shown);
    }

    void check_term(const Json& mark, const std::string& shown, std::int64_t line) {
        const Json query = mark["query"];
        const auto rows = recount_.number(query);
        const std::string value = optional_text(mark, "part"), digest = optional_text(mark, "digest");
        if (!rows || *rows < 1 || text_of(query["where"].at(0).at(2)) != value)
            return find("wrong_word", line, "no row of the table says " + value);
        const auto found = translations_.find(digest);
        const std::string expected = digest.empty()                                               ? value
                                     : found == translations_.end() || digest_of(value) != digest ? ""
                                                                                                  : found->second.text;
        if (!same_but_capital(shown, expected)) find("wrong_word", line, shown + " should be " + expected);
    }

    void check_note(const Json& mark, const std::string& shown, std::int64_t line) {
        const std::int64_t number = optional_number(mark, "number");
        if (std::to_string(number) != shown || number < 1 || number > static_cast<std::int64_t>(endnotes_.size()) ||
            endnotes_[static_cast<std::size_t>(number) - 1] != optional_number(mark, "post"))
            find("wrong_number", line, "the endnote " + shown + " is not about this post");
    }

    std::string original_of(const Json& mark) {
        std::string found = cut(mark);
        if (optional_number(mark, "is_html") != 0) found = visible_text(found);
        return without_line_ends(found);
    }

    std::string cut(const Json& mark) {
        const auto source = sources_.find(std::string(std::string_view(mark["source"])));
        const std::int64_t begin = optional_number(mark, "source_begin"), end = optional_number(mark, "source_end");
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
        if (as_shown(original_of(mark)) != shown) return find("altered_quote", line, "not in the source: " + shown);
        if (post == posts_.end() || post->second.source != std::string_view(mark["source"]) ||
            optional_number(mark, "source_begin") < post->second.body_begin ||
            optional_number(mark, "source_end") > post->second.body_end)
            find("altered_quote", line, "the quote is not from the post it names: " + shown);
    }

    void check_name(const Json& mark, const std::string& shown, std::int64_t line) {
        ++verdict_.names;
        if (optional_text(mark, "field") == "maker") {
            const auto entry = translations_.find(optional_text(mark, "digest"));
            if (entry == translations_.end() || as_shown(entry->second.maker) != shown)
                find("wrong_name", line, shown + " did not make this translation");
            return;
        }
        if (optional_text(mark, "field") == "writer") {
            if (written_.writer() != shown) find("wrong_name", line, shown + " should be " + written_.writer());
            return;
        }
        const auto found = posts_.find(std::int64_t(mark["post"]));
        if (found == posts_.end()) return find("wrong_name", line, "no such post: " + shown);
        const Post& post = found->second;
        const std::string_view field = mark["field"];
        std::string expected;
        const bool unsigned_official = post.author_name.empty() && post.stream == "official";
        if (field == "author" && names_ == "pseudonyms" && !unsigned_official)
            return check_pseudonym(static_cast<std::int64_t>(post.author), shown, line);
        if (field == "author" && post.author_name.empty() && means_nobody_named(shown)) return;
        if (field == "author")
            expected = !post.author_name.empty() ? post.author_name
                       : unsigned_official       ? (language_ == "zh" ? "官方文本" : "Official text")
                       : language_ == "zh"       ? "佚名"
                                                 : "Unnamed user";
        else if (field == "year")
            expected = post.created_year > 0 ? std::to_string(post.created_year)
                       : language_ == "zh"   ? "日期不详"
                                             : "n.d.";
        else if (field == "platform")
            expected = post.platform;
        else if (field == "native_id")
            expected = post.native_id;
        else if (field == "sha256")
            expected = post.source.substr(0, 16);
        else if (field == "bytes")
            expected = std::to_string(optional_number(mark, "source_begin")) + "-" +
                       std::to_string(optional_number(mark, "source_end"));
        if (as_shown(expected) != shown) find("wrong_name", line, shown + " should be " + expected);
    }

    /// What running text calls an author whose platform gave no name.
    bool means_nobody_named(const std::string& shown) const {
        constexpr std::array words = {"一位用户", "另一位用户",   "另一名网友",     "另一位发帖者",
                                      "one user", "another user", "another writer", "somebody else"};
        std::string low = shown;  // at the beginning of a sentence the first letter is a capital
        if (!low.empty() && low[0] >= 'A' && low[0] <= 'Z') low[0] = static_cast<char>(low[0] - 'A' + 'a');
        const auto* const found = std::find(words.begin(), words.end(), low);
        return found != words.end() && (language_ == "zh") == (found - words.begin() < 4);
    }

    /// One author, one pseudonym, and the other way round.
    void check_pseudonym(std::int64_t author, const std::string& shown, std::int64_t line) {
        const auto name = pseudonyms_.emplace(author, shown).first;
        const auto owner = owners_.emplace(shown, author).first;
        if (name->second != shown || owner->second != author)
            find("wrong_name", line, shown + " is not the pseudonym that this author has elsewhere in the report");
    }

    void check_figure(const Json& mark, const std::string& shown, std::int64_t line) {
        ++verdict_.numbers;
        if (std::string_view(mark["format"]) == "withheld") {
            const auto people = recount_.people(mark["query"]);
            const std::string_view op = mark["query"]["op"];
            const bool share = op == "share" || op == "share_distinct" || op == "percent";
            if (!people || *people < 1 || *people > 4 || shown != (share ? "–" : "<5") || names_ == "verbatim")
                find("wrong_number", line, shown + " withholds what need not be");
            return;
        }
        const auto value = recount_.number(mark["query"]);
        if (!value) return find("wrong_number", line, shown + " cannot be recomputed");
        const std::string_view format = mark["format"];
        const std::string expected = format == "plain"        ? std::to_string(*value)
                                     : format == "hundredths" ? with_point(*value)
                                                              : with_commas(*value);
        if (expected != shown) find("wrong_number", line, shown + " should be " + expected);
    }

    void check_label(const Json& mark, std::string_view text, std::int64_t line) {
        ++verdict_.names;
        const auto begin = static_cast<std::size_t>(std::int64_t(mark["begin"])),
                   end = static_cast<std::size_t>(std::int64_t(mark["end"]));
        const std::string wrong = written_.name_objection(
            optional_number(mark, "number"), std::string(text.substr(begin, end - begin)), text.substr(end), language_);
        if (!wrong.empty()) find("altered_text", line, wrong);
    }

    void check_tally(const Json& mark, const std::string& shown, std::int64_t line) {
        ++verdict_.numbers;
        const std::string wrong =
            written_.tally_objection(optional_text(mark, "field"), optional_text(mark, "format"), shown);
        if (!wrong.empty()) find("wrong_number", line, wrong);
    }

    struct Translated {
        std::string text, maker;
        bool draft = false;
    };

    Disk& disk_;
    std::string folder_;
    Recount recount_;
    WrittenWords written_;
    Verdict verdict_;
    simdjson::dom::parser parser_;
    std::map<std::string, std::string> sources_;
    std::map<std::int64_t, Post> posts_;
    std::map<std::int64_t, std::string> titles_;
    std::string language_, names_;
    std::map<std::int64_t, std::string> pseudonyms_;
    std::map<std::string, std::int64_t> owners_;
    std::map<std::string, Translated> translations_;
    std::vector<ShownBlock> blocks_;
    std::vector<std::int64_t> endnotes_;  // the post of each, in their order
    std::vector<std::int64_t> line_of_block_;
};

}  // namespace

Result<Verdict> verify_report(Disk& disk, const std::string& report_file, const std::string& case_folder) {
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    TRY_VOID(Manifest::load_analysed(disk, case_folder));
    return Checker(disk, case_folder).check(report_file);
}

}  // namespace agon
