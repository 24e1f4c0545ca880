// Text to the numbered pieces that the pair network reads: BERT's WordPiece.
//
// A text is cleaned (control and format characters go), split at spaces, around every Chinese character and around
// every punctuation mark, freed of accents and lower-cased; each word is then cut from the left into the longest pieces
// that the vocabulary knows, "##" before those that do not begin a word:
//   "GDP增长,naïve"  ->  gdp 增 长 , na ##ive
// A word with a stretch that no piece covers is one unknown piece, as is a word of more than 100 characters.
// Fits: Chinese, which comes out as single characters. Does not fit: Korean, which is taken apart into letters that the
// vocabulary does not know.
// Source: J. Devlin et al., BERT, NAACL 2019, and the behaviour of the `tokenizers` library 0.23, to which
// bench/word_pieces_peer.py holds it. DEVIATION: "[SEP]" spelt out in a text is text here, a mark of its own there.
// DEVIATION: characters younger than that library's Unicode tables (about 400 marks and format characters of rare
// scripts) are dropped here and kept there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// How texts are changed before they are cut; as the pair network reads them, unless said otherwise.
struct WordPieceRules {
    bool lower_case = true, strips_accents = true, splits_chinese = true;
    std::size_t longest_word = 100;  // characters
};

class WordPieces {
  public:
    static constexpr std::int32_t pad = 0, unknown = 1, classify = 2, separate = 3, mask = 4;

    /// `joined` is the vocabulary, a piece a line, the five marks [PAD] [UNK] [CLS] [SEP] [MASK] first; `file` is the
    /// name that errors carry. Errors: model_damaged.
    static Result<WordPieces> open(std::string_view joined, const std::string& file);

    /// Any vocabulary of this form, by the pieces' own numbers; `unknown_piece` is one of them. Errors: model_damaged.
    static Result<WordPieces> of(const std::unordered_map<std::string, std::int32_t>& vocabulary,
                                 const std::string& unknown_piece, const WordPieceRules& rules,
                                 const std::string& file);

    std::int32_t vocabulary_size() const { return size_; }
    /// The first `most` pieces of the text, without marks around them. Thread rule: const, safe to share.
    std::vector<std::int32_t> split(std::string_view text, std::size_t most) const;

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Numbers = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;

    void add(std::string_view piece, std::int32_t number);
    void cut_word(std::string_view word, std::vector<std::int32_t>& pieces) const;

    WordPieceRules rules_;
    std::int32_t unknown_ = unknown;
    Numbers begins_, continues_;     // pieces that begin a word; those with "##", without it
    std::size_t longest_piece_ = 0;  // bytes
    std::int32_t size_ = 0;
};

}  // namespace agon
