// Sentence encoders: text -> unit vectors.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

/// What an encoder makes of the single pieces of texts, in their context. Text t has rows [begin[t], begin[t + 1]).
struct PieceFeatures {
    std::vector<std::size_t> begin;
    std::vector<float> rows;  // [piece][piece_width()]
};

class Encoder {
  public:
    virtual ~Encoder() = default;
    virtual std::int32_t width() const = 0;
    virtual const std::string& name() const = 0;
    /// sha256 over weights and tokenizer files.
    virtual const std::string& digest() const = 0;
    /// texts.size() * width() floats, rows of unit length. Bits do not depend on batch, order or threads.
    virtual Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const = 0;
    /// The same into `rows`, whose memory is used again: a hundred megabytes of fresh pages cost more than what an
    /// encoder that answers from memory puts into them.
    virtual Result<void> encode_into(const std::vector<std::string_view>& texts, int threads,
                                     std::vector<float>& rows) const {
        TRY(rows, encode(texts, threads));
        return {};
    }
    /// Numbers in a row of encode_pieces; 0: this encoder gives none.
    virtual std::int32_t piece_width() const { return 0; }
    /// The first `most` pieces of each text, begin mark first; 5 KB a piece, so hand over a few hundred texts at a
    /// time. Bits do not depend on batch, order or threads. Without piece features: empty rows.
    virtual Result<PieceFeatures> encode_pieces(const std::vector<std::string_view>& texts, std::size_t most,
                                                int threads) const;
};

/// The embedded default: weights.npz and sp.model in `folder`. Errors: model_missing, model_damaged.
Result<std::unique_ptr<Encoder>> load_embedded_encoder(const std::string& folder, Disk& disk);

}  // namespace agon
