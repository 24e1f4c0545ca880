// Encodes the lines of a file and writes the vectors; prints CPU seconds. Driven by encoder_bench.py.
// Usage: encoder_bench FOLDER LINES VECTORS [threads] [batch] [plain|avx2|avx512_vnni|fast]; writes rows of float32.
// CPU time is the process's own (user and system), without loading the model.
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

}  // namespace

int main(int count, char** words) {
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
