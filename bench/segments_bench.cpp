// Segments and embeds a corpus of posts with the fast tier, block by block. Usage: segments_bench POSTS.txt [threads]
// POSTS.txt: one post a line. Prints posts, units, seconds, CPU seconds, most memory.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "ground/model/fast_encoder.hpp"
#include "ground/model/tiles.hpp"
#include "src/segments/boundaries.hpp"
#include "src/segments/claims.hpp"

namespace {

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) return std::fputs("usage: segments_bench POSTS.txt [threads]\n", stderr), 2;
    const int threads = count > 2 ? std::atoi(words[2]) : 1;
    const auto start = std::chrono::steady_clock::now();
    const auto lexicon = agon::Lexicon::load(agon::real_disk(), "ground/lexicon");
    const auto encoder = agon::load_fast_encoder(".deps/encoder", "models", agon::real_disk());
    if (!lexicon || !encoder) return std::fputs("run it in the repository root, after setup/install\n", stderr), 1;
    const auto claims = agon::ClaimScorer::load(agon::real_disk(), ".", **encoder);
    const agon::UnitWords lists{lexicon->list("contrast"), lexicon->list("boilerplate")};
    const double loaded = processor_seconds();
    std::ifstream input(words[1]);
    std::size_t posts = 0, units = 0, bytes = 0;
    double cutting = 0, scoring = 0, embedding = 0, checksum = 0;
    constexpr std::size_t block = 50000;
    for (bool more = true; more;) {
        std::vector<std::string> texts;
        for (std::string line; texts.size() < block && (more = static_cast<bool>(std::getline(input, line)));)
            texts.push_back(std::move(line));
        std::vector<std::vector<agon::Unit>> found(texts.size());
        const double before = processor_seconds();
        agon::for_each_tile(agon::tiles_of(texts.size(), 256), threads, [&](std::size_t tile) {
            for (std::size_t i = tile * 256; i < std::min(texts.size(), (tile + 1) * 256); ++i)
                found[i] = agon::units_of(texts[i], lists, 360);
        });
        const double cut = processor_seconds();
        std::vector<std::string_view> pieces;
        for (std::size_t i = 0; i < texts.size(); ++i)
            for (const agon::Unit& unit : found[i])
                pieces.push_back(std::string_view(texts[i]).substr(static_cast<std::size_t>(unit.span.begin),
                                                                   static_cast<std::size_t>(unit.span.length())));
        const auto scores = claims->score(pieces, threads);
        const double scored = processor_seconds();
        const auto vectors = (*encoder)->encode(pieces, threads);
        embedding += processor_seconds() - scored;
        scoring += scored - cut;
        cutting += cut - before;
        posts += texts.size();
        units += pieces.size();
        for (const std::string& text : texts) bytes += text.size();
        for (std::size_t i = 0; i < vectors->size(); i += 997) checksum += static_cast<double>((*vectors)[i]);
        for (const double s : *scores) checksum += s;
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%zu posts, %.1f MB, %zu units, %d threads: %.1f s wall, %.1f CPU s (loading %.2f, cutting %.2f, claim "
                "scores %.2f, vectors %.2f), %.0f MiB, checksum %.6f\n",
                posts, static_cast<double>(bytes) / 1e6, units, threads, wall.count(), processor_seconds(), loaded, cutting,
                scoring, embedding, static_cast<double>(usage.ru_maxrss) / 1024, checksum);
    return 0;
}
