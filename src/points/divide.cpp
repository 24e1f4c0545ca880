// The dividing line: the words that best tell the camps apart, and on each side a sentence rich in its own words.
//
// Weight of a word: log odds of its use by voices of camp a against camp b. The separation is the area under the curve
// when posts are ordered by the mean weight of their words, leaving the post itself out of the counts (so that a camp
// of one post cannot separate itself).
#include <algorithm>
#include <cmath>
#include <set>

#include "src/points/steps.hpp"

namespace agon {
namespace {

struct CampWords {
    std::map<std::string, double> posts_with;  // word -> number of posts
    double posts = 0;
};

struct WordedPost {
    const PostStance* stance;
    std::set<std::string> words;
    double score = 0;
};

double weight_of(const std::string& word, const CampWords& a, const CampWords& b, double own_a, double own_b) {
    const auto count = [&](const CampWords& camp) {
        const auto found = camp.posts_with.find(word);
        return found == camp.posts_with.end() ? 0.0 : found->second;
    };
    return std::log((count(a) - own_a + 0.5) / (a.posts - own_a + 1)) -
           std::log((count(b) - own_b + 0.5) / (b.posts - own_b + 1));
}

double area_under_curve(std::vector<WordedPost>& posts) {
    std::stable_sort(posts.begin(), posts.end(),
                     [](const WordedPost& l, const WordedPost& r) { return l.score < r.score; });
    double seen_b = 0, pairs = 0, b = 0, a = 0;
    for (const WordedPost& post : posts) {
        if (post.stance->pole == Pole::b)
            ++seen_b, ++b;
        else
            pairs += seen_b, ++a;
    }
    return a * b > 0 ? pairs / (a * b) : 0.5;
}

std::string top_words(const std::map<std::string, double>& weights, const CampWords& camp, double sign) {
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [word, weight] : weights) {
        const auto found = camp.posts_with.find(word);
        if (found == camp.posts_with.end() || found->second < 3) continue;
        order.emplace_back(-sign * weight * std::sqrt(found->second), word);
    }
    std::sort(order.begin(), order.end());
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(5, order.size()); ++i) {
        if (order[i].first >= 0) break;
        out += (i ? " " : "") + order[i].second;
    }
    return out;
}

}  // namespace

void find_divide(const PointRoom& room, DebateId debate, Points& out) {
    std::vector<WordedPost> posts;
    CampWords a, b;
    for (const PostStance& s : room.camps.stances) {
        if (s.debate != debate || (s.pole != Pole::a && s.pole != Pole::b)) continue;
        WordedPost post{&s, {}, 0};
        for (const std::size_t i : room.segments_of_post.at(s.post))
            for (std::string& word : room.words.content_words(room.segments.segments[i].text))
                post.words.insert(std::move(word));
        CampWords& camp = s.pole == Pole::a ? a : b;
        for (const std::string& word : post.words) camp.posts_with[word] += 1;
        camp.posts += 1;
        posts.push_back(std::move(post));
    }
    if (a.posts < 3 || b.posts < 3) return;  // one camp only: no line to draw
    std::map<std::string, double> weights;
    for (const CampWords* camp : {&a, &b})
        for (const auto& [word, count] : camp->posts_with) weights[word] = weight_of(word, a, b, 0, 0);
    for (WordedPost& post : posts) {
        const bool is_a = post.stance->pole == Pole::a;
        for (const std::string& word : post.words) post.score += weight_of(word, a, b, is_a ? 1 : 0, is_a ? 0 : 1);
        post.score /= std::sqrt(static_cast<double>(post.words.size()) + 1);
    }
    Divide divide;
    divide.debate = debate;
    divide.separation = area_under_curve(posts);
    divide.terms_a = top_words(weights, a, 1);
    divide.terms_b = top_words(weights, b, -1);
    double best_a = -1e9, best_b = -1e9;
    for (const WordedPost& post : posts)
        for (const std::size_t i : room.segments_of_post.at(post.stance->post)) {
            const Segment& s = room.segments.segments[i];
            const std::size_t characters = count_code_points(s.text);
            if (s.kind != SegmentKind::statement || characters < 12 || characters > 80 || s.claim_score < 0.5) continue;
            double sum = 0;
            const auto words = room.words.content_words(s.text);
            for (const std::string& word : words) sum += weights[word];
            sum /= std::sqrt(static_cast<double>(words.size()) + 2);
            if (post.stance->pole == Pole::a && sum > best_a)
                best_a = sum, divide.segment_a = s.segment, divide.post_a = s.post;
            if (post.stance->pole == Pole::b && -sum > best_b)
                best_b = -sum, divide.segment_b = s.segment, divide.post_b = s.post;
        }
    if (static_cast<std::int64_t>(divide.segment_a) != 0 && static_cast<std::int64_t>(divide.segment_b) != 0)
        out.divides.push_back(divide);
}

}  // namespace agon
