// WordPiece over the stream of code points, so that of a long text only its beginning is read.
//
// Characters are taken apart (NFD) one by one. On a whole text NFD may also reorder combining marks, but the marks that
// it reorders are dropped.
#include "ground/model/word_pieces.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "ground/text/text.hpp"

namespace agon {
namespace {

bool is_chinese(char32_t c) {
    // 2B820 to 2B91F are Chinese too, but not to the library that training used.
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_ascii_mark(char32_t c) {
    return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
}

bool is_dropped(char32_t c) {
    if (c == 0 || c == 0xFFFD) return true;
    if (c == '\t' || c == '\n' || c == '\r') return false;
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0;
}

bool is_punctuation(char32_t c) {
    return is_ascii_mark(c) || (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_P_MASK) != 0;
}

/// Characters that no decomposition and no case touches: most of a Chinese text.
bool stays_as_it_is(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3000 && c <= 0x3029);
}

char32_t in_lower_case(char32_t c) {
    return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
}

/// The character without accents, in lower case, as far as the rules want it; nothing for an accent alone.
std::u32string plain(char32_t c, const WordPieceRules& rules) {
    if (!rules.strips_accents || c < 0x80) return std::u32string(1, rules.lower_case ? in_lower_case(c) : c);
    if (stays_as_it_is(c)) return std::u32string(1, c);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* canonical = icu::Normalizer2::getNFDInstance(status);
    icu::UnicodeString parts;
    if (U_FAILURE(status) || !canonical->getDecomposition(static_cast<UChar32>(c), parts))
        parts = icu::UnicodeString(static_cast<UChar32>(c));
    std::u32string out;
    for (std::int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1)) {
        const UChar32 part = parts.char32At(at);
        if (u_charType(part) == U_NON_SPACING_MARK) continue;
        out += rules.lower_case ? in_lower_case(static_cast<char32_t>(part)) : static_cast<char32_t>(part);
    }
    return out;
}

}  // namespace

Result<WordPieces> WordPieces::open(std::string_view joined, const std::string& file) {
    constexpr std::array<std::string_view, 5> marks = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    WordPieces made;
    for (std::size_t at = 0; at <= joined.size();) {
        const std::size_t end = std::min(joined.find('\n', at), joined.size());
        const std::string_view piece = joined.substr(at, end - at);
        const auto number = static_cast<std::size_t>(made.size_++);
        at = end + 1;
        if (number < marks.size() ? piece != marks[number] : piece.empty())
            return Error{ErrorCode::model_damaged, file, 0, -1, "piece " + std::to_string(number)};
        if (number < marks.size()) continue;
        made.add(piece, static_cast<std::int32_t>(number));
    }
    if (made.size_ <= static_cast<std::int32_t>(marks.size()))
        return Error{ErrorCode::model_damaged, file, 0, -1, "no pieces"};
    return made;
}

void WordPieces::add(std::string_view piece, std::int32_t number) {
    const bool inside = piece.size() > 2 && piece.starts_with("##");
    (inside ? continues_ : begins_).emplace(piece.substr(inside ? 2 : 0), number);
    longest_piece_ = std::max(longest_piece_, piece.size());
}

Result<WordPieces> WordPieces::of(const std::unordered_map<std::string, std::int32_t>& vocabulary,
                                  const std::string& unknown_piece, const WordPieceRules& rules,
                                  const std::string& file) {
    const auto unknown_at = vocabulary.find(unknown_piece);
    if (unknown_at == vocabulary.end())
        return Error{ErrorCode::model_damaged, file, 0, -1, "its vocabulary has no piece " + unknown_piece};
    WordPieces made;
    made.rules_ = rules;
    made.unknown_ = unknown_at->second;
    for (const auto& [piece, number] : vocabulary) {
        if (number < 0) return Error{ErrorCode::model_damaged, file, 0, -1, "a piece with a number below 0"};
        made.size_ = std::max(made.size_, number + 1);
        made.add(piece, number);
    }
    return made;
}

void WordPieces::cut_word(std::string_view word, std::vector<std::int32_t>& pieces) const {
    if (word.empty()) return;
    const std::size_t before = pieces.size();
    if (count_code_points(word) > rules_.longest_word) return pieces.push_back(unknown_);
    for (std::size_t at = 0; at < word.size();) {
        const Numbers& known = at == 0 ? begins_ : continues_;
        std::size_t size = std::min(word.size() - at, longest_piece_);
        auto found = known.end();
        for (; size > 0; --size)
            if (found = known.find(word.substr(at, size)); found != known.end()) break;
        if (size == 0) {
            pieces.resize(before);
            return pieces.push_back(unknown_);
        }
        pieces.push_back(found->second);
        at += size;
    }
}

std::vector<std::int32_t> WordPieces::split(std::string_view text, std::size_t most) const {
    std::vector<std::int32_t> pieces;
    std::string word;
    const auto end_word = [&] {
        cut_word(word, pieces);
        word.clear();
    };
    for (std::size_t at = 0; at < text.size() && pieces.size() < most;) {
        const char32_t c = next_code_point(text, at);
        if (is_dropped(c)) continue;
        const bool alone = rules_.splits_chinese && is_chinese(c);
        if (alone) end_word();
        for (const char32_t part : plain(c, rules_)) {
            const bool space = u_isUWhiteSpace(static_cast<UChar32>(part)) != 0;
            const bool mark = !space && is_punctuation(part);
            if (space || mark) end_word();
            if (!space) append_utf8(word, part);
            if (mark) end_word();
        }
        if (alone) end_word();
    }
    end_word();
    if (pieces.size() > most) pieces.resize(most);
    return pieces;
}

}  // namespace agon
