// Inside room threads: from the bytes of a file to UTF-8 that readers can read, and back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/threads/reading.hpp"

namespace agon {

struct DecodedFile {
    Charset charset = Charset::utf8;
    CharsetGround ground = CharsetGround::strict_utf8;
    MappedText characters;             // empty for UTF-8, which is read in place
    std::vector<std::int64_t> damage;  // places in the UTF-8 where the file has bytes that are no characters
};

/// Recognises the charset and, unless it is UTF-8, converts. Errors: not_text with the offset of the first byte at
/// fault.
Result<DecodedFile> decode_file(std::string_view bytes);

/// Turns offsets in the converted text into offsets in the file, in everything that was gathered.
void move_to_source(Gathered& gathered, const DecodedFile& decoded);

}  // namespace agon
