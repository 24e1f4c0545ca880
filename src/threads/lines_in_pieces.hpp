// Inside room threads: a file of lines that is not in memory as a whole.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "src/threads/json_tree.hpp"
#include "src/threads/source_store.hpp"

namespace agon {

/// A file of lines. Of each piece the lines that are whole are handed over; the beginning of one more waits for the
/// next piece.   "a\nb\nc" "d\ne"  ->  "a\nb\n"  "cd\n"  "e"
class LinesInPieces {
  public:
    /// `piece_bytes`: what is taken at a time; smaller ones are for tests.
    explicit LinesInPieces(FileReader& file, std::size_t piece_bytes = kSourcePiece)
        : file_(file), piece_bytes_(piece_bytes) {}

    /// Takes the next piece.
    Result<void> next() {
        const std::size_t waiting = end_ - whole_;
        if (waiting > 0 && whole_ > 0)
            std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(whole_), waiting, buffer_.begin());
        base_ += static_cast<std::int64_t>(whole_);
        if (buffer_.size() < waiting + piece_bytes_ + kJsonPadding)
            buffer_.resize(waiting + piece_bytes_ + kJsonPadding);
        begin_ = end_ = waiting;
        while (end_ - begin_ < piece_bytes_) {
            TRY(const std::size_t count, file_.read(buffer_.data() + end_, piece_bytes_ - (end_ - begin_)));
            if (count == 0) break;
            end_ += count;
        }
        // What waited has no line end: looking there again would take a line of many pieces time in its square.
        const std::size_t line_end = piece().rfind('\n');
        whole_ = is_last() ? end_ : line_end == std::string_view::npos ? 0 : begin_ + line_end + 1;
        return {};
    }

    bool at_end() const { return end_ == 0; }
    std::string_view buffer() const { return std::string_view(buffer_).substr(0, end_); }
    std::string_view piece() const { return buffer().substr(begin_); }
    std::string_view whole_lines() const { return buffer().substr(0, whole_); }
    /// Where whole_lines() begin in the file.
    std::int64_t base() const { return base_; }

  private:
    bool is_last() const { return end_ - begin_ < piece_bytes_; }

    FileReader& file_;
    const std::size_t piece_bytes_;
    std::string buffer_;
    std::size_t begin_ = 0, whole_ = 0, end_ = 0;
    std::int64_t base_ = 0;
};

}  // namespace agon
