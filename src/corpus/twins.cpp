// DEDUP: near-copies by MinHash and banding, then an exact check.
//
// Idea: a text is the set of its character 4-grams. The smallest value of a random hash over two sets is equal with a
// probability that is their Jaccard similarity, so 64 such minima in 16 bands of 4 bring texts of similarity .8
// together with probability above .999. Every pair that meets is compared exactly, so no false pair is folded. Fits:
// one spam text posted in ten threads with a word changed. Does not fit: 支持! under many posts; texts under
// kLeastCharacters are the same words of different people, and are left alone.
// Source: A. Broder, On the resemblance and containment of documents, 1997.
#include "src/corpus/twins.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

namespace agon {
namespace {

constexpr std::size_t kLeastCharacters = 16;
constexpr std::size_t kMinima = 64;
constexpr std::size_t kBands = 16;
constexpr std::size_t kRowsPerBand = kMinima / kBands;
constexpr std::size_t kMostPerBucket =
    64;  // a bucket this full is one copied text; comparing with its first ones suffices

std::uint64_t mix(std::uint64_t x) {  // splitmix64
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

std::vector<char32_t> word_characters(std::string_view text) {
    const std::string folded = fold_for_matching(text);
    std::vector<char32_t> out;
    std::size_t at = 0;
    while (at < folded.size())
        if (const char32_t c = next_code_point(folded, at); is_word_character(c)) out.push_back(c);
    return out;
}

std::vector<std::uint64_t> shingles(std::string_view text) {
    const std::vector<char32_t> c = word_characters(text);
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i + 4 <= c.size(); ++i)
        out.push_back(mix((std::uint64_t{c[i]} << 42) ^ (std::uint64_t{c[i + 1]} << 21) ^ c[i + 2] ^
                          (std::uint64_t{c[i + 3]} << 11)));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

double jaccard(const std::vector<std::uint64_t>& left, const std::vector<std::uint64_t>& right) {
    std::size_t i = 0, j = 0, shared = 0;
    while (i < left.size() && j < right.size()) {
        if (left[i] == right[j]) {
            ++shared;
            ++i;
            ++j;
        } else if (left[i] < right[j]) {
            ++i;
        } else {
            ++j;
        }
    }
    const std::size_t all = left.size() + right.size() - shared;
    return all == 0 ? 0.0 : static_cast<double>(shared) / static_cast<double>(all);
}

std::array<std::uint32_t, kMinima> signature(const std::vector<std::uint64_t>& grams) {
    std::array<std::uint32_t, kMinima> minima;
    minima.fill(std::numeric_limits<std::uint32_t>::max());
    for (const std::uint64_t gram : grams) {
        const auto low = static_cast<std::uint32_t>(gram), high = static_cast<std::uint32_t>(gram >> 32) | 1U;
        for (std::uint32_t k = 0; k < kMinima; ++k) {
            // Double hashing: low + k*high scattered once more, one multiply per permutation.
            const std::uint32_t value = (low + k * high) * 0x9E3779B1U;
            minima[k] = std::min(minima[k], value ^ (value >> 15));
        }
    }
    return minima;
}

/// Earliest first; undated posts after dated ones; ties by id.
std::vector<std::size_t> by_age(const Threads& threads, const Corpus& corpus) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < corpus.posts.size(); ++i)
        if (corpus.posts[i].fate == PostFate::analysed) order.push_back(i);
    const auto age = [&](std::size_t i) {
        const std::int64_t seconds = threads.posts[i].created_seconds;
        return std::pair(seconds < 0 ? std::numeric_limits<std::int64_t>::max() : seconds, threads.posts[i].post);
    };
    std::sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) { return age(l) < age(r); });
    return order;
}

}  // namespace

double text_similarity(std::string_view left, std::string_view right) {
    return jaccard(shingles(left), shingles(right));
}

void fold_twins(const Threads& threads, Corpus& corpus, double least_similarity) {
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> buckets;
    std::unordered_map<std::size_t, std::vector<std::uint64_t>> grams_of;
    const std::vector<std::size_t> order = by_age(threads, corpus);
    for (std::size_t i = 0; i < order.size(); ++i) {  // i: rank by age
        CleanPost& post = corpus.posts[order[i]];
        std::vector<std::uint64_t> grams = shingles(post.text);
        if (grams.size() + 3 < kLeastCharacters) continue;
        const auto minima = signature(grams);
        std::array<std::uint64_t, kBands> keys;
        std::size_t original = order.size();
        for (std::size_t band = 0; band < kBands; ++band) {
            std::uint64_t key = mix(band);
            for (std::size_t row = 0; row < kRowsPerBand; ++row) key = mix(key ^ minima[band * kRowsPerBand + row]);
            keys[band] = key;
            const auto found = buckets.find(key);
            if (found == buckets.end()) continue;
            for (const std::size_t other : found->second)
                if (other < original && jaccard(grams, grams_of[other]) >= least_similarity) original = other;
        }
        if (original < order.size()) {
            post.fate = PostFate::twin;
            post.twin_of = corpus.posts[order[original]].post;
            continue;
        }
        for (const std::uint64_t key : keys)
            if (auto& bucket = buckets[key]; bucket.size() < kMostPerBucket) bucket.push_back(i);
        grams_of.emplace(i, std::move(grams));
    }
}

}  // namespace agon
