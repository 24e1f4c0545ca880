// Who takes the same sides in several debates: pairs of debates in which the side taken in one tells the side taken in
// the other, and groups of people who agree across debates.
//
// Pairs: of the voices that take a side in both, the share for a in the second debate among those for a in the first is
// held against the share among those for b, by Fisher's exact test; over all pairs with ten voices the false discovery
// rate is kept at 5 %. Groups: those of groups.hpp over voices x debates, of voices with three sides and more, where
// there are twenty of them and the matrix has a main direction that chance alone would give one time in twenty at most.
//   Fits:          forum regulars who argue about subsidies, wages and exports over years.
//   Does not fit:  exports that hide their authors, where nobody is met twice: there are few rows, and no groups.
#include <algorithm>
#include <map>
#include <set>

#include "ground/model/differences.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

constexpr std::int64_t kLeastInBoth = 10;
constexpr double kFalseDiscoveries = 0.05;
constexpr int kLeastSides = 3, kShuffles = 39;
constexpr std::size_t kLeastPeople = 20;

using SidesOfVoice = std::map<DebateId, Pole>;  // a, b, or both where the voice argues both ways

std::int64_t sides_in(const SidesOfVoice& sides) {
    return std::count_if(sides.begin(), sides.end(), [](const auto& side) { return side.second != Pole::both; });
}

std::map<VoiceId, SidesOfVoice> sides_of_voices(const Camps& camps) {
    std::map<VoiceId, SidesOfVoice> out;
    for (const VoiceStance& v : camps.voices)
        if (v.pole != Pole::unclear) out[v.voice][v.debate] = v.pole;
    std::erase_if(out, [](const auto& voice) { return sides_in(voice.second) < 2; });
    return out;
}

std::vector<DebatePair> pairs_of(const std::map<VoiceId, SidesOfVoice>& voices) {
    std::map<std::pair<DebateId, DebateId>, DebatePair> pairs;
    for (const auto& [voice, sides] : voices)
        for (auto one = sides.begin(); one != sides.end(); ++one)
            for (auto other = std::next(one); other != sides.end(); ++other) {
                if (one->second == Pole::both || other->second == Pole::both) continue;
                DebatePair& pair = pairs[{one->first, other->first}];
                pair.debate = one->first, pair.other_debate = other->first;
                ++pair.voices;
                const bool from_a = one->second == Pole::a, to_a = other->second == Pole::a;
                ++(from_a ? pair.from_a : pair.from_b);
                if (to_a) ++(from_a ? pair.from_a_to_a : pair.from_b_to_a);
            }
    std::vector<DebatePair> out;
    for (const auto& [key, pair] : pairs) out.push_back(pair);
    return out;
}

void test_pairs(std::vector<DebatePair>& pairs) {
    std::vector<DebatePair*> tested;
    std::vector<double> p;
    for (DebatePair& pair : pairs) {
        if (pair.voices < kLeastInBoth) continue;
        pair.p = fisher(pair.from_a_to_a, pair.from_a, pair.from_b_to_a, pair.from_b);
        tested.push_back(&pair);
        p.push_back(pair.p);
    }
    const std::vector<double> q = false_discovery(p);
    for (std::size_t i = 0; i < tested.size(); ++i) {
        DebatePair& pair = *tested[i];
        pair.q = q[i];
        const bool more_of_a = pair.from_a_to_a * pair.from_b > pair.from_b_to_a * pair.from_a;
        pair.alignment = pair.q > kFalseDiscoveries ? Alignment::unrelated
                         : more_of_a                ? Alignment::alike
                                                    : Alignment::crossed;
    }
}

/// The voices that can be grouped, and how they stand in the debates they speak in.
struct Regulars {
    std::vector<VoiceId> people;
    std::vector<DebateId> debates;
    VoteMatrix sides;
};

Regulars regulars_of(const std::map<VoiceId, SidesOfVoice>& voices) {
    Regulars out;
    std::vector<const SidesOfVoice*> rows;
    std::set<DebateId> debates;
    for (const auto& [voice, sides] : voices) {
        if (sides_in(sides) >= kLeastSides) {
            out.people.push_back(voice);
            rows.push_back(&sides);
            for (const auto& [debate, pole] : sides) debates.insert(debate);
        }
    }
    out.debates.assign(debates.begin(), debates.end());
    out.sides.people = rows.size(), out.sides.statements = debates.size();
    for (const SidesOfVoice* row : rows)
        for (const DebateId debate : out.debates) {
            const auto side = row->find(debate);
            out.sides.votes.push_back(side == row->end()        ? vote_unseen
                                      : side->second == Pole::a ? std::int8_t{1}
                                      : side->second == Pole::b ? std::int8_t{-1}
                                                                : std::int8_t{0});
        }
    return out;
}

/// Of each voice that is in a group its number, and where the groups stand.
std::map<VoiceId, std::int32_t> group_regulars(const Regulars& regulars, std::vector<AlliesStanding>& standings) {
    if (regulars.sides.people < kLeastPeople) return {};
    if (chance_of_main_direction(regulars.sides, kShuffles) > 0.05) return {};
    const OpinionGroups groups = find_opinion_groups(regulars.sides, {.least_votes = kLeastSides});
    if (groups.count < 2) return {};
    for (std::int32_t g = 0; g < groups.count; ++g)
        for (std::size_t d = 0; d < regulars.debates.size(); ++d) {
            AlliesStanding standing{g + 1, regulars.debates[d], 0, 0};
            for (std::size_t person = 0; person < regulars.sides.people; ++person) {
                if (groups.group[person] != g) continue;
                standing.voices_a += regulars.sides.at(person, d) == 1 ? 1 : 0;
                standing.voices_b += regulars.sides.at(person, d) == -1 ? 1 : 0;
            }
            if (standing.voices_a + standing.voices_b > 0) standings.push_back(standing);
        }
    std::map<VoiceId, std::int32_t> group_of;
    for (std::size_t person = 0; person < regulars.people.size(); ++person)
        group_of[regulars.people[person]] = groups.group[person] + 1;
    return group_of;
}

}  // namespace

void find_allies(const Camps& camps, Points& out) {
    const std::map<VoiceId, SidesOfVoice> voices = sides_of_voices(camps);
    out.debate_pairs = pairs_of(voices);
    test_pairs(out.debate_pairs);
    const auto group_of = group_regulars(regulars_of(voices), out.allies_standings);
    for (const auto& [voice, sides] : voices) {
        const auto group = group_of.find(voice);
        for (const auto& [debate, pole] : sides)
            if (pole != Pole::both)
                out.allies.push_back({voice, debate, pole, group == group_of.end() ? 0 : group->second});
    }
}

}  // namespace agon
