// An encoder that is read from the disk when it is first asked: its digest and shape are pinned in the program, and a
// run that finds all it needs among kept answers should not pay for weights that it does not use.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "ground/model/encoder.hpp"

namespace agon {

/// What an encoder says of itself without its weights.
struct EncoderFacts {
    std::string name, digest;
    std::int32_t width = 0, piece_width = 0;
};
EncoderFacts facts_of_embedded_encoder();
EncoderFacts facts_of_fast_encoder();

using LoadEncoder = std::function<Result<std::unique_ptr<Encoder>>()>;
/// Calls `load` at most once until it succeeds; its errors are encode()'s. REQUIRES: what it loads has these facts.
/// Thread rule: const calls from any thread.
std::unique_ptr<Encoder> encoder_when_asked(EncoderFacts facts, LoadEncoder load);

}  // namespace agon
