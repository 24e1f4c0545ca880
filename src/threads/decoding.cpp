// DECODE: which charset is this file in? In this order: a byte order mark; a declaration (XML, HTML) that the bytes
// bear out; strict UTF-8; UTF-8 with some damaged places; and at last GB18030 or Big5, by trying both.
//
// GB18030 and Big5 accept nearly any bytes above 0x80, so that decoding without an error proves little. What tells them
// apart is what comes out: a third of real Chinese text is made of a hundred characters, of a wrong reading hardly any.
//   fits: C4 E3 BA C3 B5 C4 -> 你好的 in GB18030, 斕疑腔 in Big5 -> GB18030
//   does not: three words of Latin-1 with an accent: neither reading gives common characters -> not text, refused
// uchardet breaks ties where a text is too short to count. Whatever was found is written into the table of sources
// with its ground; a file that is not UTF-8 is never read in silence.
// DEVIATION: a declaration does not count against bytes that are UTF-8 throughout: saved pages keep the old one.
#include "src/threads/decoding.hpp"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <set>

namespace agon {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kGb18030Mark = "\x84\x31\x95\x33";
constexpr std::size_t kLookedAt = 1 << 18;
constexpr std::size_t kLargestConverted = std::size_t{512} << 20;  // the map takes ten times as much
constexpr double kLeastCommonShare = 0.08;
constexpr std::string_view kCommonHan =
    "的一是不了在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
    "事成方多经么去法"
    "学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日这與這個們來為國說時會對後過發裡經麼學現當"
    "沒動麵還進樣開從實"
    "無點業電問題與關們華臺灣應該讓給認覺東西車長見氣話";

const std::set<char32_t>& common_han() {
    static const std::set<char32_t> characters = [] {
        std::set<char32_t> all;
        for (std::size_t at = 0; at < kCommonHan.size();) all.insert(next_code_point(kCommonHan, at));
        return all;
    }();
    return characters;
}

/// Places of bytes that are not UTF-8, and how many bytes above 0x7F there are.
struct Utf8Damage {
    std::vector<std::int64_t> places;
    std::int64_t high_bytes = 0;
};

Utf8Damage utf8_damage(std::string_view bytes) {
    Utf8Damage damage;
    std::size_t at = 0;
    for (;;) {
        const std::int64_t bad = first_invalid_utf8(bytes.substr(at));
        if (bad < 0) break;
        at += static_cast<std::size_t>(bad);
        damage.places.push_back(static_cast<std::int64_t>(at));
        if (damage.places.size() > 1000000) break;
        ++at;
        while (at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xC0) == 0x80) ++at;
    }
    damage.high_bytes =
        std::count_if(bytes.begin(), bytes.end(), [](char c) { return static_cast<signed char>(c) < 0; });
    return damage;
}

std::optional<Charset> charset_called(std::string_view given) {
    std::string name(given);
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    for (const std::string_view gb : {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"})
        if (name == gb) return Charset::gb18030;
    for (const std::string_view big5 : {"big5", "big5-hkscs", "cp950", "big5-eten"})
        if (name == big5) return Charset::big5;
    return std::nullopt;
}

/// <?xml ... encoding="gbk"?>, <meta charset=gbk>, <meta content="text/html; charset=gbk">
std::optional<Charset> declared_charset(std::string_view bytes) {
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || bytes[first] != '<') return std::nullopt;
    const std::string_view head = bytes.substr(0, 2048);
    for (const std::string_view mark : {"encoding=", "charset=", "CHARSET="}) {
        std::size_t at = head.find(mark);
        if (at == std::string_view::npos) continue;
        at += mark.size();
        while (at < head.size() && (head[at] == '"' || head[at] == '\'')) ++at;
        const std::size_t end = std::min(head.find_first_of("\"'>; ?", at), head.size());
        if (const auto charset = charset_called(std::string(head.substr(at, end - at)))) return charset;
    }
    return std::nullopt;
}

/// The share of common characters among the Han of the beginning, 0 where it is no text of that charset.
double common_share(std::string_view bytes, Charset charset) {
    const DecodedCharacters decoded = decode_characters(bytes.substr(0, kLookedAt), charset, 0);
    std::int64_t han = 0, common = 0;
    const std::string_view text = decoded.mapped.text;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (!is_han(c)) continue;
        ++han;
        common += common_han().contains(c) ? 1 : 0;
    }
    if (han == 0 || static_cast<std::int64_t>(decoded.damage.size()) > 1 + han / 50) return 0;
    return static_cast<double>(common) / static_cast<double>(han);
}

