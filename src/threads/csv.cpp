// csv: RFC 4180 with byte offsets. A field in quotes may hold commas, line ends and quotes written twice; a field
// without is taken as it stands, quotes inside it too. LF and CR LF both end a record; a BOM was skipped before.
//   fits: a,"b ""c"", d",e      does not: a,"b" c,d   (something after the closing quote)
// A quote that is never closed would swallow the rest of the file: then the record that opened it is refused and
// reading goes on with the line after its first. A record with too few or too many fields is refused too.
#include "src/threads/csv.hpp"

#include <algorithm>

#include "src/threads/reading.hpp"

namespace agon {

bool CsvReader::at_line_end() const {
    return at_ >= bytes_.size() || bytes_[at_] == '\n' || bytes_.substr(at_, 2) == "\r\n";
}

void CsvReader::skip_line_end() {
    if (bytes_.substr(at_, 2) == "\r\n")
        at_ += 2;
    else if (at_ < bytes_.size())
        ++at_;
}

bool CsvReader::more() {
    while (at_ < bytes_.size() && at_line_end()) skip_line_end();
    return at_ < bytes_.size();
}

CsvField CsvReader::plain_field() {
    const std::size_t begin = at_;
    while (!at_line_end() && bytes_[at_] != ',') ++at_;
    return {{static_cast<std::int64_t>(begin), static_cast<std::int64_t>(at_)}, false};
}

Result<CsvField> CsvReader::quoted_field() {
    const auto opened = static_cast<std::int64_t>(at_);
    const auto malformed = [](std::int64_t offset, const char* detail) {
        return Error{ErrorCode::malformed_csv, "", 0, offset, detail};
    };
    std::size_t close = at_ + 1;
    for (;;) {
        close = bytes_.find('"', close);
        if (close == std::string_view::npos) return malformed(opened, "a quote is not closed");
        if (bytes_.substr(close, 2) != "\"\"") break;
        close += 2;
    }
    at_ = close + 1;
    if (!at_line_end() && bytes_[at_] != ',')
        return malformed(static_cast<std::int64_t>(at_), "something follows a closing quote");
    return CsvField{{opened + 1, static_cast<std::int64_t>(close)}, true};
}

Result<CsvRecord> CsvReader::next() {
    CsvRecord record;
    record.bytes.begin = static_cast<std::int64_t>(at_);
    for (;;) {
        if (at_ < bytes_.size() && bytes_[at_] == '"') {
            auto field = quoted_field();
            if (!field) {
                at_ = std::min(bytes_.find('\n', at_), bytes_.size() - 1) + 1;
                if (field.error().detail == "a quote is not closed")
                    at_ = std::min(bytes_.find('\n', static_cast<std::size_t>(record.bytes.begin)), bytes_.size() - 1) +
                          1;
                return field.error();
            }
            record.fields.push_back(*field);
        } else {
            record.fields.push_back(plain_field());
        }
        if (at_line_end()) break;
        ++at_;  // the comma
    }
    record.bytes.end = static_cast<std::int64_t>(at_);
    skip_line_end();
    return record;
}

namespace {

bool is_same_row(const Collector& collector, const CsvRecord& a, const CsvRecord& b) {
    return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                      [&](const CsvField& x, const CsvField& y) {
                          return collector.bytes_of(x.bytes) == collector.bytes_of(y.bytes);
                      });
}

/// The fields of a header: what each column feeds.
using ColumnFields = std::vector<std::optional<std::pair<MappedField, int>>>;

Result<std::string> text_of(const Collector& collector, const CsvField& field) {
    TRY(MappedText mapped, decode_field(collector.bytes_of(field.bytes),
                                        field.quoted ? FieldEncoding::csv_field : FieldEncoding::plain, 0));
    return std::move(mapped.text);
}

Result<ColumnFields> read_header(const Collector& collector, const CsvRecord& header, const ColumnMap& columns) {
    ColumnFields fields;
    std::vector<std::string> names;
    bool has_text = false;
    for (const CsvField& field : header.fields) {
        TRY(std::string name, text_of(collector, field));
        fields.push_back(columns.field_of(name));
        has_text = has_text || (fields.back() && fields.back()->first == MappedField::text);
        names.push_back(std::move(name));
    }
    for (const std::string& wanted : columns.named())
        if (std::find(names.begin(), names.end(), wanted) == names.end())
            return Error{ErrorCode::missing_column, "", 0, -1, '"' + wanted + '"'};
    if (!has_text) return Error{ErrorCode::missing_column, "", 0, -1, "none is called text or content; use --map"};
    return fields;
}

Result<FlatRecord> flat_record(const Collector& collector, const CsvRecord& row, const ColumnFields& columns,
                               std::int64_t number) {
    if (row.fields.size() != columns.size())
        return Error{ErrorCode::malformed_csv, "", 0, row.bytes.begin,
                     std::to_string(row.fields.size()) + " columns, the header has " + std::to_string(columns.size())};
    FlatRecord record;
    record.number = number;
    record.bytes = row.bytes;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!columns[i]) continue;
        FlatField& into = record.at(columns[i]->first);
        if (into.present && into.rank <= columns[i]->second) continue;
        TRY(std::string text, text_of(collector, row.fields[i]));
        into = {std::move(text), row.fields[i].bytes,
                row.fields[i].quoted ? FieldEncoding::csv_field : FieldEncoding::plain, true, columns[i]->second};
    }
    return record;
}

}  // namespace

Result<void> read_csv(Collector& collector, std::int64_t begin, const ColumnMap& columns) {
    CsvReader reader(collector.bytes(), begin);
    if (!reader.more()) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    TRY(const CsvRecord header, reader.next());
    TRY(const ColumnFields fields, read_header(collector, header, columns));
    const std::string question = stem_of(collector.source().name);
    for (std::int64_t number = 1; reader.more(); ++number) {
        const auto row = reader.next();
        if (!row) {
            collector.reject(number, row.error());
            continue;
        }
        if (is_same_row(collector, *row, header)) {  // crawlers that append write it again
            collector.reject(number, {ErrorCode::malformed_csv, "", 0, row->bytes.begin, "the header again"});
            continue;
        }
        const auto record = flat_record(collector, *row, fields, number);
        if (record)
            add_flat_record(collector, *record, question);
        else
            collector.reject(number, record.error());
    }
    return {};
}

}  // namespace agon
