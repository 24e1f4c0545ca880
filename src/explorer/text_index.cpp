#include "src/explorer/text_index.hpp"

#include <algorithm>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::size_t kBuckets = std::size_t{1} << 18U;

std::uint32_t bucket_of(char32_t first, char32_t second) {
    const std::uint64_t mixed = (static_cast<std::uint64_t>(first) << 21U | second) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::uint32_t>(mixed >> (64U - 18U));
}

/// Buckets of all pairs in the text, each once, ascending.
void pairs_of(std::string_view text, std::vector<std::uint32_t>& buckets) {
    buckets.clear();
    if (text.empty()) return;
    std::size_t at = 0;
    char32_t before = next_code_point(text, at);
    while (at < text.size()) {
        const char32_t now = next_code_point(text, at);
        buckets.push_back(bucket_of(before, now));
        before = now;
    }
    std::sort(buckets.begin(), buckets.end());
    buckets.erase(std::unique(buckets.begin(), buckets.end()), buckets.end());
}

}  // namespace

TextIndex::TextIndex(const std::vector<std::string>& texts) : texts_(texts), starts_(kBuckets + 1, 0) {
    std::vector<std::uint32_t> buckets;
    for (const std::string& text : texts) {
        pairs_of(text, buckets);
        for (const std::uint32_t b : buckets) ++starts_[b + 1];
    }
    for (std::size_t b = 0; b < kBuckets; ++b) starts_[b + 1] += starts_[b];
    postings_.resize(starts_.back());
    std::vector<std::uint64_t> next(starts_.begin(), starts_.end() - 1);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        pairs_of(texts[i], buckets);
        for (const std::uint32_t b : buckets) postings_[next[b]++] = static_cast<std::uint32_t>(i);
    }
}

std::vector<std::uint32_t> TextIndex::find(std::string_view folded) const {
    std::vector<std::uint32_t> hits;
    if (folded.empty()) return hits;
    std::vector<std::uint32_t> buckets;
    pairs_of(folded, buckets);
    if (buckets.empty()) {  // one character
        for (std::size_t i = 0; i < texts_.size(); ++i)
            if (texts_[i].find(folded) != std::string::npos) hits.push_back(static_cast<std::uint32_t>(i));
        return hits;
    }
    const auto size = [&](std::uint32_t b) { return starts_[b + 1] - starts_[b]; };
    const std::uint32_t rarest = *std::min_element(buckets.begin(), buckets.end(),
                                                   [&](std::uint32_t l, std::uint32_t r) { return size(l) < size(r); });
    for (std::uint64_t at = starts_[rarest]; at < starts_[rarest + 1]; ++at)
        if (texts_[postings_[at]].find(folded) != std::string::npos) hits.push_back(postings_[at]);
    return hits;
}

}  // namespace agon
