// MATCHING: the form in which two texts are compared, and traditional to simplified characters on its way.
//
// Two posts say the same though one writes ＡＢＣ, 臺灣 or an accent as a character of its own, and the other abc, 台湾
// and é. The matching form is, in this order: full and half width unified, NFC, case folded, traditional to simplified.
// It is never shown and never quoted.
//
// Traditional to simplified is what OpenCC's t2s does: at each place the longest phrase of its dictionary stands for
// itself, else the character's own pair. OpenCC walks a trie for every character; nearly all characters begin no
// phrase, so here one load from a table says what becomes of a character and whether
// phrases must be looked at.
//   fits: 乾坤 -> 乾坤 (a phrase keeps it), 乾杯 -> 干杯, 據瞭解 -> 据了解
//   does not: Taiwan's own words (軟體 stays 软体, not 软件): that is t2s's limit, and 軟體 and 软体 are matched
// The table also says which characters may not be in NFC; only texts that hold one are sent to ICU.
// Source: OpenCC 1.1.6, MaxMatchSegmentation.cpp and Conversion.cpp; equality with it is tested (tests/matching_test).
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "ground/text/text.hpp"
#include "ground/text/variants.hpp"

namespace agon {
namespace {

// The planes that hold letters, emoji and Han.
constexpr char32_t kTabled = 0x30000;

// What the table says of a character: its folded form in the low 21 bits, and these.
constexpr std::uint32_t kCodePoint = 0x1FFFFF;
constexpr std::uint32_t kWord = 1U << 21;    // the folded form is a word character
constexpr std::uint32_t kUnruly = 1U << 22;  // may not be in NFC, or unites with its neighbour
constexpr int kPhraseShift = 24;             // above: 1 + the number of the group of phrases that begin with it
constexpr std::uint32_t kPhrase = 0xFFU << kPhraseShift;

char32_t only_character(std::string_view text) {
    std::size_t at = 0;
    const char32_t c = next_code_point(text, at);
    VERIFY(at == text.size());
    return c;
}

std::unordered_map<char32_t, char32_t> character_pairs() {
    std::unordered_map<char32_t, char32_t> pairs;
    for (const VariantPair& pair : traditional_characters())
        pairs.emplace(only_character(pair.traditional), only_character(pair.simplified));
    return pairs;
}

/// The phrases that begin with one character, longest first.
using PhraseGroup = std::vector<VariantPair>;

std::vector<PhraseGroup> phrases_by_first() {
    std::map<char32_t, PhraseGroup> by_first;
    for (const VariantPair& pair : traditional_phrases()) {
        std::size_t at = 0;
        by_first[next_code_point(pair.traditional, at)].push_back(pair);
    }
    std::vector<PhraseGroup> groups;
    for (auto& [first, group] : by_first) {
        std::sort(group.begin(), group.end(), [](const VariantPair& a, const VariantPair& b) {
            return a.traditional.size() != b.traditional.size() ? a.traditional.size() > b.traditional.size()
                                                                : a.traditional < b.traditional;
        });
        groups.push_back(std::move(group));
    }
    return groups;
}

bool has_other_width(char32_t c) {
    const int type = u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_DECOMPOSITION_TYPE);
    return type == U_DT_WIDE || type == U_DT_NARROW;
}

/// Ａ to A, ｶ to カ, ideographic space to space; others are returned as they are.
char32_t usual_width(char32_t c) {
    if (!has_other_width(c)) return c;
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* compatible = icu::Normalizer2::getNFKCInstance(status);
    icu::UnicodeString other;
    if (U_FAILURE(status) || !compatible->getRawDecomposition(static_cast<UChar32>(c), other)) return c;
    return other.countChar32() == 1 ? static_cast<char32_t>(other.char32At(0)) : c;
}

bool may_leave_nfc(char32_t c) {
    const auto point = static_cast<UChar32>(c);
    return u_getIntPropertyValue(point, UCHAR_NFC_QUICK_CHECK) != UNORM_YES || u_getCombiningClass(point) != 0;
}

/// Unified Han and Hangul have one width, no case, and are in NFC: asking ICU 50,000 times would cost each start 10 ms.
bool is_settled(char32_t c) {
    return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xD800 && c <= 0xF8FF) || (c >= 0x20000 && c <= 0x2EE5D);
}

/// Everything about one way of folding.
class FoldTable {
  public:
    explicit FoldTable(bool for_matching)
        : for_matching_(for_matching), pairs_(character_pairs()), phrases_(phrases_by_first()), entries_(kTabled) {
        VERIFY(phrases_.size() <= kPhrase >> kPhraseShift);
        for (char32_t c = 0; c < kTabled; ++c) entries_[c] = compute(c);
        for (std::size_t i = 0; i < phrases_.size(); ++i) {
            std::size_t at = 0;
            const char32_t first = next_code_point(phrases_[i].front().traditional, at);
            VERIFY(first < kTabled);
            entries_[first] |= static_cast<std::uint32_t>(i + 1) << kPhraseShift;
        }
    }

    std::uint32_t at(char32_t c) const { return c < kTabled ? entries_[c] : compute(c); }

    /// The longest phrase that `text` begins with, or nothing; `entry` is that of its first character.
    const VariantPair* phrase(std::uint32_t entry, std::string_view text) const {
        if ((entry & kPhrase) == 0) return nullptr;
        for (const VariantPair& pair : phrases_[(entry >> kPhraseShift) - 1])
            if (text.starts_with(pair.traditional)) return &pair;
        return nullptr;
    }

