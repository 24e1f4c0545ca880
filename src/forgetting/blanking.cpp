// Blanking: a record of a source is overwritten with spaces where it stands, so that every offset into the rest of the
// file still holds.
//   fits: {"author":{"name":"张三"},"votes":12}  becomes  {"author":{"name":"      "},"votes":0 }
//   does not: cutting the record out. Every later quote of the file would then point at other bytes.
#include "src/forgetting/blanking.hpp"

#include <unicode/ucnv.h>

#include <algorithm>

namespace agon {
namespace {

bool two_byte_units(Charset charset) {
    return charset == Charset::utf16le || charset == Charset::utf16be;
}
/// In GB18030 and Big5 the second byte of a character may look like a quote's escape or a bracket.
bool leads_a_pair(char c, Charset charset) {
    return (charset == Charset::gb18030 || charset == Charset::big5) && static_cast<unsigned char>(c) >= 0x81;
}

class Blanker {
  public:
    Blanker(std::string& bytes, Span record, Charset charset, const std::vector<Span>& kept)
        : bytes_(bytes), record_(record), charset_(charset), kept_(kept) {}

    void as_json() {
        for (at_ = record_.begin; at_ < record_.end;) {
            const char c = now();
            if (c == '"') {
                json_string();
            } else if (c == '-' || (c >= '0' && c <= '9')) {
                put('0');
                while (at_ < record_.end && std::string_view("+-.eE0123456789").find(now()) != std::string_view::npos)
                    put(' ');
            } else {
                ++at_;
            }
        }
    }

    void as_csv() {
        bool quoted = false;
        for (at_ = record_.begin; at_ < record_.end;) {
            const char c = now();
            if (c == '"') {
                const bool doubled = quoted && at_ + 1 < record_.end && after() == '"';
                if (doubled) {
                    put(' '), put(' ');
                } else {
                    quoted = !quoted;
                    ++at_;
                }
            } else if (!quoted && (c == ',' || c == ';' || c == '\t')) {
                ++at_;
            } else {
                blank_one();
            }
        }
    }

    void as_xml() {
        bool tag = false, value = false;
        for (at_ = record_.begin; at_ < record_.end;) {
            const char c = now();
            if (!tag && c == '<') {
                tag = true;
                ++at_;
            } else if (tag && c == '"') {
                value = !value;
                ++at_;
            } else if (tag && !value) {
                tag = c != '>';
                ++at_;
            } else {
                blank_one();
            }
        }
    }

    void as_text() {
        for (at_ = record_.begin; at_ < record_.end;) blank_one();
    }

  private:
    char now() const { return bytes_[static_cast<std::size_t>(at_)]; }
    char after() const { return bytes_[static_cast<std::size_t>(at_) + 1]; }

    bool is_kept() {
        while (next_ < kept_.size() && kept_[next_].end <= at_) ++next_;
        return next_ < kept_.size() && kept_[next_].begin <= at_;
    }
    void put(char c) {
        if (!is_kept()) bytes_[static_cast<std::size_t>(at_)] = c;
        ++at_;
    }
    void blank_one() {
        if (two_byte_units(charset_) && at_ + 1 < record_.end) {
            const bool little = charset_ == Charset::utf16le;
            const char low = little ? now() : after(), high = little ? after() : now();
            if (high == 0 && (low == '\n' || low == '\r')) {
                at_ += 2;
                return;
            }
            put(little ? ' ' : '\0');
            put(little ? '\0' : ' ');
        } else if (now() == '\n' || now() == '\r') {
            ++at_;
        } else {
            const bool pair = leads_a_pair(now(), charset_) && at_ + 1 < record_.end;
            put(' ');
            if (pair) put(' ');
        }
    }
    /// A value is blanked, a key (a text before a colon) stays.
    void json_string() {
        const std::int64_t begin = ++at_;
        std::int64_t end = begin;
        while (end < record_.end && bytes_[static_cast<std::size_t>(end)] != '"') {
            const char c = bytes_[static_cast<std::size_t>(end)];
            end += (c == '\\' || leads_a_pair(c, charset_)) && end + 1 < record_.end ? 2 : 1;
        }
        std::int64_t next = end + 1;
        while (next < record_.end &&
               std::string_view(" \t\r\n").find(bytes_[static_cast<std::size_t>(next)]) != std::string_view::npos)
            ++next;
        const bool key = next < record_.end && bytes_[static_cast<std::size_t>(next)] == ':';
        while (!key && at_ < end) put(' ');
        at_ = end + 1;
    }

