// Features and their weighing. training/claims.py makes the very same features; change both or neither.
#include "src/segments/claims.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ground/model/array_archive.hpp"
#include "ground/model/tiles.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::uint32_t gram_buckets = 1U << 15;
constexpr std::size_t longest_gram = 4;      // characters
constexpr std::size_t longest_word_run = 3;  // words
constexpr std::size_t fewest_words = 4;      // fewer Latin words are names in a Chinese text, not English
constexpr std::size_t texts_per_tile = 256;
constexpr float vector_factor = 2;

bool is_han_gram(char32_t c) {
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF);
}
bool is_latin_word(char32_t c) {
    return (c >= U'a' && c <= U'z') || c == U'\'';
}

struct Characters {
    std::vector<char32_t> codes;       // ASCII letters small
    std::vector<std::size_t> offsets;  // of each in `bytes`, and the end
    std::string bytes;
};

Characters characters_of(std::string_view text) {
    Characters out;
    out.bytes = std::string(text);
    for (char& c : out.bytes)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    for (std::size_t at = 0; at < out.bytes.size();) {
        out.offsets.push_back(at);
        out.codes.push_back(next_code_point(out.bytes, at));
    }
    out.offsets.push_back(out.bytes.size());
    return out;
}

std::uint32_t bucket_of(std::string_view gram) {
    return static_cast<std::uint32_t>(
               crc32(0, reinterpret_cast<const Bytef*>(gram.data()), static_cast<uInt>(gram.size()))) %
           gram_buckets;
}

/// Runs of 1 ... 4 characters of a stretch of Chinese, with ^ before and $ behind it.
void add_han_grams(std::string_view stretch, std::vector<std::uint32_t>& out) {
    std::string marked("^");
    marked.append(stretch).append("$");
    std::vector<std::size_t> offsets;
    for (std::size_t at = 0; at < marked.size(); next_code_point(marked, at)) offsets.push_back(at);
    offsets.push_back(marked.size());
    for (std::size_t length = 1; length <= longest_gram; ++length)
        for (std::size_t i = 0; i + length < offsets.size(); ++i)
            out.push_back(bucket_of(std::string_view(marked).substr(offsets[i], offsets[i + length] - offsets[i])));
}

void add_word_grams(std::vector<std::string> words, std::vector<std::uint32_t>& out) {
    if (words.size() < fewest_words) return;
    words.insert(words.begin(), "^");
    words.emplace_back("$");
    for (std::size_t length = 1; length <= longest_word_run; ++length)
        for (std::size_t i = 0; i + length <= words.size(); ++i) {
            std::string run;
            for (std::size_t k = 0; k < length; ++k) run += (k > 0 ? " " : "") + words[i + k];
            out.push_back(bucket_of(run + '|'));
        }
}

}  // namespace

std::vector<std::uint32_t> claim_grams(std::string_view text) {
    const Characters c = characters_of(text);
    std::vector<std::uint32_t> grams;
    std::vector<std::string> words;
    for (std::size_t i = 0; i < c.codes.size();) {
        std::size_t end = i + 1;
        const auto reach = [&](auto belongs) {
            while (end < c.codes.size() && belongs(c.codes[end])) ++end;
        };
        const auto piece = [&] {
            return std::string_view(c.bytes).substr(c.offsets[i], c.offsets[end] - c.offsets[i]);
        };
        const auto is_digit = [](char32_t x) { return x >= U'0' && x <= U'9'; };
        if (is_han_gram(c.codes[i])) {
            reach(is_han_gram);
            add_han_grams(piece(), grams);
        } else if (is_latin_word(c.codes[i])) {
            reach(is_latin_word);
            words.emplace_back(piece());
        } else if (is_digit(c.codes[i])) {
            reach(is_digit);
            words.emplace_back("0");
        } else if (c.codes[i] > U' ' && c.codes[i] < 0x7F) {
            words.emplace_back(piece());
        }
        i = end;
    }
    add_word_grams(std::move(words), grams);
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    return grams;
}

