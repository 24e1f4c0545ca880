#include "src/points/covering.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "ground/outcome/outcome.hpp"

namespace agon {
namespace {

/// How surely each voice makes each candidate's argument: the best of its texts, 0 below the threshold.
class VoiceCover {
  public:
    VoiceCover(const CoverProblem& problem, const CoverOptions& options) {
        std::map<std::int64_t, std::size_t> place;
        for (const std::int64_t voice : problem.voice) place.emplace(voice, place.size());
        const std::size_t candidates = problem.text_of.size();
        voices_ = place.size();
        best_.assign(candidates * voices_, 0.0F);
        for (std::size_t t = 0; t < problem.voice.size(); ++t)
            for (std::size_t c = 0; c < candidates; ++c) {
                const float probability = t == problem.text_of[c] ? 1.0F : problem.match[t * candidates + c];
                if (static_cast<double>(probability) < options.same_argument) continue;
                float& best = best_[c * voices_ + place[problem.voice[t]]];
                best = std::max(best, probability);
            }
    }
    std::size_t voices() const { return voices_; }
    const float* of(std::size_t candidate) const { return &best_[candidate * voices_]; }

  private:
    std::size_t voices_ = 0;
    std::vector<float> best_;
};

double likeness(const CoverProblem& problem, std::size_t left, std::size_t right) {
    const std::size_t candidates = problem.text_of.size();
    return static_cast<double>(std::max(problem.match[problem.text_of[left] * candidates + right],
                                        problem.match[problem.text_of[right] * candidates + left]));
}

}  // namespace

Cover choose_cover(const CoverProblem& problem, const CoverOptions& options) {
    const std::size_t candidates = problem.text_of.size();
    VERIFY(problem.match.size() == problem.voice.size() * candidates && problem.quality.size() == candidates);
    Cover cover;
    if (candidates == 0) return cover;
    const VoiceCover voices(problem, options);
    std::vector<float> reached(voices.voices(), 0.0F);
    std::vector<bool> open(candidates, true);
    while (cover.chosen.size() < options.most) {
        std::size_t best = candidates;
        double most = 0;
        for (std::size_t c = 0; c < candidates; ++c) {
            if (!open[c]) continue;
            double gain = 0;
            std::int64_t fresh = 0, behind = 0;
            for (std::size_t v = 0; v < reached.size(); ++v) {
                const float surety = voices.of(c)[v];
                behind += surety > 0 ? 1 : 0;
                fresh += surety > 0 && reached[v] <= 0 ? 1 : 0;
                gain += static_cast<double>(std::max(surety - reached[v], 0.0F));
            }
            gain = std::sqrt(gain) * problem.quality[c];
            if (behind >= options.least_voices && fresh > 0 && gain > most) most = gain, best = c;
        }
        if (best == candidates) break;
        for (std::size_t c = 0; c < candidates; ++c)
            open[c] = open[c] && c != best && likeness(problem, c, best) < options.same_candidate;
        for (const std::size_t other : cover.chosen)
            cover.redundancy = std::max(cover.redundancy, likeness(problem, best, other));
        cover.chosen.push_back(best);
        for (std::size_t v = 0; v < reached.size(); ++v) reached[v] = std::max(reached[v], voices.of(best)[v]);
    }
    const auto covered = std::count_if(reached.begin(), reached.end(), [](float surety) { return surety > 0; });
    cover.covered = static_cast<double>(covered) / static_cast<double>(reached.size());
    return cover;
}

}  // namespace agon
