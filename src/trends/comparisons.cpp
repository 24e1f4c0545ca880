// "不如日本", "比德国差": who is set beside whom, and who comes out better.
//
// A cue between two names decides at once (不如, 超过, 追上); 比 and its kin decide by the words behind the object: the
// first word of praise or blame in the same clause, or of more and less. The subject is the last name before the cue in
// the sentence, else China, since a writer who leaves it out writes of home. The object is the first name within six
// characters behind the cue. Fits: "国产机床比德国的差一代". Does not fit: "比起昨天，德国的天气", where the object of
// 比 is a day; no name stands right behind the cue, so nothing is said. 百分比, 对比度 and 比如 are not cues.
#include <algorithm>
#include <array>

#include "src/trends/mentions.hpp"

namespace agon {
namespace {

constexpr std::array<std::string_view, 27> kMore = {"强",   "好", "高", "多", "快", "大",   "先进", "厉害", "便宜",
                                                    "领先", "稳", "优", "远", "长", "牛",   "丰富", "完整", "省",
                                                    "可靠", "早", "精", "富", "赢", "安全", "幸福", "重视", "胜"};
constexpr std::array<std::string_view, 21> kLess = {"弱",   "差", "低", "少", "慢", "小", "落后",
                                                    "不如", "贵", "短", "穷", "晚", "逊", "惨",
                                                    "难",   "烂", "苦", "累", "坏", "输", "远不"};

constexpr std::array<std::string_view, 24> kDoing = {"去", "看", "学", "买", "打", "让",   "把", "找",
                                                     "给", "到", "用", "谈", "论", "说",   "聊", "想",
                                                     "求", "靠", "做", "搞", "抄", "移民", "回", "来"};

/// Praise or blame right behind the object: 1, -1, or 0 where none stands before the clause ends.
int judged_behind(std::string_view text, std::int64_t from, const std::vector<LexiconMatch>& negations) {
    for (auto at = static_cast<std::size_t>(from); at < text.size();) {
        const auto here = static_cast<std::int64_t>(at);
        std::size_t next = at;
        next_code_point(text, next);
        if (clause_ends_between(text, here, static_cast<std::int64_t>(next)) ||
            characters_between(text, from, here) > 16)
            return 0;
        const auto starts = [&](std::string_view word) { return text.substr(at).starts_with(word); };
        const int value = std::any_of(kLess.begin(), kLess.end(), starts)   ? -1
                          : std::any_of(kMore.begin(), kMore.end(), starts) ? 1
                                                                            : 0;
        if (value != 0) return negated_at(text, here, negations, 1) ? -value : value;
        at = next;
    }
    return 0;
}

bool part_of_another_word(std::string_view text, const Span& cue) {
    const std::string_view before = text.substr(0, static_cast<std::size_t>(cue.begin));
    const std::string_view behind = text.substr(static_cast<std::size_t>(cue.end));
    for (const std::string_view word : {"百分", "占", "同", "环", "对", "评", "无", "好", "攀", "性价", "相"})
        if (cue.length() == 3 && before.ends_with(word)) return true;
    for (const std::string_view word : {"如", "例", "较", "亚迪", "特币", "重", "拟", "分", "赛", "喻", "基尼"})
        if (cue.length() == 3 && behind.starts_with(word)) return true;
    return false;
}

std::vector<NamedActor> both_sides(std::string_view text, const Lexicon& lexicon) {
    std::vector<NamedActor> names = named_actors(text, lexicon.list("actors"));
    for (const LexiconMatch& m : lexicon.list("self").find(text)) {
        bool inside = false;
        for (const NamedActor& n : names) inside = inside || (n.span.begin < m.span.end && m.span.begin < n.span.end);
        if (!inside) names.push_back({m.span, m.entry});
    }
    std::stable_sort(names.begin(), names.end(),
                     [](const NamedActor& l, const NamedActor& r) { return l.span.begin < r.span.begin; });
    return names;
}

}  // namespace

bool says_what_to_do(std::string_view text, const Span& cue, std::int64_t name) {
    if (!text.substr(0, static_cast<std::size_t>(cue.end)).ends_with("不如") || name < cue.end) return false;
    const std::string_view between =
        text.substr(static_cast<std::size_t>(cue.end), static_cast<std::size_t>(name - cue.end));
    return std::any_of(kDoing.begin(), kDoing.end(),
                       [&](std::string_view verb) { return between.find(verb) != std::string_view::npos; });
}

std::vector<Comparison> comparisons_in(std::string_view text, const Lexicon& lexicon) {
    std::vector<Comparison> found;
    const std::vector<LexiconMatch> cues = lexicon.list("comparisons").find(text);
    if (cues.empty()) return found;
    const std::vector<NamedActor> names = both_sides(text, lexicon);
    if (names.empty()) return found;
    const auto negations = lexicon.list("negation").find(text);
    for (const LexiconMatch& cue : cues) {
        if (part_of_another_word(text, cue.span)) continue;
        const NamedActor *subject = nullptr, *object = nullptr;
        for (const NamedActor& n : names) {
            if (n.span.end <= cue.span.begin && characters_between(text, n.span.end, cue.span.begin) <= 20)
                subject = &n;
            if (!object && n.span.begin >= cue.span.end && characters_between(text, cue.span.end, n.span.begin) <= 6 &&
                !clause_ends_between(text, cue.span.end, n.span.begin))
                object = &n;
        }
        if (!object || says_what_to_do(text, cue.span, object->span.begin)) continue;
        Comparison c;
        c.subject = subject ? subject->entry->name : "中国";
        c.object = object->entry->name;
        if (c.subject == c.object) continue;
        c.outcome = cue.entry->attribute("outcome");
        if (c.outcome == "open") {
            const int value = judged_behind(text, object->span.end, negations);
            c.outcome = value > 0 ? "better" : value < 0 ? "worse" : "open";
        } else if (c.outcome == "better" && negated_at(text, cue.span.begin, negations, 1)) {
            c.outcome = "worse";
        }
        c.cue = cue.entry->name.empty() ? std::string()
                                        : std::string(text.substr(static_cast<std::size_t>(cue.span.begin),
                                                                  static_cast<std::size_t>(cue.span.length())));
        c.cue_begin = cue.span.begin, c.cue_end = cue.span.end;
        const auto aspects = lexicon.list("aspects").find(text);
        if (!aspects.empty()) c.aspect = aspects.front().entry->name;
        found.push_back(std::move(c));
    }
    return found;
}

}  // namespace agon