    std::string& bytes_;
    Span record_;
    Charset charset_;
    const std::vector<Span>& kept_;
    std::size_t next_ = 0;
    std::int64_t at_ = 0;
};

std::string in_charset(const std::string& text, Charset charset) {
    if (charset == Charset::utf8) return text;
    const char* name = charset == Charset::gb18030   ? "gb18030"
                       : charset == Charset::big5    ? "Big5"
                       : charset == Charset::utf16le ? "UTF-16LE"
                                                     : "UTF-16BE";
    UErrorCode error = U_ZERO_ERROR;
    std::string out(text.size() * 4 + 16, '\0');
    const std::int32_t size = ucnv_convert(name, "UTF-8", out.data(), static_cast<std::int32_t>(out.size()),
                                           text.data(), static_cast<std::int32_t>(text.size()), &error);
    if (U_FAILURE(error)) return {};
    out.resize(static_cast<std::size_t>(size));
    return out;
}

void append_hex(std::string& out, unsigned value, int digits, bool upper) {
    const char* const symbols = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (int i = digits - 1; i >= 0; --i) out += symbols[(value >> (4 * i)) & 15U];
}

/// With \uXXXX for everything outside ASCII; characters outside the first plane as two.
std::string json_escaped(const std::string& text, bool upper) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (c < 0x80) {
            out += static_cast<char>(c);
            continue;
        }
        const char32_t rest = c - 0x10000;
        if (c >= 0x10000) append_hex(out += "\\u", static_cast<unsigned>(0xD800 + (rest >> 10)), 4, upper);
        append_hex(out += "\\u", static_cast<unsigned>(c >= 0x10000 ? 0xDC00 + (rest & 0x3FF) : c), 4, upper);
    }
    return out;
}

std::string percent_encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x80)
            out += c;
        else
            append_hex(out += '%', static_cast<unsigned char>(c), 2, true);
    }
    return out;
}

bool ascii_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

void blank_record(std::string& bytes, Span record, FieldEncoding encoding, const std::vector<Span>& kept) {
    const Charset charset = charset_of(encoding);
    Blanker blanker(bytes, record, charset, kept);
    if (two_byte_units(charset)) return blanker.as_text();
    switch (marks_of(encoding)) {
        case FieldEncoding::json_string:
            return blanker.as_json();
        case FieldEncoding::csv_field:
            return blanker.as_csv();
        case FieldEncoding::xml_text:
            return blanker.as_xml();
        default:
            return blanker.as_text();
    }
}

void blank_span(std::string& bytes, Span span, Charset charset) {
    Blanker(bytes, span, charset, {}).as_text();
}

void Needles::add(const std::string& text, bool whole) {
    if (!text.empty() &&
        std::none_of(texts_.begin(), texts_.end(), [&](const Text& known) { return known.text == text; }))
        texts_.push_back({text, whole});
}

std::vector<Span> Needles::find(std::string_view bytes, Charset charset) const {
    struct Form {
        std::string written;
        bool whole;
    };
    constexpr std::size_t head = 3;  // bytes that forms are looked up by
    std::unordered_map<std::string_view, std::vector<const Form*>> by_head;
    std::vector<Form> forms;
    for (const Text& text : texts_) {
        std::vector<std::string> ways = {in_charset(text.text, charset)};
        for (std::string way :
             {json_escaped(text.text, false), json_escaped(text.text, true), percent_encoded(text.text)})
            if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(std::move(way));
        for (std::string& way : ways)
            if (way.size() >= head) forms.push_back({std::move(way), text.whole});
    }
    for (const Form& form : forms) by_head[std::string_view(form.written).substr(0, head)].push_back(&form);
    std::vector<Span> found;
    for (std::size_t at = 0; at + head <= bytes.size(); ++at) {
        const auto candidates = by_head.find(bytes.substr(at, head));
        if (candidates == by_head.end()) continue;
        std::size_t longest = 0;
        for (const Form* form : candidates->second) {
            const std::size_t end = at + form->written.size();
            if (form->written.size() <= longest || bytes.compare(at, form->written.size(), form->written) != 0)
                continue;
            const bool inside = (at > 0 && ascii_word(bytes[at - 1]) && ascii_word(bytes[at])) ||
                                (end < bytes.size() && ascii_word(bytes[end]) && ascii_word(bytes[end - 1]));
            if (!form->whole || !inside) longest = form->written.size();
        }
        if (longest == 0) continue;
        found.push_back({static_cast<std::int64_t>(at), static_cast<std::int64_t>(at + longest)});
        at += longest - 1;
    }
    return found;
}

std::string Needles::without(std::string text) const {
    for (const Span& span : find(text, Charset::utf8)) blank_span(text, span, Charset::utf8);
    return text;
}

std::vector<Span> objects_around(std::string_view json, const std::vector<Span>& places, Charset charset) {
    std::vector<Span> objects(places.size());
    struct Open {
        std::size_t begin;
        std::vector<std::size_t> holds;  // places right inside it
    };
    std::vector<Open> open;
    std::size_t next = 0;
    bool text = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        while (next < places.size() && places[next].begin <= static_cast<std::int64_t>(at)) {
            if (!open.empty()) open.back().holds.push_back(next);
            ++next;
        }
        const char c = json[at];
        if (text && (c == '\\' || leads_a_pair(c, charset))) {
            ++at;
        } else if (c == '"') {
            text = !text;
        } else if (!text && c == '{') {
            open.push_back({at, {}});
        } else if (!text && c == '}' && !open.empty()) {
            for (const std::size_t place : open.back().holds)
                objects[place] = {static_cast<std::int64_t>(open.back().begin), static_cast<std::int64_t>(at) + 1};
            open.pop_back();
        }
    }
    return objects;
}

}  // namespace agon
