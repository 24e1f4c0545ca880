// Line by line. A page's lines are blocks, tags without words, or a drawing whose words must be cells of its table.
#include "src/verdict/rendering.hpp"

#include <algorithm>

namespace agon {
namespace {

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
    return out;
}

std::string markdown_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string("\\`*_[]<>#|").find(c) != std::string::npos) out += '\\';
        out += c;
    }
    return out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string tags_removed(const std::string& line) {
    std::string out;
    bool inside = false;
    for (const char c : line) {
        if (c == '<') inside = true;
        if (!inside) out += c;
        if (c == '>') inside = false;
    }
    return out;
}

std::string without_tabs(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '\t'), text.end());
    return text;
}

/// The contents of the <text> elements of a drawing.
std::vector<std::string> words_of_drawing(const std::string& svg) {
    std::vector<std::string> words;
    for (std::size_t at = svg.find("<text "); at != std::string::npos; at = svg.find("<text ", at)) {
        const std::size_t begin = svg.find('>', at), end = svg.find("</text>", at);
        if (begin == std::string::npos || end == std::string::npos) return {"\n"};
        words.push_back(svg.substr(begin + 1, end - begin - 1));
        at = end;
    }
    return words;
}

/// True if every word of the drawing is a cell, or the beginning of one, of the table behind blocks[chart].
bool drawing_holds(const std::vector<ShownBlock>& blocks, std::size_t chart, const std::string& svg) {
    std::vector<std::string> cells;
    for (std::size_t i = chart + 1; i < blocks.size() && blocks[i].kind.starts_with("table_"); ++i) {
        std::size_t at = 0;
        while (at <= blocks[i].text.size()) {
            const std::size_t end = std::min(blocks[i].text.find('\t', at), blocks[i].text.size());
            cells.push_back(html_escaped(blocks[i].text.substr(at, end - at)));
            at = end + 1;
        }
    }
    for (const std::string& word : words_of_drawing(svg)) {
        const bool cut = word.ends_with("…");
        const std::string stem = cut ? word.substr(0, word.size() - 3) : word;
        const bool found = std::any_of(cells.begin(), cells.end(), [&](const std::string& cell) {
            return cut ? cell.starts_with(stem) : cell == stem;
        });
        if (!found) return false;
    }
    return true;
}

std::string markdown_of(const ShownBlock& block, std::size_t begin, std::size_t end) {
    std::string out;
    std::size_t at = begin;
    for (const ShownBlock::Note& note : block.notes) {
        if (note.begin < begin || note.end > end) continue;
        out += markdown_escaped(block.text.substr(at, note.begin - at));
        out += "[^" + block.text.substr(note.begin, note.end - note.begin) + (block.kind == "endnote" ? "]:" : "]");
        at = note.end;
    }
    return out + markdown_escaped(block.text.substr(at, end - at));
}

void add_row(std::vector<std::string>& expected, const ShownBlock& block) {
    std::string row = "|", rule = "|";
    std::size_t at = 0;
    while (at <= block.text.size()) {
        const std::size_t end = std::min(block.text.find('\t', at), block.text.size());
        row += " " + markdown_of(block, at, end) + " |";
        rule += "---|";
        at = end + 1;
    }
    expected.push_back(row);
    if (block.kind == "table_head") expected.push_back(rule);
}

}  // namespace

std::vector<std::int64_t> compare_html(const std::vector<ShownBlock>& blocks, const std::string& file,
                                       const Tell& tell) {
    const std::vector<std::string> lines = lines_of(file);
    std::vector<std::int64_t> places(blocks.size(), 0);
    std::size_t at = 0, next = 0;
    while (at < lines.size() && lines[at] != "<main>") ++at;
    for (++at; at < lines.size() && lines[at] != "</main>"; ++at) {
        const auto number = static_cast<std::int64_t>(at) + 1;
        if (lines[at].starts_with("<svg")) {
            if (next >= blocks.size() || !drawing_holds(blocks, next, lines[at]))
                tell("altered_text", number, "a drawing says what its table does not");
            continue;
        }
        const std::string found = tags_removed(lines[at]);
        if (found.empty()) continue;
        if (next >= blocks.size()) {
            tell("altered_text", number, "text behind the last block");
            continue;
        }
        if (found != html_escaped(without_tabs(blocks[next].text))) tell("altered_text", number, found.substr(0, 160));
        places[next++] = number;
    }
    if (next < blocks.size()) tell("missing_text", static_cast<std::int64_t>(at), blocks[next].text.substr(0, 160));
    const std::string title = blocks.empty() ? "agon" : blocks.front().text;
    if (file.find("<title>" + html_escaped(title) + "</title>") == std::string::npos)
        tell("altered_text", 0, "the page's title differs");
    return places;
}

std::vector<std::int64_t> compare_markdown(const std::vector<ShownBlock>& blocks, const std::string& file,
                                           const Tell& tell) {
    std::vector<std::string> expected;
    std::vector<std::int64_t> places(blocks.size(), 0);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const ShownBlock& b = blocks[i];
        if (b.kind == "context") continue;
        places[i] = static_cast<std::int64_t>(expected.size()) + 1;
        if (b.kind.starts_with("table_")) {
            add_row(expected, b);
            if (i + 1 == blocks.size() || !blocks[i + 1].kind.starts_with("table_")) expected.emplace_back();
            continue;
        }
        const std::string opening = b.kind == "title"        ? "# "
                                    : b.kind == "heading"    ? "## "
                                    : b.kind == "subheading" ? "### "
                                    : b.kind == "bullet"     ? "- "
                                    : b.kind == "quote"      ? "> "
                                                             : "";
        expected.push_back(opening + markdown_of(b, 0, b.text.size()));
        expected.emplace_back();
    }
    const std::vector<std::string> lines = lines_of(file);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (i >= lines.size()) {
            tell("missing_text", static_cast<std::int64_t>(i) + 1, expected[i].substr(0, 160));
            break;
        }
        if (lines[i] != expected[i]) tell("altered_text", static_cast<std::int64_t>(i) + 1, lines[i].substr(0, 160));
    }
    if (lines.size() != expected.size() + 1)
        tell("altered_text", static_cast<std::int64_t>(expected.size()) + 1, "text behind the last block");
    return places;
}

}  // namespace agon
