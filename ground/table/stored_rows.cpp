#include "ground/table/stored_rows.hpp"

#include <parquet/exception.h>
#include <parquet/file_reader.h>

#include <algorithm>
#include <array>

#include "ground/table/arrow_file.hpp"
#include "ground/table/page_header.hpp"

namespace agon {
namespace {

constexpr std::int64_t kNumberBytes = sizeof(float);

Error laid_down_otherwise(const std::string& path) {
    return {ErrorCode::case_damaged, path, 0, -1, "rows of numbers are not laid down plain"};
}

}  // namespace

Result<void> StoredRows::walk(const std::string& path, std::int64_t at, std::int64_t end, std::int64_t numbers) {
    std::int64_t first = pages_.empty() ? 0 : pages_.back().first;  // the last entry is where the next page goes on
    if (!pages_.empty()) pages_.pop_back();
    const std::int64_t last = first + numbers;
    while (first < last) {
        std::array<char, 512> head;
        const std::int64_t there = std::min<std::int64_t>(head.size(), end - at);
        if (there <= 0) return laid_down_otherwise(path);
        TRY_VOID(file_->read_at(at, head.data(), static_cast<std::size_t>(there)));
        const auto header = read_page_header({head.data(), static_cast<std::size_t>(there)});
        if (!header || !header->plain || header->numbers == 0 || header->numbers > last - first)
            return laid_down_otherwise(path);
        at += header->header_bytes + header->page_bytes;
        // Levels, which say that no number is missing, stand in front of the numbers.
        if (at > end || header->numbers * kNumberBytes > header->page_bytes) return laid_down_otherwise(path);
        pages_.push_back({first, at - header->numbers * kNumberBytes});
        first += header->numbers;
    }
    pages_.push_back({first, end});
    return {};
}

Result<StoredRows> StoredRows::open(Disk& disk, const std::string& path, std::string_view column) {
    StoredRows rows;
    TRY(rows.file_, disk.open_places(path));
    TRY(auto again, disk.open_places(path));
    auto opened = parquet::arrow::OpenFile(std::make_shared<ArrowFile>(std::move(again)), arrow::default_memory_pool());
    if (!opened.ok()) return arrow_error(path, opened.status());
    std::shared_ptr<arrow::Schema> schema;
    if (const auto status = (*opened)->GetSchema(&schema); !status.ok()) return arrow_error(path, status);
    const int index = schema->GetFieldIndex(std::string(column));
    if (index < 0 || schema->field(index)->type()->id() != arrow::Type::FIXED_SIZE_LIST)
        return Error{ErrorCode::case_damaged, path, 0, -1, "column " + std::string(column) + " is no column of rows"};
    rows.width_ = static_cast<const arrow::FixedSizeListType&>(*schema->field(index)->type()).list_size();
    const auto metadata = (*opened)->parquet_reader()->metadata();
    // No column of agon's has more than one leaf, so leaves are counted as columns are.
    if (metadata->num_columns() != schema->num_fields()) return laid_down_otherwise(path);
    try {  // Arrow throws at what a damaged file says of a column
        for (int group = 0; group < metadata->num_row_groups(); ++group) {
            const std::int64_t numbers = metadata->RowGroup(group)->num_rows() * rows.width_;
            const auto chunk = metadata->RowGroup(group)->ColumnChunk(index);
            if (chunk->num_values() != numbers || chunk->compression() != parquet::Compression::UNCOMPRESSED ||
                chunk->has_dictionary_page())
                return laid_down_otherwise(path);
            const std::int64_t begin = chunk->data_page_offset();
            TRY_VOID(rows.walk(path, begin, begin + chunk->total_compressed_size(), numbers));
        }
    } catch (const parquet::ParquetException& damage) {
        return Error{ErrorCode::case_damaged, path, 0, -1, damage.what()};
    }
    rows.count_ = metadata->num_rows();
    return rows;
}

Result<void> StoredRows::read(std::int64_t first, std::int64_t count, float* into) const {
    std::int64_t next = first * width_;
    const std::int64_t end = next + count * width_;
    if (next == end) return {};
    VERIFY(first >= 0 && end <= pages_.back().first);
    auto page = std::upper_bound(pages_.begin(), pages_.end(), next,
                                 [](std::int64_t number, const Page& p) { return number < p.first; });
    for (--page; next < end; ++page) {  // what goes over the end of a page goes on in the next one
        const std::int64_t here = std::min(end, (page + 1)->first) - next;
        TRY_VOID(file_->read_at(page->at + (next - page->first) * kNumberBytes, reinterpret_cast<char*>(into),
                                static_cast<std::size_t>(here * kNumberBytes)));
        next += here;
        into += here;
    }
    return {};
}

}  // namespace agon
