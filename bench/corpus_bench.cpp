// Room corpus on many posts: near-copies against exact comparison, and traditional to simplified. Driven by
// corpus_bench.py, which runs the peers on the same posts.
//   corpus_bench twins POSTS                 fold all; every folded pair is compared exactly again
//   corpus_bench sample POSTS FIRST STEP N   fold N posts from FIRST on, every STEP-th, and compare with all pairs
//   corpus_bench simplify POSTS DIGEST       to_simplified of each post; writes the SHA-256 of all results to DIGEST
// POSTS: JSON Lines with "text". CPU seconds are the process's own (user and system) without reading the posts.
#include <simdjson.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>

#include "src/corpus/steps.hpp"

namespace {

using agon::append_word_units;

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double peak_mebibytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::vector<std::string> texts_of(const char* path) {
    std::vector<std::string> texts;
    simdjson::dom::parser parser;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (std::string_view text; parser.parse(line)["text"].get(text) == simdjson::SUCCESS) texts.emplace_back(text);
    return texts;
}

using Grams = std::vector<std::uint64_t>;

Grams sorted_grams(const std::string& text) {
    std::u16string units;
    append_word_units(text, units);
    Grams grams;
    for (std::size_t i = 0; i + 4 <= units.size() && units.size() >= 16; ++i) {
        std::uint64_t gram = 0;
        std::memcpy(&gram, units.data() + i, sizeof gram);
        grams.push_back(gram);
    }
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    return grams;
}

double jaccard(const Grams& a, const Grams& b) {
    if (a.empty() || b.empty()) return 0;
    std::size_t i = 0, j = 0, shared = 0;
    while (i < a.size() && j < b.size()) {
        const std::uint64_t left = a[i], right = b[j];
        shared += left == right ? 1 : 0;
        i += left <= right ? 1 : 0;
        j += right <= left ? 1 : 0;
    }
    return static_cast<double>(shared) / static_cast<double>(a.size() + b.size() - shared);
}

std::vector<std::uint32_t> fold(const std::vector<std::string>& texts) {
    return agon::find_originals(
        texts.size(), [&](std::size_t i, std::u16string& out) { append_word_units(texts[i], out); }, 0.8);
}

void twins(const char* path) {
    const auto texts = texts_of(path);
    const double before = processor_seconds();
    const auto originals = fold(texts);
    const double seconds = processor_seconds() - before;
    const double peak = peak_mebibytes();
    std::size_t folded = 0, wrong = 0;
    double least = 1;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (originals[i] == i) continue;
        ++folded;
        const double similarity = jaccard(sorted_grams(texts[i]), sorted_grams(texts[originals[i]]));
        least = std::min(least, similarity);
        wrong += similarity < 0.8 ? 1 : 0;
    }
    std::printf("agon twins: posts %zu cpu_s %.2f folded %zu pairs_below_.8 %zu least_similarity %.4f peak_MiB %.0f\n",
                texts.size(), seconds, folded, wrong, least, peak);
}

void sample(const char* path, std::size_t first, std::size_t step, std::size_t count) {
    const auto all = texts_of(path);
    std::vector<std::string> texts;
    for (std::size_t i = first; i < all.size() && texts.size() < count; i += step) texts.push_back(all[i]);
    const auto found = fold(texts);
    std::vector<Grams> grams;
    for (const std::string& text : texts) grams.push_back(sorted_grams(text));
    std::size_t exact = 0, missed = 0, other = 0, extra = 0, pairs = 0, met = 0;
    std::vector<std::uint32_t> originals;
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
        originals.push_back(i);
        for (std::uint32_t j = 0; j < i; ++j) {
            const double small = static_cast<double>(std::min(grams[i].size(), grams[j].size()));
            const double large = static_cast<double>(std::max(grams[i].size(), grams[j].size()));
            if (small < 0.8 * large || jaccard(grams[i], grams[j]) < 0.8) continue;
            ++pairs;
            met += found[i] == found[j] ? 1 : 0;
            if (originals[i] == i && originals[j] == j) originals[i] = j;
        }
        if (originals[i] != i) {
            ++exact;
            missed += found[i] == i ? 1 : 0;
            other += found[i] != i && found[i] != originals[i] ? 1 : 0;
        } else {
            extra += found[i] != i ? 1 : 0;
        }
    }
    std::printf("sample of %zu (from %zu, step %zu): exact_twins %zu found %zu recall %.4f other_original %zu extra %zu; "
                "pairs_at_.8 %zu in_one_group %zu\n",
                texts.size(), first, step, exact, exact - missed,
                exact == 0 ? 1.0 : static_cast<double>(exact - missed) / static_cast<double>(exact), other, extra, pairs,
                met);
}

void simplify(const char* path, const char* digest_file) {
    const auto texts = texts_of(path);
    std::size_t bytes = 0;
    for (const std::string& text : texts) bytes += text.size();
    agon::to_simplified("");  // the table, once a process
    const double before = processor_seconds();
    std::vector<std::string> simple;
    simple.reserve(texts.size());
    for (const std::string& text : texts) simple.push_back(agon::to_simplified(text));
    const double seconds = processor_seconds() - before;
    std::string joined;
    for (const std::string& text : simple) joined += text + '\n';
    std::ofstream(digest_file) << agon::sha256_hex(joined) << '\n';
    std::printf("agon simplify: posts %zu cpu_s %.3f MB_per_s %.1f\n", texts.size(), seconds,
                static_cast<double>(bytes) / 1e6 / seconds);
}

}  // namespace

int main(int count, char** words) {
    const std::string_view what = count > 2 ? words[1] : "";
    if (what == "twins")
        twins(words[2]);
    else if (what == "sample" && count == 6)
        sample(words[2], std::strtoull(words[3], nullptr, 10), std::strtoull(words[4], nullptr, 10),
               std::strtoull(words[5], nullptr, 10));
    else if (what == "simplify" && count == 4)
        simplify(words[2], words[3]);
    else
        return 2;
    return 0;
}
