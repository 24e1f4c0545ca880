// Inside ground/text: OpenCC's dictionaries from traditional to simplified, as a table that the build writes
// (setup/write_variants.cpp).
#pragma once

#include <span>
#include <string_view>

namespace agon {

struct VariantPair {
    std::string_view traditional, simplified;  // UTF-8, never empty
};

/// Words whose characters do not become what they become alone.
std::span<const VariantPair> traditional_phrases();
/// Single characters.
std::span<const VariantPair> traditional_characters();

}  // namespace agon
