// Inside of room explorer: substring search over all posts.
//
// Chinese has no spaces, and a full-text index of words or trigrams cannot find 房价. So each pair of neighbouring
// characters of a folded text is hashed into one of 2^18 buckets that list the posts it occurs in; a query looks into
// the shortest bucket of its own pairs and checks each candidate by a plain substring search. A query of one character
// scans. Fits: "芯片国产化". Does not fit: words in another order; the reader gets exactly what was typed, wherever it
// stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agon {

class TextIndex {
  public:
    /// `texts` are folded already and must outlive the index.
    explicit TextIndex(const std::vector<std::string>& texts);
    /// Numbers of the texts that hold `folded` (not empty), ascending.
    std::vector<std::uint32_t> find(std::string_view folded) const;

  private:
    const std::vector<std::string>& texts_;
    std::vector<std::uint64_t> starts_;    // bucket -> first entry; one more at the end
    std::vector<std::uint32_t> postings_;  // numbers of texts, ascending within a bucket
};

}  // namespace agon
