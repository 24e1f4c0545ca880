// DEDUP: near-copies by MinHash and banding, then an exact check.
//
// Idea: a text is the set of its character 4-grams. The least value of a random hash over two sets is equal with a
// probability that is their Jaccard similarity, so 96 such minima in 16 bands of 6 bring texts of similarity .8
// together with probability .992 (of .85: .9995). Every pair that meets is compared exactly, so no false pair is
// folded. Texts are taken oldest first and only compared with texts that repeat none themselves: the earliest is the
// original of all.
//   fits: one spam text posted in ten threads with a word changed
//   does not: 支持! under many posts; texts under kLeastUnits word characters are the same words of different people
// The steps, all linear in the text:
//   1. exact copies, by a table of 64-bit digests; equal digests are compared unit by unit
//   2. the minima of every other text, eight permutations a time: permutation k of gram x is a_k x + b_k mod 2^32
//   3. each band's keys are sorted, and texts that share one get a bucket
//   4. oldest first: meet the originals of one's buckets, drop those whose sketch (8 bits of each minimum) is further
//      away than four standard deviations, compare the rest exactly
// Source: A. Broder, On the resemblance and containment of documents, 1997; Indyk and Motwani, 1998 (banding).
// DEVIATION: grams are of UTF-16 units, so that four fit in 64 bits without loss; a letter above U+FFFF counts as two.
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "src/corpus/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kLeastUnits = 16;
constexpr std::size_t kBands = 16;
constexpr std::size_t kRowsPerBand = 6;
constexpr std::size_t kMinima = kBands * kRowsPerBand;
constexpr std::size_t kLanes = 8;           // 32-bit numbers in a vector
constexpr std::size_t kVectorsPerPass = 4;  // with their factors and offsets they fill the registers
constexpr std::size_t kMostPerBucket = 64;  // a fuller bucket holds one template; meeting its earliest texts suffices
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
static_assert(kMinima % (kLanes * kVectorsPerPass) == 0);

std::uint64_t mix(std::uint64_t x) {  // splitmix64
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

/// Calls `take` with every 4-gram, repeated ones too. No gram is 0, since no word character is.
template <class Take>
void each_gram(std::u16string_view units, const Take& take) {
    if (units.size() < 4) return;
    std::uint64_t gram = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        gram = gram >> 16 | std::uint64_t{units[i]} << 48;
        if (i >= 3) take(gram);
    }
}

/// The distinct grams of a text, with quick membership.
class GramSet {
  public:
    void assign(std::u16string_view units) {
        const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(units.size() * 2, 16));
        slots_.assign(wanted, {});
        size_ = 0;
        each_gram(units, [&](std::uint64_t gram) {
            Slot& slot = slot_of(gram);
            if (slot.gram == gram) return;
            slot.gram = gram;
            ++size_;
        });
    }

    std::size_t size() const { return size_; }

    /// Exact Jaccard similarity with a text of which the number of distinct grams is known.
    double similarity(std::u16string_view units, std::size_t distinct) {
        ++round_;
        std::size_t shared = 0;
        each_gram(units, [&](std::uint64_t gram) {
            Slot& slot = slot_of(gram);
            if (slot.gram != gram || slot.met_in == round_) return;
            slot.met_in = round_;
            ++shared;
        });
        const std::size_t all = size_ + distinct - shared;
        return all == 0 ? 0.0 : static_cast<double>(shared) / static_cast<double>(all);
    }

  private:
    struct Slot {
        std::uint64_t gram = 0;  // 0: free
        std::uint64_t met_in = 0;
    };

    /// The slot that holds the gram, or the free one where it belongs.
    Slot& slot_of(std::uint64_t gram) {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = (gram * 0x9E3779B97F4A7C15ULL >> 32) & mask;
        while (slots_[at].gram != 0 && slots_[at].gram != gram) at = (at + 1) & mask;
        return slots_[at];
    }

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
    std::uint64_t round_ = 0;
};

/// a_k and b_k of every permutation.
struct Permutations {
    alignas(32) std::array<std::uint32_t, kMinima> factors, offsets;
    Permutations() {
        for (std::size_t k = 0; k < kMinima; ++k) {
            factors[k] = static_cast<std::uint32_t>(mix(2 * k)) | 1U;  // odd, so that it is a permutation
            offsets[k] = static_cast<std::uint32_t>(mix(2 * k + 1));
        }
    }
};

using Minima = std::array<std::uint32_t, kMinima>;

