// Key points: short real sentences that between them make the arguments of a camp.
//
// 1. Candidates are sentences that can stand alone: 12 to 70 characters, no pronoun, connective or list number to begin
//    with, nobody addressed, at most two numbers, and words of cause, condition, judgement or duty. Each has a quality,
//    the higher the surer the stance judge hears the camp in the sentence alone; one in which it hears the other side
//    is none: an author's aside or concession does not stand for the author's camp.
// 2. The matching judge says for every sentence of the camp whether it makes a candidate's argument (matching.hpp).
// 3. The candidates that cover most voices for their quality are chosen (covering.hpp).
// 4. Every sentence of the debate is matched anew, now to the chosen points of both sides together, to two at most;
// what
//    a point counts comes from this second matching.
//   Fits:          "没有哪个国家什么都自己造" once said so, and seven times in other words.
//   Does not fit:  an argument that is only ever made over three sentences; it has no sentence to stand for it.
// Source of the task: R. Bar-Haim et al., From Arguments to Key Points, ACL 2020; Quantitative Argument Summarization
// and Beyond, EMNLP 2020 (candidates, one-sentence key points).
#include <algorithm>
#include <cmath>
#include <set>

#include "ground/model/share_interval.hpp"
#include "src/points/covering.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kMostTexts = 1500;     // per camp, the most claim-like; the cost is a product
constexpr std::size_t kMostCandidates = 80;  // per camp, the best
constexpr double kLeastSpeaking = 0.25;      // below it a sentence alone speaks for the other side
constexpr std::size_t kMostPointsOfText = 2;
constexpr double kLeastWeight = 0.15;   // of a candidate that may become a key point
constexpr double kLeastQuality = 0.35;  // below it a sentence stands for no argument

bool starts_leaning(std::string_view text) {
    for (const std::string_view word :
         {"这",   "那",   "他",    "它",    "她",     "其",   "但",   "所以", "因此",   "而",   "然后", "另外",
          "此外", "同时", "比如",  "例如",  "第",     "楼上", "@",    "不过", "可是",   "可",   "也",   "还",
          "又",   "就",   "才",    "再",    "一是",   "二是", "三是", "一，", "二，",   "三，", "四，", "五，",
          "首先", "其次", "最后",  "总之",  "换句话", "于是", "后来", "结果", "反过来", "否则", "不然", "并且",
          "况且", "何况", "甚至",  "尤其",  "当然",   "请",   "您",   "你",   "老哥",   "大哥", "兄弟", "题主",
          "答主", "It ",  "This ", "That ", "They ",  "But ", "And ", "So "})
        if (text.starts_with(word)) return true;
    std::size_t at = 0;
    const char32_t first = next_code_point(text, at);
    return (first >= U'0' && first <= U'9') || first == U'（' || first == U'(' || first == U'，' || first == U'—';
}

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

std::size_t numbers_in(std::string_view text) {
    std::size_t runs = 0;
    bool inside = false;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        runs += digit && !inside ? 1 : 0;
        inside = digit || (inside && (c == '.' || c == '%' || c == ','));
    }
    return runs;
}

}  // namespace

bool can_stand_alone(std::string_view text) {
    const std::size_t characters = count_code_points(text);
    if (characters < 12 || characters > 70 || starts_leaning(text) || numbers_in(text) > 2) return false;
    for (const std::string_view mark : {"我", "你", "您", "咱", "@", "……", "哈哈", "呵呵", "[", "http", "——", "俺"})
        if (text.find(mark) != std::string_view::npos) return false;
    for (const std::string_view end : {"：", ":", "，", ",", "；", ";", "、"})
        if (text.ends_with(end)) return false;
    if (count_of(text, "“") + count_of(text, "「") > 1) return false;
    return count_of(text, "“") == count_of(text, "”") && count_of(text, "「") == count_of(text, "」") &&
           count_of(text, "（") == count_of(text, "）");
}

