// Inside of ground/table: Arrow's view of a file of ours, and our view of its errors.
#pragma once

// Whole, since a mere declaration of Arrow's Table, FileReader or FileWriter is taken by clang-tidy for one of ours.
#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>

#include <memory>
#include <string>

#include "ground/table/table.hpp"

namespace agon {

/// case_damaged, with Arrow's words on one line.
Error arrow_error(const std::string& file, const arrow::Status& status);

/// A file that Arrow asks for its pieces. Thread rule: one thread at a time.
class ArrowFile final : public arrow::io::RandomAccessFile {
  public:
    explicit ArrowFile(std::unique_ptr<PlaceReader> file) : file_(std::move(file)) {}
    arrow::Result<std::int64_t> GetSize() override { return file_->size(); }
    arrow::Result<std::int64_t> ReadAt(std::int64_t at, std::int64_t count, void* out) override;
    arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t at, std::int64_t count) override;
    arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override;
    arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override;
    arrow::Status Seek(std::int64_t at) override;
    arrow::Result<std::int64_t> Tell() const override { return at_; }
    arrow::Status Close() override;
    bool closed() const override { return closed_; }

  private:
    std::unique_ptr<PlaceReader> file_;
    std::int64_t at_ = 0;
    bool closed_ = false;
};

}  // namespace agon
