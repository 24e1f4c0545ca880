// Key points: short real sentences that between them make the arguments of a camp.
//
// 1. Candidates are sentences that can stand alone: 12 to 70 characters, no pronoun, connective or list number to begin
//    with, nobody addressed, at most two numbers, and a quality as an argument on the question asked (quality.hpp).
//    Each has a weight: its quality, by how surely the stance judge hears the camp in it alone. One in which it hears
//    the other side is none: an author's aside or concession does not stand for his camp.
// 2. Which sentences of the camp may make a candidate's argument is told by nearness in Chinese (reading.hpp), by the
//    matching judge in other languages (matching.hpp).
// 3. The candidates that cover most voices for their weight are chosen (covering.hpp); in Chinese a dozen, of which
//    the argument judge then reads who makes them, and from what it says they are chosen once more.
//    Where it finds no point of either camp that enough voices make, likeness tells both (likeness.hpp); the points
//    say which it was.
// 4. Every sentence of the debate is matched anew, now to the chosen points of both sides together, to two at most:
//    what a point counts comes from this second matching.
//   Fits:          "没有哪个国家什么都自己造" once said so, and seven times in other words.
//   Does not fit:  an argument that is only ever made over three sentences; it has no sentence to stand for it.
// Source of the task: R. Bar-Haim et al., From Arguments to Key Points, ACL 2020; Quantitative Argument Summarization
// and Beyond, EMNLP 2020 (candidates, one-sentence key points).
#include <algorithm>
#include <cmath>
#include <set>

#include "ground/model/share_interval.hpp"
#include "src/points/candidates.hpp"
#include "src/points/covering.hpp"

namespace agon {
namespace {

constexpr std::size_t kMostPointsOfText = 2;
constexpr double kLeastOfPoint = 0.35;  // quality of a candidate that may head an argument
constexpr std::size_t kHeadsRead = 12;  // per camp, for which it is read who makes them

/// Nearest texts that are read for a head while heads are chosen.
std::size_t texts_for_choice(std::size_t texts) {
    constexpr std::size_t least = 30;
    return std::max(least, texts / 20);
}

/// Leaves the candidates of these places, in this order.
void keep_candidates(CoverProblem& problem, MatchGroup& group, const std::vector<std::size_t>& kept) {
    CoverProblem fewer;
    std::vector<MatchText> points;
    for (const std::size_t c : kept) {
        points.push_back(group.points[c]);
        fewer.text_of.push_back(problem.text_of[c]);
        fewer.quality.push_back(problem.quality[c]);
    }
    group.points = std::move(points);
    fewer.voice = std::move(problem.voice);
    problem = std::move(fewer);
}

void set_levels(CoverOptions& limits, const MatchLevels& levels) {
    limits.same_argument = static_cast<double>(levels.makes);
    limits.same_candidate = static_cast<double>(levels.same_candidate);
}

/// What is to stand for a camp.
struct ChosenPoints {
    std::vector<const Segment*> sentences;
    double redundancy = 0;
    ToldBy told_by = ToldBy::likeness;
};

Result<ChosenPoints> choose_points(const PointRoom& room, const Debate& debate, const CampTexts& camp,
                                   const CampTexts& other, const Candidates& candidates, const PointOptions& options,
                                   bool may_read) {
    MatchGroup group;
    group.topic = room.vectors->questions.row(static_cast<std::int64_t>(debate.question_thread));
    CoverProblem problem;
    for (const Segment* s : camp.texts) {
        group.texts.push_back(room.seen(*s));
        problem.voice.push_back(static_cast<std::int64_t>(s->voice));
    }
    for (const Segment* s : other.texts) group.beside.push_back(s->text);
    for (std::size_t i = 0; i < candidates.places.size(); ++i) {
        const std::size_t place = candidates.places[i];
        if (camp.quality[place] < kLeastOfPoint) continue;
        group.points.push_back(group.texts[place]);
        problem.text_of.push_back(place);
        problem.quality.push_back(camp.quality[place] * candidates.weight[i]);
    }
    const ToldBy way = room.way_to_tell(group, may_read);
    TRY(ArgumentMatches matches, room.argument_matches(group, way, options.threads));
    problem.match = std::move(matches.probability);
    CoverOptions limits;
    set_levels(limits, matches.levels);
    if (way == ToldBy::reading) {
        limits.least_voices = 1;
        limits.most = kHeadsRead;
        keep_candidates(problem, group, choose_cover(problem, limits).chosen);
        TRY(matches,
            room.read_matches(group, way, texts_for_choice(group.texts.size()), problem.text_of, options.threads));
        problem.match = std::move(matches.probability);
        set_levels(limits, matches.levels);
    }
    limits.least_voices = options.least_voices;
    limits.most = static_cast<std::size_t>(options.most_points) + 2;  // some lose their voices in the second matching
    const Cover cover = choose_cover(problem, limits);
    ChosenPoints chosen{{}, cover.redundancy, way};
    for (const std::size_t c : cover.chosen) chosen.sentences.push_back(camp.texts[problem.text_of[c]]);
    return chosen;
}

std::set<std::string> distinct_words(const PointRoom& room, const Segment& s) {
    const std::vector<std::string>& words = room.read.words(s);
    return {words.begin(), words.end()};
}

std::string shared_terms(const PointRoom& room, const std::string& asked, const std::vector<const Segment*>& matched,
                         const std::map<std::string, double>& frequency, double texts) {
    std::map<std::string, double> count;
    for (const Segment* s : matched) {
        for (const std::string& word : distinct_words(room, *s)) count[word] += 1;
    }
    // Names of things alone say what a line turns on ("外卖", "教职工"), only where a good part of its sentences speak
    // of them, and not where all of the debate does; "据说" and "太难" are as frequent, "学生" says nothing here.
    const auto sentences = static_cast<double>(matched.size());
    const double least = std::max(2.0, sentences / 4);
    constexpr double least_lift = 1.5;
    const auto is_own = [&](const std::string& word, double n) {
        return n / sentences >= least_lift * frequency.at(word) / texts && asked.find(word) == std::string::npos;
    };
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [word, n] : count)
        if (n >= least && has_han(word) && is_own(word, n) && room.words.is_name_of_something(word) &&
            !room.lexicon.list("plain_words").contains_any(word))
            order.emplace_back(-n * std::log(texts / frequency.at(word)), word);
    std::sort(order.begin(), order.end());
    std::string terms;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, order.size()); ++i)
        terms += (i > 0 ? " " : "") + order[i].second;
    return terms;
}

