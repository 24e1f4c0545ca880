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

}  // namespace agon
