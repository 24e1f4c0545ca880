// SEGMENT. Clean text is cut into sentences, long sentences into clauses; each unit gets a kind and a claim score.
//
// Idea: 。！？； and line ends close a unit (an English full stop only before a space); closing quotes and brackets
// stay with it. A unit longer than the limit is cut at ， before a contrast word (但是, 然而), else at the comma
// nearest to the limit. Fits: "高铁行。机床不行，因为订单太散。" gives two units. Does not fit: "3.5亿" holds a stop
// that closes nothing. The claim score is a fixed weighing of cues (see score_claim); issue 5 replaces it by a trained
// one.
#include "src/segments/segments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace agon {
namespace {

bool closes_sentence(char32_t c) {
    return c == U'。' || c == U'！' || c == U'？' || c == U'!' || c == U'?' || c == U'；' || c == U';' || c == U'\n' ||
           c == U'…';
}

bool clings_to_sentence(char32_t c) {
    return c == U'”' || c == U'’' || c == U'」' || c == U'』' || c == U'）' || c == U')' || c == U'"' || c == U'》' ||
           c == U'。' || c == U'！' || c == U'？' || c == U'!' || c == U'?' || c == U'…' || c == U'~' || c == U'～';
}

bool is_space(char32_t c) {
    return c == U' ' || c == U'\n' || c == U'\r' || c == U'\t' || c == 0x3000 || c == 0xA0 || c == 0x200B ||
           c == 0xFEFF;
}

Span trimmed(std::string_view text, Span span) {
    std::int64_t begin = span.end, end = span.begin;
    std::size_t at = static_cast<std::size_t>(span.begin);
    while (at < static_cast<std::size_t>(span.end)) {
        const auto here = static_cast<std::int64_t>(at);
        if (is_space(next_code_point(text, at))) continue;
        begin = std::min(begin, here);
        end = static_cast<std::int64_t>(at);
    }
    return begin < end ? Span{begin, end} : Span{span.begin, span.begin};
}

std::vector<Span> sentences_of(std::string_view text) {
    std::vector<Span> spans;
    std::int64_t begin = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const char32_t c = next_code_point(text, at);
        const bool stop = c == U'.' && (at >= text.size() || text[at] == ' ' || text[at] == '\n');
        if (!closes_sentence(c) && !stop) continue;
        while (c != U'\n' && at < text.size()) {
            std::size_t ahead = at;
            if (!clings_to_sentence(next_code_point(text, ahead))) break;
            at = ahead;
        }
        spans.push_back({begin, static_cast<std::int64_t>(at)});
        begin = static_cast<std::int64_t>(at);
    }
    if (begin < static_cast<std::int64_t>(text.size()))
        spans.push_back({begin, static_cast<std::int64_t>(text.size())});
    return spans;
}

/// Where a too long sentence is cut: behind the comma that stands before a contrast word, or the last one under the
/// limit.
std::int64_t clause_cut(std::string_view text, Span span, const LexiconList& contrast, std::int64_t limit) {
    std::int64_t last_comma = -1;
    std::size_t at = static_cast<std::size_t>(span.begin);
    while (static_cast<std::int64_t>(at) < span.end) {
        const char32_t c = next_code_point(text, at);
        const auto here = static_cast<std::int64_t>(at);
        if (c != U'，' && c != U',' && c != U'：') continue;
        if (here - span.begin > limit && last_comma > 0) return last_comma;
        const std::string_view ahead = text.substr(at, 9);
        const auto found =
            contrast.find(ahead.substr(0, std::min<std::size_t>(9, static_cast<std::size_t>(span.end - here))));
        if (!found.empty() && found.front().span.begin == 0 && here - span.begin > limit / 4) return here;
        last_comma = here;
    }
    return last_comma > 0 && last_comma < span.end ? last_comma : span.end;
}

std::vector<Span> units_of(std::string_view text, const LexiconList& contrast, std::int64_t limit) {
    std::vector<Span> units;
    for (Span sentence : sentences_of(text)) {
        while (sentence.length() > limit) {
            const std::int64_t cut = clause_cut(text, sentence, contrast, limit);
            if (cut >= sentence.end) break;
            units.push_back(trimmed(text, {sentence.begin, cut}));
            sentence.begin = cut;
        }
        units.push_back(trimmed(text, sentence));
    }
    std::erase_if(units, [](const Span& unit) { return unit.length() <= 0; });
    return units;
}

/// Others' words are units of their own, so that the author's words beside them keep their author.
std::vector<Span> cut_at_borders(std::string_view text, const std::vector<Span>& units,
                                 const std::vector<Span>& quoted) {
    std::vector<std::int64_t> borders;
    for (const Span& span : quoted) borders.insert(borders.end(), {span.begin, span.end});
    std::sort(borders.begin(), borders.end());
    std::vector<Span> cut;
    for (Span unit : units) {
        for (auto border = std::upper_bound(borders.begin(), borders.end(), unit.begin);
             border != borders.end() && *border < unit.end; ++border) {
            cut.push_back(trimmed(text, {unit.begin, *border}));
            unit.begin = *border;
        }
        cut.push_back(trimmed(text, unit));
    }
    std::erase_if(cut, [](const Span& unit) { return unit.length() <= 0; });
    return cut;
}

std::int64_t count_word_characters(std::string_view text) {
    std::int64_t count = 0;
    std::size_t at = 0;
    while (at < text.size())
        if (is_word_character(next_code_point(text, at))) ++count;
    return count;
}

