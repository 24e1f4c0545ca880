// Official against public use of a term: first and last use, silence, revival, who led.
//
// Silence. A term that stands in k of the official texts between its first and last use has the share
// r = (k + 1/2) / (texts from first to last + 1). If it had gone on like that, the chance that none of the n texts
// after its last use holds it is (1 - r)^n. The term is called silent when k >= 3, n >= 5 and that chance is below 1
// in 20. Fits: 中国制造2025 in 11 of 14 texts up to April 2018, then in none of 17: chance 10^-11. Does not fit: a term
// in 3 of 30 texts and in none of the 6 after: chance .5, nothing is said. A gap inside its life that meets the same
// rule, counted from the share before the gap, is a silence that ended: a revival. What the rule does not know: whether
// the official texts imported are all there are, or of one kind throughout. Source of the idea: extinction from a
// sighting record (A. Solow, Inferring extinction from sighting data, Ecology 74, 1993). DEVIATION: counted in texts
// instead of years, since texts are not spread evenly over years.
//
// Lead and lag: days between the first dated uses; and the shift of quarterly shares of public posts against official
// texts with the best correlation, within two years, where at least eight quarters have both kinds of text.
#include <algorithm>
#include <cmath>
#include <set>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr std::int64_t kLeastUses = 3, kLeastTexts = 5;
constexpr double kChance = 0.05;

struct Stream {
    std::vector<std::size_t> posts;  // places, by date then place; dated ones only
};

Stream dated_posts(const CaseTexts& index, bool official) {
    Stream stream;
    for (std::size_t i = 0; i < index.posts.size(); ++i)
        if (index.posts[i].date.year > 0 && (index.posts[i].clean->stream == "official") == official)
            stream.posts.push_back(i);
    std::stable_sort(stream.posts.begin(), stream.posts.end(), [&](std::size_t l, std::size_t r) {
        return std::pair(index.posts[l].date.year, index.posts[l].post->created_seconds) <
               std::pair(index.posts[r].date.year, index.posts[r].post->created_seconds);
    });
    return stream;
}

double silence_chance(std::int64_t uses, std::int64_t texts_of_life, std::int64_t texts_after) {
    const double share = (static_cast<double>(uses) + 0.5) / (static_cast<double>(texts_of_life) + 1);
    return std::pow(1 - std::min(share, 0.999), static_cast<double>(texts_after));
}

bool is_silence(std::int64_t uses, std::int64_t texts_of_life, std::int64_t texts_after) {
    return uses >= kLeastUses && texts_after >= kLeastTexts &&
           silence_chance(uses, texts_of_life, texts_after) < kChance;
}

/// Fills silence and revival from the places of the uses among all official texts.
void judge_silence(const CaseTexts& index, const Stream& official, const std::vector<std::int64_t>& uses,
                   OfficialTerm& term) {
    const auto year_at = [&](std::int64_t place) {
        return index.posts[official.posts[static_cast<std::size_t>(place)]].date.year;
    };
    for (std::size_t i = 0; i + 1 < uses.size(); ++i) {
        const std::int64_t gap = uses[i + 1] - uses[i] - 1;
        const auto before = static_cast<std::int64_t>(i) + 1;
        const double chance = silence_chance(before, uses[i] - uses[0] + 1, gap);
        if (before < kLeastUses || gap < kLeastTexts || chance * static_cast<double>(uses.size()) >= kChance) continue;
        term.silence_from = year_at(uses[i] + 1);
        term.revived = year_at(uses[i + 1]);
    }
    const auto count = static_cast<std::int64_t>(uses.size());
    const auto texts = static_cast<std::int64_t>(official.posts.size());
    term.official_after = texts - uses.back() - 1;
    const std::int64_t life = uses.back() - uses.front() + 1;
    term.chance = silence_chance(count, life, term.official_after);
    if (is_silence(count, life, term.official_after)) {
        term.status = "silent";
        term.silence_from = year_at(uses.back() + 1);
    } else {
        term.status = term.revived > 0 ? "revived" : count < kLeastUses ? "not_enough" : "current";
    }
}

/// Shares of the texts of each quarter that use the term; -1 where the quarter has no text.
std::map<std::int32_t, std::pair<double, double>> quarterly(const CaseTexts& index, const Stream& stream,
                                                            const std::set<PostId>& with) {
    std::map<std::int32_t, std::pair<double, double>> quarters;  // index of quarter -> uses, texts
    for (const std::size_t place : stream.posts) {
        const CivilDate& date = index.posts[place].date;
        if (date.month == 0) continue;
        auto& [uses, texts] = quarters[date.year * 4 + (date.month - 1) / 3];
        texts += 1;
        uses += with.contains(index.posts[place].clean->post) ? 1 : 0;
    }
    return quarters;
}

