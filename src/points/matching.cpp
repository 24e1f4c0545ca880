// Features and weighing of the matching judge; see matching.hpp. The names and order of the features are those of
// training/matching.py; a change here is a change there.
#include "src/points/matching.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "ground/model/array_archive.hpp"
#include "ground/model/geometry.hpp"

namespace agon {
namespace {

constexpr std::int32_t wide = 512, narrow = 128;
// Order of the features. The first 17 are of the pair itself, then for each of `compared` three relations.
enum Feature : std::size_t { cos_, ccos, hcos, at, kt, sia, lex, rec, pre, gram, al, soft, al2, la, lk, negx, nk, own };
constexpr std::array<std::size_t, 8> compared{cos_, ccos, lex, rec, gram, al, soft, sia};
static_assert(own + 3 * compared.size() == match_feature_count);

using Row = std::array<double, match_feature_count>;

/// A text taken apart. Words are numbers in the group's vocabulary, first use first.
struct Parts {
    std::vector<std::size_t> words;  // one spelling per stem
    std::vector<double> weights;
    std::map<std::size_t, double> stems;
    double weight_sum = 0, weight_squares = 0;
    std::map<std::string, double> grams;
    double gram_squares = 0;
    bool negated = false;
    std::vector<float> centred_full, centred_half, projected;
};

struct Vocabulary {
    std::map<std::string, std::size_t> place;
    std::vector<std::string> spelled;
    std::size_t add(const std::string& word) {
        const auto [at_word, fresh] = place.emplace(word, spelled.size());
        if (fresh) spelled.push_back(word);
        return at_word->second;
    }
};

/// Eight sums side by side, added up in a fixed order: fast, and the same bits everywhere.
float lanes_dot(const float* left, const float* right, std::int32_t width) {
    std::array<float, 8> sums{};
    for (std::int32_t i = 0; i < width; i += 8)
        for (std::size_t lane = 0; lane < 8; ++lane)
            sums[lane] += left[static_cast<std::size_t>(i) + lane] * right[static_cast<std::size_t>(i) + lane];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

std::map<std::string, double> grams_of(std::string_view text, const Words& words) {
    std::map<std::string, double> grams;
    for (const MatchWord& word : match_words(text, words)) {
        const bool latin = static_cast<unsigned char>(word.spelled.front()) < 0x80;
        const std::string padded = latin ? " " + word.spelled + " " : word.spelled;
        const std::size_t step = latin ? 1 : 3;
        for (const std::size_t length : latin ? std::vector<std::size_t>{3, 4, 5} : std::vector<std::size_t>{3, 6})
            for (std::size_t i = 0; i + length <= padded.size(); i += step) grams[padded.substr(i, length)] += 1;
    }
    return grams;
}

bool negates(std::string_view text) {
    static const std::set<std::string_view> english{"not",   "no",      "never", "cannot", "without", "less",
                                                    "won't", "doesn't", "don't", "isn't",  "can't"};
    for (const std::string_view sign : {"不", "没", "无", "非", "别"})
        if (text.find(sign) != std::string_view::npos) return true;
    std::string word;
    for (const char c : std::string(text) + " ") {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9') || low == '\'') {
            word += low;
            continue;
        }
        if (english.contains(word) || (word.starts_with("un") && word.size() > 2)) return true;
        word.clear();
    }
    return false;
}

std::vector<float> shifted(const float* row, const std::vector<float>& mean, float share) {
    std::vector<float> out(static_cast<std::size_t>(wide));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = row[i] - share * mean[i];
    return out;
}

class Pairing {
  public:
    Pairing(const MatchGroup& group, const Words& words, const std::vector<float>& projection)
        : group_(group), words_(words), projection_(projection) {
        std::vector<float> rows;
        for (const MatchText& text : group.texts) rows.insert(rows.end(), text.vector, text.vector + wide);
        mean_ = rows.empty() ? std::vector<float>(static_cast<std::size_t>(wide)) : mean_of_rows(rows, wide);
        count_words();
        for (const MatchText& text : group.texts) texts_.push_back(parts_of(text));
        for (const MatchText& point : group.points) points_.push_back(parts_of(point));
    }

    Result<void> align(const Encoder& encoder, int threads) {
        std::vector<std::string_view> spelled(vocabulary_.spelled.begin(), vocabulary_.spelled.end());
        if (spelled.empty()) return {};
        TRY(const std::vector<float> rows, encoder.encode(spelled, threads));
        const std::vector<float> unit = centred_rows(rows, mean_of_rows(rows, wide));
        std::set<std::size_t> in_points;
        for (const Parts& point : points_) in_points.insert(point.words.begin(), point.words.end());
        row_of_.assign(spelled.size(), 0);
        for (const std::size_t word : in_points) {
            row_of_[word] = alike_.size();
            std::vector<float> row(spelled.size());
            for (std::size_t other = 0; other < spelled.size(); ++other)
                row[other] = lanes_dot(&unit[word * wide], &unit[other * wide], wide);
            alike_.push_back(std::move(row));
        }
        return {};
    }

