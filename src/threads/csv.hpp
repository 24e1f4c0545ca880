// Inside room threads: comma-separated records that know their bytes.
#pragma once

#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/text/text.hpp"

namespace agon {

struct CsvField {
    Span bytes;  // without quotes
    bool quoted = false;
};
struct CsvRecord {
    Span bytes;  // without the line end
    std::vector<CsvField> fields;
};

/// True if the fields of both hold the same. Crawlers that append write a table's header again.
bool is_same_row(std::string_view bytes, const CsvRecord& a, const CsvRecord& b);

/// What separates the fields of a table: a comma, a tab or a semicolon, by its first line.
char delimiter_of(std::string_view bytes, std::int64_t begin);

/// Walks RFC 4180 records; blank lines are none. After an error the walk goes on with the next line.
class CsvReader {
  public:
    CsvReader(std::string_view bytes, std::int64_t begin, char delimiter = ',')
        : bytes_(bytes), at_(static_cast<std::size_t>(begin)), delimiter_(delimiter) {}
    /// True while there is a record to be read.
    bool more();
    /// Errors: malformed_csv with the offset at fault. REQUIRES: more().
    Result<CsvRecord> next();

  private:
    /// `searched`: the file up to where the quote may close.
    Result<CsvField> quoted_field(std::string_view searched);
    CsvField plain_field();
    bool at_line_end() const;
    void skip_line_end();

    std::string_view bytes_;
    std::size_t at_;
    char delimiter_;
    std::size_t searched_in_vain_ = 0;  // bytes, for quotes that do not close
};

}  // namespace agon