void add_interval(KeyPoint& point, std::int64_t camp_voices) {
    const ShareInterval interval = share_of(point.voices, std::max<std::int64_t>(camp_voices, 1));
    point.share = interval.share;
    point.share_low = interval.low;
    point.share_high = interval.high;
}

/// Of the sentences that make the point up to three quotes of different voices, ranked for clarity: the key sentence
/// itself, then by quality times probability; what is below the bar of candidates is quoted by nobody.
void rank_quotes(std::vector<PointMatch>& matches, const std::map<SegmentId, double>& quality, SegmentId key) {
    std::vector<std::size_t> order(matches.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto clarity = [&](const PointMatch& m) { return m.segment == key ? 10.0 : m.score * quality.at(m.segment); };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t l, std::size_t r) { return clarity(matches[l]) > clarity(matches[r]); });
    std::set<VoiceId> quoted;
    std::int32_t rank = 0;
    for (const std::size_t i : order)
        if (rank < 3 && (matches[i].segment == key || quality.at(matches[i].segment) >= least_quality_shown) &&
            quoted.insert(matches[i].voice).second)
            matches[i].quote_rank = ++rank;
}

class PointCounter {
  public:
    PointCounter(const PointRoom& room, const Debate& debate, const DebateMatches& matched)
        : room_(room), debate_(debate), matched_(matched) {
        for (std::size_t t = 0; t < matched.texts.size(); ++t) {
            for (const std::string& word : distinct_words(room, *matched.texts[t])) frequency_[word] += 1;
            if (matched.poles[t] != Pole::unclear) camp_voices_[matched.poles[t]].insert(matched.texts[t]->voice);
        }
        for (const PostStance& s : room.camps.stances)
            if (s.debate == debate.debate) votes_[s.post] = s.votes;
    }