    /// The pair's own features; those relative to row and column come after.
    Row features(std::size_t t, std::size_t p, const std::vector<float>& projection_scale) const {
        const Parts &text = texts_[t], &point = points_[p];
        const float *a = group_.texts[t].vector, *k = group_.points[p].vector;
        Row x{};
        x[cos_] = lanes_dot(a, k, wide);
        x[ccos] = lanes_dot(text.centred_full.data(), point.centred_full.data(), wide);
        x[hcos] = lanes_dot(text.centred_half.data(), point.centred_half.data(), wide);
        x[at] = lanes_dot(a, group_.topic, wide);
        x[kt] = lanes_dot(k, group_.topic, wide);
        x[sia] = projection_scale[0] * lanes_dot(text.projected.data(), point.projected.data(), narrow) +
                 projection_scale[1] * x[hcos] + projection_scale[2];
        shared_words(text, point, x);
        aligned_words(text, point, x);
        x[la] = static_cast<double>(text.words.size());
        x[lk] = static_cast<double>(point.words.size());
        x[negx] = text.negated != point.negated ? 1 : 0;
        x[nk] = point.negated ? 1 : 0;
        return x;
    }

  private:
    void count_words() {
        const auto count = [&](std::string_view text) {
            std::set<std::string> stems;
            for (const MatchWord& word : match_words(text, words_)) {
                stems.insert(word.stem);
                vocabulary_.add(word.spelled);
            }
            for (const std::string& stem : stems) texts_with_[stem] += 1;
            texts_count_ += 1;
        };
        for (const MatchText& text : group_.texts) count(text.text);
        for (const std::string_view text : group_.beside) count(text);
        for (const MatchText& point : group_.points)
            for (const MatchWord& word : match_words(point.text, words_)) vocabulary_.add(word.spelled);
    }

    Parts parts_of(const MatchText& text) {
        Parts parts;
        for (const MatchWord& word : match_words(text.text, words_)) {
            const std::size_t stem = stems_.add(word.stem);
            if (parts.stems.contains(stem)) continue;
            const auto found = texts_with_.find(word.stem);
            const double weight =
                std::log((texts_count_ + 1) / ((found == texts_with_.end() ? 0 : found->second) + 0.5));
            parts.stems[stem] = weight;
            parts.words.push_back(vocabulary_.add(word.spelled));
            parts.weights.push_back(weight);
            parts.weight_sum += weight;
            parts.weight_squares += weight * weight;
        }
        parts.grams = grams_of(text.text, words_);
        for (const auto& [gram_text, n] : parts.grams) parts.gram_squares += n * n;
        parts.negated = negates(text.text);
        parts.centred_full = shifted(text.vector, mean_, 1.0F);
        normalise(parts.centred_full);
        parts.centred_half = shifted(text.vector, mean_, 0.5F);
        parts.projected.assign(static_cast<std::size_t>(narrow), 0.0F);
        for (std::size_t i = 0; i < static_cast<std::size_t>(wide); ++i)
            for (std::size_t j = 0; j < static_cast<std::size_t>(narrow); ++j)
                parts.projected[j] += parts.centred_half[i] * projection_[i * narrow + j];
        normalise(parts.projected);
        normalise(parts.centred_half);
        return parts;
    }

    static void shared_words(const Parts& text, const Parts& point, Row& x) {
        double weight = 0, squares = 0, together = 0;
        for (const auto& [stem, w] : point.stems)
            if (text.stems.contains(stem)) weight += w, squares += w * w;
        for (const auto& [gram_text, n] : point.grams)
            if (const auto found = text.grams.find(gram_text); found != text.grams.end()) together += n * found->second;
        // An empty text counts as one word of weight 1, as in training.
        const double of_text = text.words.empty() ? 1 : text.weight_squares;
        const double of_point = point.words.empty() ? 1 : point.weight_squares;
        x[lex] = squares / (std::sqrt(of_text * of_point) + 1e-9);
        x[rec] = weight / (point.weight_sum + 1e-9);
        x[pre] = weight / (text.weight_sum + 1e-9);
        x[gram] = together / (std::sqrt(text.gram_squares * point.gram_squares) + 1e-9);
    }