double argument_quality(const PointRoom& room, const Segment& s, const std::set<std::string>& debate_words) {
    std::set<std::string> kinds;
    for (const LexiconMatch& m : room.lexicon.list("generality").find(s.text)) kinds.insert(m.entry->name);
    const std::size_t characters = count_code_points(s.text);
    double overlap = 0;
    for (const std::string& word : room.words.content_words(s.text)) overlap += debate_words.contains(word) ? 1 : 0;
    double quality = 0.5 * s.claim_score + 0.07 * static_cast<double>(std::min<std::size_t>(kinds.size(), 4)) +
                     0.08 * std::min(overlap, 2.0);
    if (characters >= 16 && characters <= 42) quality += 0.1;
    if (numbers_in(s.text) > 0) quality -= 0.15;
    if (room.lexicon.list("first_person").contains_any(s.text)) quality -= 0.2;
    quality -= 0.15 * static_cast<double>(std::min<std::size_t>(room.lexicon.list("anecdote").find(s.text).size(), 2));
    if (s.kind == SegmentKind::question) quality -= 0.25;
    return std::clamp(quality, 0.0, 1.0);
}

namespace {

/// Sentences of one debate that argue, with the camp of their post.
struct CampTexts {
    std::vector<const Segment*> texts;
    std::vector<double> quality;
};

CampTexts texts_of(const PointRoom& room, const Debate& debate, Pole pole, const std::set<std::string>& debate_words) {
    CampTexts camp;
    for (const Member& m : room.debates.members) {
        if (m.debate != debate.debate) continue;
        const auto stance = room.stance.find({debate.debate, m.post});
        const Segment& s = room.segment(m.segment);
        if (stance == room.stance.end() || stance->second->pole != pole) continue;
        if (s.kind == SegmentKind::quotation || s.kind == SegmentKind::aside || count_code_points(s.text) < 8) continue;
        if (room.vectors->segments.row(static_cast<std::int64_t>(s.segment)) == nullptr) continue;
        camp.texts.push_back(&s);
    }
    std::stable_sort(camp.texts.begin(), camp.texts.end(),
                     [](const Segment* l, const Segment* r) { return l->claim_score > r->claim_score; });
    if (camp.texts.size() > kMostTexts) camp.texts.resize(kMostTexts);
    for (const Segment* s : camp.texts) camp.quality.push_back(argument_quality(room, *s, debate_words));
    return camp;
}

/// The best candidates, by quality, then by order.
std::vector<std::size_t> candidates_of(const CampTexts& camp) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < camp.texts.size(); ++i)
        if (can_stand_alone(camp.texts[i]->text) && camp.quality[i] >= kLeastQuality) places.push_back(i);
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t l, std::size_t r) { return camp.quality[l] > camp.quality[r]; });
    if (places.size() > kMostCandidates) places.resize(kMostCandidates);
    return places;
}

/// Log-odds of each sentence for the debate's statement (pole a) against it.
Result<std::vector<double>> odds_alone(const PointRoom& room, const Debate& debate,
                                       const std::vector<const Segment*>& sentences, int threads) {
    const std::string& statement = statement_of(debate);
    std::vector<StanceQuestion> questions;
    for (const Segment* s : sentences) questions.push_back({s->text, statement, {}});
    TRY(const std::vector<StanceAnswer> answers, room.judge.judge(questions, threads));
    std::vector<double> odds;
    for (const StanceAnswer& answer : answers) odds.push_back(log_odds(answer, pair_smoothing));
    return odds;
}

struct Candidates {
    std::vector<std::size_t> places;  // in CampTexts
    std::vector<double> weight;       // of each: Speaking::weight
};

