// Encodes the lines of a file and writes the vectors; prints CPU seconds. Driven by encoder_bench.py.
// Usage: encoder_bench FOLDER LINES VECTORS [threads] [batch] [plain|avx2|avx512_vnni|fast]; writes rows of float32.
// CPU time is the process's own (user and system), without loading the model. `peak` as the only argument: measures how
// many multiplications with addition (FMA, single precision) a core does at most, and prints them per CPU second.
#include <immintrin.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>

#include "ground/model/encoder.hpp"
#include "ground/model/fast_encoder.hpp"
#include "ground/model/integer_product.hpp"

namespace {

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void choose_kernel(const std::string& name) {
    if (name == "plain") agon::set_kernel(agon::ProductKernel::plain);
    if (name == "avx2") agon::set_kernel(agon::ProductKernel::avx2);
}

// Ten sums that do not wait for each other keep two units with a latency of four or five cycles busy.
constexpr int kSums = 10, kRounds = 20'000'000;

__attribute__((target("avx512f"))) float wide_fma() {
    __m512 sums[kSums];
    for (__m512& sum : sums) sum = _mm512_set1_ps(1.0F);
    const __m512 factor = _mm512_set1_ps(0.999F), added = _mm512_set1_ps(0.001F);
    for (int round = 0; round < kRounds; ++round)
#pragma GCC unroll 10
        for (__m512& sum : sums) sum = _mm512_fmadd_ps(sum, factor, added);
    float total = 0;
    for (const __m512& sum : sums) total += _mm512_reduce_add_ps(sum);
    return total;
}

__attribute__((target("fma,avx2"))) float narrow_fma() {
    __m256 sums[kSums];
    for (__m256& sum : sums) sum = _mm256_set1_ps(1.0F);
    const __m256 factor = _mm256_set1_ps(0.999F), added = _mm256_set1_ps(0.001F);
    for (int round = 0; round < kRounds; ++round)
#pragma GCC unroll 10
        for (__m256& sum : sums) sum = _mm256_fmadd_ps(sum, factor, added);
    float total = 0;
    for (const __m256& sum : sums) total += _mm256_cvtss_f32(sum);
    return total;
}

/// Multiplications with addition per CPU second, the best of three; the total is printed so that none is left out.
void print_peak() {
    const bool wide = __builtin_cpu_supports("avx512f") != 0;
    double best = 0;
    float total = 0;
    for (int turn = 0; turn < 3; ++turn) {
        const double before = processor_seconds();
        total += wide ? wide_fma() : narrow_fma();
        best = std::max(best, (wide ? 16.0 : 8.0) * kSums * kRounds / (processor_seconds() - before));
    }
    std::printf("fma_per_second %.4g bits %d total %g\n", best, wide ? 512 : 256, static_cast<double>(total));
}

}  // namespace

int main(int count, char** words) {
    if (count == 2 && std::string(words[1]) == "peak") return print_peak(), 0;
    if (count < 4) {
        std::fputs("usage: encoder_bench FOLDER LINES VECTORS [threads] [batch] [kernel]\n", stderr);
        return 2;
    }
    const int threads = count > 4 ? std::atoi(words[4]) : 1;
    if (count > 6) choose_kernel(words[6]);
    std::vector<std::string> lines;
    std::ifstream input(words[2]);
    for (std::string line; std::getline(input, line);) lines.push_back(line);
    const std::size_t batch =
        count > 5 && std::atoi(words[5]) > 0 ? static_cast<std::size_t>(std::atoi(words[5])) : lines.size();
    const double start = processor_seconds();
    const bool fast = count > 6 && std::string(words[6]) == "fast";
    const auto encoder = fast ? agon::load_fast_encoder(words[1], "models", agon::real_disk())
                              : agon::load_embedded_encoder(words[1], agon::real_disk());
    if (!encoder) return std::cerr << encoder.error().line() << "\n", 1;
    const double loaded = processor_seconds();
    std::ofstream output(words[3], std::ios::binary);
    double encoding = 0;
    for (std::size_t begin = 0; begin < lines.size(); begin += batch) {
        const std::size_t end = std::min(lines.size(), begin + batch);
        const std::vector<std::string_view> texts(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                                                  lines.begin() + static_cast<std::ptrdiff_t>(end));
        const double before = processor_seconds();
        const auto vectors = encoder.value()->encode(texts, threads);
        encoding += processor_seconds() - before;
        if (!vectors) return std::cerr << vectors.error().line() << "\n", 1;
        output.write(reinterpret_cast<const char*>(vectors.value().data()),
                     static_cast<std::streamsize>(vectors.value().size() * sizeof(float)));
    }
    std::printf("load_seconds %.3f encode_seconds %.4f lines %zu\n", loaded - start, encoding, lines.size());
    return output.good() ? 0 : 1;
}
