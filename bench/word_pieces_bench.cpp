// Lines of standard input to the numbers of their word pieces, a line each. Driven by word_pieces_peer.py.
// Usage: word_pieces_bench NETWORK.npz
#include <cstdio>
#include <iostream>

#include "ground/model/array_archive.hpp"
#include "ground/model/word_pieces.hpp"
#include "ground/table/table.hpp"

int main(int count, char** words) {
    if (count != 2) return std::fputs("usage: word_pieces_bench NETWORK.npz\n", stderr), 2;
    auto bytes = agon::real_disk().read_file(words[1]);
    if (!bytes) return std::cerr << bytes.error().line() << "\n", 1;
    const auto archive = agon::ArrayArchive::open(std::move(bytes).value(), words[1]);
    if (!archive) return std::cerr << archive.error().line() << "\n", 1;
    const auto size = archive.value().shape_of("pieces");
    if (!size) return std::cerr << size.error().line() << "\n", 1;
    const auto joined = archive.value().small_numbers("pieces", size.value());
    if (!joined) return std::cerr << joined.error().line() << "\n", 1;
    const std::string text(joined.value().begin(), joined.value().end());
    const auto pieces = agon::WordPieces::open(text, words[1]);
    if (!pieces) return std::cerr << pieces.error().line() << "\n", 1;
    for (std::string line; std::getline(std::cin, line);) {
        for (const std::int32_t number : pieces.value().split(line, 100000)) std::printf("%d ", number);
        std::printf("\n");
    }
    return 0;
}
