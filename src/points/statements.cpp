// What each camp is quoted with where no argument of its is shared: the sentences that speak best for it.
//
// Idea: a reader wants each side in its own words even where everybody argues in his own way. Candidates are those of
// the key points (key_points.cpp): they stand alone, and the stance judge hears the camp in them. The best by weight
// are taken, each of another voice, and none that says what a better one says.
//   Fits:          "假如它必须靠补贴才活，那它的前途本身就是补贴。" (one voice, the whole case of its camp)
//   Does not fit:  a camp that only tells stories; it gets no statement. "同期发放的补贴总额是几百亿的量级": a figure
//   and
//                  no word of what follows from it, which several voices may share as a point, but which shows no side.
// Source of choosing by worth against likeness: J. Carbonell, J. Goldstein, The Use of MMR, SIGIR 1998.
// DEVIATION: likeness is a bar, not a price.
#include <algorithm>

#include "ground/model/geometry.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

constexpr std::int32_t kMostStatements = 6;  // per camp

/// True if one of the chosen says nearly the same; all rows centred, empty where there is none.
bool is_said(const std::vector<float>& row, const std::vector<std::vector<float>>& chosen) {
    return std::any_of(chosen.begin(), chosen.end(), [&](const std::vector<float>& said) {
        if (row.empty() || said.empty()) return false;
        const float cosine = dot(row.data(), said.data(), static_cast<std::int32_t>(row.size()));
        return static_cast<float>(alike_probability(static_cast<double>(cosine))) >= alike_levels().makes;
    });
}

}  // namespace

void find_statements(const PointRoom& room, const Debate& debate, const DebateMatches& matched, Points& out) {
    std::vector<const Speaking*> order;
    for (const Speaking& s : matched.speaking)
        if (!room.read.worth(*s.sentence).bare_figure) order.push_back(&s);
    std::stable_sort(order.begin(), order.end(),
                     [](const Speaking* l, const Speaking* r) { return l->weight > r->weight; });
    for (const Pole pole : {Pole::a, Pole::b}) {
        std::set<VoiceId> voices;
        std::vector<std::vector<float>> chosen;
        std::int32_t rank = 0;
        for (const Speaking* s : order) {
            if (s->pole != pole || rank >= kMostStatements || voices.contains(s->sentence->voice)) continue;
            std::vector<float> row = room.sentences.centred_row(s->sentence->segment);
            if (is_said(row, chosen)) continue;
            voices.insert(s->sentence->voice);
            chosen.push_back(std::move(row));
            out.statements.push_back(
                {debate.debate, pole, ++rank, s->sentence->segment, s->sentence->post, s->sentence->voice, s->weight});
        }
    }
}

}  // namespace agon
