// xlsx: tables in Office Open XML workbooks (ECMA-376). A sheet's cells mostly point into one table of strings, so a
// row of a sheet is cut from two files of the book: a text stands in xl/sharedStrings.xml, its row in
// xl/worksheets/sheet1.xml. Both become sources, and a post names the one that its text is in.
//   <c r="B2" t="s"><v>12</v></c>                      string 12 of the table
//   <c r="B2" t="inlineStr"><is><t>text</t></is></c>   here
//   <c r="C2" s="3"><v>43831.5</v></c>                 a number; a moment if style 3 is a format of dates
// The first row names the columns. DEVIATION: formulas are read by the value that was saved with them, and dates in
// books of the 1904 system (old Macintosh) come out four years early.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <deque>

#include "src/threads/readers.hpp"
#include "src/threads/xml_scan.hpp"

namespace agon {
namespace {

/// Added to spans in the table of strings while a row is read, so that they tell which file they are in.
constexpr std::int64_t kInStrings = std::int64_t{1} << 48;

struct Cell {
    std::string text;
    Span bytes;
    FieldEncoding encoding = FieldEncoding::plain;
};

std::string attribute_of(const XmlPiece& piece, std::string_view bytes, std::string_view name) {
    const XmlAttribute* found = piece.find(name);
    if (!found) return "";
    const auto text = xml_text(bytes, found->value);
    return text ? *text : "";
}

/// The strings of xl/sharedStrings.xml, in order; each the inside of its <si>.
Result<std::vector<Cell>> read_strings(std::string_view bytes) {
    std::vector<Cell> strings;
    XmlScan scan(bytes, 0);
    std::int64_t begin = -1;
    while (scan.more()) {
        TRY(const XmlPiece piece, scan.next());
        if (piece.is(XmlPiece::Kind::empty, "si")) strings.push_back({"", {piece.bytes.end, piece.bytes.end}, {}});
        if (piece.is(XmlPiece::Kind::open, "si")) begin = piece.bytes.end;
        if (!piece.is(XmlPiece::Kind::close, "si") || begin < 0) continue;
        const Span inside{begin, piece.bytes.begin};
        TRY(std::string text, xml_text(bytes, inside));
        strings.push_back(
            {std::move(text), {inside.begin + kInStrings, inside.end + kInStrings}, FieldEncoding::xml_text});
        begin = -1;
    }
    return strings;
}

bool is_date_format(const std::string& code) {
    bool quoted = false;
    for (const char c : code) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == 'y' || c == 'd' || c == 'h')) return true;
    }
    return false;
}

/// Which cell styles show a number as a date.
std::vector<bool> date_styles(std::string_view bytes) {
    std::vector<bool> styles;
    std::map<std::string, bool> own;
    XmlScan scan(bytes, 0);
    bool in_cells = false;
    while (scan.more()) {
        const auto piece = scan.next();
        if (!piece) continue;
        if (piece->name == "numFmt")
            own[attribute_of(*piece, bytes, "numFmtId")] = is_date_format(attribute_of(*piece, bytes, "formatCode"));
        if (piece->name == "cellXfs") in_cells = piece->kind == XmlPiece::Kind::open;
        if (!in_cells || piece->name != "xf" || piece->kind == XmlPiece::Kind::close) continue;
        const std::string id = attribute_of(*piece, bytes, "numFmtId");
        const auto found = own.find(id);
        int number = 0;
        std::from_chars(id.data(), id.data() + id.size(), number);
        styles.push_back(found != own.end() ? found->second
                                            : (number >= 14 && number <= 22) || (number >= 45 && number <= 47));
    }
    return styles;
}

/// Days since 1899-12-30 as a date and time.
std::string date_text(const std::string& serial) {
    double days = 0;
    const auto [end, error] = std::from_chars(serial.data(), serial.data() + serial.size(), days);
    if (error != std::errc() || end != serial.data() + serial.size() || days < 1 || days > 2000000) return serial;
    using namespace std::chrono;
    const auto whole = static_cast<std::int64_t>(std::floor(days));
    const auto seconds = static_cast<std::int64_t>(std::llround((days - static_cast<double>(whole)) * 86400));
    const year_month_day date{sys_days{year{1899} / 12 / 30} + std::chrono::days{whole}};
    std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    if (seconds > 0) text += fmt::format(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return text;
}

/// "BC12" -> 54 (from 0), or -1.
int column_of(std::string_view reference) {
    int column = 0;
    std::size_t letters = 0;
    for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z' && letters < 4;
         ++letters)
        column = column * 26 + (reference[letters] - 'A' + 1);
    return column - 1;
}

