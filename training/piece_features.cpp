// Writes what the encoder makes of the pieces of texts, for the training scripts, so that training sees the very numbers
// that agon computes later.
// Usage: piece_features ENCODER_FOLDER LINES COUNTS ROWS VECTORS [PROJECTION WIDTH]
//   LINES       one text a line (no line ends inside)
//   COUNTS      out: int32 per text, its pieces (at most 64)
//   ROWS        out: float16 rows, one a piece, 1280 wide, or WIDTH wide after the PROJECTION
//   VECTORS     out: float32, 512 a text
//   PROJECTION  float32, WIDTH + 1280 * WIDTH: the shift, then the matrix row by row; a row is shift + features * matrix
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "ground/model/encoder.hpp"

namespace {

constexpr std::size_t most_pieces = 64;
constexpr std::size_t batch = 256;

std::vector<std::string> lines_of(const char* file) {
    std::vector<std::string> lines;
    std::ifstream input(file);
    for (std::string line; std::getline(input, line);) lines.push_back(line);
    return lines;
}

std::vector<float> floats_of(const char* file) {
    std::ifstream input(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(input), {}};
    std::vector<float> floats(bytes.size() / sizeof(float));
    std::copy_n(bytes.data(), floats.size() * sizeof(float), reinterpret_cast<char*>(floats.data()));
    return floats;
}

void write_rows(const std::vector<float>& rows, std::size_t width, const std::vector<float>& projection,
                std::size_t out_width, std::ofstream& output) {
    std::vector<float> out(out_width);
    std::vector<_Float16> half(out_width);
    for (std::size_t r = 0; r < rows.size() / width; ++r) {
        const float* row = rows.data() + r * width;
        if (projection.empty()) {
            std::copy_n(row, width, out.data());
        } else {
            std::copy_n(projection.data(), out_width, out.data());
            for (std::size_t k = 0; k < width; ++k) {
                const float* weights = projection.data() + (k + 1) * out_width;
                for (std::size_t j = 0; j < out_width; ++j) out[j] += row[k] * weights[j];
            }
        }
        for (std::size_t j = 0; j < out_width; ++j) half[j] = static_cast<_Float16>(out[j]);
        output.write(reinterpret_cast<const char*>(half.data()),
                     static_cast<std::streamsize>(out_width * sizeof(_Float16)));
    }
}

}  // namespace

int main(int count, char** words) {
    if (count != 6 && count != 8) {
        std::fputs("usage: piece_features ENCODER_FOLDER LINES COUNTS ROWS VECTORS [PROJECTION WIDTH]\n", stderr);
        return 2;
    }
    const auto encoder = agon::load_embedded_encoder(words[1], agon::real_disk());
    if (!encoder) return std::cerr << encoder.error().line() << "\n", 1;
    const std::vector<std::string> lines = lines_of(words[2]);
    const auto width = static_cast<std::size_t>((*encoder)->piece_width());
    const std::vector<float> projection = count == 8 ? floats_of(words[6]) : std::vector<float>{};
    const std::size_t out_width = count == 8 ? static_cast<std::size_t>(std::atoi(words[7])) : width;
    if (!projection.empty() && projection.size() != (width + 1) * out_width)
        return std::cerr << "the projection is not of that width\n", 1;
    std::ofstream counts(words[3], std::ios::binary), rows(words[4], std::ios::binary), vectors(words[5], std::ios::binary);
    for (std::size_t begin = 0; begin < lines.size(); begin += batch) {
        const std::size_t end = std::min(lines.size(), begin + batch);
        const std::vector<std::string_view> texts(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                                                  lines.begin() + static_cast<std::ptrdiff_t>(end));
        const auto features = (*encoder)->encode_pieces(texts, most_pieces, 1);
        if (!features) return std::cerr << features.error().line() << "\n", 1;
        for (std::size_t t = 0; t < texts.size(); ++t) {
            const auto pieces = static_cast<std::int32_t>(features->begin[t + 1] - features->begin[t]);
            counts.write(reinterpret_cast<const char*>(&pieces), sizeof pieces);
        }
        const auto sentence = (*encoder)->encode(texts, 1);
        if (!sentence) return std::cerr << sentence.error().line() << "\n", 1;
        vectors.write(reinterpret_cast<const char*>(sentence->data()),
                      static_cast<std::streamsize>(sentence->size() * sizeof(float)));
        write_rows(features->rows, width, projection, out_width, rows);
    }
    return 0;
}