class MinHasher {
  public:
    const Minima& minima_of(std::u16string_view units) {
        hashes_.clear();
        each_gram(units, [&](std::uint64_t gram) {
            gram *= 0x9E3779B97F4A7C15ULL;
            gram = (gram ^ (gram >> 32)) * 0xBF58476D1CE4E5B9ULL;
            hashes_.push_back(static_cast<std::uint32_t>(gram >> 32));
        });
        for (std::size_t first = 0; first < kMinima; first += kLanes * kVectorsPerPass) pass(first);
        return minima_;
    }

  private:
    static __m256i load(const std::uint32_t* from) { return _mm256_load_si256(reinterpret_cast<const __m256i*>(from)); }

    void pass(std::size_t first) {
        __m256i factor[kVectorsPerPass], offset[kVectorsPerPass], least[kVectorsPerPass];
        for (std::size_t v = 0; v < kVectorsPerPass; ++v) {
            factor[v] = load(&permutations_.factors[first + v * kLanes]);
            offset[v] = load(&permutations_.offsets[first + v * kLanes]);
            least[v] = _mm256_set1_epi32(-1);
        }
        for (const std::uint32_t hash : hashes_) {
            const __m256i x = _mm256_set1_epi32(static_cast<int>(hash));
            for (std::size_t v = 0; v < kVectorsPerPass; ++v)
                least[v] = _mm256_min_epu32(least[v], _mm256_add_epi32(_mm256_mullo_epi32(x, factor[v]), offset[v]));
        }
        for (std::size_t v = 0; v < kVectorsPerPass; ++v)
            _mm256_store_si256(reinterpret_cast<__m256i*>(&minima_[first + v * kLanes]), least[v]);
    }

    Permutations permutations_;
    alignas(32) Minima minima_{};
    std::vector<std::uint32_t> hashes_;
};

/// One key for the minima of a band: texts with an equal one are compared.
std::uint32_t band_key(const Minima& minima, std::size_t band) {
    std::uint64_t key = band;
    for (std::size_t row = 0; row < kRowsPerBand; ++row)
        key = (std::rotl(key, 27) ^ minima[band * kRowsPerBand + row]) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::uint32_t>(key >> 32);
}

/// Eight bits of each minimum: equal ones estimate the similarity without the texts.
using Sketch = std::array<std::uint8_t, kMinima>;

std::size_t equal_places(const Sketch& left, const Sketch& right) {
    std::size_t equal = 0;
    for (std::size_t k = 0; k < kMinima; k += 16) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&left[k]));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&right[k]));
        equal += static_cast<std::size_t>(
            std::popcount(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)))));
    }
    return equal;
}

/// Fewer equal places than this happen to one pair of twins in thirty thousand.
std::size_t least_equal_places(double least_similarity) {
    const double places = kMinima;
    const double deviation = std::sqrt(std::max(0.0, least_similarity * (1 - least_similarity)) / places);
    return static_cast<std::size_t>(std::max(0.0, places * (least_similarity - 4 * deviation)));
}

std::uint64_t digest_of(std::u16string_view units) {
    std::uint64_t digest = units.size();
    for (const char16_t unit : units) digest = (std::rotl(digest, 29) ^ unit) * 0x9E3779B97F4A7C15ULL;
    return mix(digest);
}

/// Sorts by the upper 32 bits; equal keys keep their order.
void sort_by_key(std::vector<std::uint64_t>& cells, std::vector<std::uint64_t>& spare) {
    constexpr int kBits = 11;
    spare.resize(cells.size());
    for (const int shift : {32, 43, 54}) {
        std::array<std::size_t, 1 << kBits> begin{};
        const auto digit = [&](std::uint64_t cell) { return cell >> shift & ((1U << kBits) - 1); };
        for (const std::uint64_t cell : cells) ++begin[digit(cell)];
        std::exclusive_scan(begin.begin(), begin.end(), begin.begin(), std::size_t{0});
        for (const std::uint64_t cell : cells) spare[begin[digit(cell)]++] = cell;
        cells.swap(spare);
    }
}

class TwinFinder {
  public:
    TwinFinder(std::size_t count, const UnitsOf& units_of, double least_similarity)
        : count_(count), units_of_(units_of), least_similarity_(least_similarity), originals_(count) {
        std::iota(originals_.begin(), originals_.end(), 0U);
    }