    KeyPoint count(std::size_t p, const std::map<SegmentId, double>& quality, std::vector<PointMatch>& matches) const {
        const Segment& key = *matched_.points[p];
        KeyPoint point;
        point.point =
            static_cast<PointId>(stable_id("point\n" + std::to_string(static_cast<std::int64_t>(debate_.debate)) +
                                           '\n' + std::to_string(static_cast<std::int64_t>(key.segment))));
        point.debate = debate_.debate;
        point.pole = matched_.pole_of_point[p];
        point.segment = key.segment;
        point.post = key.post;
        std::set<VoiceId> voices;
        std::set<PostId> posts;
        std::vector<const Segment*> members;
        for (std::size_t t = 0; t < matched_.texts.size(); ++t) {
            const Segment& s = *matched_.texts[t];
            if (matched_.poles[t] != point.pole || !matched_.makes(t, p)) continue;
            matches.push_back({point.point, debate_.debate, s.segment, s.post, s.voice, s.year,
                               static_cast<double>(matched_.match[t * matched_.points.size() + p])});
            members.push_back(&s);
            voices.insert(s.voice);
            if (posts.insert(s.post).second) point.votes += votes_.at(s.post);
            if (s.year <= 0) continue;
            point.first_year = point.first_year == 0 ? s.year : std::min(point.first_year, s.year);
            point.last_year = std::max(point.last_year, s.year);
        }
        point.voices = static_cast<std::int64_t>(voices.size());
        point.posts = static_cast<std::int64_t>(posts.size());
        point.camp_voices = static_cast<std::int64_t>(camp_voices_.at(point.pole).size());
        point.terms = shared_terms(room_, room_.questions.at(debate_.debate), members, frequency_,
                                   static_cast<double>(matched_.texts.size()));
        add_interval(point, point.camp_voices);
        rank_quotes(matches, quality, key.segment);
        return point;
    }

  private:
    const PointRoom& room_;
    const Debate& debate_;
    const DebateMatches& matched_;
    std::map<std::string, double> frequency_;
    std::map<Pole, std::set<VoiceId>> camp_voices_;
    std::map<PostId, std::int64_t> votes_;
};

/// Keeps for each text the points that it most surely makes.
void keep_surest(DebateMatches& matched) {
    const std::size_t points = matched.points.size();
    for (std::size_t t = 0; t < matched.texts.size(); ++t) {
        std::vector<std::size_t> order(points);
        for (std::size_t p = 0; p < points; ++p) {
            order[p] = p;
            if (matched.texts[t] == matched.points[p]) matched.match[t * points + p] = 1.0F;
        }
        std::stable_sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) {
            return matched.match[t * points + l] > matched.match[t * points + r];
        });
        for (std::size_t i = kMostPointsOfText; i < points; ++i) matched.match[t * points + order[i]] = 0;
    }
}

void add_coverage(const DebateMatches& matched, Pole pole, std::vector<KeyPoint>& points,
                  const std::vector<std::vector<PointMatch>>& matches, double redundancy) {
    std::set<VoiceId> camp, reached;
    for (std::size_t t = 0; t < matched.texts.size(); ++t)
        if (matched.poles[t] == pole) camp.insert(matched.texts[t]->voice);
    for (std::size_t p = 0; p < points.size(); ++p)
        if (points[p].pole == pole && points[p].rank > 0)
            for (const PointMatch& m : matches[p]) reached.insert(m.voice);
    for (KeyPoint& point : points)
        if (point.pole == pole) {
            point.coverage = camp.empty() ? 0 : static_cast<double>(reached.size()) / static_cast<double>(camp.size());
            point.redundancy = redundancy;
        }
}

/// A camp's points that enough voices make, as many as may stand.
std::vector<std::size_t> most_voices_first(const std::vector<KeyPoint>& points, Pole pole,
                                           const PointOptions& options) {
    std::vector<std::size_t> order;
    for (std::size_t p = 0; p < points.size(); ++p)
        if (points[p].pole == pole && points[p].voices >= options.least_voices) order.push_back(p);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t l, std::size_t r) { return points[l].voices > points[r].voices; });
    order.resize(std::min(order.size(), static_cast<std::size_t>(options.most_points)));
    return order;
}