struct Row {
    Span bytes;
    std::map<int, Cell> cells;  // by column
};

/// Walks the rows of a sheet.
class SheetScan {
  public:
    SheetScan(std::string_view bytes, const std::vector<Cell>& strings, const std::vector<bool>& dates)
        : bytes_(bytes), strings_(strings), dates_(dates), scan_(bytes, 0) {}

    bool more() { return !done_ && scan_.more(); }

    /// nullopt: the sheet ended.
    Result<std::optional<Row>> next() {
        Row row;
        bool in_row = false;
        int column = -1;
        while (scan_.more()) {
            TRY(const XmlPiece piece, scan_.next());
            if (piece.is(XmlPiece::Kind::close, "sheetData")) break;
            if (piece.is(XmlPiece::Kind::open, "row")) {
                in_row = true;
                row.bytes.begin = piece.bytes.begin;
            } else if (piece.is(XmlPiece::Kind::close, "row")) {
                row.bytes.end = piece.bytes.end;
                return std::optional<Row>(std::move(row));
            } else if (in_row && piece.name == "c" && piece.kind != XmlPiece::Kind::close) {
                const std::string reference = attribute_of(piece, bytes_, "r");
                column = reference.empty() ? column + 1 : column_of(reference);
                if (column < 0) return Error{ErrorCode::malformed_xml, "", 0, piece.bytes.begin, "a cell has no place"};
                if (piece.kind == XmlPiece::Kind::empty) continue;
                TRY(row.cells[column], read_cell(piece));
            }
        }
        done_ = true;
        if (in_row) return Error{ErrorCode::malformed_xml, "", 0, row.bytes.begin, "a row is not closed"};
        return std::optional<Row>();
    }

  private:
    Result<Cell> read_cell(const XmlPiece& cell) {
        const std::string type = attribute_of(cell, bytes_, "t"), style = attribute_of(cell, bytes_, "s");
        Span value, text;
        bool closed = false;
        while (scan_.more() && !closed) {
            TRY(const XmlPiece piece, scan_.next());
            closed = piece.is(XmlPiece::Kind::close, "c");
            if (piece.is(XmlPiece::Kind::open, "v")) value.begin = piece.bytes.end;
            if (piece.is(XmlPiece::Kind::close, "v")) value.end = piece.bytes.begin;
            if (piece.is(XmlPiece::Kind::open, "is")) text.begin = piece.bytes.end;
            if (piece.is(XmlPiece::Kind::close, "is")) text.end = piece.bytes.begin;
        }
        if (!closed) return Error{ErrorCode::malformed_xml, "", 0, cell.bytes.begin, "a cell is not closed"};
        const Span where = type == "inlineStr" ? text : value;
        if (where.end < where.begin)
            return Error{ErrorCode::malformed_xml, "", 0, cell.bytes.begin, "a value is not closed"};
        TRY(std::string found, xml_text(bytes_, where));
        if (type == "s") return string_at(found, cell.bytes.begin);
        std::size_t number = 0;
        std::from_chars(style.data(), style.data() + style.size(), number);
        if (type.empty() || type == "n")
            if (number < dates_.size() && dates_[number]) found = date_text(found);
        return Cell{std::move(found), where, FieldEncoding::xml_text};
    }

    Result<Cell> string_at(const std::string& index, std::int64_t offset) const {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), number);
        if (error != std::errc() || end != index.data() + index.size() || number >= strings_.size())
            return Error{ErrorCode::malformed_xml, "", 0, offset, "a cell names string " + index + ", there is none"};
        return strings_[number];
    }

    std::string_view bytes_;
    const std::vector<Cell>& strings_;
    const std::vector<bool>& dates_;
    XmlScan scan_;
    bool done_ = false;
};

class BookReader {
  public:
    BookReader(const Workbook& book, SourceFile source, const std::string& format, const ColumnMap& columns)
        : book_(book), source_(std::move(source)), format_(format), columns_(columns) {}