    std::vector<std::uint32_t> find() {
        fold_copies();
        make_buckets();
        for (std::uint32_t number = 0; number < texts_.size(); ++number) meet(number);
        // A copy's original is that of the text it copies, which is earlier and so final.
        for (std::size_t i = 0; i < count_; ++i) originals_[i] = originals_[originals_[i]];
        return std::move(originals_);
    }

  private:
    const std::u16string& units(std::size_t text, std::u16string& into) const {
        into.clear();
        units_of_(text, into);
        return into;
    }

    /// Step 1 and, for the texts that are left, step 2.
    void fold_copies() {
        const std::size_t slots = std::bit_ceil(std::max<std::size_t>(count_ * 2, 16));
        std::vector<std::uint32_t> first_with(slots, kNone);
        std::vector<std::uint64_t> digests(count_);
        MinHasher hasher;
        std::u16string text, other;
        for (std::uint32_t i = 0; i < count_; ++i) {
            if (units(i, text).size() < kLeastUnits) continue;
            digests[i] = digest_of(text);
            std::size_t at = digests[i] & (slots - 1);
            while (first_with[at] != kNone &&
                   (digests[first_with[at]] != digests[i] || units(first_with[at], other) != text))
                at = (at + 1) & (slots - 1);
            if (first_with[at] != kNone) {
                originals_[i] = first_with[at];
                continue;
            }
            first_with[at] = i;
            keep(i, hasher.minima_of(text));
        }
    }

    void keep(std::uint32_t text, const Minima& minima) {
        texts_.push_back(text);
        Sketch& sketch = sketches_.emplace_back();
        for (std::size_t k = 0; k < kMinima; ++k) sketch[k] = static_cast<std::uint8_t>(minima[k] >> 24);
        for (std::size_t band = 0; band < kBands; ++band) bands_[band].push_back(band_key(minima, band));
    }

    /// Step 3. A band's keys become the numbers of its buckets; a key that stands alone becomes kNone.
    void make_buckets() {
        std::vector<std::uint64_t> cells, spare;
        std::uint32_t buckets = 0;
        for (std::vector<std::uint32_t>& band : bands_) {
            cells.resize(band.size());
            for (std::size_t i = 0; i < band.size(); ++i) cells[i] = std::uint64_t{band[i]} << 32 | i;
            sort_by_key(cells, spare);
            for (std::size_t begin = 0; begin < cells.size();) {
                std::size_t end = begin + 1;
                while (end < cells.size() && cells[end] >> 32 == cells[begin] >> 32) ++end;
                const std::uint32_t bucket = end - begin > 1 ? buckets++ : kNone;
                for (; begin < end; ++begin) band[static_cast<std::uint32_t>(cells[begin])] = bucket;
            }
        }
        latest_in_.assign(buckets, kNone);
        filled_.assign(buckets, 0);
        met_by_.assign(texts_.size(), kNone);
        entered_as_.assign(texts_.size(), kNone);
    }

    /// Step 4 for one text.
    void meet(std::uint32_t number) {
        candidates_.clear();
        bool has_bucket = false;
        for (const std::vector<std::uint32_t>& band : bands_) {
            if (band[number] == kNone) continue;
            has_bucket = true;
            for (std::uint32_t other = latest_in_[band[number]]; other != kNone; other = band[other]) {
                if (met_by_[other] == number) continue;
                met_by_[other] = number;
                if (equal_places(sketches_[number], sketches_[other]) >= least_places_) candidates_.push_back(other);
            }
        }
        if (!has_bucket) return;
        own_.assign(units(texts_[number], text_));
        if (const std::uint32_t original = earliest_twin(); original != kNone)
            originals_[texts_[number]] = texts_[original];
        else
            enter_buckets(number);
    }

    std::uint32_t earliest_twin() {
        std::sort(candidates_.begin(), candidates_.end());
        for (const std::uint32_t other : candidates_) {
            const Entered& there = entered_[entered_as_[other]];
            const auto theirs = std::u16string_view(entered_units_).substr(there.begin, there.length);
            if (own_.similarity(theirs, there.distinct) >= least_similarity_) return other;
        }
        return kNone;
    }

    /// An original is met by later texts. Its cells, no longer needed, hold the one that entered each bucket before.
    void enter_buckets(std::uint32_t number) {
        entered_as_[number] = static_cast<std::uint32_t>(entered_.size());
        entered_.push_back(
            {entered_units_.size(), static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(own_.size())});
        entered_units_ += text_;
        for (std::vector<std::uint32_t>& band : bands_) {
            const std::uint32_t bucket = band[number];
            if (bucket == kNone || filled_[bucket] == kMostPerBucket) continue;
            ++filled_[bucket];
            band[number] = latest_in_[bucket];
            latest_in_[bucket] = number;
        }
    }

