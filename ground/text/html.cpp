// HTML fragments to text, with the map kept.
//
// Answers are stored as fragments: `<p>他说&amp;</p><blockquote>好</blockquote>`. We want what a reader sees, and for
// each character the source bytes it came from; tree builders give no byte offsets, so this is a tokenizer of our own.
// It knows three things: tags by name, character references, and everything else, which is text.
//   fits:      <p>a</p><p>b&lt;c</p>  ->  "a\nb<c", the line feed maps to </p>
//   does not:  a<b, x<y且z>w, AT&T    ->  unchanged: `<y且z>` is no tag that HTML knows, `&T` no reference
// A line feed is owed by a block's edge and paid when the next visible character comes, so that none is first, last or
// doubled. Quotations, code and links keep their text and are named by spans; an image leaves its place. Unclosed
// <script> or <!-- loses its tag only: better to show too much than to lose what somebody wrote. Every search that can
// fail to find its end is remembered as failed, so that the time is linear in the input. DEVIATION from the HTML
// standard: unknown names are text; references need their semicolon unless numeric; control characters keep their
// value; <figure> is dropped with its caption.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::pair<std::string_view, char32_t> kReferences[] = {
    {"amp", '&'},       {"apos", '\''},     {"bull", 0x2022},  {"cent", 0xA2},    {"copy", 0xA9},     {"deg", 0xB0},
    {"divide", 0xF7},   {"emsp", 0x2003},   {"ensp", 0x2002},  {"euro", 0x20AC},  {"ge", 0x2265},     {"gt", '>'},
    {"hearts", 0x2665}, {"hellip", 0x2026}, {"infin", 0x221E}, {"laquo", 0xAB},   {"larr", 0x2190},   {"ldquo", 0x201C},
    {"le", 0x2264},     {"lsquo", 0x2018},  {"lt", '<'},       {"mdash", 0x2014}, {"middot", 0xB7},   {"minus", 0x2212},
    {"nbsp", 0xA0},     {"ndash", 0x2013},  {"ne", 0x2260},    {"para", 0xB6},    {"permil", 0x2030}, {"plusmn", 0xB1},
    {"pound", 0xA3},    {"quot", '"'},      {"raquo", 0xBB},   {"rarr", 0x2192},  {"rdquo", 0x201D},  {"reg", 0xAE},
    {"rsquo", 0x2019},  {"sect", 0xA7},     {"shy", 0xAD},     {"sum", 0x2211},   {"thinsp", 0x2009}, {"times", 0xD7},
    {"trade", 0x2122},  {"uarr", 0x2191},   {"yen", 0xA5},     {"zwj", 0x200D},   {"zwnj", 0x200C},
};

constexpr std::string_view kBlocks[] = {
    "address", "article", "aside", "blockquote", "br",  "caption", "dd",    "div", "dl",     "dt", "fieldset",
    "footer",  "form",    "h1",    "h2",         "h3",  "h4",      "h5",    "h6",  "header", "hr", "li",
    "main",    "nav",     "ol",    "p",          "pre", "section", "table", "td",  "th",     "tr", "ul",
};
constexpr std::string_view kInline[] = {
    "a",      "abbr",   "audio",    "b",       "bdi",     "bdo", "big",     "body",  "button",     "center", "cite",
    "code",   "col",    "colgroup", "del",     "details", "dfn", "em",      "embed", "figcaption", "font",   "head",
    "html",   "i",      "iframe",   "img",     "input",   "ins", "kbd",     "label", "link",       "mark",   "meta",
    "object", "option", "param",    "picture", "q",       "rp",  "rt",      "ruby",  "s",          "samp",   "select",
    "small",  "source", "span",     "strike",  "strong",  "sub", "summary", "sup",   "svg",        "tbody",  "textarea",
    "tfoot",  "thead",  "time",     "title",   "tt",      "u",   "var",     "video", "wbr",
};
constexpr std::string_view kDropped[] = {"figure", "noscript", "script", "style"};

