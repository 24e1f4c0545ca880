// Cosines of centred sentence rows as probabilities; see likeness.hpp.
#include "src/points/likeness.hpp"

#include <cmath>

#include "ground/model/geometry.hpp"

namespace agon {
namespace {

// Fitted to 140 labelled pairs (docs/labelling/arguments.md), of which half make the same argument above .35. Of 3,080
// drawn later and graded strictly a quarter do, of those below .15 one in twenty-five.
constexpr double kEvenCosine = 0.46, kSteepness = 5.75, kMakes = 0.35, kSays = 0.38, kSameCandidate = 0.25;
constexpr double kNearlyAll = 0.9;

std::size_t count_with_rows(const std::vector<MatchText>& texts) {
    std::size_t count = 0;
    for (const MatchText& text : texts) count += text.sentence != nullptr ? 1 : 0;
    return count;
}

std::vector<std::vector<float>> centred_texts(const std::vector<MatchText>& texts, const std::vector<float>& mean) {
    std::vector<std::vector<float>> rows;
    for (const MatchText& text : texts)
        rows.push_back(text.sentence == nullptr ? std::vector<float>{} : centred(text.sentence, mean));
    return rows;
}

}  // namespace

bool has_sentence_rows(const MatchGroup& group) {
    const auto all = static_cast<double>(group.texts.size() + group.points.size());
    return static_cast<double>(count_with_rows(group.texts) + count_with_rows(group.points)) >= kNearlyAll * all;
}

MatchLevels alike_levels() {
    return {static_cast<float>(alike_probability(kMakes)), static_cast<float>(alike_probability(kSays)),
            static_cast<float>(alike_probability(kSameCandidate))};
}

double alike_probability(double cosine) {
    return 1 / (1 + std::exp(-kSteepness * (cosine - kEvenCosine)));
}

std::vector<float> alike_probabilities(const MatchGroup& group, std::int32_t width) {
    std::vector<float> rows;
    for (const MatchText& text : group.texts)
        if (text.sentence != nullptr) rows.insert(rows.end(), text.sentence, text.sentence + width);
    std::vector<float> out(group.texts.size() * group.points.size());
    if (rows.empty()) return out;
    const std::vector<float> mean = mean_of_rows(rows, width);
    const auto texts = centred_texts(group.texts, mean), points = centred_texts(group.points, mean);
    for (std::size_t t = 0; t < texts.size(); ++t)
        for (std::size_t p = 0; p < points.size(); ++p)
            if (!texts[t].empty() && !points[p].empty())
                out[t * points.size() + p] = static_cast<float>(
                    alike_probability(static_cast<double>(dot(texts[t].data(), points[p].data(), width))));
    return out;
}

Result<std::vector<float>> alike(const Encoder& sentences, const std::vector<std::string_view>& texts,
                                 const std::vector<std::string_view>& points) {
    const auto width = static_cast<std::size_t>(sentences.width());
    TRY(const std::vector<float> of_texts, sentences.encode(texts, 1));
    TRY(const std::vector<float> of_points, sentences.encode(points, 1));
    MatchGroup group;
    for (std::size_t i = 0; i < texts.size(); ++i) group.texts.push_back({texts[i], nullptr, &of_texts[i * width]});
    for (std::size_t i = 0; i < points.size(); ++i) group.points.push_back({points[i], nullptr, &of_points[i * width]});
    return alike_probabilities(group, sentences.width());
}

}  // namespace agon
