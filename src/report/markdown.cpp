// A Report as Markdown: headings, paragraphs, pipe tables, footnotes. The posts around a quote are left to the page.
#include "src/report/renderings.hpp"

namespace agon {
namespace {

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>#|").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
}

std::string marked(const Block& block) {
    std::string out;
    std::int64_t at = 0;
    const std::string_view text = block.text;
    for (const Mark& m : block.marks) {
        if (m.kind != MarkKind::note) continue;
        append_escaped(out, text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(m.begin - at)));
        out += "[^" + std::to_string(m.number) + (block.kind == BlockKind::endnote ? "]:" : "]");
        at = m.end;
    }
    append_escaped(out, text.substr(static_cast<std::size_t>(at)));
    return out;
}

const char* opening(BlockKind kind) {
    switch (kind) {
        case BlockKind::title:
            return "# ";
        case BlockKind::heading:
            return "## ";
        case BlockKind::subheading:
            return "### ";
        case BlockKind::bullet:
            return "- ";
        case BlockKind::quote:
            return "> ";
        default:
            return "";
    }
}

void append_row(std::string& out, const Block& block) {
    const std::vector<Block> cells = cells_of(block);
    out += '|';
    for (const Block& cell : cells) out += " " + marked(cell) + " |";
    out += '\n';
    if (block.kind != BlockKind::table_head) return;
    out += '|';
    for (std::size_t i = 0; i < cells.size(); ++i) out += "---|";
    out += '\n';
}

}  // namespace

std::string render_markdown(const Report& report, const std::string& report_id) {
    std::string out;
    for (std::size_t i = 0; i < report.blocks.size(); ++i) {
        const Block& block = report.blocks[i];
        if (block.kind == BlockKind::context) continue;
        if (block.kind == BlockKind::table_head || block.kind == BlockKind::table_row) {
            append_row(out, block);
            if (end_of_table(report.blocks, i) == i + 1) out += '\n';
            continue;
        }
        out += opening(block.kind) + marked(block) + "\n\n";
    }
    return out + "<!-- agon-report " + report_id + " -->\n";
}

}  // namespace agon
