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

class Encoder {
  public:
    virtual ~Encoder() = default;
    virtual std::int32_t width() const = 0;
    virtual const std::string& name() const = 0;
    /// sha256 over weights and tokenizer files.
    virtual const std::string& digest() const = 0;
    /// texts.size() * width() floats, rows of unit length. Bits do not depend on batch, order or threads.
    virtual Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const = 0;
};

/// The embedded default: weights.npz and sp.model in `folder`. Errors: model_missing, model_damaged.
Result<std::unique_ptr<Encoder>> load_embedded_encoder(const std::string& folder, Disk& disk);

}  // namespace agon