std::vector<float> claim_shape(std::string_view text) {
    const Characters c = characters_of(text);
    const auto count = static_cast<float>(std::max<std::size_t>(c.codes.size(), 1));
    const auto has = [&](std::u32string_view set) {
        return std::any_of(c.codes.begin(), c.codes.end(),
                           [&](char32_t x) { return set.find(x) != std::u32string_view::npos; })
                   ? 1.0F
                   : 0.0F;
    };
    float digits = 0, commas = 0;
    for (const char32_t x : c.codes) {
        digits += x >= U'0' && x <= U'9' ? 1.0F : 0.0F;
        commas += x == U'，' ? 1.0F : 0.0F;
    }
    const bool closed =
        !c.codes.empty() && std::u32string_view(U"。！？!?.…").find(c.codes.back()) != std::u32string_view::npos;
    return {std::min(count, 200.0F) / 100.0F,
            std::log(count) / 5.0F,
            digits / count * 4.0F,
            has(U"?？"),
            has(U"!！"),
            has(U"我"),
            has(U",，"),
            commas / count * 20.0F,
            has(U"#@"),
            has(U"「“”」"),
            closed ? 0.0F : 1.0F,
            1.0F};
}

Result<ClaimScorer> ClaimScorer::load(Disk& disk, const std::string& data, const Encoder& encoder) {
    const std::string path = data + "/models/claims.npz";
    if (!disk.exists(path)) return Error{ErrorCode::model_missing, path, 0, -1, "it is part of agon"};
    TRY(std::string bytes, disk.read_file(path));
    ClaimScorer scorer;
    scorer.encoder_ = &encoder;
    scorer.digest_ = sha256_hex(sha256_hex(bytes) + "\n" + encoder.digest() + "\n");
    TRY(const ArrayArchive archive, ArrayArchive::open(std::move(bytes), path));
    TRY(const std::vector<std::uint8_t> steps, archive.small_numbers("gram_steps", {gram_buckets}));
    TRY(const std::vector<float> step, archive.floats("gram_step", {1}));
    for (const std::uint8_t s : steps) scorer.gram_weights_.push_back((static_cast<float>(s) - 128.0F) * step[0]);
    TRY(scorer.vector_weights_, archive.floats("vector", {encoder.width()}));
    TRY(scorer.shape_weights_, archive.floats("shape", {static_cast<std::int64_t>(claim_shape("").size())}));
    return scorer;
}

double ClaimScorer::score_one(std::string_view text, const float* vector) const {
    const std::vector<std::uint32_t> grams = claim_grams(text);
    double sum = 0;
    for (const std::uint32_t gram : grams) sum += static_cast<double>(gram_weights_[gram]);
    if (!grams.empty()) sum /= std::sqrt(static_cast<double>(grams.size()));
    for (std::size_t i = 0; i < vector_weights_.size(); ++i)
        sum += static_cast<double>(vector_weights_[i]) * static_cast<double>(vector_factor * vector[i]);
    const std::vector<float> shape = claim_shape(text);
    for (std::size_t i = 0; i < shape.size(); ++i)
        sum += static_cast<double>(shape_weights_[i]) * static_cast<double>(shape[i]);
    return 1.0 / (1.0 + std::exp(-sum));
}

Result<std::vector<double>> ClaimScorer::score(const std::vector<std::string_view>& texts, int threads) const {
    const auto width = static_cast<std::size_t>(encoder_->width());
    constexpr std::size_t batch = 65536;  // keeps the vectors of a large case out of memory
    std::vector<double> scores(texts.size());
    for (std::size_t begin = 0; begin < texts.size(); begin += batch) {
        const std::size_t end = std::min(texts.size(), begin + batch);
        const std::vector<std::string_view> part(texts.begin() + static_cast<std::ptrdiff_t>(begin),
                                                 texts.begin() + static_cast<std::ptrdiff_t>(end));
        TRY(const std::vector<float> vectors, encoder_->encode(part, threads));
        for_each_tile(tiles_of(part.size(), texts_per_tile), threads, [&](std::size_t tile) {
            for (std::size_t i = tile * texts_per_tile; i < std::min(part.size(), (tile + 1) * texts_per_tile); ++i)
                scores[begin + i] = score_one(part[i], vectors.data() + i * width);
        });
    }
    return scores;
}

}  // namespace agon