template <std::size_t N>
bool has(const std::string_view (&names)[N], std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

struct Tag {
    std::string name;  // lower case
    bool closes = false;
    std::size_t end = 0;  // past the '>'
};

/// What stands between a tag and its end tag, from its first visible character on.
struct Passage {
    std::vector<Span>* spans;
    int depth = 0;
    std::int64_t begin = -1;  // -1: nothing visible yet
};

class HtmlReader {
  public:
    explicit HtmlReader(const MappedText& html) : html_(html), in_(html.text), last_close_(in_.rfind('>')) {}

    HtmlText read() {
        while (at_ < in_.size()) {
            if (in_[at_] == '<' && take_markup()) continue;
            if (in_[at_] == '&' && take_reference()) continue;
            if (in_[at_] == '\n' || in_[at_] == '\r') {
                take_line_end();
                continue;
            }
            const std::size_t stop = std::min(in_.find_first_of("<&\n\r", at_ + 1), in_.size());
            copy(at_, stop);
            at_ = stop;
        }
        for (Passage* passage : {&quote_, &code_, &link_}) close(*passage);
        return std::move(out_);
    }

  private:
    bool take_markup() {
        if (last_close_ == std::string_view::npos || at_ >= last_close_) return false;
        if (in_.substr(at_, 4) == "<!--") return skip_past("-->", at_ + 4);
        if (in_.substr(at_, 9) == "<![CDATA[") return skip_to(at_ + 9);
        if (matches(at_, "<!doctype")) return skip_past(">", at_);
        Tag tag;
        if (!read_tag(tag)) return false;
        apply(tag);
        return true;
    }

    bool read_tag(Tag& tag) const {
        std::size_t at = at_ + 1;
        if (in_[at] == '/') {
            tag.closes = true;
            ++at;
        }
        while (at < in_.size() && tag.name.size() < 12 &&
               (is_letter(in_[at]) || (is_digit(in_[at]) && !tag.name.empty())))
            tag.name.push_back(lower(in_[at++]));
        if (at >= in_.size() || std::string_view(" \t\r\n/>").find(in_[at]) == std::string_view::npos) return false;
        if (!has(kBlocks, tag.name) && !has(kInline, tag.name) && !has(kDropped, tag.name)) return false;
        tag.end = tag_end(at);
        return true;
    }

    /// Past the '>' that ends the tag; one inside a quoted attribute does not count if the quote is closed.
    /// REQUIRES: there is a '>' at or after `at`.
    std::size_t tag_end(std::size_t at) const {
        int attributes = 0;  // bounded, so that hostile quotes cannot make the search quadratic
        for (std::size_t i = at; i < in_.size() && in_[i] != '<' && attributes < 256; ++i) {
            if (in_[i] == '>') return i + 1;
            if (in_[i] != '"' && in_[i] != '\'') continue;
            const std::size_t close = in_.find(in_[i], i + 1);
            if (close == std::string_view::npos) break;
            i = close;
            ++attributes;
        }
        return in_.find('>', at) + 1;
    }

    void apply(const Tag& tag) {
        const Span bytes = html_.source_span(static_cast<std::int64_t>(at_), static_cast<std::int64_t>(tag.end));
        if (has(kBlocks, tag.name)) owe_line_feed(bytes);
        if (tag.name == "blockquote") open_or_close(quote_, tag.closes);
        if (tag.name == "code" || tag.name == "pre") open_or_close(code_, tag.closes);
        if (tag.name == "a") {
            close(link_);  // links do not nest; an unclosed one ends where the next begins
            if (!tag.closes) open_or_close(link_, false);
        }
        if (tag.name == "img" || (tag.name == "figure" && !tag.closes)) note_image();
        at_ = tag.end;
        if (has(kDropped, tag.name) && !tag.closes) skip_element(tag.name);
    }

    /// Drops what stands between a tag and its end tag, if there is one.
    void skip_element(const std::string& name) {
        const std::string close = "</" + name;
        auto& searched = unclosed_from_[close];
        if (searched) return;
        for (std::size_t at = in_.find("</", at_); at != std::string_view::npos; at = in_.find("</", at + 2)) {
            if (!matches(at, close)) continue;
            const std::size_t end = in_.find('>', at);
            if (end == std::string_view::npos) break;
            at_ = end + 1;
            return;
        }
        searched = true;
    }

    bool skip_to(std::size_t at) {
        at_ = at;
        return true;
    }

    bool skip_past(const std::string& mark, std::size_t from) {
        auto& searched = unclosed_from_[mark];
        if (searched) return false;
        const std::size_t found = in_.find(mark, from);
        if (found == std::string_view::npos) {
            searched = true;
            return false;
        }
        return skip_to(found + mark.size());
    }

    bool matches(std::size_t at, std::string_view lower_case) const {
        const std::string_view there = in_.substr(at, lower_case.size());
        return std::equal(there.begin(), there.end(), lower_case.begin(), lower_case.end(),
                          [](char a, char b) { return lower(a) == b; });
    }

    bool take_reference() {
        std::size_t end = at_ + 1;
        char32_t code_point = 0;
        if (end < in_.size() && in_[end] == '#') {
            if (!read_number(end, code_point)) return false;
        } else {
            while (end < in_.size() && end - at_ < 10 && is_letter(in_[end])) ++end;
            if (end >= in_.size() || in_[end] != ';') return false;
            const std::string_view name = in_.substr(at_ + 1, end - at_ - 1);
            const auto* found = std::find_if(std::begin(kReferences), std::end(kReferences),
                                             [&](const auto& row) { return row.first == name; });
            if (found == std::end(kReferences)) return false;
            code_point = found->second;
            ++end;
        }
        const Span bytes = html_.source_span(static_cast<std::int64_t>(at_), static_cast<std::int64_t>(end));
        std::string character;
        append_utf8(character, code_point);
        // "&#0" is as long as what stands for it, and in the map equal lengths say equal bytes; so it stays text.
        if (bytes.length() == static_cast<std::int64_t>(character.size())) return false;
        at_ = end;
        if (code_point == '\n') {
            owe_line_feed(bytes);
            return true;
        }
        before_visible();
        out_.mapped.append(character, bytes.begin, bytes.length());
        return true;
    }

    /// "#38;" or "#x26" at `end`, which moves past it.
    bool read_number(std::size_t& end, char32_t& code_point) const {
        ++end;
        const bool hexadecimal = end < in_.size() && lower(in_[end]) == 'x';
        if (hexadecimal) ++end;
        const std::size_t first = end;
        for (; end < in_.size(); ++end) {
            const char c = lower(in_[end]);
            const bool letter = hexadecimal && c >= 'a' && c <= 'f';
            if (!is_digit(c) && !letter) break;
            const auto digit = static_cast<char32_t>(letter ? c - 'a' + 10 : c - '0');
            if (code_point < 0x110000) code_point = code_point * (hexadecimal ? 16 : 10) + digit;
        }
        if (end == first) return false;
        if (end < in_.size() && in_[end] == ';') ++end;
        const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        if (code_point == 0 || surrogate || code_point > 0x10FFFF) code_point = 0xFFFD;
        return true;
    }

    /// A line end in the fragment itself (comments are often plain text); CR LF is one.
    void take_line_end() {
        const std::size_t length = in_.substr(at_, 2) == "\r\n" ? 2 : 1;
        owe_line_feed(html_.source_span(static_cast<std::int64_t>(at_), static_cast<std::int64_t>(at_ + length)));
        at_ += length;
    }

    void owe_line_feed(Span bytes) {
        if (owed_ || out_.mapped.text.empty()) return;
        owed_ = true;
        owed_bytes_ = bytes;
        owed_feed_ = at_ < in_.size() && in_[at_] == '\r' && bytes.length() == 1 ? "\r" : "\n";
    }

    void before_visible() {
        // A lone carriage return is kept, since in the map equal lengths say equal bytes.
        if (owed_) out_.mapped.append(owed_feed_, owed_bytes_.begin, owed_bytes_.length());
        owed_ = false;
        for (Passage* passage : {&quote_, &code_, &link_})
            if (passage->depth > 0 && passage->begin < 0) passage->begin = text_end();
    }

    std::int64_t text_end() const { return static_cast<std::int64_t>(out_.mapped.text.size()); }

    void open_or_close(Passage& passage, bool closes) {
        if (!closes)
            ++passage.depth;
        else if (passage.depth == 1)
            close(passage);
        else if (passage.depth > 1)
            --passage.depth;
    }

    void close(Passage& passage) {
        if (passage.begin >= 0) passage.spans->push_back({passage.begin, text_end()});
        passage.begin = -1;
        passage.depth = 0;
    }

    void note_image() {
        if (out_.images.empty() || out_.images.back().begin != text_end())
            out_.images.push_back({text_end(), text_end()});
    }

    /// Copies in_[begin, end), run by run, so that escapes of the field below keep their own runs.
    void copy(std::size_t begin, std::size_t end) {
        before_visible();
        const auto& runs = html_.runs;
        while (begin < end) {
            while (run_ < runs.size() && run_end(runs[run_]) <= begin) ++run_;
            const SourceRun& run = runs[run_];
            const std::size_t stop = std::min(end, run_end(run));
            const bool copied = run.text_length == run.source_length;
            const auto inside = static_cast<std::int64_t>(begin) - run.text_begin;
            out_.mapped.append(in_.substr(begin, stop - begin), run.source_begin + (copied ? inside : 0),
                               copied ? static_cast<std::int64_t>(stop - begin) : run.source_length);
            begin = stop;
        }
    }

    static std::size_t run_end(const SourceRun& run) {
        return static_cast<std::size_t>(run.text_begin) + static_cast<std::size_t>(run.text_length);
    }

    const MappedText& html_;
    std::string_view in_;
    std::size_t last_close_;
    std::size_t at_ = 0;
    std::size_t run_ = 0;
    HtmlText out_;
    bool owed_ = false;
    Span owed_bytes_;
    std::string_view owed_feed_;
    Passage quote_{&out_.quoted}, code_{&out_.code}, link_{&out_.links};
    std::map<std::string, bool> unclosed_from_;  // searches that found no end; later ones would not either
};

}  // namespace

HtmlText html_to_text(const MappedText& html) {
    return HtmlReader(html).read();
}

}  // namespace agon