    void aligned_words(const Parts& text, const Parts& point, Row& x) const {
        if (text.words.empty() || point.words.empty()) return;
        std::vector<double> back(text.words.size(), -1);
        double forth = 0, strong = 0;
        for (std::size_t i = 0; i < point.words.size(); ++i) {
            const std::vector<float>& row = alike_[row_of_[point.words[i]]];
            double best = -1;
            for (std::size_t j = 0; j < text.words.size(); ++j) {
                const auto value = static_cast<double>(row[text.words[j]]);
                best = std::max(best, value);
                back[j] = std::max(back[j], value);
            }
            forth += best * point.weights[i];
            strong += std::max(best - 0.3, 0.0) / 0.7 * point.weights[i];
        }
        x[al] = forth / point.weight_sum;
        x[soft] = strong / point.weight_sum;
        double sum = 0;
        for (std::size_t j = 0; j < back.size(); ++j) sum += back[j] * text.weights[j];
        x[al2] = sum / text.weight_sum;
    }

    const MatchGroup& group_;
    const Words& words_;
    const std::vector<float>& projection_;
    std::vector<float> mean_;
    std::map<std::string, double> texts_with_;
    double texts_count_ = 0;
    Vocabulary vocabulary_, stems_;
    std::vector<Parts> texts_, points_;
    std::vector<std::vector<float>> alike_;  // [word of a point][word]
    std::vector<std::size_t> row_of_;
};

/// Each compared feature against the other points of its text and the other texts of its point.
void relate(std::vector<Row>& rows, std::size_t texts, std::size_t points) {
    for (std::size_t c = 0; c < compared.size(); ++c) {
        const std::size_t from = compared[c], to = own + 3 * c;
        for (std::size_t t = 0; t < texts; ++t) {
            double sum = 0, most = -1e300;
            for (std::size_t p = 0; p < points; ++p) {
                sum += rows[t * points + p][from];
                most = std::max(most, rows[t * points + p][from]);
            }
            for (std::size_t p = 0; p < points; ++p) {
                Row& row = rows[t * points + p];
                row[to] = row[from] - sum / static_cast<double>(points);
                row[to + 1] = row[from] - most;
            }
        }
        for (std::size_t p = 0; p < points; ++p) {
            double sum = 0, squares = 0;
            for (std::size_t t = 0; t < texts; ++t) sum += rows[t * points + p][from];
            const double mean = sum / static_cast<double>(texts);
            for (std::size_t t = 0; t < texts; ++t) {
                const double distance = rows[t * points + p][from] - mean;
                squares += distance * distance;
            }
            const double deviation = std::sqrt(squares / static_cast<double>(texts));
            for (std::size_t t = 0; t < texts; ++t) {
                Row& row = rows[t * points + p];
                row[to + 2] = (row[from] - mean) / (deviation + 1e-6);
            }
        }
    }
}

}  // namespace

Result<Matcher> Matcher::load(Disk& disk, const std::string& folder) {
    const std::string file = folder + "/matching.npz";
    TRY(std::string bytes, disk.read_file(file));
    Matcher matcher;
    matcher.digest_ = sha256_hex(bytes);
    TRY(const ArrayArchive archive, ArrayArchive::open(std::move(bytes), file));
    const auto count = static_cast<std::int64_t>(match_feature_count);
    TRY(matcher.projection_, archive.floats("projection", {wide, narrow}));
    TRY(matcher.projection_scale_, archive.floats("projection_scale", {3}));
    TRY(matcher.mean_, archive.floats("mean", {count}));
    TRY(matcher.scale_, archive.floats("scale", {count}));
    TRY(matcher.weight_, archive.floats("weight", {count}));
    TRY(const std::vector<float> bias, archive.floats("bias", {1}));
    matcher.bias_ = bias[0];
    return matcher;
}

Result<std::vector<float>> Matcher::probabilities(const MatchGroup& group, const Encoder& encoder, const Words& words,
                                                  int threads) const {
    VERIFY(encoder.width() == wide && group.topic != nullptr);
    if (group.texts.empty() || group.points.empty()) return std::vector<float>{};
    Pairing pairing(group, words, projection_);
    TRY_VOID(pairing.align(encoder, threads));
    const std::size_t points = group.points.size();
    std::vector<Row> rows(group.texts.size() * points);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = pairing.features(i / points, i % points, projection_scale_);
    relate(rows, group.texts.size(), points);
    std::vector<float> probabilities(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        double x = bias_;
        for (std::size_t f = 0; f < match_feature_count; ++f)
            x += static_cast<double>(weight_[f]) * (rows[i][f] - static_cast<double>(mean_[f])) /
                 static_cast<double>(scale_[f]);
        probabilities[i] = static_cast<float>(1 / (1 + std::exp(-x)));
    }
    return probabilities;
}

}  // namespace agon
