// Figures that a reply takes up: "39.7% ... 这个数被用滥了" under the post that gave 39.7 %.
//
// A sentence of a reply takes a figure up when it repeats the value, in the same unit, that stands in the post it
// answers. Its last cue of the list `figure_replies` says whether the figure is disputed or granted ("才" only right
// before the figure); a sentence that asks without such a cue questions it. Another value of the same kind in that
// sentence is what it is set against. Fits: "七成份额" answered by "七成说少了，有报告给的是八成以上". Does not fit:
// durations, ages and small counts (三年, 六个人), which two people name without meaning one figure, and replies that
// give a figure of their own only. Only the two posts of one exchange are compared, so the cost is linear in the posts.
#include <algorithm>
#include <cmath>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr double kSame = 0.005;       // the same figure, but for the rounding of 1.98 亿 and 198,000,000
constexpr double kSmallCount = 10;    // below it, counts and people are no figure that anyone would look up
constexpr double kTellingSize = 100;  // from here a figure without a unit may be one with it

bool is_figure(const NumberUse& use) {
    if (use.stream == "official" || use.low != use.high) return false;
    if (use.dimension.starts_with("time") || use.dimension == "age") return false;
    if (use.dimension == "share") return use.low != 50 && use.low != 100;
    return use.low >= kSmallCount;
}

bool same_kind(const NumberUse& a, const NumberUse& b) {
    if (a.unit == b.unit) return a.dimension == b.dimension;
    return (a.unit.empty() || b.unit.empty()) && std::min(a.low, b.low) >= kTellingSize;
}

bool same_value(const NumberUse& a, const NumberUse& b) {
    return std::abs(a.low - b.low) <= kSame * std::abs(b.low);
}

/// What the sentence does with the figure at `reply.begin`, and the words that say so.
void judge(std::string_view sentence, const LexiconList& cues, FigureReply& reply) {
    const bool asks = sentence.find("？") != std::string_view::npos || sentence.find('?') != std::string_view::npos;
    reply.outcome = asks ? "questioned" : "taken_up";
    for (const LexiconMatch& cue : cues.find(sentence)) {
        if (cue.entry->attribute("rule") == "before" && cue.span.end != reply.begin) continue;
        reply.outcome = cue.entry->name;
        reply.cue =
            sentence.substr(static_cast<std::size_t>(cue.span.begin), static_cast<std::size_t>(cue.span.length()));
    }
}

FigureReply taken_up(const NumberUse& use, const NumberUse& answered) {
    FigureReply reply;
    reply.text = use.text, reply.answered_text = answered.text;
    reply.value = answered.low, reply.unit = answered.unit.empty() ? use.unit : answered.unit;
    reply.measure = answered.measure;
    reply.begin = use.begin, reply.end = use.end;
    reply.answered_begin = answered.begin, reply.answered_end = answered.end;
    reply.segment = use.segment, reply.post = use.post, reply.voice = use.voice;
    reply.answered_segment = answered.segment, reply.answered_post = answered.post;
    reply.answered_voice = answered.voice;
    reply.stream = use.stream, reply.year = use.year;
    return reply;
}

using UsesOfPost = std::unordered_map<std::int64_t, std::vector<std::size_t>>;

/// Another figure of the same kind in the sentence; empty: none.
std::string set_against(const std::vector<NumberUse>& numbers, const std::vector<std::size_t>& own,
                        const NumberUse& use) {
    for (const std::size_t i : own)
        if (numbers[i].segment == use.segment && is_figure(numbers[i]) && same_kind(numbers[i], use) &&
            !same_value(numbers[i], use))
            return numbers[i].text;
    return {};
}

void compare(const PlacedPost& placed, const std::vector<std::size_t>& own, const std::vector<std::size_t>& answered,
             const LexiconList& cues, Trends& out) {
    std::vector<double> told;  // a figure that the reply repeats twice is one row
    for (const std::size_t i : own) {
        const NumberUse& use = out.numbers[i];
        if (!is_figure(use)) continue;
        const auto found = std::find_if(answered.begin(), answered.end(), [&](std::size_t j) {
            const NumberUse& before = out.numbers[j];
            return is_figure(before) && before.voice != use.voice && same_kind(use, before) && same_value(use, before);
        });
        if (found == answered.end() || std::find(told.begin(), told.end(), use.low) != told.end()) continue;
        told.push_back(use.low);
        FigureReply reply = taken_up(use, out.numbers[*found]);
        reply.other_text = set_against(out.numbers, own, use);
        const auto sentence = std::find_if(placed.segments.begin(), placed.segments.end(),
                                           [&](const Segment* s) { return s->segment == use.segment; });
        judge((*sentence)->text, cues, reply);
        out.figure_replies.push_back(std::move(reply));
    }
}

}  // namespace

void find_figure_replies(const CaseTexts& index, const Lexicon& lexicon, Trends& out) {
    const LexiconList& cues = lexicon.list("figure_replies");
    UsesOfPost uses;
    for (std::size_t i = 0; i < out.numbers.size(); ++i)
        uses[static_cast<std::int64_t>(out.numbers[i].post)].push_back(i);
    for (const PlacedPost& placed : index.posts) {
        const auto own = uses.find(static_cast<std::int64_t>(placed.post->post));
        const auto answered = uses.find(static_cast<std::int64_t>(placed.post->parent));
        if (own != uses.end() && answered != uses.end()) compare(placed, own->second, answered->second, cues, out);
    }
}

}  // namespace agon
