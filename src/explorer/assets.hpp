// Inside of room explorer: the files of web/, built into the programme by CMake (web/embed.py writes assets.cpp).
#pragma once

#include <span>
#include <string_view>

namespace agon {

struct Asset {
    std::string_view path, type, sha256, bytes;
};
std::span<const Asset> all_assets();

}  // namespace agon
