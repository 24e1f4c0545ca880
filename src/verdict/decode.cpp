// A second, plain way from source bytes to visible text: one pass, no map, no shared code.
#include "src/verdict/decode.hpp"

#include <iconv.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>

namespace agon {
namespace {

void put_code_point(std::string& out, unsigned long c) {
    if (c < 0x80)
        out += static_cast<char>(c);
    else if (c < 0x800)
        (out += static_cast<char>(0xC0 | (c >> 6))) += static_cast<char>(0x80 | (c & 63));
    else if (c < 0x10000)
        ((out += static_cast<char>(0xE0 | (c >> 12))) += static_cast<char>(0x80 | ((c >> 6) & 63))) +=
            static_cast<char>(0x80 | (c & 63));
    else
        (((out += static_cast<char>(0xF0 | (c >> 18))) += static_cast<char>(0x80 | ((c >> 12) & 63))) +=
         static_cast<char>(0x80 | ((c >> 6) & 63))) += static_cast<char>(0x80 | (c & 63));
}

unsigned long hex4(std::string_view raw, std::size_t at) {
    return std::strtoul(std::string(raw.substr(at, 4)).c_str(), nullptr, 16);
}

std::string unescape_json(std::string_view raw) {
    static const std::map<char, char> simple = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'b', '\b'}, {'f', '\f'}};
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\' || i + 1 >= raw.size()) {
            out += raw[i];
            continue;
        }
        const char next = raw[++i];
        if (next == 'u') {
            unsigned long c = hex4(raw, i + 1);
            i += 4;
            if (c >= 0xD800 && c < 0xDC00 && raw.substr(i + 1, 2) == "\\u") {
                c = 0x10000 + ((c - 0xD800) << 10) + (hex4(raw, i + 3) - 0xDC00);
                i += 6;
            }
            put_code_point(out, c);
        } else {
            const auto found = simple.find(next);
            out += found == simple.end() ? next : found->second;
        }
    }
    return out;
}

/// The named references that agon reads; any other stays as it stands.
const std::map<std::string, unsigned long, std::less<>>& entities() {
    static const std::map<std::string, unsigned long, std::less<>> table = {
        {"quot", 34},    {"amp", 38},     {"apos", 39},    {"lt", 60},       {"gt", 62},       {"nbsp", 160},
        {"cent", 162},   {"pound", 163},  {"yen", 165},    {"sect", 167},    {"copy", 169},    {"laquo", 171},
        {"shy", 173},    {"reg", 174},    {"deg", 176},    {"plusmn", 177},  {"para", 182},    {"middot", 183},
        {"raquo", 187},  {"times", 215},  {"divide", 247}, {"ensp", 8194},   {"emsp", 8195},   {"thinsp", 8201},
        {"zwnj", 8204},  {"zwj", 8205},   {"ndash", 8211}, {"mdash", 8212},  {"lsquo", 8216},  {"rsquo", 8217},
        {"ldquo", 8220}, {"rdquo", 8221}, {"bull", 8226},  {"hellip", 8230}, {"permil", 8240}, {"euro", 8364},
        {"trade", 8482}, {"larr", 8592},  {"uarr", 8593},  {"rarr", 8594},   {"sum", 8721},    {"minus", 8722},
        {"infin", 8734}, {"ne", 8800},    {"le", 8804},    {"ge", 8805},     {"hearts", 9829}};
    return table;
}

/// The value of "38" or "x26" and where its digits end; a value that is no character is U+FFFD.
unsigned long numbered(std::string_view digits, std::size_t& length) {
    const bool hexadecimal = digits.starts_with("x") || digits.starts_with("X");
    const std::string_view known = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    const std::size_t first = hexadecimal ? 1 : 0;
    length = std::min(digits.find_first_not_of(known, first), digits.size());
    if (length == first) return length = 0;
    const std::string own(digits.substr(first, length - first));
    const std::size_t leading = std::min(own.find_first_not_of('0'), own.size());
    const unsigned long value =
        own.size() - leading > 8 ? 0x110000 : std::strtoul(own.c_str(), nullptr, hexadecimal ? 16 : 10);
    return value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF) ? 0xFFFD : value;
}

/// Decodes the reference at html[at] ('&'); moves `at` behind it. False: not one. A number needs no semicolon.
bool put_entity(std::string& out, std::string_view html, std::size_t& at) {
    if (html.substr(at + 1).starts_with("#")) {
        std::size_t length = 0;
        const unsigned long value = numbered(html.substr(at + 2), length);
        // "&#0" without its semicolon has the length of what it would stand for, and import leaves such as they are.
        if (length == 0 || (value == 0xFFFD && html.substr(at + 2 + length, 1) != ";" && length == 1)) return false;
        put_code_point(out, value);
        at += 2 + length;
        if (at < html.size() && html[at] == ';') ++at;
        return true;
    }
    const std::size_t end = html.find(';', at);
    const auto found = end == std::string_view::npos || end - at > 10
                           ? entities().end()
                           : entities().find(html.substr(at + 1, end - at - 1));
    if (found == entities().end()) return false;
    put_code_point(out, found->second);
    at = end + 1;
    return true;
}

/// Bytes of another charset as UTF-8, by the C library (the reader that is being checked uses ICU). Empty if they are
/// no text of that charset: then no quote can agree with them.
std::string in_utf8(std::string_view raw, const std::string& charset) {
    const iconv_t converter = ::iconv_open("UTF-8", charset.c_str());
    if (reinterpret_cast<std::intptr_t>(converter) == -1) return "";
    std::string in(raw), out(raw.size() * 4 + 16, '\0');
    char *from = in.data(), *to = out.data();
    std::size_t left = in.size(), room = out.size();
    const bool good = ::iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1) &&
                      ::iconv(converter, nullptr, nullptr, &to, &room) != static_cast<std::size_t>(-1);
    ::iconv_close(converter);
    out.resize(good ? out.size() - room : 0);
    return out;
}