/// Both camps of a debate: what their sentences are worth, and which can stand for them.
struct BothCamps {
    const CampTexts &a, &b;
    const std::pair<Candidates, Candidates>& candidates;
    std::map<SegmentId, double> quality;
};

/// Key points of both camps, with whom each counts.
struct CountedPoints {
    DebateMatches matched;
    std::vector<KeyPoint> points;
    std::vector<std::vector<PointMatch>> matches;
    std::vector<std::size_t> ranked;  // those that enough voices make, camp by camp
    bool read = false;                // the argument judge had a part in it
};

Result<CountedPoints> counted_points(const PointRoom& room, const Debate& debate, const BothCamps& camps,
                                     const PointOptions& options, bool may_read) {
    CountedPoints out;
    DebateMatches& matched = out.matched;
    std::map<Pole, double> redundancy;
    for (const auto& [pole, camp, other] :
         {std::tuple{Pole::a, &camps.a, &camps.b}, std::tuple{Pole::b, &camps.b, &camps.a}}) {
        const Candidates& own = pole == Pole::a ? camps.candidates.first : camps.candidates.second;
        TRY(const ChosenPoints chosen, choose_points(room, debate, *camp, *other, own, options, may_read));
        out.read = out.read || chosen.told_by == ToldBy::reading;
        for (std::size_t i = 0; i < own.places.size(); ++i)
            matched.speaking.push_back({camp->texts[own.places[i]], pole, own.weight[i], own.heard[i]});
        for (const Segment* s : chosen.sentences) {
            matched.points.push_back(s);
            matched.pole_of_point.push_back(pole);
        }
        redundancy[pole] = chosen.redundancy;
        for (const Segment* s : camp->texts) {
            matched.texts.push_back(s);
            matched.poles.push_back(pole);
        }
    }
    MatchGroup group;
    group.topic = room.vectors->questions.row(static_cast<std::int64_t>(debate.question_thread));
    for (const Segment* s : matched.texts) group.texts.push_back(room.seen(*s));
    for (const Segment* s : matched.points) group.points.push_back(room.seen(*s));
    const ToldBy way = room.way_to_tell(group, may_read);
    out.read = out.read || way == ToldBy::reading;
    TRY(ArgumentMatches matches_of_all,
        room.read_matches(group, way, texts_to_count(group.texts.size()), {}, options.threads));
    matched.match = std::move(matches_of_all.probability);
    matched.makes_from = matches_of_all.levels.makes;
    keep_surest(matched);
    const PointCounter counter(room, debate, matched);
    out.matches.resize(matched.points.size());
    for (std::size_t p = 0; p < matched.points.size(); ++p) {
        out.points.push_back(counter.count(p, camps.quality, out.matches[p]));
        out.points.back().told_by = way;
    }
    for (const Pole pole : {Pole::a, Pole::b}) {
        const std::vector<std::size_t> order = most_voices_first(out.points, pole, options);
        for (std::size_t i = 0; i < order.size(); ++i) out.points[order[i]].rank = static_cast<std::int32_t>(i + 1);
        add_coverage(matched, pole, out.points, out.matches, redundancy[pole]);
        out.ranked.insert(out.ranked.end(), order.begin(), order.end());
    }
    return out;
}

}  // namespace

Result<DebateMatches> find_key_points(const PointRoom& room, const Debate& debate, const PointOptions& options,
                                      Points& out) {
    const CampTexts a = texts_of(room, debate, Pole::a), b = texts_of(room, debate, Pole::b);
    TRY(const auto candidates, judged_candidates(room, debate, a, b, options.threads));
    BothCamps camps{a, b, candidates, {}};
    for (const CampTexts* camp : {&a, &b})
        for (std::size_t i = 0; i < camp->texts.size(); ++i) camps.quality[camp->texts[i]->segment] = camp->quality[i];
    TRY(CountedPoints found, counted_points(room, debate, camps, options, true));
    if (found.read && found.ranked.empty()) {
        TRY(found, counted_points(room, debate, camps, options, false));
    }
    for (const std::size_t p : found.ranked) {
        out.points.push_back(found.points[p]);
        out.matches.insert(out.matches.end(), found.matches[p].begin(), found.matches[p].end());
    }
    return std::move(found.matched);
}

}  // namespace agon
