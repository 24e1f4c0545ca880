// Inside of room verdict: does a rendered file show exactly the blocks of its report?
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace agon {

/// A block of the report's JSON, as far as its rendering goes.
struct ShownBlock {
    std::string kind, text;
    struct Note {
        std::size_t begin = 0, end = 0;
    };
    std::vector<Note> notes;  // where the numbers of endnotes stand
};

/// what (altered_text, missing_text), line of the file, what was found there.
using Tell = std::function<void(const char* what, std::int64_t line, const std::string& found)>;

/// Each fills in the line of every block (0: not shown in this format).
std::vector<std::int64_t> compare_html(const std::vector<ShownBlock>& blocks, const std::string& file,
                                       const Tell& tell);
std::vector<std::int64_t> compare_markdown(const std::vector<ShownBlock>& blocks, const std::string& file,
                                           const Tell& tell);

}  // namespace agon