/// The candidates of both camps. The median odds is taken for the judge's leaning on the statement: what counts is
/// who speaks for it more than the others do.
Result<std::pair<Candidates, Candidates>> judged_candidates(const PointRoom& room, const Debate& debate,
                                                            const CampTexts& a, const CampTexts& b, int threads) {
    std::pair<Candidates, Candidates> out{{candidates_of(a), {}}, {candidates_of(b), {}}};
    std::vector<const Segment*> sentences;
    for (const std::size_t place : out.first.places) sentences.push_back(a.texts[place]);
    for (const std::size_t place : out.second.places) sentences.push_back(b.texts[place]);
    if (sentences.empty()) return out;
    TRY(const std::vector<double> odds, odds_alone(room, debate, sentences, threads));
    std::vector<double> sorted = odds;
    std::sort(sorted.begin(), sorted.end());
    // The share of candidates that speak less for the camp: 0.5 in the middle.
    const auto place_among = [&](double value, double sign) {
        const auto below = std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
        const auto through = std::upper_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
        const double share = static_cast<double>(below + through) / (2 * static_cast<double>(sorted.size()));
        return sign > 0 ? share : 1 - share;
    };
    const auto take = [&](Candidates& candidates, std::size_t from, double sign) {
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < candidates.places.size(); ++i) {
            const double speaks = place_among(odds[from + i], sign);
            if (speaks < kLeastSpeaking) continue;
            kept.push_back(candidates.places[i]);
            const CampTexts& camp = sign > 0 ? a : b;
            const std::size_t place = candidates.places[i];
            const double relevance = room.sentences.relevance(camp.texts[place]->segment, debate.debate);
            candidates.weight.push_back(camp.quality[place] * (0.4 + 0.6 * speaks) * (0.25 + 0.75 * relevance));
        }
        candidates.places = std::move(kept);
    };
    const std::size_t of_a = out.first.places.size();
    take(out.first, 0, 1);
    take(out.second, of_a, -1);
    return out;
}

Result<std::vector<const Segment*>> choose_points(const PointRoom& room, const Debate& debate, const CampTexts& camp,
                                                  const CampTexts& other, const Candidates& candidates,
                                                  const PointOptions& options, Cover& cover) {
    MatchGroup group;
    group.topic = room.vectors->questions.row(static_cast<std::int64_t>(debate.question_thread));
    CoverProblem problem;
    for (const Segment* s : camp.texts) {
        group.texts.push_back(room.seen(*s));
        problem.voice.push_back(static_cast<std::int64_t>(s->voice));
    }
    for (const Segment* s : other.texts) group.beside.push_back(s->text);
    for (std::size_t i = 0; i < candidates.places.size(); ++i) {
        if (candidates.weight[i] < kLeastWeight) continue;
        const std::size_t place = candidates.places[i];
        group.points.push_back(group.texts[place]);
        problem.text_of.push_back(place);
        problem.quality.push_back(camp.quality[place] * candidates.weight[i]);
    }
    TRY(ArgumentMatches matches, room.argument_matches(group, options.threads));
    problem.match = std::move(matches.probability);
    CoverOptions limits;
    limits.least_voices = options.least_voices;
    limits.same_argument = static_cast<double>(matches.levels.makes);
    limits.same_candidate = static_cast<double>(matches.levels.same_candidate);
    limits.most = static_cast<std::size_t>(options.most_points) + 2;  // some lose their voices in the second matching
    cover = choose_cover(problem, limits);
    std::vector<const Segment*> chosen;
    for (const std::size_t c : cover.chosen) chosen.push_back(camp.texts[problem.text_of[c]]);
    return chosen;
}

std::string shared_terms(const PointRoom& room, const std::vector<const Segment*>& matched,
                         const std::map<std::string, double>& frequency, double texts) {
    std::map<std::string, double> count;
    for (const Segment* s : matched) {
        std::set<std::string> words;
        for (std::string& word : room.words.content_words(s->text)) words.insert(std::move(word));
        for (const std::string& word : words) count[word] += 1;
    }
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [word, n] : count)
        if (n >= 2 && !room.lexicon.list("plain_words").contains_any(word))
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

/// The sentences that make the point, the surest first of each voice, up to three quotes of different voices ranked for
/// clarity: the key sentence itself, then by quality times probability.
void rank_quotes(std::vector<PointMatch>& matches, const std::map<SegmentId, double>& quality, SegmentId key) {
    std::vector<std::size_t> order(matches.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto clarity = [&](const PointMatch& m) {
        return m.segment == key ? 10.0 : m.score * (0.2 + quality.at(m.segment));
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t l, std::size_t r) { return clarity(matches[l]) > clarity(matches[r]); });
    std::set<VoiceId> quoted;
    std::int32_t rank = 0;
    for (const std::size_t i : order)
        if (rank < 3 && quoted.insert(matches[i].voice).second) matches[i].quote_rank = ++rank;
}

