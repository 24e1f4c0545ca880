// Counting: the stances of posts to voices, and voices to camps.
//
// A camp is counted in voices, never in posts: one loud user is one voice. A voice with posts of both poles stands for
// both; if they lie in different years it has changed its mind.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "ground/model/share_interval.hpp"
#include "src/camps/steps.hpp"

namespace agon {
namespace {

void set_interval(Camp& camp, std::int64_t all) {
    const ShareInterval interval = share_of(camp.voices, all);
    camp.share = interval.share;
    camp.share_low = interval.low;
    camp.share_high = interval.high;
}

/// A debate with one camp, or hardly a voice, says so instead of putting up an opposition.
CampVerdict verdict_of(const std::map<Pole, Camp>& camps) {
    constexpr std::int64_t least_voices = 8, least_of_smaller = 3;
    const std::int64_t a = camps.at(Pole::a).voices, b = camps.at(Pole::b).voices;
    const std::int64_t sided = a + b + camps.at(Pole::both).voices, smaller = std::min(a, b);
    if (sided < least_voices) return CampVerdict::thin;
    if (camps.at(Pole::unclear).voices > sided) return CampVerdict::unread;
    return smaller < least_of_smaller || smaller * 10 < a + b ? CampVerdict::one_sided : CampVerdict::contested;
}

}  // namespace

void combine_voices(DebateId debate, const std::vector<PostStance>& stances, Camps& out) {
    std::map<VoiceId, VoiceStance> voices;
    std::map<VoiceId, std::set<std::pair<Pole, std::int32_t>>> sides;
    for (const PostStance& s : stances) {
        VoiceStance& v = voices[s.voice];
        v.debate = debate;
        v.voice = s.voice;
        v.lean += s.lean;
        ++v.posts;
        if (s.year > 0) {
            v.first_year = v.first_year == 0 ? s.year : std::min(v.first_year, s.year);
            v.last_year = std::max(v.last_year, s.year);
        }
        sides[s.voice].emplace(s.pole, s.year);
    }
    for (auto& [voice, v] : voices) {
        bool a = false, b = false, both = false;
        std::int32_t year_a = 0, year_b = 0;
        for (const auto& [pole, year] : sides[voice]) {
            if (pole == Pole::a) a = true, year_a = year;
            if (pole == Pole::b) b = true, year_b = year;
            both = both || pole == Pole::both;
        }
        v.lean /= static_cast<double>(v.posts);
        if (a && !b)
            v.pole = Pole::a;
        else if (b && !a)
            v.pole = Pole::b;
        else if (a && b)
            v.pole = Pole::both;
        else
            v.pole = both ? Pole::both : Pole::unclear;
        v.changed = a && b && year_a != year_b && year_a > 0 && year_b > 0 ? 1 : 0;
        out.voices.push_back(v);
    }
}

void count_camps(DebateId debate, const std::vector<PostStance>& stances, Camps& out) {
    std::int64_t all = 0;
    std::map<Pole, Camp> camps;
    for (const Pole pole : {Pole::a, Pole::b, Pole::both, Pole::unclear}) {
        camps[pole].debate = debate;
        camps[pole].pole = pole;
    }
    for (const VoiceStance& v : out.voices) {
        if (v.debate != debate) continue;
        ++camps[v.pole].voices;
        ++all;
    }
    for (const PostStance& s : stances) {
        ++camps[s.pole].posts;
        camps[s.pole].votes += s.votes;
    }
    const CampVerdict verdict = verdict_of(camps);
    for (auto& [pole, camp] : camps) {
        camp.verdict = verdict;
        set_interval(camp, all);
        out.camps.push_back(camp);
    }
}

}  // namespace agon
