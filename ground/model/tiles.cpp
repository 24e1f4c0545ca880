#include "ground/model/tiles.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace agon {

void for_each_tile(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    const auto take = [&] {
        for (std::size_t tile = next++; tile < count; tile = next++) work(tile);
    };
    const std::size_t wanted = static_cast<std::size_t>(std::max(threads, 1));
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(wanted, count); ++i) others.emplace_back(take);
    take();
}

Result<void> try_each(std::size_t count, std::size_t per_tile, int threads,
                      const std::function<Result<void>(std::size_t)>& work) {
    std::vector<Result<void>> outcomes(tiles_of(count, per_tile));
    for_each_tile(outcomes.size(), threads, [&](std::size_t tile) {
        const std::size_t end = std::min(count, (tile + 1) * per_tile);
        for (std::size_t i = tile * per_tile; i < end && outcomes[tile]; ++i) outcomes[tile] = work(i);
    });
    for (const Result<void>& outcome : outcomes)
        if (!outcome) return outcome.error();
    return {};
}

}  // namespace agon
