// Inside of room verdict: from raw source bytes to visible text, written apart from ground/text on purpose.
#pragma once

#include <string>
#include <string_view>

namespace agon {

/// Undoes JSON string escapes ("json_string"), doubled quotes ("csv_field") or nothing ("plain").
std::string unescape_field(std::string_view raw, std::string_view encoding);
/// Visible characters of an HTML fragment, entities decoded.
std::string visible_text(std::string_view html);
/// Text without spaces and line ends at either end and with inner line ends gone.
std::string without_line_ends(std::string_view text);

}  // namespace agon
