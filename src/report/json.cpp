// A Report as JSON, sealed with the digests of its renderings, and what the renderings share.
#include <nlohmann/json.hpp>

#include "ground/text/text.hpp"
#include "src/report/renderings.hpp"

namespace agon {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::vector<Condition>& conditions) {
    Json out = Json::array();
    for (const Condition& c : conditions) out.push_back({c.column, c.op, c.value});
    return out;
}

Json json_of(const Query& q) {
    return {
        {"table", q.table}, {"op", q.op}, {"column", q.column}, {"where", json_of(q.where)}, {"base", json_of(q.base)}};
}

Json json_of(const Mark& m) {
    Json out;
    out["kind"] = enum_name(m.kind);
    out["begin"] = m.begin;
    out["end"] = m.end;
    if (m.kind == MarkKind::figure || m.kind == MarkKind::word || m.kind == MarkKind::term)
        out["query"] = json_of(m.query);
    if (m.kind == MarkKind::word && !m.other.table.empty()) out["other"] = json_of(m.other);
    const auto text = [&out](const char* name, const std::string& value) {
        if (!value.empty()) out[name] = value;
    };
    const auto number = [&out](const char* name, std::int64_t value) {
        if (value != 0) out[name] = value;
    };
    text("format", m.format);
    number("post", m.post);
    number("thread", m.thread);
    text("field", m.field);
    text("source", m.source);
    number("source_begin", m.source_begin);
    number("source_end", m.source_end);
    text("encoding", m.encoding);
    number("is_html", m.is_html);
    text("digest", m.digest);
    text("part", m.part);
    number("number", m.number);
    return out;
}

Json json_of(const WrittenText& w) {
    Json out = {{"kind", w.kind}, {"id", w.id}, {"request", w.request}};
    if (!w.withheld.empty()) {
        out["withheld"] = w.withheld;
        return out;
    }
    out["text"] = w.text;
    out["slots"] = Json::array();
    for (const auto& [begin, end] : w.slots) out["slots"].push_back({begin, end});
    return out;
}

}  // namespace

std::string report_json(const Report& report) {
    const std::string unsealed(64, '0');
    std::string parts;
    for (const auto& [name, bytes] : docx_parts(report)) parts += name + '\n' + bytes + '\n';
    Json root;
    root["format"] = "agon-report";
    root["version"] = report.tool_version;
    root["language"] = report.language;
    root["names"] = report.names_mode;
    root["manifest"] = report.manifest_sha256;
    root["renderings"] = {{"html", sha256_hex(render_html(report, unsealed))},
                          {"md", sha256_hex(render_markdown(report, unsealed))},
                          {"docx", sha256_hex(parts)}};
    root["translations"] = Json::array();
    for (const TranslationUsed& t : report.translations) {
        root["translations"].push_back(
            {{"sha256", t.digest}, {"original", t.original}, {"text", t.text}, {"maker", t.maker}});
        if (t.draft) root["translations"].back()["draft"] = true;
    }
    if (!report.writer.empty()) {
        root["writer"] = report.writer;
        root["written"] = Json::array();
        for (const WrittenText& w : report.written) root["written"].push_back(json_of(w));
    }
    root["blocks"] = Json::array();
    for (const Block& block : report.blocks) {
        Json b;
        b["kind"] = enum_name(block.kind);
        b["text"] = block.text;
        if (!block.chart.empty()) b["chart"] = block.chart;
        if (!block.part_of.empty()) b["part_of"] = block.part_of;
        if (block.written != 0) b["written"] = block.written;
        b["marks"] = Json::array();
        for (const Mark& m : block.marks) b["marks"].push_back(json_of(m));
        root["blocks"].push_back(std::move(b));
    }
    return root.dump(1) + "\n";
}

std::string untranslated_lines(const Report& report) {
    std::string out;
    for (const Untranslated& u : report.untranslated) {
        Json line = {{"sha256", u.digest}, {"original", u.original}, {"language", report.language}};
        if (!u.part.empty()) line["part"] = u.part;
        line["text"] = "";
        line["maker"] = "";
        out += line.dump() + "\n";
    }
    return out;
}

std::vector<Block> cells_of(const Block& row) {
    std::vector<Block> cells;
    std::size_t begin = 0, mark = 0;
    for (;;) {
        const std::size_t end = std::min(row.text.find('\t', begin), row.text.size());
        Block cell;
        cell.kind = row.kind;
        cell.text = row.text.substr(begin, end - begin);
        for (; mark < row.marks.size() && row.marks[mark].end <= static_cast<std::int64_t>(end); ++mark) {
            Mark moved = row.marks[mark];
            moved.begin -= static_cast<std::int64_t>(begin);
            moved.end -= static_cast<std::int64_t>(begin);
            cell.marks.push_back(std::move(moved));
        }
        cells.push_back(std::move(cell));
        if (end == row.text.size()) return cells;
        begin = end + 1;
    }
}

std::size_t end_of_table(const std::vector<Block>& blocks, std::size_t head) {
    std::size_t at = head;
    while (at < blocks.size() && (blocks[at].kind == BlockKind::table_head || blocks[at].kind == BlockKind::table_row ||
                                  (at == head && blocks[at].kind == BlockKind::chart)))
        ++at;
    return at;
}

std::int64_t note_behind(const Block& block, std::size_t mark) {
    for (std::size_t i = mark; i < block.marks.size(); ++i)
        if (block.marks[i].kind == MarkKind::note) return block.marks[i].number;
    return 0;
}

void append_html_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
}

}  // namespace agon
