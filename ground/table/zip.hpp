// Zip files from bytes (libarchive).
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace agon {

/// `files` by name, in their order, without times, so that equal contents are equal bytes.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace agon
