// Candidates for key points and statements: sentences of a camp that can stand alone, argue, speak of what is asked,
// and in which the stance judge hears the camp.
//
//   Fits:          "没有哪个国家什么都自己造" (no pronoun to look up, a judgement, general)
//   Does not fit:  "他说得对，这就是原因" (true, but of what?)
// Source of filtering candidates by quality: R. Bar-Haim et al., Quantitative Argument Summarization and Beyond, EMNLP
// 2020.
#include "src/points/candidates.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "ground/lexicon/camp_words.hpp"

namespace agon {
namespace {

constexpr std::size_t kMostTexts = 1500;     // per camp, those of the most quality; the cost is a product
constexpr std::size_t kMostCandidates = 80;  // per camp, the best
constexpr std::size_t kMostOfView = 50;      // where each is asked twice
constexpr double kLeastSpeaking = 0.5;       // below it a sentence alone speaks more for the other side than most do

bool is_one_of(char32_t c, std::u32string_view set) {
    return set.find(c) != std::u32string_view::npos;
}

/// "道理是道理，问题是 ...", "感动归感动，...": grants what another said; what the sentence stands for comes after it.
bool opens_by_granting(std::string_view text) {
    std::size_t comma = text.find("，");
    if (comma == std::string_view::npos) return false;
    const std::string_view opening = text.substr(0, comma);
    for (const std::string_view between : {"是", "归"}) {
        if (opening.size() < 2 * between.size()) continue;
        const std::size_t half = (opening.size() - between.size()) / 2;
        if (opening.substr(half).starts_with(between) &&
            opening.substr(0, half) == opening.substr(half + between.size()))
            return true;
    }
    return false;
}

/// "I think that ...", "You should ...": English that speaks of its author or to somebody.
bool is_personal_english(std::string_view text) {
    for (const std::string_view opening : {"I ", "I'", "My ", "You ", "Your "})
        if (text.starts_with(opening)) return true;
    for (const std::string_view mark : {" I ", " I'", " my ", " me ", " you ", " you'", " your "})
        if (text.find(mark) != std::string_view::npos) return true;
    return false;
}

/// Begun in the middle, left open or ended without a mark: what a forum's line breaks and typing leave of a sentence.
bool is_cut_english(std::string_view text) {
    if ((text.front() >= 'a' && text.front() <= 'z') || text.front() == '"') return true;
    if (std::count(text.begin(), text.end(), '"') % 2 != 0) return true;
    return std::string_view(".!?\")").find(text.back()) == std::string_view::npos;
}

bool starts_leaning(std::string_view text) {
    if (opens_by_granting(text)) return true;
    for (const std::string_view word :
         {"这",     "那",   "他",   "它",    "她",    "其",    "但",   "所以",   "因此", "而",     "然后",
          "另外",   "此外", "同时", "比如",  "例如",  "第",    "楼上", "@",      "不过", "可是",   "可",
          "也",     "还",   "又",   "就",    "才",    "再",    "一是", "二是",   "三是", "一，",   "二，",
          "三，",   "四，", "五，", "首先",  "其次",  "最后",  "总之", "换句话", "于是", "后来",   "结果",
          "反过来", "否则", "不然", "并且",  "况且",  "何况",  "甚至", "尤其",   "包括", "当然",   "请",
          "您",     "你",   "老哥", "大哥",  "兄弟",  "题主",  "答主", "补充",   "后续", "题外话", "插一句",
          "坐标",   "强答", "It ",  "This ", "That ", "They ", "But ", "And ",   "So "})
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

/// A figure in characters: 几百亿, 七成, 两千. Not 万一 or 千万, which begin with their unit, nor 一样.
bool counts_in_characters(std::string_view text) {
    char32_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (is_one_of(c, U"十百千万亿成") && is_one_of(before, U"一二两三四五六七八九几数")) return true;
        before = c;
    }
    return false;
}

}  // namespace

bool can_stand_alone(std::string_view text) {
    const std::size_t letters = count_code_points(text), per_character = has_han(text) ? 1 : 3;
    if (letters < 12 * per_character || letters > 70 * per_character) return false;
    if (!has_han(text) && is_cut_english(text)) return false;
    if (starts_leaning(text) || is_personal_english(text) || numbers_in(text) > 2) return false;
    for (const std::string_view mark :
         {"我", "你", "您", "咱", "@", "……", "哈哈", "呵呵", "[", "http", "——", "俺", "快来", "大家快",
          // the talk itself, which the reader of a quote is not in
          "题主", "答主", "楼主", "高赞", "评论区", "在知乎", "知乎上", "楼上那", "楼上有", "楼上说"})
        if (text.find(mark) != std::string_view::npos) return false;
    for (const std::string_view end : {"：", ":", "，", ",", "；", ";", "、"})
        if (text.ends_with(end)) return false;
    if (count_of(text, "“") + count_of(text, "「") > 1) return false;
    return count_of(text, "“") == count_of(text, "”") && count_of(text, "「") == count_of(text, "」") &&
           count_of(text, "（") == count_of(text, "）");
}

Worth worth_of(const Segment& s, const Lexicon& lexicon, const QualityModel& quality) {
    Worth worth;
    worth.log_odds = quality.log_odds(s.text, s.claim_score, lexicon);
    worth.bare_figure =
        (numbers_in(s.text) > 0 || counts_in_characters(s.text)) && !lexicon.list("generality").contains_any(s.text);
    return worth;
}

double argument_quality(const PointRoom& room, const Segment& s, const Debate& debate) {
    const float* said = room.vectors->segments.row(static_cast<std::int64_t>(s.segment));
    const float* asked = room.vectors->questions.row(static_cast<std::int64_t>(debate.question_thread));
    const QualityModel& model = room.read.quality();
    return model.quality(room.read.worth(s).log_odds, model.nearness(said, asked, room.vectors->segments.width));
}

/// The same sentence from several voices is one voice and its echo: the earliest stays, as with whole posts.
void drop_echoes(std::vector<const Segment*>& texts) {
    const auto when = [](const Segment& s) {
        return s.created_seconds < 0 ? std::numeric_limits<std::int64_t>::max() : s.created_seconds;
    };
    std::map<std::string_view, const Segment*> first;
    for (const Segment* s : texts) {
        const Segment*& kept = first[s->text];
        if (!kept || std::pair(when(*s), s->post) < std::pair(when(*kept), kept->post)) kept = s;
    }
    std::erase_if(texts, [&](const Segment* s) { return first.at(s->text)->voice != s->voice; });
}

CampTexts texts_of(const PointRoom& room, const Debate& debate, Pole pole) {
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
    drop_echoes(camp.texts);
    std::vector<std::pair<double, const Segment*>> order;
    for (const Segment* s : camp.texts) order.emplace_back(argument_quality(room, *s, debate), s);
    std::stable_sort(order.begin(), order.end(), [](const auto& l, const auto& r) { return l.first > r.first; });
    if (order.size() > kMostTexts) order.resize(kMostTexts);
    camp.texts.clear();
    for (const auto& [quality, s] : order) camp.quality.push_back(quality), camp.texts.push_back(s);
    return camp;
}

namespace {

/// A question without a mark that it is none: often the thread's own, told again before the answer.
bool only_asks(const Segment& s) {
    return s.kind == SegmentKind::question && s.rhetorical == 0;
}

/// The best candidates, in the order of the texts, which is that of their quality.
std::vector<std::size_t> candidates_of(const CampTexts& camp, std::size_t most) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < camp.texts.size(); ++i)
        if (!only_asks(*camp.texts[i]) && can_stand_alone(camp.texts[i]->text) &&
            camp.quality[i] >= least_quality_shown)
            places.push_back(i);
    if (places.size() > most) places.resize(most);
    return places;
}

