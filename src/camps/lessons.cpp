#include "src/camps/lessons.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace agon {
namespace {

constexpr int most_steps = 50;
constexpr double enough = 1e-12;

double logistic(double odds) {
    return 1 / (1 + std::exp(-odds));
}

/// Newton's method: the loss is convex, and every step is halved until the loss does not grow.
class Fit {
  public:
    Fit(const std::vector<HeardAndSo>& seen, const BeliefPrior& prior) : seen_(seen), prior_(prior) {}

    Believed best(Believed at, bool slope_too) const {
        for (int step = 0; step < most_steps; ++step) {
            const Believed change = newton(at, slope_too);
            double part = 1;
            const double before = loss(at);
            Believed next{at.shift - change.shift, at.slope - change.slope};
            while (loss(next) > before && part > enough) {
                part *= 0.5;
                next = {at.shift - part * change.shift, at.slope - part * change.slope};
            }
            const double moved = std::abs(next.shift - at.shift) + std::abs(next.slope - at.slope);
            at = next;
            if (moved < enough) break;
        }
        return at;
    }

  private:
    bool shifts() const { return prior_.shift_deviation > 0; }
    static double squared(double value) { return value * value; }

    double loss(const Believed& at) const {
        double sum = 0.5 * squared((at.slope - prior_.mean.slope) / prior_.slope_deviation);
        if (shifts()) sum += 0.5 * squared((at.shift - prior_.mean.shift) / prior_.shift_deviation);
        for (const HeardAndSo& s : seen_) {
            const double along = (at.shift + at.slope * s.odds) * (s.so ? 1 : -1);
            sum += along > 0 ? std::log1p(std::exp(-along)) : std::log1p(std::exp(along)) - along;
        }
        return sum;
    }

    Believed newton(const Believed& at, bool slope_too) const {
        double by_shift = 0, by_slope = 0, shift_shift = 0, shift_slope = 0, slope_slope = 0;
        for (const HeardAndSo& s : seen_) {
            const double p = logistic(at.shift + at.slope * s.odds), error = p - (s.so ? 1 : 0), spread = p * (1 - p);
            by_shift += error, by_slope += error * s.odds;
            shift_shift += spread, shift_slope += spread * s.odds, slope_slope += spread * squared(s.odds);
        }
        by_slope += (at.slope - prior_.mean.slope) / squared(prior_.slope_deviation);
        slope_slope += 1 / squared(prior_.slope_deviation);
        if (!shifts()) return {0, slope_too ? by_slope / slope_slope : 0};
        by_shift += (at.shift - prior_.mean.shift) / squared(prior_.shift_deviation);
        shift_shift += 1 / squared(prior_.shift_deviation);
        if (!slope_too) return {by_shift / shift_shift, 0};
        const double area = shift_shift * slope_slope - squared(shift_slope);
        return {(slope_slope * by_shift - shift_slope * by_slope) / area,
                (shift_shift * by_slope - shift_slope * by_shift) / area};
    }

    const std::vector<HeardAndSo>& seen_;
    const BeliefPrior& prior_;
};

constexpr double sure = 8;  // log-odds of a placed post

}  // namespace

Believed believed_after(const std::vector<HeardAndSo>& seen, const BeliefPrior& prior) {
    if (seen.empty()) return prior.mean;
    const Fit fit(seen, prior);
    const Believed best = fit.best(prior.mean, true);
    return best.slope >= 0 ? best : fit.best({best.shift, 0}, false);
}

bool is_sided(const DebatePost& post) {
    return post.placed == Pole::a || post.placed == Pole::b;
}

std::optional<Lesson> lesson_of(DebateId debate, const std::vector<DebatePost>& posts, const std::vector<double>& odds,
                                std::vector<HeardAndSo>& own_words) {
    Lesson lesson;
    lesson.debate = debate;
    for (std::size_t p = 0; p < posts.size(); ++p) {
        lesson.placed += posts[p].placed ? 1 : 0;
        if (!is_sided(posts[p])) continue;
        const bool is_a = posts[p].placed == Pole::a;
        ++lesson.sided;
        lesson.own_right += odds[p] != 0 && (odds[p] > 0) == is_a ? 1 : 0;
        own_words.push_back({odds[p], is_a});
    }
    if (lesson.placed == 0) return std::nullopt;
    return lesson;
}

std::vector<HeardAndSo> placed_replies(const std::vector<DebatePost>& posts, const std::vector<ReplySide>& replies) {
    std::map<PostId, const DebatePost*> sided;
    for (const DebatePost& post : posts)
        if (is_sided(post)) sided[post.post] = &post;
    std::vector<HeardAndSo> seen;
    for (const ReplySide& reply : replies) {
        const auto mine = sided.find(reply.post), theirs = sided.find(reply.answered);
        if (mine == sided.end() || theirs == sided.end()) continue;
        seen.push_back({reply.odds, mine->second->placed == theirs->second->placed});
    }
    return seen;
}

void set_placed(const std::vector<DebatePost>& posts, std::vector<double>& odds, std::vector<Tie>& ties) {
    for (std::size_t p = 0; p < posts.size(); ++p)
        if (posts[p].placed) odds[p] = !is_sided(posts[p]) ? 0 : posts[p].placed == Pole::a ? sure : -sure;
    std::erase_if(ties, [&](const Tie& tie) {
        const auto tells_nothing = [&](std::size_t p) { return posts[p].placed && !is_sided(posts[p]); };
        return tells_nothing(tie.left) || tells_nothing(tie.right);
    });
}

}  // namespace agon