class PointCounter {
  public:
    PointCounter(const PointRoom& room, const Debate& debate, const DebateMatches& matched)
        : room_(room), debate_(debate), matched_(matched) {
        for (std::size_t t = 0; t < matched.texts.size(); ++t) {
            std::set<std::string> words;
            for (std::string& word : room.words.content_words(matched.texts[t]->text)) words.insert(std::move(word));
            for (const std::string& word : words) frequency_[word] += 1;
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
        point.terms = shared_terms(room_, members, frequency_, static_cast<double>(matched_.texts.size()));
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

}  // namespace

std::set<std::string> words_of_debate(const PointRoom& room, const Debate& debate) {
    std::set<std::string> words;
    for (const std::string* text :
         {&debate.question, &debate.proposition, &debate.terms, &debate.pole_a, &debate.pole_b})
        for (std::string& word : room.words.content_words(*text)) words.insert(std::move(word));
    return words;
}

Result<DebateMatches> find_key_points(const PointRoom& room, const Debate& debate, const PointOptions& options,
                                      Points& out) {
    const std::set<std::string> words = words_of_debate(room, debate);
    const CampTexts a = texts_of(room, debate, Pole::a, words), b = texts_of(room, debate, Pole::b, words);
    DebateMatches matched;
    std::map<SegmentId, double> quality;
    std::map<Pole, double> redundancy;
    TRY(const auto candidates, judged_candidates(room, debate, a, b, options.threads));
    for (const auto& [pole, camp, other] : {std::tuple{Pole::a, &a, &b}, std::tuple{Pole::b, &b, &a}}) {
        Cover cover;
        const Candidates& own = pole == Pole::a ? candidates.first : candidates.second;
        TRY(const std::vector<const Segment*> chosen, choose_points(room, debate, *camp, *other, own, options, cover));
        for (std::size_t i = 0; i < own.places.size(); ++i)
            matched.speaking.push_back({camp->texts[own.places[i]], pole, own.weight[i]});
        for (const Segment* s : chosen) {
            matched.points.push_back(s);
            matched.pole_of_point.push_back(pole);
        }
        redundancy[pole] = cover.redundancy;
        for (std::size_t i = 0; i < camp->texts.size(); ++i) {
            matched.texts.push_back(camp->texts[i]);
            matched.poles.push_back(pole);
            quality[camp->texts[i]->segment] = camp->quality[i];
        }
    }
    MatchGroup group;
    group.topic = room.vectors->questions.row(static_cast<std::int64_t>(debate.question_thread));
    for (const Segment* s : matched.texts) group.texts.push_back(room.seen(*s));
    for (const Segment* s : matched.points) group.points.push_back(room.seen(*s));
    TRY(ArgumentMatches matches_of_all, room.argument_matches(group, options.threads));
    matched.match = std::move(matches_of_all.probability);
    matched.makes_from = matches_of_all.levels.makes;
    keep_surest(matched);
    const PointCounter counter(room, debate, matched);
    std::vector<KeyPoint> points;
    std::vector<std::vector<PointMatch>> matches(matched.points.size());
    for (std::size_t p = 0; p < matched.points.size(); ++p) points.push_back(counter.count(p, quality, matches[p]));
    for (const Pole pole : {Pole::a, Pole::b}) {
        std::vector<std::size_t> order;
        for (std::size_t p = 0; p < points.size(); ++p)
            if (points[p].pole == pole && points[p].voices >= options.least_voices) order.push_back(p);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t l, std::size_t r) { return points[l].voices > points[r].voices; });
        if (order.size() > static_cast<std::size_t>(options.most_points))
            order.resize(static_cast<std::size_t>(options.most_points));
        for (std::size_t i = 0; i < order.size(); ++i) points[order[i]].rank = static_cast<std::int32_t>(i + 1);
        add_coverage(matched, pole, points, matches, redundancy[pole]);
        for (const std::size_t p : order) {
            out.points.push_back(points[p]);
            out.matches.insert(out.matches.end(), matches[p].begin(), matches[p].end());
        }
    }
    return matched;
}

}  // namespace agon