/// 0 to 1: how far placed posts let the judge's own word be believed in the case; 1 where none is placed.
double judge_believed(const Camps& camps) {
    return camps.lessons.empty() ? 1 : std::min(camps.lessons.front().own_slope, 1.0);
}

/// Log-odds of each sentence for the statement against it. A view ("X，这样做是对的") is asked together with its
/// contrary: of labelled sentences on eight views of Zhihu the sides' areas then are .73 in the mean, with the view
/// alone .69 (docs/labelling/sides.md).
Result<std::vector<double>> odds_alone(const PointRoom& room, const std::string& statement, const std::string& contrary,
                                       const std::vector<const Segment*>& sentences, int threads) {
    std::vector<StanceQuestion> questions;
    for (const Segment* s : sentences) questions.push_back({s->text, statement, {}});
    if (!contrary.empty())
        for (const Segment* s : sentences) questions.push_back({s->text, contrary, {}});
    TRY(const std::vector<StanceAnswer> answers, room.judge.judge(questions, threads));
    std::vector<double> odds(sentences.size(), 0.0);
    for (std::size_t i = 0; i < answers.size(); ++i)
        odds[i % sentences.size()] += (i < sentences.size() ? 1 : -1) * log_odds(answers[i], pair_smoothing);
    return odds;
}

}  // namespace

Result<std::pair<Candidates, Candidates>> judged_candidates(const PointRoom& room, const Debate& debate,
                                                            const CampTexts& a, const CampTexts& b, int threads) {
    const std::string statement = plain_statement(statement_of(debate)), contrary = contrary_view(statement);
    const std::size_t most = contrary.empty() ? kMostCandidates : kMostOfView;
    std::pair<Candidates, Candidates> out{{candidates_of(a, most), {}, {}}, {candidates_of(b, most), {}, {}}};
    std::vector<const Segment*> sentences;
    for (const std::size_t place : out.first.places) sentences.push_back(a.texts[place]);
    for (const std::size_t place : out.second.places) sentences.push_back(b.texts[place]);
    if (sentences.empty()) return out;
    TRY(const std::vector<double> odds, odds_alone(room, statement, contrary, sentences, threads));
    std::vector<double> sorted = odds;
    std::sort(sorted.begin(), sorted.end());
    // The share of candidates that speak less for the camp: 0.5 in the middle.
    const auto place_among = [&](double value, double sign) {
        const auto below = std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
        const auto through = std::upper_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
        const double share = static_cast<double>(below + through) / (2 * static_cast<double>(sorted.size()));
        return sign > 0 ? share : 1 - share;
    };
    const double believed = judge_believed(room.camps);
    const auto take = [&](Candidates& candidates, std::size_t from, double sign) {
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < candidates.places.size(); ++i) {
            const double heard = place_among(odds[from + i], sign), speaks = 0.5 + believed * (heard - 0.5);
            if (speaks < kLeastSpeaking) continue;
            kept.push_back(candidates.places[i]);
            const CampTexts& camp = sign > 0 ? a : b;
            const std::size_t place = candidates.places[i];
            candidates.weight.push_back(camp.quality[place] * (0.4 + 0.6 * speaks));
            candidates.heard.push_back(heard);
        }
        candidates.places = std::move(kept);
    };
    const std::size_t of_a = out.first.places.size();
    take(out.first, 0, 1);
    take(out.second, of_a, -1);
    return out;
}

std::set<std::string> words_of_debate(const PointRoom& room, const Debate& debate) {
    std::set<std::string> words;
    for (const std::string* text :
         {&debate.question, &debate.proposition, &debate.terms, &debate.pole_a, &debate.pole_b})
        for (std::string& word : room.words.content_words(*text)) words.insert(std::move(word));
    return words;
}

}  // namespace agon