void find_lag(const CaseTexts& index, const Stream& official, const Stream& open, const std::set<PostId>& with,
              OfficialTerm& term) {
    const auto left = quarterly(index, official, with), right = quarterly(index, open, with);
    for (std::int32_t lag = -8; lag <= 8; ++lag) {
        std::vector<std::pair<double, double>> pairs;
        int used_left = 0, used_right = 0;
        for (const auto& [quarter, counts] : left) {
            const auto other = right.find(quarter + lag);
            if (other == right.end()) continue;
            pairs.emplace_back(counts.first / counts.second, other->second.first / other->second.second);
            used_left += counts.first > 0 ? 1 : 0;
            used_right += other->second.first > 0 ? 1 : 0;
        }
        if (pairs.size() < 8 || used_left < 4 || used_right < 4) continue;
        double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
        for (const auto& [x, y] : pairs) mean_x += x, mean_y += y;
        mean_x /= static_cast<double>(pairs.size()), mean_y /= static_cast<double>(pairs.size());
        for (const auto& [x, y] : pairs)
            xx += (x - mean_x) * (x - mean_x), yy += (y - mean_y) * (y - mean_y), xy += (x - mean_x) * (y - mean_y);
        const double correlation = xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
        if (correlation > term.lag_correlation) term.lag_correlation = correlation, term.lag_quarters = lag;
    }
}

/// Log-odds of a post of each stream using the term, with the pooled share as prior (see vocabulary.cpp).
void weigh_sides(std::int64_t official, std::int64_t officials, std::int64_t open, std::int64_t opens,
                 OfficialTerm& term) {
    if (officials == 0 || opens == 0) return;
    const double pooled = static_cast<double>(official + open) / static_cast<double>(officials + opens);
    const auto odds = [&](std::int64_t uses, std::int64_t all) {
        const double with = static_cast<double>(uses) + pooled, without = static_cast<double>(all - uses) + 1 - pooled;
        return std::log(with / without);
    };
    term.log_odds = odds(official, officials) - odds(open, opens);
    term.z = term.log_odds /
             std::sqrt(1 / (static_cast<double>(official) + pooled) + 1 / (static_cast<double>(open) + pooled));
}

void fill_public(const CaseTexts& index, const Stream& open, const std::set<PostId>& with, std::size_t last_official,
                 OfficialTerm& term) {
    std::set<VoiceId> voices;
    const PlacedPost* last = last_official == SIZE_MAX ? nullptr : &index.posts[last_official];
    for (const std::size_t place : open.posts) {
        const PlacedPost& p = index.posts[place];
        const bool after = last && p.post->created_seconds > last->post->created_seconds;
        if (after) ++term.debate_posts_after, term.public_debate_last = std::max(term.public_debate_last, p.date.year);
        if (!with.contains(p.clean->post)) continue;
        if (term.public_posts++ == 0) term.public_first = p.date.year, term.public_first_date = p.date.text();
        term.public_last = p.date.year, term.public_last_date = p.date.text();
        term.public_last_post = p.clean->post;
        term.public_posts_after += after ? 1 : 0;
        voices.insert(p.clean->voice);
    }
    term.public_voices = static_cast<std::int64_t>(voices.size());
}

OfficialTerm compare(const CaseTexts& index, const Stream& official, const Stream& open, const std::string& kind,
                     const std::string& name, const std::set<PostId>& with) {
    OfficialTerm term;
    term.term = name;
    term.kind = kind;
    std::vector<std::int64_t> uses;
    std::size_t last = SIZE_MAX, first = SIZE_MAX;
    for (std::size_t i = 0; i < official.posts.size(); ++i) {
        const PlacedPost& p = index.posts[official.posts[i]];
        if (!with.contains(p.clean->post)) continue;
        uses.push_back(static_cast<std::int64_t>(i));
        last = official.posts[i];
        if (first == SIZE_MAX) first = last;
    }
    fill_public(index, open, with, last, term);
    term.official_posts = static_cast<std::int64_t>(uses.size());
    if (uses.empty()) {
        term.status = "public_only";
    } else {
        const CivilDate &begin = index.posts[first].date, &end = index.posts[last].date;
        term.official_first = begin.year, term.official_first_date = begin.text();
        term.official_last = end.year, term.official_last_date = end.text();
        term.official_last_post = index.posts[last].clean->post;
        judge_silence(index, official, uses, term);
        if (term.public_posts == 0 && term.status == "current") term.status = "official_only";
    }
    term.leader = "none";
    if (!term.official_first_date.empty() && !term.public_first_date.empty()) {
        for (const std::size_t place : open.posts)
            if (with.contains(index.posts[place].clean->post)) {
                term.lead_days =
                    (index.posts[place].post->created_seconds - index.posts[first].post->created_seconds) / 86400;
                break;
            }
        term.leader = term.lead_days > 0 ? "official" : term.lead_days < 0 ? "public" : "together";
    }
    find_lag(index, official, open, with, term);
    weigh_sides(term.official_posts, static_cast<std::int64_t>(official.posts.size()), term.public_posts,
                static_cast<std::int64_t>(open.posts.size()), term);
    return term;
}

}  // namespace

void compare_official(const CaseTexts& index, Trends& out) {
    out.official_terms.clear();
    const Stream official = dated_posts(index, true), open = dated_posts(index, false);
    if (official.posts.empty()) return;
    for (std::size_t i = 0; i < out.terms.size();) {  // uses lie together by kind and term
        const TermUse& head = out.terms[i];
        std::set<PostId> with;
        std::size_t end = i;
        for (; end < out.terms.size() && out.terms[end].term == head.term && out.terms[end].kind == head.kind; ++end)
            with.insert(out.terms[end].post);
        out.official_terms.push_back(compare(index, official, open, head.kind, head.term, with));
        i = end;
    }
}

}  // namespace agon
