#include "src/points/reading.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "ground/model/geometry.hpp"
#include "ground/model/tiles.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

// Fitted to the labelled pairs of docs/labelling/arguments.md.
constexpr double kWeightOfPairs = 1.2;  // beside the cosines
constexpr double kSteepness = 2.8, kEven = 1.3;
/// Neighbouring letters of a text, and how much each weighs in it; in order of the pairs, of unit length together.
using CharacterPairs = std::vector<std::pair<std::uint64_t, double>>;

std::vector<std::uint64_t> pairs_in(std::string_view text) {
    std::vector<std::uint64_t> pairs;
    char32_t last = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        const bool letter = u_isalnum(static_cast<UChar32>(c)) != 0;
        const auto low = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
        if (letter && last != 0) pairs.push_back(static_cast<std::uint64_t>(last) << 32 | low);
        last = letter ? low : 0;
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

class PairWeights {
  public:
    explicit PairWeights(const std::vector<MatchText>& texts) : count_(static_cast<double>(texts.size())) {
        for (const MatchText& text : texts) {
            std::vector<std::uint64_t> pairs = pairs_in(text.text);
            pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
            for (const std::uint64_t pair : pairs) ++texts_with_[pair];
        }
    }
    CharacterPairs of(std::string_view text) const {
        CharacterPairs weighed;
        double squares = 0;
        const std::vector<std::uint64_t> pairs = pairs_in(text);
        for (std::size_t i = 0; i < pairs.size();) {
            std::size_t end = i;
            while (end < pairs.size() && pairs[end] == pairs[i]) ++end;
            const auto found = texts_with_.find(pairs[i]);
            const double there = found == texts_with_.end() ? 0 : found->second;
            const double weight =
                (1 + std::log(static_cast<double>(end - i))) * (1 + std::log((1 + count_) / (1 + there)));
            weighed.emplace_back(pairs[i], weight);
            squares += weight * weight;
            i = end;
        }
        for (auto& [pair, weight] : weighed) weight /= std::sqrt(squares);
        return weighed;
    }

  private:
    double count_;
    std::unordered_map<std::uint64_t, double> texts_with_;
};

double shared(const CharacterPairs& left, const CharacterPairs& right) {
    double sum = 0;
    for (auto l = left.begin(), r = right.begin(); l != left.end() && r != right.end();) {
        if (l->first == r->first)
            sum += (l++)->second * (r++)->second;
        else if (l->first < r->first)
            ++l;
        else
            ++r;
    }
    return sum;
}

float probability_of(float near) {
    return static_cast<float>(1 / (1 + std::exp(-kSteepness * (static_cast<double>(near) - kEven))));
}

/// Centred cosines of one kind of row, added to `out`; nothing where a row is missing.
template <class RowOf>
void add_cosines(const MatchGroup& group, std::int32_t width, const RowOf& row_of, int threads,
                 std::vector<double>& out) {
    std::vector<float> all;
    for (const MatchText& text : group.texts)
        if (const float* row = row_of(text)) all.insert(all.end(), row, row + width);
    if (all.empty()) return;
    const std::vector<float> mean = mean_of_rows(all, width);
    const auto centred_rows = [&](const std::vector<MatchText>& texts) {
        std::vector<std::vector<float>> rows;
        for (const MatchText& text : texts)
            rows.push_back(row_of(text) ? centred(row_of(text), mean) : std::vector<float>());
        return rows;
    };
    const auto texts = centred_rows(group.texts), points = centred_rows(group.points);
    for_each_tile(texts.size(), threads, [&](std::size_t t) {
        for (std::size_t p = 0; p < points.size(); ++p)
            if (!texts[t].empty() && !points[p].empty())
                out[t * points.size() + p] += static_cast<double>(dot(texts[t].data(), points[p].data(), width));
    });
}

}  // namespace

std::vector<float> nearness(const MatchGroup& group, RowWidths widths, int threads) {
    const std::size_t points = group.points.size();
    std::vector<double> sums(group.texts.size() * points);
    add_cosines(
        group, widths.sentence, [](const MatchText& t) { return t.sentence; }, threads, sums);
    add_cosines(
        group, widths.vector, [](const MatchText& t) { return t.vector; }, threads, sums);
    const PairWeights weights(group.texts);
    std::vector<CharacterPairs> of_points;
    for (const MatchText& point : group.points) of_points.push_back(weights.of(point.text));
    std::vector<float> near(sums.size());
    for_each_tile(group.texts.size(), threads, [&](std::size_t t) {
        const CharacterPairs of_text = weights.of(group.texts[t].text);
        for (std::size_t p = 0; p < points; ++p) {
            const bool both = group.texts[t].sentence != nullptr && group.points[p].sentence != nullptr;
            const double sum = sums[t * points + p] + kWeightOfPairs * shared(of_text, of_points[p]);
            near[t * points + p] = both ? static_cast<float>(sum) : -1.0F;
        }
    });
    return near;
}

ArgumentMatches near_matches(const MatchGroup& group, RowWidths widths, int threads) {
    ArgumentMatches matches{nearness(group, widths, threads), near_levels};
    for (float& near : matches.probability) near = probability_of(near);
    return matches;
}

Result<ArgumentMatches> read_arguments(const ArgumentJudge& judge, const MatchGroup& group, RowWidths widths,
                                       std::size_t most, const std::vector<std::size_t>& always, int threads) {
    const std::size_t points = group.points.size(), texts = group.texts.size();
    const std::vector<float> near = nearness(group, widths, threads);
    std::vector<ArgumentQuestion> questions;
    std::vector<std::size_t> cells;
    for (std::size_t p = 0; p < points; ++p) {
        std::vector<std::size_t> order(texts);
        for (std::size_t t = 0; t < texts; ++t) order[t] = t;
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t l, std::size_t r) { return near[l * points + p] > near[r * points + p]; });
        if (order.size() > most) order.resize(most);
        for (const std::size_t t : always)
            if (std::find(order.begin(), order.end(), t) == order.end()) order.push_back(t);
        for (const std::size_t t : order) {
            if (group.texts[t].sentence == nullptr || group.texts[t].text == group.points[p].text) continue;
            questions.push_back({group.points[p].text, group.texts[t].text});
            cells.push_back(t * points + p);
        }
    }
    TRY(const std::vector<double> same, judge.judge(questions, threads));
    ArgumentMatches matches{std::vector<float>(texts * points), read_levels};
    for (std::size_t i = 0; i < cells.size(); ++i)
        matches.probability[cells[i]] =
            same[i] == not_read ? probability_of(near[cells[i]]) : static_cast<float>(same[i]);
    for (std::size_t t = 0; t < texts; ++t)
        for (std::size_t p = 0; p < points; ++p)
            if (group.texts[t].text == group.points[p].text) matches.probability[t * points + p] = 1.0F;
    return matches;
}

}  // namespace agon
