// Inside of room verdict: from raw source bytes to visible text, written apart from ground/text on purpose.
#pragma once

#include <string>
#include <string_view>

namespace agon {

/// Undoes JSON string escapes ("json_string"), doubled quotes ("csv_field"), XML entities and tags ("xml_text") or
/// nothing
/// ("plain"); "json_string@gb18030" does so after the characters were read as GB18030 (big5, utf-16le, utf-16be).
std::string unescape_field(std::string_view raw, std::string_view encoding);
/// Visible characters of an HTML fragment, entities decoded.
std::string visible_text(std::string_view html);
/// Text without spaces and line ends at either end and with inner line ends gone.
std::string without_line_ends(std::string_view text);
/// As a report shows it, where a tab parts cells and a line end lines: without line ends, other control characters and
/// the two that XML has no place for as spaces.
std::string as_shown(std::string_view text);

}  // namespace agon