std::string unescape_xml(std::string_view raw) {
    std::string out;
    for (std::size_t i = 0; i < raw.size();) {
        const std::size_t tag_end = raw[i] == '<' ? raw.find('>', i) : std::string_view::npos;
        if (tag_end != std::string_view::npos)
            i = tag_end + 1;
        else if (raw[i] != '&' || !put_entity(out, raw, i))
            out += raw[i++];
    }
    return out;
}

std::string in_lower_case(std::string_view text) {
    std::string out;
    for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

bool is_element(const std::string& name) {
    static const std::set<std::string> names = {
        "a",          "abbr",   "address", "article", "aside",   "audio",  "b",      "bdi",  "bdo",      "big",
        "blockquote", "body",   "br",      "button",  "caption", "center", "cite",   "code", "col",      "colgroup",
        "dd",         "del",    "details", "dfn",     "div",     "dl",     "dt",     "em",   "embed",    "fieldset",
        "figcaption", "figure", "font",    "footer",  "form",    "h1",     "h2",     "h3",   "h4",       "h5",
        "h6",         "head",   "header",  "hr",      "html",    "i",      "iframe", "img",  "input",    "ins",
        "kbd",        "label",  "li",      "link",    "main",    "mark",   "meta",   "nav",  "noscript", "object",
        "ol",         "option", "p",       "param",   "picture", "pre",    "q",      "rp",   "rt",       "ruby",
        "s",          "samp",   "script",  "section", "select",  "small",  "source", "span", "strike",   "strong",
        "style",      "sub",    "summary", "sup",     "svg",     "table",  "tbody",  "td",   "textarea", "tfoot",
        "th",         "thead",  "time",    "title",   "tr",      "tt",     "u",      "ul",   "var",      "video",
        "wbr"};
    return names.contains(name);
}

/// Past the '>' of the tag whose name ends at `at`: one inside closed quotes is an attribute's.
std::size_t past_tag(std::string_view html, std::size_t at) {
    int quoted = 0;
    for (std::size_t i = at; i < html.size() && html[i] != '<' && quoted < 256; ++i) {
        if (html[i] == '>') return i + 1;
        if (html[i] != '"' && html[i] != '\'') continue;
        const std::size_t close = html.find(html[i], i + 1);
        if (close == std::string_view::npos) break;
        i = close;
        ++quoted;
    }
    return html.find('>', at) + 1;
}

/// Past the comment, declaration, tag, or element that nobody sees, at html[at] ('<'); `at` where it is plain text, as
/// in "x<y且z>w".
std::size_t markup_end(std::string_view html, std::size_t at) {
    if (html.find('>', at) == std::string_view::npos) return at;
    const std::string_view rest = html.substr(at);
    if (rest.starts_with("<!--")) {
        const std::size_t end = html.find("-->", at + 4);
        return end == std::string_view::npos ? at : end + 3;
    }
    if (rest.starts_with("<![CDATA[")) return at + 9;
    if (in_lower_case(rest.substr(0, 9)) == "<!doctype") return html.find('>', at) + 1;
    const std::size_t first = at + (rest.substr(1).starts_with("/") ? 2 : 1);
    const std::size_t last = std::min(html.find_first_of(" \t\r\n/>", first), html.size());
    const std::string name = in_lower_case(html.substr(first, std::min<std::size_t>(last - first, 12)));
    if (last - first > 12 || !is_element(name)) return at;
    const std::size_t end = past_tag(html, last);
    const bool unseen = name == "figure" || name == "noscript" || name == "script" || name == "style";
    if (!unseen || first == at + 2) return end;
    // Its content goes with it, if it is closed.
    for (std::size_t close = html.find("</", end); close != std::string_view::npos; close = html.find("</", close + 2))
        if (in_lower_case(html.substr(close + 2, name.size())) == name) {
            const std::size_t closed = html.find('>', close);
            return closed == std::string_view::npos ? end : closed + 1;
        }
    return end;
}

}  // namespace

std::string unescape_field(std::string_view raw, std::string_view encoding) {
    if (const std::size_t at = encoding.find('@'); at != std::string_view::npos) {
        const std::string text = in_utf8(raw, std::string(encoding.substr(at + 1)));
        return unescape_field(text, encoding.substr(0, at));
    }
    if (encoding == "json_string") return unescape_json(raw);
    if (encoding == "xml_text") return unescape_xml(raw);
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        out += raw[i];
        if (encoding == "csv_field" && raw[i] == '"' && i + 1 < raw.size() && raw[i + 1] == '"') ++i;
    }
    return out;
}

std::string visible_text(std::string_view html) {
    std::string out;
    std::size_t at = 0;
    while (at < html.size()) {
        if (html[at] == '&' && put_entity(out, html, at)) continue;
        const std::size_t end = html[at] == '<' ? markup_end(html, at) : at;
        if (end == at)
            out += html[at++];
        else
            at = end;
    }
    return out;
}

std::string as_shown(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view three = text.substr(at, 3);
        const bool no_character = three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF";  // U+FFFE, U+FFFF
        if (no_character) at += 2;
        if (text[at] == '\n' || text[at] == '\r') continue;
        out += no_character || static_cast<unsigned char>(text[at]) < 0x20 ? ' ' : text[at];
    }
    return out;
}

std::string without_line_ends(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != '\n' && c != '\r') out += c;
    const auto first = out.find_first_not_of(" \t"), last = out.find_last_not_of(" \t");
    return first == std::string::npos ? std::string() : out.substr(first, last - first + 1);
}

}  // namespace agon
