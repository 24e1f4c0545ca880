// Inside of room report: readable names in place of people's.
#pragma once

#include <cstdint>
#include <string>

namespace agon {

/// The same name for the same key and author, in every report and run: an adjective, an animal and four digits from a
/// keyed BLAKE2b of the author's id. Without the key it cannot be worked out from the id. REQUIRES: a key of 32 bytes.
std::string pseudonym(const std::string& key, std::int64_t author, bool chinese);

}  // namespace agon
