// Charsets: GB18030, Big5 and UTF-16 as UTF-8 with a map back, by ICU.
//
// Every character is one run, so that a quote out of a GB18030 file is cut out of that file at the borders of its
// characters:  source C4 E3 BA C3   text 你好   runs (text, source): (0+3, 0+2) (3+3, 2+2)
// What an editor and another converter would read differently is not text here: ICU and the C library agree on every
// two-byte GB18030 and Big5 character but for those that ICU sends to the private use area (tests/charset_test.cpp).
#include <unicode/ucnv.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <memory>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::size_t kUnitsAtOnce = 4096;

const char* converter_name(Charset charset) {
    switch (charset) {
        case Charset::gb18030:
            return "gb18030";
        case Charset::big5:
            return "Big5";
        case Charset::utf16le:
            return "UTF-16LE";
        case Charset::utf16be:
            return "UTF-16BE";
        case Charset::utf8:
            break;
    }
    return "UTF-8";
}

struct Closes {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

bool is_private_use(char32_t c) {
    return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

/// Takes UTF-16 units with the source offset of each and appends whole characters.
class Characters {
  public:
    Characters(std::string_view raw, std::int64_t source_begin, bool private_use_is_text, DecodedCharacters& out)
        : raw_(raw), source_begin_(source_begin), private_use_is_text_(private_use_is_text), out_(out) {}

    void add(UChar unit, std::int64_t offset) {
        if (U16_IS_TRAIL(unit) && pending_ != 0) {
            pending_ = U16_GET_SUPPLEMENTARY(pending_, unit);
            return;
        }
        flush(offset);
        pending_ = unit;
        pending_at_ = offset;
    }

    /// The character that waits ends where the next begins.
    void flush(std::int64_t end) {
        if (pending_at_ < 0) return;
        char32_t c = pending_;
        const bool bad =
            c == kReplacement || (c >= 0xD800 && c <= 0xDFFF) || (!private_use_is_text_ && is_private_use(c));
        if (bad) {
            c = kReplacement;
            out_.damage.push_back(static_cast<std::int64_t>(out_.mapped.text.size()));
        }
        std::string character;
        append_utf8(character, c);
        out_.mapped.append(character, source_begin_ + pending_at_, end - pending_at_);
        pending_at_ = -1;
        pending_ = 0;
    }

    void finish() { flush(static_cast<std::int64_t>(raw_.size())); }

  private:
    std::string_view raw_;
    std::int64_t source_begin_;
    bool private_use_is_text_;
    DecodedCharacters& out_;
    char32_t pending_ = 0;
    std::int64_t pending_at_ = -1;
};

}  // namespace

DecodedCharacters decode_characters(std::string_view raw, Charset charset, std::int64_t source_begin) {
    DecodedCharacters out;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, Closes> converter(ucnv_open(converter_name(charset), &status));
    VERIFY(U_SUCCESS(status));
    const bool is_unicode = charset == Charset::utf16le || charset == Charset::utf16be || charset == Charset::utf8;
    Characters characters(raw, source_begin, is_unicode, out);
    out.mapped.text.reserve(raw.size() + raw.size() / 2);
    UChar units[kUnitsAtOnce];
    std::int32_t offsets[kUnitsAtOnce];
    const char* at = raw.data();
    const char* const end = raw.data() + raw.size();
    do {
        const std::int64_t base = at - raw.data();
        UChar* written = units;
        status = U_ZERO_ERROR;
        ucnv_toUnicode(converter.get(), &written, units + kUnitsAtOnce, &at, end, offsets, 1, &status);
        // An offset below zero: the unit belongs to bytes of the call before.
        for (const UChar* unit = units; unit != written; ++unit)
            characters.add(*unit, std::max<std::int64_t>(base + offsets[unit - units], 0));
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    VERIFY(U_SUCCESS(status));
    characters.finish();
    return out;
}

}  // namespace agon
