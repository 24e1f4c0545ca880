// chrF: how much of the character sequences of a wanted text is in a given one. See translations.cpp.
#include <map>
#include <string_view>

#include "ground/text/text.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kLongest = 6;          // characters of a sequence
constexpr double kRecallWeight = 2.0 * 2.0;  // beta is two

std::u32string characters_of(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (c != U' ' && c != U'\t') out += c;
    }
    return out;
}

std::map<std::u32string_view, std::int64_t> sequences_of(const std::u32string& text, std::size_t length) {
    std::map<std::u32string_view, std::int64_t> counts;
    const std::u32string_view view = text;
    for (std::size_t i = 0; i + length <= view.size(); ++i) ++counts[view.substr(i, length)];
    return counts;
}

struct Counts {
    std::int64_t matched = 0, given = 0, wanted = 0;
};

void count(const std::u32string& wanted, const std::u32string& given, std::size_t length, Counts& counts) {
    const auto in_wanted = sequences_of(wanted, length), in_given = sequences_of(given, length);
    for (const auto& [sequence, times] : in_wanted) counts.wanted += times;
    for (const auto& [sequence, times] : in_given) {
        counts.given += times;
        const auto found = in_wanted.find(sequence);
        if (found != in_wanted.end()) counts.matched += std::min(times, found->second);
    }
}

}  // namespace

double character_f(const std::vector<std::string>& wanted, const std::vector<std::string>& given) {
    VERIFY(wanted.size() == given.size());
    Counts counts[kLongest];
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::u32string a = characters_of(wanted[i]), b = characters_of(given[i]);
        for (std::size_t n = 0; n < kLongest; ++n) count(a, b, n + 1, counts[n]);
    }
    double precision = 0, recall = 0;
    int lengths = 0;  // that occur on both sides
    for (const Counts& c : counts) {
        if (c.given == 0 || c.wanted == 0) continue;
        precision += static_cast<double>(c.matched) / static_cast<double>(c.given);
        recall += static_cast<double>(c.matched) / static_cast<double>(c.wanted);
        ++lengths;
    }
    if (lengths == 0 || precision + recall == 0) return 0;
    precision /= lengths, recall /= lengths;
    return 100 * (1 + kRecallWeight) * precision * recall / (kRecallWeight * precision + recall);
}

}  // namespace agon
