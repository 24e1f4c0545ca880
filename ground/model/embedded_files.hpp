// The files of the embedded encoder, which must be the known ones.
#pragma once

#include <string>
#include <string_view>

#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

constexpr std::string_view embedded_weights_sha256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9";
constexpr std::string_view embedded_splitter_sha256 =
    "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9";

/// The bytes of a model file that must be the known one. Errors: model_missing, model_damaged.
Result<std::string> read_pinned(Disk& disk, const std::string& path, std::string_view sha256);

}  // namespace agon
