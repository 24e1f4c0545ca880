// A Report as JSON, HTML and Markdown. One block is one line of the file, so that a checker can go line by line.
#include <nlohmann/json.hpp>

#include "src/report/report.hpp"

namespace agon {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::vector<Condition>& conditions) {
    Json out = Json::array();
    for (const Condition& c : conditions) out.push_back({c.column, c.op, c.value});
    return out;
}

Json json_of(const Mark& m) {
    Json out;
    out["kind"] = enum_name(m.kind);
    out["begin"] = m.begin;
    out["end"] = m.end;
    if (m.kind == MarkKind::figure) {
        out["query"] = {{"table", m.query.table},
                        {"op", m.query.op},
                        {"column", m.query.column},
                        {"where", json_of(m.query.where)},
                        {"base", json_of(m.query.base)}};
        out["format"] = m.format;
        return out;
    }
    out["post"] = m.post;
    out["thread"] = m.thread;
    out["field"] = m.field;
    out["source"] = m.source;
    out["source_begin"] = m.source_begin;
    out["source_end"] = m.source_end;
    out["encoding"] = m.encoding;
    out["is_html"] = m.is_html;
    return out;
}

void append_escaped(std::string& out, std::string_view text) {
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

std::string marked_html(const Block& block) {
    std::string out;
    std::int64_t at = 0;
    const auto piece = [&](std::int64_t begin, std::int64_t end) {
        return std::string_view(block.text)
            .substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    };
    for (const Mark& m : block.marks) {
        append_escaped(out, piece(at, m.begin));
        const char* tag = m.kind == MarkKind::quote    ? "q lang=\"zh-Hans\""
                          : m.kind == MarkKind::figure ? "data"
                                                       : "bdi";
        out += std::string("<") + tag + (m.kind == MarkKind::figure ? " value=\"\"" : "") + ">";
        append_escaped(out, piece(m.begin, m.end));
        out += m.kind == MarkKind::quote ? "</q>" : m.kind == MarkKind::figure ? "</data>" : "</bdi>";
        at = m.end;
    }
    append_escaped(out, piece(at, static_cast<std::int64_t>(block.text.size())));
    return out;
}

const char* html_tag(BlockKind kind) {
    switch (kind) {
        case BlockKind::title:
            return "h1";
        case BlockKind::subtitle:
            return "p";
        case BlockKind::heading:
            return "h2";
        case BlockKind::subheading:
            return "h3";
        case BlockKind::quote:
            return "blockquote";
        default:
            return "p";
    }
}

constexpr const char* kStyle =
    R"(:root{color-scheme:light dark;--ink:#1d2228;--paper:#fdfcf9;--soft:#5b6570;--line:#d9d4c8;--mark:#8c2f1b}
@media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--paper:#16191d;--soft:#a3adb8;--line:#3a4048;--mark:#f0957c}}
body{background:var(--paper);color:var(--ink);font:1.06rem/1.7 "Noto Serif","Source Han Serif SC","Noto Serif CJK SC",Georgia,serif;max-width:44rem;margin:0 auto;padding:2rem 1.1rem 5rem;overflow-wrap:anywhere}
h1{font-size:1.9rem;line-height:1.25;margin:1rem 0 .4rem}h2{font-size:1.35rem;line-height:1.35;margin:2.6rem 0 .6rem;border-top:1px solid var(--line);padding-top:1.4rem}
h3{font-size:1.05rem;margin:1.6rem 0 .3rem;color:var(--mark)}.subtitle{color:var(--soft);margin-top:0}.bullet{padding-left:1.2rem;text-indent:-1.2rem;margin:.35rem 0}
.bullet::before{content:"•";display:inline-block;width:1.2rem;text-indent:0;color:var(--mark)}blockquote{margin:.7rem 0;padding:.2rem 0 .2rem 1rem;border-left:3px solid var(--mark)}
q{quotes:none}.note,.endnote{font-size:.86rem;color:var(--soft);line-height:1.55}.endnote{margin:.25rem 0}data{font-variant-numeric:lining-nums}
@media print{body{max-width:none;font-size:10.5pt}blockquote{break-inside:avoid}h2,h3{break-after:avoid}})";

void append_markdown_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>#|").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
}

const char* markdown_opening(BlockKind kind) {
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

}  // namespace

std::string report_json(const Report& report) {
    Json root;
    root["format"] = "agon-report";
    root["version"] = report.tool_version;
    root["language"] = report.language;
    root["names"] = report.names_mode;
    root["blocks"] = Json::array();
    for (const Block& block : report.blocks) {
        Json b;
        b["kind"] = enum_name(block.kind);
        b["text"] = block.text;
        b["marks"] = Json::array();
        for (const Mark& m : block.marks) b["marks"].push_back(json_of(m));
        root["blocks"].push_back(std::move(b));
    }
    return root.dump(1) + "\n";
}

std::string render_html(const Report& report, const std::string& report_id) {
    std::string out = "<!doctype html>\n<html lang=\"" + std::string(report.language == "zh" ? "zh-Hans" : "en") +
                      "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
                      "<meta name=\"agon-report\" content=\"" +
                      report_id + "\">\n<title>";
    append_escaped(out, report.blocks.empty() ? "agon" : report.blocks.front().text);
    out += std::string("</title>\n<style>\n") + kStyle + "\n</style>\n</head>\n<body>\n<main>\n";
    for (std::size_t i = 0; i < report.blocks.size(); ++i) {
        const Block& block = report.blocks[i];
        const std::string tag = html_tag(block.kind);
        out += "<" + tag + " class=\"" + std::string(enum_name(block.kind)) + "\" id=\"b" + std::to_string(i) + "\">" +
               marked_html(block) + "</" + tag + ">\n";
    }
    return out + "</main>\n</body>\n</html>\n";
}

std::string render_markdown(const Report& report, const std::string& report_id) {
    std::string out;
    for (const Block& block : report.blocks) {
        out += markdown_opening(block.kind);
        append_markdown_escaped(out, block.text);
        out += "\n\n";
    }
    return out + "<!-- agon-report " + report_id + " -->\n";
}

}  // namespace agon
