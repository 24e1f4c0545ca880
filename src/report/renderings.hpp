// Inside of room report: what the renderings share.
#pragma once

#include "src/report/report.hpp"

namespace agon {

/// The cells of a table row or head, each with its marks moved along.
std::vector<Block> cells_of(const Block& row);
/// Rows that belong to the chart or table head at blocks[at]: one past the last table_row.
std::size_t end_of_table(const std::vector<Block>& blocks, std::size_t head);
/// The number of the endnote that a quote or translation mark leads to: the first note mark behind it; 0: none.
std::int64_t note_behind(const Block& block, std::size_t mark);
void append_html_escaped(std::string& out, std::string_view text);
/// One line of SVG for a chart block and its table. Its words are cells, or beginnings of cells with "…".
std::string draw_chart(const std::string& chart, const std::vector<std::vector<std::string>>& head_and_rows,
                       const std::string& label_id);
/// The parts of the Word document as they are sealed: name and bytes, in their order; the id in the last is 64 zeros.
std::vector<std::pair<std::string, std::string>> docx_parts(const Report& report);
/// The style sheet of the page.
std::string_view style_sheet();

}  // namespace agon
