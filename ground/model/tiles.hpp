// Work in independent pieces, handed to threads in any order. Callers make sure that no piece's result depends on
// another's, so the number of threads never shows in the bits.
#pragma once

#include <cstddef>
#include <functional>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// Runs work(0) ... work(count - 1), each once, on up to `threads` threads, this one among them; returns when all ran.
void for_each_tile(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

/// Runs work(0) ... work(count - 1) in tiles of `per_tile`; a tile ends with its first error. Errors: that of the first
/// tile that has one.
Result<void> try_each(std::size_t count, std::size_t per_tile, int threads,
                      const std::function<Result<void>(std::size_t)>& work);

/// How many tiles of `per_tile` hold `count` things.
constexpr std::size_t tiles_of(std::size_t count, std::size_t per_tile) {
    return (count + per_tile - 1) / per_tile;
}

}  // namespace agon
