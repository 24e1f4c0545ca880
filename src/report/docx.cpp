// A Report as a Word document: headings by style, tables, and the endnotes as real footnotes. Drawings stay with the
// page; the sentence of a chart and its table are here. The zip's entries carry no time (a zip's clock is
// local), so equal reports are equal files.
#include "ground/table/zip.hpp"
#include "src/report/renderings.hpp"

namespace agon {
namespace {

constexpr const char* kW = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr const char* kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// XML 1.0 has no place for control characters.
void append_text(std::string& out, std::string_view text) {
    if (text.empty()) return;
    out += "<w:r><w:t xml:space=\"preserve\">";
    std::string clean;
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x20) clean += c;
    append_html_escaped(out, clean);
    out += "</w:t></w:r>";
}

/// The runs of a block; a note becomes a footnote reference, in a footnote its own number.
std::string runs(const Block& block) {
    std::string out;
    std::int64_t at = 0;
    const std::string_view text = block.text;
    for (const Mark& m : block.marks) {
        if (m.kind != MarkKind::note) continue;
        append_text(out, text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(m.begin - at)));
        if (block.kind == BlockKind::endnote)
            out += "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:footnoteRef/></w:r>";
        else
            out += "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:footnoteReference w:id=\"" +
                   std::to_string(m.number) + "\"/></w:r>";
        at = m.end;
    }
    append_text(out, text.substr(static_cast<std::size_t>(at)));
    return out;
}

std::string paragraph(const Block& block, const char* style) {
    return std::string("<w:p><w:pPr><w:pStyle w:val=\"") + style + "\"/></w:pPr>" + runs(block) + "</w:p>";
}

const char* style_of(BlockKind kind) {
    switch (kind) {
        case BlockKind::title:
            return "Title";
        case BlockKind::subtitle:
            return "Subtitle";
        case BlockKind::heading:
            return "Heading1";
        case BlockKind::subheading:
            return "Heading2";
        case BlockKind::bullet:
            return "ListBullet";
        case BlockKind::note:
        case BlockKind::chart:
            return "Note";
        default:
            return "Normal";
    }
}

std::string row(const Block& block) {
    std::string out = "<w:tr>";
    if (block.kind == BlockKind::table_head) out += "<w:trPr><w:tblHeader/></w:trPr>";
    for (const Block& cell : cells_of(block)) out += "<w:tc><w:tcPr/>" + paragraph(cell, "Cell") + "</w:tc>";
    return out + "</w:tr>";
}

std::string document(const Report& report) {
    std::string out = std::string(kDeclaration) + "<w:document xmlns:w=\"" + kW + "\"><w:body>";
    for (std::size_t i = 0; i < report.blocks.size(); ++i) {
        const Block& block = report.blocks[i];
        if (block.kind == BlockKind::context || block.kind == BlockKind::endnote) continue;
        if (block.kind != BlockKind::table_head && block.kind != BlockKind::table_row) {
            out += paragraph(block, style_of(block.kind));
            continue;
        }
        if (block.kind == BlockKind::table_head)
            out +=
                "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid/>";
        out += row(block);
        if (end_of_table(report.blocks, i) == i + 1) out += "</w:tbl><w:p/>";
    }
    return out + "<w:sectPr/></w:body></w:document>";
}

std::string footnotes(const Report& report) {
    std::string out = std::string(kDeclaration) + "<w:footnotes xmlns:w=\"" + kW + "\">";
    out +=
        "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"
        "<w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p>"
        "</w:footnote>";
    for (const Block& block : report.blocks)
        if (block.kind == BlockKind::endnote)
            out += "<w:footnote w:id=\"" + block.part_of.substr(1) + "\">" + paragraph(block, "FootnoteText") +
                   "</w:footnote>";
    return out + "</w:footnotes>";
}

std::string styles(const std::string& language) {
    std::string out = std::string(kDeclaration) + "<w:styles xmlns:w=\"" + kW +
                      "\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Georgia\" w:hAnsi=\"Georgia\" "
                      "w:eastAsia=\"SimSun\"/><w:sz w:val=\"22\"/><w:lang w:val=\"" +
                      (language == "zh" ? "zh-CN" : "en-GB") +
                      "\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"140\" "
                      "w:line=\"300\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>";
    const auto style = [&out](const char* id, const char* name, const char* size, bool bold, const char* level) {
        out += std::string("<w:style w:type=\"paragraph\"") +
               (std::string_view(id) == "Normal" ? " w:default=\"1\"" : "") + " w:styleId=\"" + id +
               "\"><w:name w:val=\"" + name + "\"/><w:pPr>" +
               (*level ? std::string("<w:keepNext/><w:outlineLvl w:val=\"") + level + "\"/>" : "") + "</w:pPr><w:rPr>" +
               (bold ? "<w:b/>" : "") + "<w:sz w:val=\"" + size + "\"/></w:rPr></w:style>";
    };
    style("Normal", "Normal", "22", false, "");
    style("Title", "Title", "40", true, "");
    style("Subtitle", "Subtitle", "20", false, "");
    style("Heading1", "heading 1", "28", true, "0");
    style("Heading2", "heading 2", "24", true, "1");
    style("ListBullet", "List Bullet", "22", false, "");
    style("Note", "Note", "18", false, "");
    style("Cell", "Cell", "18", false, "");
    style("FootnoteText", "footnote text", "18", false, "");
    out += "<w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>";
    for (const char* side : {"top", "bottom", "insideH"})
        out += std::string("<w:") + side + " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>";
    return out + "</w:tblBorders></w:tblPr></w:style></w:styles>";
}

std::string core(const Report& report, const std::string& report_id) {
    std::string title;
    if (!report.blocks.empty()) append_html_escaped(title, report.blocks.front().text);
    return std::string(kDeclaration) +
           "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>" +
           title + "</dc:title><dc:identifier>agon-report " + report_id + "</dc:identifier></cp:coreProperties>";
}

constexpr const char* kTypes =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/footnotes.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" "
    "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
constexpr const char* kRelations =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"word/document.xml\"/><Relationship Id=\"r2\" "
    "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
    "Target=\"docProps/core.xml\"/></Relationships>";
constexpr const char* kWordRelations =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes\" "
    "Target=\"footnotes.xml\"/><Relationship Id=\"r2\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
    "</Relationships>";

}  // namespace

std::vector<std::pair<std::string, std::string>> docx_parts(const Report& report) {
    return {{"[Content_Types].xml", std::string(kDeclaration) + kTypes},
            {"_rels/.rels", std::string(kDeclaration) + kRelations},
            {"word/_rels/document.xml.rels", std::string(kDeclaration) + kWordRelations},
            {"word/document.xml", document(report)},
            {"word/footnotes.xml", footnotes(report)},
            {"word/styles.xml", styles(report.language)},
            {"docProps/core.xml", core(report, std::string(64, '0'))}};
}

std::string render_docx(const Report& report, const std::string& report_id) {
    auto parts = docx_parts(report);
    parts.back().second = core(report, report_id);
    return zip_of(parts);
}

}  // namespace agon
