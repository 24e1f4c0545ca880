#include "ground/table/arrow_file.hpp"

#include <algorithm>

namespace agon {

Error arrow_error(const std::string& file, const arrow::Status& status) {
    std::string detail = status.ToString();
    for (char& c : detail)
        if (c == '\n') c = ' ';
    return {ErrorCode::case_damaged, file, 0, -1, detail};
}

arrow::Result<std::int64_t> ArrowFile::ReadAt(std::int64_t at, std::int64_t count, void* out) {
    const std::int64_t there = std::clamp<std::int64_t>(file_->size() - at, 0, count);
    const Result<void> read = file_->read_at(at, static_cast<char*>(out), static_cast<std::size_t>(there));
    if (!read) return arrow::Status::IOError(read.error().detail);
    return there;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowFile::ReadAt(std::int64_t at, std::int64_t count) {
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(count));
    ARROW_ASSIGN_OR_RAISE(const std::int64_t there, ReadAt(at, count, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(there, false));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

arrow::Result<std::int64_t> ArrowFile::Read(std::int64_t count, void* out) {
    ARROW_ASSIGN_OR_RAISE(const std::int64_t there, ReadAt(at_, count, out));
    at_ += there;
    return there;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowFile::Read(std::int64_t count) {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(at_, count));
    at_ += buffer->size();
    return buffer;
}

arrow::Status ArrowFile::Seek(std::int64_t at) {
    at_ = at;
    return arrow::Status::OK();
}

arrow::Status ArrowFile::Close() {
    closed_ = true;
    return arrow::Status::OK();
}

}  // namespace agon
