// agon eval trends, change points: how many planted changes of a share are found on simulated series, and how often a
// change is found where there is none: on simulated series, and on a case's own posts with their dates dealt out anew.
//
// Every draw comes from a seeded mt19937_64 and its bits alone, so that all platforms see the same series.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "src/evals/steps.hpp"
#include "src/trends/trends.hpp"

namespace agon {
namespace {

struct Simulated {
    std::vector<std::int64_t> hits, trials;
    std::size_t change = 0;  // 0: none
};

/// `months` of posts of a growing stream; the subject's share rises from `before` to `after` at a random month.
Simulated simulate(std::mt19937_64& random, std::size_t months, double before, double after) {
    Simulated s;
    if (before != after) s.change = 12 + random() % (months - 24);
    for (std::size_t m = 0; m < months; ++m) {
        const std::int64_t trials = 20 + static_cast<std::int64_t>(m) + static_cast<std::int64_t>(random() % 40);
        const double share = s.change > 0 && m >= s.change ? after : before;
        std::int64_t hits = 0;
        for (std::int64_t t = 0; t < trials; ++t)  // 53 random bits, so that every platform draws the same
            hits += static_cast<double>(random() >> 11) * 0x1p-53 < share ? 1 : 0;
        s.trials.push_back(trials);
        s.hits.push_back(hits);
    }
    return s;
}

}  // namespace

void score_changes(std::vector<Score>& scores) {
    constexpr int kRuns = 1000;
    for (const auto& [before, after] :
         {std::pair{0.02, 0.08}, {0.05, 0.10}, {0.10, 0.05}, {0.04, 0.04}, {0.15, 0.15}}) {
        std::mt19937_64 random(20251125);
        std::int64_t hit = 0, exact = 0, more = 0;
        for (int run = 0; run < kRuns; ++run) {
            const Simulated s = simulate(random, 120, before, after);
            const auto cuts = changes_in(s.hits, s.trials);
            bool close = false;
            for (const std::size_t cut : cuts)
                close = close || (s.change > 0 && cut + 3 >= s.change && cut <= s.change + 3);
            hit += close ? 1 : 0;
            exact += close && cuts.size() == 1 ? 1 : 0;
            more += !cuts.empty() ? 1 : 0;
        }
        const auto percent = [](double share) {
            return std::to_string(static_cast<int>(std::lround(share * 100))) + " %";
        };
        const std::string set = "120 months, share " + percent(before) + " -> " + percent(after);
        if (before == after) {
            Score alarm{
                set, "series with a false alarm", static_cast<double>(more) / kRuns, 0, 0, kRuns, "goal under .05"};
            set_wilson(alarm, more);
            scores.push_back(alarm);
        } else {
            Score found{set, "change found within 3 months", static_cast<double>(hit) / kRuns, 0, 0, kRuns, ""};
            set_wilson(found, hit);
            scores.push_back(found);
            scores.push_back({set, "found and nothing else", static_cast<double>(exact) / kRuns, 0, 0, kRuns, ""});
        }
    }
}

Result<void> score_shuffled(Disk& disk, const std::string& folder, std::vector<Score>& scores) {
    TRY(const Trends trends, read_trends(disk, folder));
    std::map<std::int32_t, std::int64_t> months;
    for (const Period& p : trends.periods)
        if (p.subject_kind == "all" && p.subject == "public" && p.grain == "month") months[p.period] = p.posts;
    if (months.empty()) return {};
    const std::int32_t first = months.begin()->first / 100 * 12 + months.begin()->first % 100 - 1;
    std::vector<std::size_t> dates;
    std::size_t length = 0;
    for (const auto& [month, posts] : months) {
        const auto place = static_cast<std::size_t>(month / 100 * 12 + month % 100 - 1 - first);
        length = place + 1;
        dates.insert(dates.end(), static_cast<std::size_t>(posts), place);
    }
    std::vector<std::int64_t> trials(length);
    for (const std::size_t place : dates) ++trials[place];
    std::map<std::string, std::size_t> sizes;
    for (const Period& p : trends.periods)
        if (p.subject_kind != "all" && p.stream == "public" && p.grain == "month")
            sizes[p.subject_kind + ' ' + p.subject] += static_cast<std::size_t>(p.posts);
    std::mt19937_64 random(7);
    std::int64_t series = 0, alarms = 0;
    for (int shuffle = 0; shuffle < 20; ++shuffle) {
        for (std::size_t i = dates.size() - 1; i > 0; --i) std::swap(dates[i], dates[random() % (i + 1)]);
        std::size_t from = 0;
        for (const auto& [name, size] : sizes) {
            if (size < 10 || size >= dates.size()) continue;
            std::vector<std::int64_t> hits(length);
            for (std::size_t i = 0; i < size; ++i) ++hits[dates[(from + i) % dates.size()]];
            from += size;
            ++series;
            alarms += changes_in(hits, trials).empty() ? 0 : 1;
        }
    }
    Score score{"case, dates shuffled 20 times",
                "series with a false alarm",
                series ? static_cast<double>(alarms) / static_cast<double>(series) : 0,
                0,
                0,
                series,
                "goal under .05"};
    set_wilson(score, alarms);
    scores.push_back(score);
    return {};
}

}  // namespace agon
