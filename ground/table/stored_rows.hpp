// Rows of numbers that stay on the disk.
//
// A column of float rows is written plain and without compression (parquet.cpp, Layout), so each number has one place
// in the file and a row can be read by itself. Parquet cuts the column into pages behind headers of their own; these
// are walked once, when the column is opened, and the places of the pages kept: 16 bytes for a million of bytes.
//   fits:          two million vectors of which each is asked for now and then, or all in the order of the table
//   does not fit:  rows that everything asks for all the time; they belong into memory
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ground/table/table.hpp"

namespace agon {

/// Thread rule: const after opening.
class StoredRows {
  public:
    /// Errors: the disk's; case_damaged if the table has no such column, or it is not laid down as agon does.
    static Result<StoredRows> open(Disk& disk, const std::string& path, std::string_view column);
    std::int32_t width() const { return width_; }
    std::int64_t count() const { return count_; }
    /// REQUIRES: first + count <= this->count(). Errors: the disk's.
    Result<void> read(std::int64_t first, std::int64_t count, float* into) const;

  private:
    struct Page {
        std::int64_t first = 0;  // of its numbers, counted through all rows
        std::int64_t at = 0;     // of that number in the file
    };
    /// Adds the pages of a part of the column that begins at `at`. Errors: file_unreadable, case_damaged.
    Result<void> walk(const std::string& path, std::int64_t at, std::int64_t end, std::int64_t numbers);

    std::unique_ptr<PlaceReader> file_;
    std::int32_t width_ = 0;
    std::int64_t count_ = 0;
    std::vector<Page> pages_;
};

}  // namespace agon