  private:
    std::uint32_t compute(char32_t c) const {
        char32_t folded = c;
        std::uint32_t flags = 0;
        if (for_matching_ && !is_settled(c)) {
            folded = usual_width(c);
            // Half-width kana write their voice mark as a character that NFC joins to them.
            const bool kana = folded != c && folded >= 0x3000 && folded != 0x3000;
            if (may_leave_nfc(c) || may_leave_nfc(folded) || kana) flags |= kUnruly;
            folded = static_cast<char32_t>(u_foldCase(static_cast<UChar32>(folded), U_FOLD_CASE_DEFAULT));
        }
        if (const auto pair = pairs_.find(folded); pair != pairs_.end()) folded = pair->second;
        if (is_word_character(folded)) flags |= kWord;
        return folded | flags;
    }

    bool for_matching_;
    std::unordered_map<char32_t, char32_t> pairs_;
    std::vector<PhraseGroup> phrases_;
    std::vector<std::uint32_t> entries_;
};

const FoldTable& simplifying() {
    static const FoldTable table(false);
    return table;
}

const FoldTable& matching() {
    static const FoldTable table(true);
    return table;
}

/// next_code_point for text known to be whole, in one piece with the loop around it: Han are three bytes.
inline char32_t decode(const char*& at) {
    const auto byte = [&](int i) { return static_cast<char32_t>(static_cast<unsigned char>(at[i])); };
    const char32_t lead = byte(0);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        const char32_t c = (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        at += 3;
        return c;
    }
    if (lead < 0xE0) {
        const char32_t c = (lead & 0x1F) << 6 | (byte(1) & 0x3F);
        at += 2;
        return c;
    }
    const char32_t c = (lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    at += 4;
    return c;
}

/// The same near the end, where a character that was cut short must not be read past it.
char32_t decode_last(const char*& at, const char* end) {
    std::size_t length = 0;
    const char32_t c = next_code_point({at, static_cast<std::size_t>(end - at)}, length);
    at += length;
    return c;
}

/// Hands each character's entry to `take`; false as soon as one is unruly, unless `any`.
template <class Take>
bool walk(const FoldTable& table, std::string_view text, bool any, const Take& take) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
        const char* const here = at;
        const std::uint32_t entry = table.at(end - at >= 4 ? decode(at) : decode_last(at, end));
        if ((entry & (kPhrase | kUnruly)) != 0) [[unlikely]] {
            if ((entry & kUnruly) != 0 && !any) return false;
            if (const VariantPair* pair =
                    table.phrase(entry, text.substr(static_cast<std::size_t>(here - text.data())))) {
                std::size_t inside = 0;
                while (inside < pair->simplified.size()) {
                    const char32_t simple = next_code_point(pair->simplified, inside);
                    take(simple | (is_word_character(simple) ? kWord : 0));
                }
                at = here + pair->traditional.size();
                continue;
            }
        }
        take(entry);
    }
    return true;
}

/// Widths unified and NFC, for the few texts that may need it.
std::string normalised(std::string_view text) {
    std::string wide;
    std::size_t at = 0;
    while (at < text.size()) append_utf8(wide, usual_width(next_code_point(text, at)));
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* canonical = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) return wide;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    canonical->normalizeUTF8(0, wide, sink, nullptr, status);
    return U_FAILURE(status) ? wide : out;
}

void append_units(std::uint32_t entry, std::u16string& out) {
    const char32_t c = entry & kCodePoint;
    if (c < 0x10000) {
        out.push_back(static_cast<char16_t>(c));
    } else {
        out.push_back(static_cast<char16_t>(0xD7C0 + (c >> 10)));
        out.push_back(static_cast<char16_t>(0xDC00 + (c & 0x3FF)));
    }
}

}  // namespace

std::string to_simplified(std::string_view text) {
    const FoldTable& table = simplifying();
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0, copied = 0;  // text[copied, at) is unchanged and not yet written
    while (at < text.size()) {
        const std::size_t here = at;
        const char32_t c = next_code_point(text, at);
        if (c < 0x80) continue;
        const std::uint32_t entry = table.at(c);
        if ((entry & (kCodePoint | kPhrase)) == c) continue;  // stays, and begins no phrase
        std::string_view simple;
        std::string character;
        if (const VariantPair* pair = table.phrase(entry, text.substr(here))) {
            simple = pair->simplified;
            at = here + pair->traditional.size();
        } else if ((entry & kCodePoint) == c) {
            continue;
        } else {
            append_utf8(character, entry & kCodePoint);
            simple = character;
        }
        out.append(text, copied, here - copied);
        out.append(simple);
        copied = at;
    }
    out.append(text, copied);
    return out;
}

std::string fold_for_matching(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const auto take = [&](std::uint32_t entry) { append_utf8(out, entry & kCodePoint); };
    if (walk(matching(), text, false, take)) return out;
    out.clear();
    walk(matching(), normalised(text), true, take);
    return out;
}

void append_word_units(std::string_view text, std::u16string& out) {
    const std::size_t before = out.size();
    const auto take = [&](std::uint32_t entry) {
        if (entry & kWord) append_units(entry, out);
    };
    if (walk(matching(), text, false, take)) return;
    out.resize(before);
    walk(matching(), normalised(text), true, take);
}

char32_t fold_character(char32_t c) {
    return matching().at(c) & kCodePoint;
}

}  // namespace agon