    Result<std::vector<Gathered>> read() {
        const auto table = book_.parts.find("xl/sharedStrings.xml");
        const std::string_view string_bytes = table == book_.parts.end() ? std::string_view() : table->second;
        TRY(strings_, read_strings(string_bytes));
        if (const auto styles = book_.parts.find("xl/styles.xml"); styles != book_.parts.end())
            dates_ = date_styles(styles->second);
        Collector strings = collector_of("xl/sharedStrings.xml", string_bytes);
        std::vector<Gathered> gathered;
        for (const auto& [part, bytes] : book_.parts) {
            if (!part.starts_with("xl/worksheets/") || !part.ends_with(".xml")) continue;
            Collector sheet = collector_of(part, bytes);
            TRY_VOID(read_sheet(bytes, sheet, strings));
            gathered.push_back(sheet.take());
        }
        if (gathered.empty()) return Error{ErrorCode::file_empty, "", 0, -1, "the workbook has no sheet"};
        if (!has_table_)
            return Error{ErrorCode::missing_column, "", 0, -1, "no sheet has one called text or content; use --map"};
        if (!string_bytes.empty()) gathered.push_back(strings.take());
        return gathered;
    }

  private:
    Collector collector_of(const std::string& part, std::string_view bytes) const {
        SourceFile source = source_;
        source.name = book_.name + '/' + part;
        source.sha256 = sha256_hex(bytes);
        source.bytes = static_cast<std::int64_t>(bytes.size());
        return {std::move(source), book_.folder, bytes, {}};
    }

    Result<void> read_sheet(std::string_view bytes, Collector& sheet, Collector& strings) {
        SheetScan scan(bytes, strings_, dates_);
        TRY(const std::optional<Row> header, scan.next());
        if (!header) return {};
        std::vector<std::string> names;
        for (const auto& [column, cell] : header->cells) names.push_back(cell.text);
        const bool is_generic = format_ == "xlsx" || !columns_.named().empty();
        const Layout* layout = is_generic ? nullptr : layout_of(names);
        if (!layout && !has_text_column(names, columns_)) return {};  // a sheet of something else
        for (const std::string& wanted : columns_.named())
            if (std::find(names.begin(), names.end(), wanted) == names.end())
                return Error{ErrorCode::missing_column, "", 0, -1, '"' + wanted + '"'};
        has_table_ = true;
        const ColumnMap own = layout ? ColumnMap(layout->slots) : columns_;
        const ReadFlat read(layout);
        const FlatContext context{sheet.source(), book_.name, book_.folder, stem_of(book_.name)};
        for (std::int64_t number = 1; scan.more(); ++number) {
            const auto row = scan.next();
            if (!row) {
                sheet.reject(number, row.error());
                continue;
            }
            if (!*row) break;
            FlatRecord record;
            record.number = number;
            record.bytes = (*row)->bytes;
            for (const auto& [column, cell] : (*row)->cells) {
                const auto name = header->cells.find(column);
                if (name == header->cells.end()) continue;
                if (const auto slot = own.slot_of(name->second.text))
                    record.take(*slot, {cell.text, cell.bytes, cell.encoding});
            }
            FlatFacts facts;
            read(record, context, facts);
            deliver_row(record, std::move(facts), sheet, strings);
        }
        return {};
    }

    static bool into_strings(Span& span) {
        if (span.begin < kInStrings) return false;
        span = {span.begin - kInStrings, span.end - kInStrings};
        return true;
    }

    static void deliver_row(const FlatRecord& record, FlatFacts facts, Collector& sheet, Collector& strings) {
        if (facts.thread) {
            FlatFacts thread;
            thread.thread = std::move(facts.thread);
            facts.thread.reset();
            FlatRecord place = record;
            const bool there = into_strings(thread.thread->title_bytes);
            if (there) place.bytes = thread.thread->title_bytes;
            deliver(there ? strings : sheet, place, thread);
        }
        if (facts.post && into_strings(facts.post->body_bytes)) {
            facts.post->record_bytes = facts.post->body_bytes;
            deliver(strings, record, facts);
        } else {
            deliver(sheet, record, facts);
        }
    }

    const Workbook& book_;
    SourceFile source_;
    std::string format_;
    const ColumnMap& columns_;
    std::vector<Cell> strings_;
    std::vector<bool> dates_;
    bool has_table_ = false;
};

}  // namespace

Result<std::vector<Gathered>> read_workbook(const Workbook& book, const SourceFile& source, const std::string& format,
                                            const ColumnMap& columns) {
    return BookReader(book, source, format, columns).read();
}

}  // namespace agon
