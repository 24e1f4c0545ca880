// Inside room threads: the rows of an import, whose texts lie in pools.
//
// A post has eight texts. As strings of their own they cost more to make and free than the whole reading of a JSON
// line; as views they are sixteen bytes each, rows can be copied like numbers, and what is the same for a million posts
// (the platform, the digest of the source) is kept once.
#pragma once

#include <algorithm>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "src/threads/threads.hpp"

namespace agon {

using ThreadRow = ThreadOf<std::string_view>;
using PostRow = PostOf<std::string_view>;

/// Texts that stay where they are as long as the pool lives, which may be moved. Thread rule: one thread.
class TextPool {
  public:
    std::string_view keep(std::string_view text);
    /// Room for a text of `size` bytes.
    std::span<char> take(std::size_t size);
    /// Forgets all texts; their room is used again.
    void clear();

  private:
    static constexpr std::size_t kBlockBytes = 1 << 18;
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };
    std::vector<Block> blocks_, spare_;
    char* free_ = nullptr;
    std::size_t room_ = 0;
};

/// The same text again and again is kept once.
class LatestText {
  public:
    std::string_view keep(std::string_view text, TextPool& pool) {
        if (text != last_) last_ = pool.keep(text);
        return last_;
    }

  private:
    std::string_view last_;
};

/// Everything in one vector; the first large one is taken as it is.
template <class Value>
void append(std::vector<Value>& into, std::vector<Value>&& values) {
    if (into.empty())
        into = std::move(values);
    else
        into.insert(into.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
    values = {};
}

/// Rows in blocks, so that a list of millions grows without being copied.
template <class Row>
class RowList {
  public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    Row& operator[](std::size_t i) { return blocks_[i / kBlock][i % kBlock]; }
    const Row& operator[](std::size_t i) const { return blocks_[i / kBlock][i % kBlock]; }
    void push_back(const Row& row) {
        if (size_ == blocks_.size() * kBlock) blocks_.push_back(std::make_unique_for_overwrite<Row[]>(kBlock));
        (*this)[size_++] = row;
    }
    /// Everything of `other`, which is empty afterwards.
    void append(RowList&& other) {
        if (empty())
            std::swap(blocks_, other.blocks_), std::swap(size_, other.size_);
        else
            for (std::size_t i = 0; i < other.size_; ++i) push_back(other[i]);
        other.blocks_.clear();
        other.size_ = 0;
    }
    void clear() { size_ = 0; }
    template <class Change>
    void for_each(const Change& change) {
        for (std::size_t i = 0; i < size_; ++i) change((*this)[i]);
    }

  private:
    static constexpr std::size_t kBlock = 256;
    std::vector<std::unique_ptr<Row[]>> blocks_;
    std::size_t size_ = 0;
};

}  // namespace agon