std::optional<Charset> hinted_charset(std::string_view bytes) {
    const uchardet_t detector = uchardet_new();
    uchardet_handle_data(detector, bytes.data(), std::min(bytes.size(), kLookedAt));
    uchardet_data_end(detector);
    const std::string name = uchardet_get_charset(detector);
    uchardet_delete(detector);
    return charset_called(name);
}

std::optional<Charset> guessed_charset(std::string_view bytes) {
    const double gb = common_share(bytes, Charset::gb18030), big5 = common_share(bytes, Charset::big5);
    const auto hint = hinted_charset(bytes);
    if (std::max(gb, big5) < kLeastCommonShare) return std::nullopt;
    if (hint && std::min(gb, big5) > std::max(gb, big5) / 2) return hint;
    return gb >= big5 ? Charset::gb18030 : Charset::big5;
}

Error too_large(std::int64_t offset) {
    return {ErrorCode::not_text, "", 0, offset, "files that are not UTF-8 are read up to 512 MB"};
}

DecodedFile converted(std::string_view bytes, Charset charset, CharsetGround ground) {
    DecodedCharacters decoded = decode_characters(bytes, charset, 0);
    return {charset, ground, std::move(decoded.mapped), std::move(decoded.damage)};
}

Result<DecodedFile> decoded_by_mark(std::string_view bytes, Charset charset) {
    DecodedFile file = converted(bytes, charset, CharsetGround::byte_order_mark);
    const auto characters = static_cast<std::int64_t>(file.characters.text.size());
    if (static_cast<std::int64_t>(file.damage.size()) * 10 > characters + 10)
        return Error{ErrorCode::not_text, "", 0, 0, ""};
    return file;
}

}  // namespace

Result<DecodedFile> decode_file(std::string_view bytes) {
    const bool is_marked =
        bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") || bytes.starts_with(kGb18030Mark);
    if (is_marked && bytes.size() > kLargestConverted) return too_large(0);
    if (bytes.starts_with("\xFF\xFE")) return decoded_by_mark(bytes, Charset::utf16le);
    if (bytes.starts_with("\xFE\xFF")) return decoded_by_mark(bytes, Charset::utf16be);
    if (bytes.starts_with(kGb18030Mark)) return decoded_by_mark(bytes, Charset::gb18030);
    const std::int64_t first_bad = first_invalid_utf8(bytes);
    const CharsetGround marked =
        bytes.starts_with(kUtf8Mark) ? CharsetGround::byte_order_mark : CharsetGround::strict_utf8;
    if (first_bad < 0) return DecodedFile{Charset::utf8, marked, {}, {}};
    Utf8Damage damage = utf8_damage(bytes);
    const auto places = static_cast<std::int64_t>(damage.places.size());
    if (bytes.size() > kLargestConverted && places * 20 > damage.high_bytes) return too_large(first_bad);
    if (const auto charset = declared_charset(bytes)) {
        DecodedFile file = converted(bytes, *charset, CharsetGround::declaration);
        if (file.damage.size() <= 1 + file.characters.text.size() / 200) return file;
    }
    if (places * 20 <= damage.high_bytes)
        return DecodedFile{Charset::utf8, CharsetGround::damaged_utf8, {}, std::move(damage.places)};
    if (const auto charset = guessed_charset(bytes)) return converted(bytes, *charset, CharsetGround::guess);
    return Error{ErrorCode::not_text, "", 0, first_bad, ""};
}

namespace {

class Moves {
  public:
    explicit Moves(const MappedText& characters, std::int64_t end) : characters_(characters), end_(end) {}

    std::int64_t at(std::int64_t offset) const {
        if (offset < 0) return offset;
        if (offset >= static_cast<std::int64_t>(characters_.text.size())) return end_;
        return characters_.source_span(offset, offset + 1).begin;
    }
    void move(std::int64_t& begin, std::int64_t& end) const {
        begin = at(begin);
        end = at(end);
    }

  private:
    const MappedText& characters_;
    std::int64_t end_;
};

}  // namespace

void move_to_source(Gathered& gathered, const DecodedFile& decoded) {
    if (decoded.charset == Charset::utf8) return;
    const Moves moves(decoded.characters, gathered.source.bytes);
    gathered.threads.for_each([&](ThreadRow& thread) {
        if (thread.source.empty()) return;
        moves.move(thread.title_begin, thread.title_end);
        thread.title_encoding = with_charset(thread.title_encoding, decoded.charset);
    });
    gathered.posts.for_each([&](PostRow& post) {
        moves.move(post.record_begin, post.record_end);
        moves.move(post.body_begin, post.body_end);
        post.body_encoding = with_charset(post.body_encoding, decoded.charset);
    });
    for (Reject& reject : gathered.rejects) reject.offset = moves.at(reject.offset);
}

}  // namespace agon