    /// What an original in a bucket is compared by.
    struct Entered {
        std::size_t begin = 0;  // in entered_units_
        std::uint32_t length = 0, distinct = 0;
    };

    std::size_t count_;
    const UnitsOf& units_of_;
    double least_similarity_;
    std::size_t least_places_ = least_equal_places(least_similarity_);
    std::vector<std::uint32_t> originals_;  // of every text
    std::vector<std::uint32_t> texts_;      // those that are no exact copies; the vectors below are numbered like it
    std::vector<Sketch> sketches_;
    std::array<std::vector<std::uint32_t>, kBands> bands_;
    std::vector<std::uint32_t> met_by_;
    std::vector<std::uint32_t> latest_in_;  // of every bucket
    std::vector<std::uint8_t> filled_;
    std::vector<Entered> entered_;
    std::vector<std::uint32_t> entered_as_;
    std::u16string entered_units_;
    std::vector<std::uint32_t> candidates_;
    std::u16string text_;
    GramSet own_;
};

/// Earliest first; undated posts after dated ones; ties by id.
std::vector<std::uint32_t> by_age(const Threads& threads, const Corpus& corpus) {
    struct Aged {
        std::int64_t seconds, post;
        std::uint32_t index;
        bool operator<(const Aged& other) const {
            return std::tie(seconds, post, index) < std::tie(other.seconds, other.post, other.index);
        }
    };
    std::vector<Aged> aged;
    for (std::uint32_t i = 0; i < corpus.posts.size(); ++i) {
        if (corpus.posts[i].fate != PostFate::analysed) continue;
        const std::int64_t seconds = threads.posts[i].created_seconds;
        aged.push_back({seconds < 0 ? std::numeric_limits<std::int64_t>::max() : seconds,
                        static_cast<std::int64_t>(corpus.posts[i].post), i});
    }
    std::sort(aged.begin(), aged.end());
    std::vector<std::uint32_t> order;
    order.reserve(aged.size());
    for (const Aged& post : aged) order.push_back(post.index);
    return order;
}

}  // namespace

double unit_similarity(std::u16string_view left, std::u16string_view right) {
    GramSet a, b;
    a.assign(left);
    b.assign(right);
    return a.similarity(right, b.size());
}

std::vector<std::uint32_t> find_originals(std::size_t count, const UnitsOf& units_of, double least_similarity) {
    return TwinFinder(count, units_of, least_similarity).find();
}

std::vector<std::uint32_t> originals_among(const std::vector<CleanPost>& posts, double least_similarity) {
    const auto units_of = [&](std::size_t i, std::u16string& out) { append_own_units(posts[i], out); };
    return find_originals(posts.size(), units_of, least_similarity);
}

void fold_twins(const Threads& threads, Corpus& corpus, double least_similarity) {
    const std::vector<std::uint32_t> order = by_age(threads, corpus);
    const auto units_of = [&](std::size_t i, std::u16string& out) { append_own_units(corpus.posts[order[i]], out); };
    const std::vector<std::uint32_t> originals = find_originals(order.size(), units_of, least_similarity);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (originals[i] == i) continue;
        corpus.posts[order[i]].fate = PostFate::twin;
        corpus.posts[order[i]].twin_of = corpus.posts[order[originals[i]]].post;
    }
}

std::vector<CopySignature> copy_signatures(const std::vector<CleanPost>& posts) {
    std::vector<CopySignature> signatures(posts.size());
    MinHasher hasher;
    std::u16string units;
    for (std::size_t i = 0; i < posts.size(); ++i) {
        units.clear();
        append_own_units(posts[i], units);
        CopySignature& signature = signatures[i];
        signature.post = posts[i].post;
        signature.revision = posts[i].revision;
        signature.units = static_cast<std::int64_t>(units.size());
        signature.digest = static_cast<std::int64_t>(digest_of(units) >> 1);
        if (units.size() < kLeastUnits) continue;
        const Minima& minima = hasher.minima_of(units);
        for (std::size_t band = 0; band < kBands; ++band) signature.bands.push_back(band_key(minima, band));
    }
    return signatures;
}

}  // namespace agon
