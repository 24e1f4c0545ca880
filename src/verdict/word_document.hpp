// Inside of room verdict: what a Word document holds.
#pragma once

#include <string>
#include <vector>

#include "src/verdict/rendering.hpp"

namespace agon {

struct WordDocument {
    std::string report_id;  // empty: none, or not a zip that can be read to its end
    std::string sealed;     // every part: name, line feed, bytes (the report's id as zeros), line feed
    std::vector<std::string> paragraphs, footnotes;  // their texts, entities decoded, without empty ones
};
WordDocument read_word_document(const std::string& bytes);

/// The document must show the blocks in their order, endnotes as footnotes; contexts stay with the page.
void compare_word_document(const std::vector<ShownBlock>& blocks, const WordDocument& document, const Tell& tell);

}  // namespace agon
