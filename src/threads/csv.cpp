// CSV: RFC 4180 with byte offsets; the same with tabs or semicolons. A field in quotes may hold commas, line ends and
// quotes written twice; a field without is taken as it stands, quotes inside it too. LF and CR LF both end a record; a
// BOM was skipped before.
//   fits: a,"b ""c"", d",e      does not: a,"b" c,d   (something after the closing quote)
// A quote that is never closed would swallow the rest of the file: then the record that opened it is refused and
// reading goes on with the line after its first. A record with too few or too many fields is refused too.
// A file may open such a quote in each of its lines, and each would be searched for to the end: once that took as much
// as reading the file sixteen times, a quote has to close in its line.
#include "src/threads/csv.hpp"

#include <algorithm>
#include <deque>

#include "src/threads/flat.hpp"

namespace agon {
namespace {

constexpr std::size_t kVainReadings = 16;
constexpr const char* kNotClosed = "a quote is not closed";

}  // namespace

char delimiter_of(std::string_view bytes, std::int64_t begin) {
    const std::string_view all = bytes.substr(static_cast<std::size_t>(begin));
    const std::string_view line = all.substr(0, std::min(all.find('\n'), all.size()));
    const auto count = [&](char c) { return std::count(line.begin(), line.end(), c); };
    if (count('\t') > count(',')) return '\t';
    return count(';') > count(',') ? ';' : ',';
}

bool CsvReader::at_line_end() const {
    if (at_ >= bytes_.size() || bytes_[at_] == '\n') return true;
    return bytes_[at_] == '\r' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n';
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
    while (!at_line_end() && bytes_[at_] != delimiter_) ++at_;
    return {{static_cast<std::int64_t>(begin), static_cast<std::int64_t>(at_)}, false};
}

Result<CsvField> CsvReader::quoted_field(std::string_view searched) {
    const auto opened = static_cast<std::int64_t>(at_);
    const auto malformed = [](std::int64_t offset, const char* detail) {
        return Error{ErrorCode::malformed_csv, "", 0, offset, detail};
    };
    std::size_t close = at_ + 1;
    for (;;) {
        close = searched.find('"', close);
        if (close == std::string_view::npos) return malformed(opened, kNotClosed);
        if (searched.substr(close, 2) != "\"\"") break;
        close += 2;
    }
    at_ = close + 1;
    if (!at_line_end() && bytes_[at_] != delimiter_)
        return malformed(static_cast<std::int64_t>(at_), "something follows a closing quote");
    return CsvField{{opened + 1, static_cast<std::int64_t>(close)}, true};
}

Result<CsvRecord> CsvReader::next() {
    CsvRecord record;
    record.bytes.begin = static_cast<std::int64_t>(at_);
    const bool is_patient = searched_in_vain_ / kVainReadings < bytes_.size();
    const std::string_view searched = is_patient ? bytes_ : bytes_.substr(0, bytes_.find('\n', at_));
    for (;;) {
        if (at_ < bytes_.size() && bytes_[at_] == '"') {
            auto field = quoted_field(searched);
            if (!field) {
                const auto begin = static_cast<std::size_t>(record.bytes.begin);
                if (field.error().detail == kNotClosed) {
                    searched_in_vain_ += searched.size() - begin;
                    at_ = begin;
                }
                at_ = std::min(bytes_.find('\n', at_), bytes_.size() - 1) + 1;
                return field.error();
            }
            record.fields.push_back(*field);
        } else {
            record.fields.push_back(plain_field());
        }
        if (at_line_end()) break;
        ++at_;  // the comma or tab
    }
    record.bytes.end = static_cast<std::int64_t>(at_);
    skip_line_end();
    return record;
}

namespace {

/// What each column feeds.
using ColumnSlots = std::vector<std::optional<SlotOfColumn>>;

Result<std::string> text_of(const Collector& collector, const CsvField& field) {
    TRY(MappedText mapped, decode_field(collector.bytes_of(field.bytes),
                                        field.quoted ? FieldEncoding::csv_field : FieldEncoding::plain, 0));
    return std::move(mapped.text);
}

Result<ColumnSlots> read_header(const Collector& collector, const CsvRecord& header, const ColumnMap& columns) {
    ColumnSlots slots;
    std::vector<std::string> names;
    for (const CsvField& field : header.fields) {
        TRY(std::string name, text_of(collector, field));
        slots.push_back(columns.slot_of(name));
        names.push_back(std::move(name));
    }
    for (const std::string& wanted : columns.named())
        if (std::find(names.begin(), names.end(), wanted) == names.end())
            return Error{ErrorCode::missing_column, "", 0, -1, '"' + wanted + '"'};
    if (!layout_of(names) && columns.named().empty() && !has_text_column(names, columns))
        return Error{ErrorCode::missing_column, "", 0, -1, "none is called text or content; use --map"};
    return slots;
}

/// `unquoted` holds the texts of fields in which a quote is written twice; the others are views into the file.
Result<void> fill_record(const Collector& collector, const CsvRecord& row, const ColumnSlots& slots,
                         std::deque<std::string>& unquoted, FlatRecord& record) {
    if (row.fields.size() != slots.size())
        return Error{ErrorCode::malformed_csv, "", 0, row.bytes.begin,
                     std::to_string(row.fields.size()) + " columns, the header has " + std::to_string(slots.size())};
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (!slots[i]) continue;
        const CsvField& field = row.fields[i];
        std::string_view text = collector.bytes_of(field.bytes);
        if (field.quoted && text.find('"') != std::string_view::npos) {
            TRY(std::string decoded, text_of(collector, field));
            text = unquoted.emplace_back(std::move(decoded));
        }
        record.take(*slots[i], {text, field.bytes, field.quoted ? FieldEncoding::csv_field : FieldEncoding::plain});
    }
    return {};
}

}  // namespace

bool is_same_row(std::string_view bytes, const CsvRecord& a, const CsvRecord& b) {
    const auto text = [&](const CsvField& field) {
        return bytes.substr(static_cast<std::size_t>(field.bytes.begin),
                            static_cast<std::size_t>(field.bytes.length()));
    };
    return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                      [&](const CsvField& x, const CsvField& y) { return text(x) == text(y); });
}

Result<void> read_flat_csv(Collector& collector, const ColumnMap& columns, ReadFlat read) {
    CsvReader reader(collector.bytes(), collector.begin(), delimiter_of(collector.bytes(), collector.begin()));
    if (!reader.more()) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    TRY(const CsvRecord header, reader.next());
    TRY(const ColumnSlots slots, read_header(collector, header, columns));
    const std::string name = collector.file_name();
    const FlatContext context{collector.source(), name, collector.folder(), stem_of(name)};
    FlatFacts facts;
    for (std::int64_t number = 1; reader.more(); ++number) {
        const auto row = reader.next();
        if (!row) {
            collector.reject(number, row.error());
            continue;
        }
        if (is_same_row(collector.bytes(), *row, header)) {  // crawlers that append write it again
            collector.reject(number, {ErrorCode::malformed_csv, "", 0, row->bytes.begin, "the header again"});
            continue;
        }
        FlatRecord record;
        record.number = number;
        record.bytes = row->bytes;
        std::deque<std::string> unquoted;
        if (const auto outcome = fill_record(collector, *row, slots, unquoted, record)) {
            read(record, context, facts);
            deliver(collector, record, facts);
        } else {
            collector.reject(number, outcome.error());
        }
    }
    return {};
}

}  // namespace agon
