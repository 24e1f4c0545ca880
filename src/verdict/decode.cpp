// A second, plain way from source bytes to visible text: one pass, no map, no shared code.
#include "src/verdict/decode.hpp"

#include <iconv.h>

#include <cstdint>
#include <cstdlib>
#include <map>

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

const std::map<std::string, std::string, std::less<>>& entities() {
    static const std::map<std::string, std::string, std::less<>> table = {
        {"amp", "&"},    {"lt", "<"},     {"gt", ">"},    {"quot", "\""}, {"apos", "'"},  {"nbsp", "\u00A0"},
        {"hellip", "…"}, {"mdash", "—"},  {"ndash", "–"}, {"ldquo", "“"}, {"rdquo", "”"}, {"lsquo", "‘"},
        {"rsquo", "’"},  {"middot", "·"}, {"times", "×"}, {"yen", "¥"},   {"copy", "©"},  {"reg", "®"},
        {"deg", "°"},    {"bull", "•"},   {"euro", "€"}};
    return table;
}

/// Decodes the entity at html[at] ('&'); moves `at` behind it. False: not an entity.
bool put_entity(std::string& out, std::string_view html, std::size_t& at) {
    const std::size_t end = html.find(';', at);
    if (end == std::string_view::npos || end - at > 10) return false;
    const std::string_view name = html.substr(at + 1, end - at - 1);
    if (name.starts_with("#")) {
        const bool hexadecimal = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
        put_code_point(
            out, std::strtoul(std::string(name.substr(hexadecimal ? 2 : 1)).c_str(), nullptr, hexadecimal ? 16 : 10));
    } else {
        const auto found = entities().find(name);
        if (found == entities().end()) return false;
        out += found->second;
    }
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
        const char c = html[at];
        if (c == '&' && put_entity(out, html, at)) continue;
        const bool tag =
            c == '<' && at + 1 < html.size() &&
            (html[at + 1] == '/' || html[at + 1] == '!' || ((html[at + 1] | 32) >= 'a' && (html[at + 1] | 32) <= 'z'));
        const std::size_t end = tag ? html.find('>', at) : std::string_view::npos;
        if (end != std::string_view::npos) {
            at = end + 1;
            continue;
        }
        out += c;
        ++at;
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
