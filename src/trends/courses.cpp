// Which subjects are followed through time, and their courses one after the other.
#include <algorithm>
#include <iterator>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

using Places = std::vector<std::size_t>;

void sort_each_once(Places& places) {
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
}

std::map<std::string, Places> posts_of_streams(const CaseTexts& texts) {
    std::map<std::string, Places> streams;
    for (std::size_t i = 0; i < texts.posts.size(); ++i) streams[texts.posts[i].clean->stream].push_back(i);
    return streams;
}

}  // namespace

std::vector<Followed> followed_subjects(const CaseIndex& index, const Trends& out) {
    std::vector<Followed> subjects;
    const auto put = [&](std::string kind, std::string subject, std::string label, std::string stream, Places& posts) {
        sort_each_once(posts);
        subjects.push_back(
            {std::move(kind), std::move(subject), std::move(label), std::move(stream), std::move(posts)});
    };
    const auto place = [&](PostId post, Places& posts) {
        if (const auto at = index.place_of.find(static_cast<std::int64_t>(post)); at != index.place_of.end())
            posts.push_back(at->second);
    };
    for (auto& [stream, posts] : posts_of_streams(index.texts)) put("all", stream, stream, stream, posts);
    std::map<DebateId, Places> debates;
    for (const Member& m : index.debates.members) place(m.post, debates[m.debate]);
    std::map<std::pair<DebateId, Pole>, Places> camps;
    for (const PostStance& s : index.camps.stances) place(s.post, camps[{s.debate, s.pole}]);
    for (const Debate& d : index.debates.debates) {
        const std::string id = std::to_string(static_cast<std::int64_t>(d.debate));
        put("debate", id, d.question, "public", debates[d.debate]);
        put("camp", id + ":a", d.pole_a.empty() ? d.question : d.pole_a, "public", camps[{d.debate, Pole::a}]);
        put("camp", id + ":b", d.pole_b.empty() ? d.question : d.pole_b, "public", camps[{d.debate, Pole::b}]);
    }
    std::map<PointId, Places> points;
    for (const PointMatch& m : index.points.matches) place(m.post, points[m.point]);
    for (const KeyPoint& k : index.points.points)
        put("point", std::to_string(static_cast<std::int64_t>(k.point)), k.terms, "public", points[k.point]);
    std::map<std::pair<std::string_view, std::string_view>, Places> terms, actors;
    for (const TermUse& use : out.terms) place(use.post, terms[{use.term, use.stream}]);
    for (const ActorUse& use : out.actors) place(use.post, actors[{use.actor, use.stream}]);
    for (auto& [key, posts] : terms)
        put("term", std::string(key.first), std::string(key.first), std::string(key.second), posts);
    for (auto& [key, posts] : actors) {
        sort_each_once(posts);
        if (posts.size() >= 5)
            put("actor", std::string(key.first), std::string(key.first), std::string(key.second), posts);
    }
    return subjects;
}

Courses::Courses(const CaseTexts& texts, const Words& words) : texts_(texts), words_(words) {
    for (const auto& [stream, posts] : posts_of_streams(texts)) streams_[stream] = times_of(texts, posts);
}

Course Courses::course_of(const Followed& subject) const {
    static const StreamTimes none;
    const auto found = streams_.find(subject.stream);
    const StreamTimes& stream = found == streams_.end() ? none : found->second;
    Course course;
    count_periods(texts_, subject, stream, course);
    if (subject.kind == "all" || stream.months.empty()) return course;
    const double effect = design_effect(texts_, subject.posts);
    find_changes(texts_, subject, stream, effect, words_, course);
    find_lives(texts_, subject, stream, effect, course);
    return course;
}

void Courses::follow(std::vector<Followed> subjects, Trends& out) {
    using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
    const auto key_of = [](const Followed& f) { return Key(f.kind, f.subject, f.stream); };
    std::map<Key, Held*> before;
    for (Held& held : held_) before[key_of(held.subject)] = &held;
    std::vector<Held> now;
    now.reserve(subjects.size());
    for (Followed& subject : subjects) {
        const auto found = before.find(key_of(subject));
        if (found != before.end() && found->second->subject == subject) {
            now.push_back({std::move(subject), std::move(found->second->course)});
            before.erase(found);
        } else {
            Course course = course_of(subject);
            now.push_back({std::move(subject), std::move(course)});
        }
    }
    held_ = std::move(now);
    out.periods.clear(), out.change_points.clear(), out.events.clear();
    for (const Held& held : held_) {
        std::copy(held.course.periods.begin(), held.course.periods.end(), std::back_inserter(out.periods));
        std::copy(held.course.changes.begin(), held.course.changes.end(), std::back_inserter(out.change_points));
        std::copy(held.course.events.begin(), held.course.events.end(), std::back_inserter(out.events));
    }
}

}  // namespace agon
