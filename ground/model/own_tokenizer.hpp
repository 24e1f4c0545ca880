// The tokenizer that lies beside an analyst's own network: a text to the numbers that the network reads.
//
// Two kinds: WordPiece from a tokenizer.json with BERT's normalizer and splitter, and SentencePiece. Of other kinds of
// tokenizer.json each would have to be rebuilt to the bit; they are refused by name.
//   fits:          {"model": {"type": "WordPiece"}, "normalizer": {"type": "BertNormalizer"}, ...}; sp.model;
//                  sentencepiece.bpe.model, whose numbers XLM-RoBERTa moves by one
//   does not fit:  byte-level BPE; a Unigram tokenizer.json without its SentencePiece file
// DEVIATION: a mark such as "[SEP]" spelt out in a text is text here, a mark to the `tokenizers` library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ground/model/piece_splitter.hpp"
#include "ground/model/word_pieces.hpp"
#include "ground/table/table.hpp"

namespace agon {

/// What a network is given of one text, or of two: numbers of pieces between marks, and which of the two each is of.
struct TokenizedText {
    std::vector<std::int64_t> pieces, parts;
};

/// Thread rule: const after loading.
class OwnTokenizer {
  public:
    /// Errors: model_missing where there is neither kind; model_damaged; usage for a kind that agon does not read.
    static Result<OwnTokenizer> load(const std::string& folder, Disk& disk);

    /// Begin mark, pieces, end mark; at most `most` numbers. REQUIRES: most >= 3.
    TokenizedText one(std::string_view text, std::size_t most) const;
    /// Begin mark, the first text, a mark, the second, end mark. The longer of the two is cut first, to have at most
    /// `most` numbers. REQUIRES: most >= 6.
    TokenizedText two(std::string_view first, std::string_view second, std::size_t most) const;

  private:
    struct Marks {
        std::int64_t begin = 0, end = 0, unknown = 0;
        int between = 1;          // how many end marks stand between two texts
        bool second_part = true;  // the second text counts as part 1
        std::int64_t moved = 0;   // what is added to SentencePiece's own numbers
    };
    static Result<OwnTokenizer> of_json(const std::string& path, Disk& disk);
    static Result<OwnTokenizer> of_sentence_piece(const std::string& path, bool as_roberta, Disk& disk);
    std::vector<std::int64_t> numbers_of(std::string_view text, std::size_t most) const;

    std::optional<WordPieces> words_;
    std::shared_ptr<const PieceSplitter> sentence_piece_;
    std::int32_t unknown_piece_ = 0;  // SentencePiece's
    Marks marks_;
};

}  // namespace agon