bool reports_others_words(std::string_view text) {
    constexpr std::array<std::string_view, 10> openings = {"有人说", "总有人说", "有些人说", "很多人说", "评论区有人",
                                                           "楼上说", "高赞说",   "你说",     ">",        "都说"};
    for (const std::string_view opening : openings)
        if (text.starts_with(opening))
            return text.find("“") != std::string_view::npos || opening == ">" ||
                   text.find("：") != std::string_view::npos;
    return false;
}

struct Cues {
    const LexiconList& argument;
    const LexiconList& support;
    const LexiconList& oppose;
    const LexiconList& story;
    const LexiconList& aside;
    const LexiconList& boilerplate;
    const LexiconList& contrast;
};

/// DEVIATION: weights set by hand on the sample, not trained. Logistic of: reasoning cues and stance cues raise, story
/// cues, question marks and extreme lengths lower.
double score_claim(std::string_view text, std::int64_t letters, const Cues& cues) {
    const auto arguments = std::min<std::size_t>(cues.argument.find(text).size(), 3);
    const auto stances = std::min<std::size_t>(cues.support.find(text).size() + cues.oppose.find(text).size(), 3);
    const auto stories = std::min<std::size_t>(cues.story.find(text).size(), 2);
    double x = -1.0 + 0.6 * static_cast<double>(arguments) + 0.5 * static_cast<double>(stances) -
               0.9 * static_cast<double>(stories);
    if (letters < 10) x -= 0.8;
    if (letters >= 15 && letters <= 90) x += 0.6;
    return 1.0 / (1.0 + std::exp(-x));
}

SegmentKind kind_of(std::string_view text, std::int64_t letters, bool quoted, const Cues& cues) {
    if (quoted || reports_others_words(text)) return SegmentKind::quotation;
    const auto boilerplate = cues.boilerplate.find(text);
    if (!boilerplate.empty() && boilerplate.front().span.begin == 0 && letters < 24) return SegmentKind::aside;
    if (letters < 6) return SegmentKind::aside;
    if (letters < 16 && cues.aside.contains_any(text)) return SegmentKind::aside;
    if (text.ends_with("？") || text.ends_with("?")) return SegmentKind::question;
    return SegmentKind::statement;
}

void add_segments_of(const CleanPost& clean, const Post& post, const Cues& cues, const SegmentOptions& options,
                     std::vector<Segment>& out) {
    const std::vector<Span> quoted = unpack_spans(clean.quoted_spans);
    std::vector<Span> asides = unpack_spans(clean.aside_spans);
    for (const Span& code : unpack_spans(clean.code_spans)) asides.push_back(code);
    MappedText mapped{clean.text, unpack_runs(clean.source_runs)};
    std::int32_t ordinal = 0;
    const std::vector<Span> whole = units_of(clean.text, cues.contrast, options.longest_bytes);
    for (const Span unit : cut_at_borders(clean.text, whole, quoted)) {
        Segment s;
        s.text = clean.text.substr(static_cast<std::size_t>(unit.begin), static_cast<std::size_t>(unit.length()));
        const std::int64_t letters = count_word_characters(s.text);
        if (letters == 0) continue;
        const bool in_quote = std::any_of(quoted.begin(), quoted.end(),
                                          [&](const Span& q) { return unit.begin < q.end && q.begin < unit.end; });
        s.segment = static_cast<SegmentId>(stable_id(std::to_string(static_cast<std::int64_t>(clean.post)) + ':' +
                                                     std::to_string(clean.revision) + ':' + std::to_string(unit.begin) +
                                                     ':' + std::to_string(unit.end)));
        s.post = clean.post;
        s.thread = clean.thread;
        s.voice = clean.voice;
        s.answers = post.parent;
        s.ordinal = ordinal++;
        const bool in_aside = std::any_of(asides.begin(), asides.end(), [&](const Span& a) {
            return 2 * (std::min(unit.end, a.end) - std::max(unit.begin, a.begin)) >= unit.length();
        });
        s.kind = in_aside ? SegmentKind::aside : kind_of(s.text, letters, in_quote, cues);
        s.stream = clean.stream;
        s.year = clean.year;
        s.votes = std::max<std::int64_t>(0, post.votes);
        s.text_begin = unit.begin;
        s.text_end = unit.end;
        const Span source = mapped.source_span(unit.begin, unit.end);
        s.source_begin = source.begin;
        s.source_end = source.end;
        s.claim_score = s.kind == SegmentKind::aside ? 0.0 : score_claim(s.text, letters, cues);
        out.push_back(std::move(s));
    }
}

}  // namespace

Result<Segments> build_segments(const Threads& threads, const Corpus& corpus, const Lexicon& lexicon,
                                const SegmentOptions& options) {
    const Cues cues{lexicon.list("argument"),     lexicon.list("support"), lexicon.list("oppose"),
                    lexicon.list("first_person"), lexicon.list("aside"),   lexicon.list("boilerplate"),
                    lexicon.list("contrast")};
    Segments segments;
    for (std::size_t i = 0; i < corpus.posts.size(); ++i)
        if (corpus.posts[i].fate == PostFate::analysed)
            add_segments_of(corpus.posts[i], threads.posts[i], cues, options, segments.segments);
    return segments;
}

Result<Segments> read_segments(Disk& disk, const std::string& case_folder) {
    Segments segments;
    TRY(segments.segments, read_rows<Segment>(disk, case_folder + "/segments/segments.parquet"));
    return segments;
}

}  // namespace agon
