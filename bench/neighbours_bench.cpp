// Exact nearest neighbours of the rows of a float32 file. Driven by neighbours_bench.py.
// Usage: neighbours_bench ROWS WIDTH K THREADS OUT [avx2]; writes int32 row numbers, prints CPU and wall seconds.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

#include "ground/model/integer_product.hpp"
#include "ground/model/neighbours.hpp"

int main(int count, char** words) {
    if (count < 6) return std::fputs("usage: neighbours_bench ROWS WIDTH K THREADS OUT [avx2]\n", stderr), 2;
    std::ifstream input(words[1], std::ios::binary | std::ios::ate);
    std::vector<float> rows(static_cast<std::size_t>(input.tellg()) / sizeof(float));
    input.seekg(0);
    input.read(reinterpret_cast<char*>(rows.data()), static_cast<std::streamsize>(rows.size() * sizeof(float)));
    if (count > 6 && std::string(words[6]) == "avx2") agon::set_kernel(agon::ProductKernel::avx2);
    const std::clock_t before = std::clock();
    const auto start = std::chrono::steady_clock::now();
    const auto found = agon::nearest(rows, std::atoi(words[2]), std::atoi(words[3]), std::atoi(words[4]));
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    std::printf("%.3f %.3f\n", static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC, wall.count());
    std::ofstream output(words[5], std::ios::binary);
    for (const agon::Neighbour& n : found) output.write(reinterpret_cast<const char*>(&n.row), sizeof n.row);
    return 0;
}
