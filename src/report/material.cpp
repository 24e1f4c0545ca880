// Reading and joining the tables; choosing what reads well as a quote.
#include "src/report/material.hpp"

#include <algorithm>
#include <array>

namespace agon {
namespace {

void index(Material& m) {
    for (const Post& p : m.threads.posts)
        if (p.newest) {
            m.post[p.post] = &p;
            m.posts_of[p.thread].push_back(&p);
        }
    for (auto& [thread, posts] : m.posts_of)
        std::sort(posts.begin(), posts.end(), [](const Post* a, const Post* b) {
            return std::pair(a->created_seconds, a->post) < std::pair(b->created_seconds, b->post);
        });
    for (const CleanPost& p : m.corpus.posts)
        if (p.fate != PostFate::superseded) m.clean[p.post] = &p;
    for (const Segment& s : m.segments.segments) {
        m.segment[s.segment] = &s;
        m.segments_of[s.post].push_back(&s);
    }
    for (const Thread& t : m.threads.threads) m.thread[t.thread] = &t;
    for (const PostStance& s : m.camps.stances) m.stance[{s.debate, s.post}] = &s;
}

template <std::size_t N>
bool starts_with_any(std::string_view text, const std::array<std::string_view, N>& list) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view w) { return text.starts_with(w); });
}
template <std::size_t N>
bool ends_with_any(std::string_view text, const std::array<std::string_view, N>& list) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view w) { return text.ends_with(w); });
}
template <std::size_t N>
bool holds_any(std::string_view text, const std::array<std::string_view, N>& list) {
    return std::any_of(list.begin(), list.end(),
                       [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

constexpr std::array<std::string_view, 9> kHanging = {"；", "，", "、", "：", ";", ",", ":", "——", " "};
constexpr std::array<std::string_view, 6> kEnds = {"。", "！", "？", ".", "!", "?"};
constexpr std::array<std::string_view, 31> kLeaning = {"这",   "那",     "它",   "他",   "她",   "所以", "但",   "不过",
                                                       "然后", "而",     "因此", "于是", "其实", "对，", "同意", "是的",
                                                       "没错", "你",     "您",   "此外", "另外", "还有", "再",   "第",
                                                       "其次", "反过来", "区别", "就说", "顺便", "至于", "说到"};
constexpr std::array<std::string_view, 8> kToSomebody = {"你", "您", "老哥", "兄弟", "楼上", "楼主", "题主", "答主"};
constexpr std::array<std::string_view, 16> kReasons = {"因为", "不是", "只有", "才", "如果", "没有", "就是", "等于",
                                                       "靠",   "必须", "不能", "比", "越",   "应该", "需要", "不如"};

/// "因为华强北上午骂，汇顶晚上改。" gives the reason of what stood before it.
bool is_reason_of_another(std::string_view text) {
    return text.starts_with("因为") && text.find("所以") == std::string_view::npos;
}

std::size_t occurrences(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size()))
        ++count;
    return count;
}

// The same of English sentences; letters there say a third of what characters do.
constexpr std::size_t kLettersOfCharacter = 3;
constexpr std::array<std::string_view, 22> kLeaningEnglish = {
    "It ",  "This ", "That ", "These ", "Those ", "They ",   "He ", "She ", "But ",  "And ",  "So ",
    "Also", "Then ", "Yes",   "No,",    "Well",   "However", "Or ", "Thus", "Hence", "Again", "Therefore"};
constexpr std::array<std::string_view, 6> kToSomebodyEnglish = {"You", " you ", " you.", " your ", " you'", " you,"};
constexpr std::array<std::string_view, 12> kReasonsEnglish = {" because ", " if ",    " only ",  " must ",
                                                              " should ",  " need ",  " than ",  " unless ",
                                                              " cannot ",  " can't ", " never ", " without "};

/// 0 for an English sentence that is whole, less for one that was cut out of the middle of another.
double wholeness_of_english(std::string_view text) {
    double score = 0;
    if (text.front() >= 'a' && text.front() <= 'z') score -= 1.2;
    if (text.front() == '"' || occurrences(text, "\"") % 2 != 0) score -= 1.2;
    if (!ends_with_any(text, kEnds) && !text.ends_with('"')) score -= 1.2;
    return score;
}

bool balanced(std::string_view text) {
    return occurrences(text, "“") == occurrences(text, "”") && occurrences(text, "《") == occurrences(text, "》") &&
           occurrences(text, "（") == occurrences(text, "）") && occurrences(text, "「") == occurrences(text, "」") &&
           occurrences(text, "(") == occurrences(text, ")");
}

double length_score(std::size_t length) {
    if (length < 12 || length > 110) return -3;
    if (length < 18) return -0.4;
    return length <= 60 ? 0.8 : length <= 80 ? 0.4 : 0;
}

}  // namespace

Result<Material> Material::read(Disk& disk, const std::string& folder) {
    Material m;
    TRY(m.threads, read_threads(disk, folder));
    TRY(m.corpus, read_corpus(disk, folder));
    TRY(m.segments, read_segments(disk, folder));
    TRY(m.debates, read_debates(disk, folder));
    TRY(m.camps, read_camps(disk, folder));
    TRY(m.points, read_points(disk, folder));
    index(m);
    return m;
}

Pole Material::pole_of(DebateId debate, PostId post_id) const {
    const auto found = stance.find({debate, post_id});
    return found == stance.end() ? Pole::unclear : found->second->pole;
}

Passage Material::passage(SegmentId id) const {
    const Segment* s = segment.at(id);
    Passage out{post.at(s->post), s, s->text, s->source_begin, s->source_end};
    std::size_t begin = 0, end = s->text.size();
    for (bool again = true; again && end > begin;) {
        again = false;
        for (const std::string_view mark : kHanging)
            if (std::string_view(s->text).substr(begin, end - begin).ends_with(mark)) end -= mark.size(), again = true;
    }
    if (end == s->text.size() || end == begin) return out;
    // The cut must fall on the same characters in the source: only where clean text and segment agree byte for byte.
    const CleanPost& whole = *clean.at(s->post);
    const auto from = static_cast<std::size_t>(s->text_begin);
    if (whole.text.compare(from, s->text.size(), s->text) != 0) return out;
    const MappedText map{whole.text, unpack_runs(whole.source_runs)};
    const Span span = map.source_span(s->text_begin, s->text_begin + static_cast<std::int64_t>(end));
    out.text = s->text.substr(0, end);
    out.source_begin = span.begin;
    out.source_end = span.end;
    return out;
}

double quotability(const Passage& passage) {
    const std::string_view text = passage.text;
    const bool english = !text.empty() && !has_han(text);
    double score = length_score(count_code_points(text) / (english ? kLettersOfCharacter : 1));
    if (english) {
        score += wholeness_of_english(text);
        if (starts_with_any(text, kLeaningEnglish)) score -= 1.2;
        if (holds_any(text, kToSomebodyEnglish)) score -= 1.2;
        if (holds_any(text, kReasonsEnglish)) score += 0.6;
    }
    if (!balanced(text)) score -= 3;
    if (passage.segment->kind == SegmentKind::quotation || passage.segment->kind == SegmentKind::aside) score -= 2;
    if (starts_with_any(text, kLeaning) || is_reason_of_another(text)) score -= 1.2;
    if (holds_any(text, kToSomebody)) score -= 1.2;
    if (holds_any(text, kReasons)) score += 0.6;
    if (ends_with_any(text, kEnds)) score += 0.2;
    if (text.find("http") != std::string_view::npos || text.find('@') != std::string_view::npos) score -= 3;
    return score + passage.segment->claim_score;
}

}  // namespace agon
