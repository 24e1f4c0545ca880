// A Report as one self-contained page: no script, no request. One block is one line inside <main>, so that a checker
// can go line by line; lines between hold tags only.
#include "src/report/renderings.hpp"

namespace agon {
namespace {

struct Tags {
    std::string open, close;
};

Tags tags_of(const Block& block, std::size_t index, const std::string& language) {
    const Mark& m = block.marks[index];
    const std::string number = std::to_string(m.number);
    const std::int64_t note = note_behind(block, index);
    const bool prose = block.kind != BlockKind::endnote && block.kind != BlockKind::context;
    const std::string link = prose && note > 0 ? "<a class=\"cited\" href=\"#c" + std::to_string(note) + "\">" : "";
    const std::string unlink = link.empty() ? "" : "</a>";
    switch (m.kind) {
        case MarkKind::quote:
            if (m.part == "cited") return {"<mark lang=\"zh-Hans\">", "</mark>"};
            return {link + "<q lang=\"zh-Hans\">", "</q>" + unlink};
        case MarkKind::translation:
            return {link + "<q>", "</q>" + unlink};
        case MarkKind::title:
            return {language == "zh" ? "<bdi>" : "<bdi lang=\"zh-Hans\">", "</bdi>"};
        case MarkKind::name:
            return {"<bdi>", "</bdi>"};
        case MarkKind::note:
            if (block.kind == BlockKind::endnote) return {"<a class=\"number\" href=\"#r" + number + "\">", "</a>"};
            return {"<sup><a id=\"r" + number + "\" href=\"#n" + number + "\">", "</a></sup>"};
        default:
            return {};
    }
}

std::string marked(const Block& block, const std::string& language) {
    std::string out;
    std::int64_t at = 0;
    const auto piece = [&](std::int64_t begin, std::int64_t end) {
        append_html_escaped(out, std::string_view(block.text)
                                     .substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
    };
    for (std::size_t i = 0; i < block.marks.size(); ++i) {
        const Mark& m = block.marks[i];
        const Tags tags = tags_of(block, i, language);
        piece(at, m.begin);
        out += tags.open;
        piece(m.begin, m.end);
        out += tags.close;
        at = m.end;
    }
    piece(at, static_cast<std::int64_t>(block.text.size()));
    return out;
}

class Page {
  public:
    explicit Page(const Report& report) : report_(report) {}

    std::string body() {
        for (at_ = 0; at_ < report_.blocks.size();) write_next();
        open("");
        return std::move(out_);
    }

  private:
    const Block& block() const { return report_.blocks[at_]; }
    void line(const std::string& text) { out_ += text + "\n"; }
    /// Closes a list or a note that the next block does not belong to, and opens that it needs.
    void open(const std::string& what) {
        if (what == open_) return;
        if (open_ == "ul") line("</ul>");
        if (!open_.empty() && open_ != "ul") line(in_details_ ? "</details></section>" : "</section>");
        in_details_ = false;
        open_ = what;
        if (what == "ul") line("<ul>");
        if (!what.empty() && what != "ul") line("<section class=\"endnote\" id=\"" + what + "\">");
    }
    void element(const std::string& tag, const std::string& kind) {
        line("<" + tag + " class=\"" + kind + "\" id=\"b" + std::to_string(at_) + "\">" +
             marked(block(), report_.language) + "</" + tag + ">");
    }

    void write_next() {
        switch (block().kind) {
            case BlockKind::bullet:
                open("ul");
                element("li", "bullet");
                break;
            case BlockKind::chart:
            case BlockKind::table_head:
                open("");
                write_table();
                return;
            case BlockKind::endnote:
                open(block().part_of);
                element("p", "reference");
                break;
            case BlockKind::context:
                write_context();
                break;
            default:
                open("");
                write_plain();
        }
        ++at_;
    }

    void write_plain() {
        const BlockKind kind = block().kind;
        const std::string tag = kind == BlockKind::title        ? "h1"
                                : kind == BlockKind::heading    ? "h2"
                                : kind == BlockKind::subheading ? "h3"
                                : kind == BlockKind::quote      ? "blockquote"
                                                                : "p";
        element(tag, std::string(enum_name(kind)) + (block().written > 0 ? " written" : ""));
    }

    /// The first context block of a note is the summary that opens the others; the cited post carries the target.
    void write_context() {
        if (!in_details_) {
            line("<details>");
            in_details_ = true;
            element("summary", "thread");
            return;
        }
        const std::string content = marked(block(), report_.language);
        const bool cited = content.find("<mark ") != std::string::npos;
        const std::string id = cited ? "c" + block().part_of.substr(1) : "b" + std::to_string(at_);
        line("<p class=\"context\" id=\"" + id + "\">" + content + "</p>");
    }

    void write_table() {
        const std::size_t end = end_of_table(report_.blocks, at_);
        const bool chart = block().kind == BlockKind::chart;
        if (chart) {
            std::vector<std::vector<std::string>> cells;
            for (std::size_t i = at_ + 1; i < end; ++i) {
                cells.emplace_back();
                for (const Block& cell : cells_of(report_.blocks[i])) cells.back().push_back(cell.text);
            }
            line("<figure>");
            line(draw_chart(block().chart, cells, "b" + std::to_string(at_)));
            line("<details>");
            element("summary", "chart");
            ++at_;
        }
        line("<div class=\"table\" tabindex=\"0\"><table>");
        for (; at_ < end; ++at_) write_row();
        line("</tbody></table></div>");
        if (chart) line("</details></figure>");
    }

    void write_row() {
        const bool head = block().kind == BlockKind::table_head;
        const std::vector<Block> cells = cells_of(block());
        std::string row = head ? "<thead><tr>" : "<tr>";
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const char* tag = head || (i == 0 && !cells[i].text.empty()) ? "th" : "td";
            row += std::string("<") + tag +
                   (head            ? " scope=\"col\">"
                    : tag[1] == 'h' ? " scope=\"row\">"
                                    : ">") +
                   marked(cells[i], report_.language) + "</" + tag + ">";
        }
        line(row + (head ? "</tr></thead><tbody>" : "</tr>"));
    }

    const Report& report_;
    std::string out_;
    std::size_t at_ = 0;
    std::string open_;  // "", "ul", or the id of a note
    bool in_details_ = false;
};

}  // namespace

std::string render_html(const Report& report, const std::string& report_id) {
    std::string out = "<!doctype html>\n<html lang=\"" + std::string(report.language == "zh" ? "zh-Hans" : "en") +
                      "\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"agon-report\" content=\"" +
                      report_id + "\">\n<title>";
    append_html_escaped(out, report.blocks.empty() ? "agon" : report.blocks.front().text);
    out += "</title>\n<style>\n";
    out += style_sheet();
    out += "\n</style>\n</head>\n<body>\n<main>\n";
    return out + Page(report).body() + "</main>\n</body>\n</html>\n";
}

}  // namespace agon
