// Room report: REPORT. All tables -> Report, and its renderings (html, md).
//
// A Report is a list of blocks of plain text. Every digit of a block lies inside a mark: a Figure (a number with the
// query that gives it), a Quote (bytes of a source), a Name (author or year of a quoted post) or a Title (bytes of a
// question's title). So a checker can take a block, recompute every mark and be left with words only.
// On disk: report/<report_id>.json, where report_id is the sha256 of the file's bytes. See docs/formats/report.md.
#pragma once

#include <string>
#include <vector>

#include "ground/lexicon/lexicon.hpp"
#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

enum class BlockKind { title, subtitle, heading, subheading, paragraph, bullet, quote, note, endnote };
template <>
struct EnumNames<BlockKind> {
    static constexpr std::string_view names[] = {"title",  "subtitle", "heading", "subheading", "paragraph",
                                                 "bullet", "quote",    "note",    "endnote"};
};

/// One condition of a query: column, operator (one of = != >= <= in), value as text ("in": values joined by '|').
struct Condition {
    std::string column, op, value;
};
/// A number's origin over one table of the case.
///   count     rows that meet `where`
///   distinct  different values of `column` among them
///   sum/min/max  of integer `column` among them
///   value     `column` of the only row that meets them (REQUIRES exactly one)
///   share     100 * count(where) / count(base), rounded half up to a whole number
///   share_distinct  the same with distinct values of `column`
struct Query {
    std::string table;  // e.g. "camps/stances"
    std::string op;
    std::string column;
    std::vector<Condition> where;
    std::vector<Condition> base;  // share: the denominator's conditions
};

enum class MarkKind { figure, quote, name, title };
template <>
struct EnumNames<MarkKind> {
    static constexpr std::string_view names[] = {"figure", "quote", "name", "title"};
};

/// A stretch [begin, end) of a block's text (bytes of its UTF-8) that is checked against case or source.
struct Mark {
    MarkKind kind = MarkKind::figure;
    std::int64_t begin = 0, end = 0;
    Query query;            // figure: the query; its value, formatted by `format`, equals the stretch
    std::string format;     // figure: "integer" (1,234) or "plain" (2019)
    std::int64_t post = 0;  // quote, name: the post cited
    std::string source;     // quote, title: sha256
    std::int64_t source_begin = 0, source_end = 0;  // quote, title: the bytes
    std::string encoding;                           // quote, title: plain, json_string, csv_field
    std::int32_t is_html = 0;                       // quote: strip tags and decode entities after decoding the field
    std::string field;  // name: "author", "year", "native_id", "bytes" (begin-end of source_*), "sha256" (first 16)
    std::int64_t thread = 0;  // title: the question
};

struct Block {
    BlockKind kind = BlockKind::paragraph;
    std::string text;
    std::vector<Mark> marks;  // ascending, not overlapping
    std::string anchor;       // heading: id for links
    std::string lang;         // quote: "zh"
    std::int64_t level = 0;
};

struct Report {
    std::string language;    // en, zh
    std::string names_mode;  // verbatim
    std::string tool_version;
    std::vector<Block> blocks;
};

struct ReportOptions {
    std::string language = "en";
    std::int64_t most_debates = 6;
};

/// Writes the article from the tables of an analysed case. Errors: stage_missing where agon analyze has not run.
Result<Report> compose_report(Disk& disk, const std::string& case_folder, const Lexicon& lexicon,
                              const ReportOptions& options);

/// Canonical JSON of a report; its sha256 is the report's id.
std::string report_json(const Report& report);
/// One self-contained page / one Markdown file; `report_id` is written into it.
std::string render_html(const Report& report, const std::string& report_id);
std::string render_markdown(const Report& report, const std::string& report_id);

}  // namespace agon
