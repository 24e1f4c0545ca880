// SEGMENT. Units of clean text with who said them, to whom, and how much they look like a claim.
//
// Where units begin and end is in boundaries.cpp, whose words they are in quotation.cpp, the claim score in claims.cpp.
// Here each unit gets its kind: a quotation if somebody else speaks, an aside if it is thanks, a joke, meta talk or too
// short to argue, a question if it asks, else a statement. Posts are read independently of each other, so threads never
// show in the result.
#include "src/segments/segments.hpp"

#include <algorithm>
#include <unordered_map>

#include "ground/model/kept_answers.hpp"
#include "ground/model/tiles.hpp"
#include "src/segments/boundaries.hpp"
#include "src/segments/quotation.hpp"

namespace agon {
namespace {

constexpr std::size_t posts_per_tile = 256;

struct Cues {
    UnitWords units;
    const LexiconList& aside;
    const LexiconList& boilerplate;
    const LexiconList& leaning;
    const LexiconList& rhetorical;
};

struct Letters {
    std::int64_t all = 0, han = 0, latin = 0;
};

Letters letters_of(std::string_view text) {
    Letters letters;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (!is_word_character(c)) continue;
        ++letters.all;
        letters.han += (c >= 0x3400 && c <= 0x9FFF) || c >= 0x20000 ? 1 : 0;
        letters.latin += (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') ? 1 : 0;
    }
    return letters;
}

/// A Han character says about as much as three letters of English.
std::string language_of(const Letters& letters) {
    if (letters.han > 0 && letters.han * 3 >= letters.latin) return "zh";
    return letters.latin * 2 > letters.all ? "en" : "other";
}

bool asks(std::string_view text) {
    for (const std::string_view closer : {"”", "」", "』", "\"", "）", ")", "！", "!", "。", "…", " "})
        while (text.ends_with(closer)) text.remove_suffix(closer.size());
    return text.ends_with("？") || text.ends_with("?");
}

SegmentKind kind_of(std::string_view text, const Letters& letters, bool of_another, const Cues& cues) {
    if (of_another) return SegmentKind::quotation;
    if (letters.all < 6) return SegmentKind::aside;
    if (letters.all < 24)
        if (const auto found = cues.boilerplate.find(text); !found.empty() && found.front().span.begin == 0)
            return SegmentKind::aside;
    if (letters.all < 16 && cues.aside.contains_any(text)) return SegmentKind::aside;
    return asks(text) ? SegmentKind::question : SegmentKind::statement;
}

bool stands_alone(std::string_view text, const Unit& unit, const Cues& cues) {
    if (unit.cut_before || unit.cut_after || open_quotations(text, 0) > 0) return false;
    for (const std::string_view ending : {"：", ":", "，", ",", "、"})
        if (text.ends_with(ending)) return false;
    const auto opening = cues.leaning.find(text.substr(0, 48));
    return opening.empty() || opening.front().span.begin != 0 || opening.front().entry->name == "free";
}

std::string written_cuts(const Unit& unit) {
    std::string cuts;
    for (const std::int64_t cut : unit.clause_cuts)
        cuts += (cuts.empty() ? "" : ",") + std::to_string(cut - unit.span.begin);
    return cuts;
}

/// A post with what it replies to, if that is in the corpus.
struct Place {
    const CleanPost& clean;
    const Post& post;
    const CleanPost* parent;
};

Segment segment_of(const Place& place, const Unit& unit, const Letters& letters) {
    const CleanPost& clean = place.clean;
    Segment s;
    s.text = clean.text.substr(static_cast<std::size_t>(unit.span.begin), static_cast<std::size_t>(unit.span.length()));
    s.segment = static_cast<SegmentId>(
        stable_id(std::to_string(static_cast<std::int64_t>(clean.post)) + ':' + std::to_string(clean.revision) + ':' +
                  std::to_string(unit.span.begin) + ':' + std::to_string(unit.span.end)));
    s.post = clean.post;
    s.thread = clean.thread;
    s.voice = clean.voice;
    s.answers = place.post.parent;
    s.stream = clean.stream;
    s.year = clean.year;
    s.votes = std::max<std::int64_t>(0, place.post.votes);
    s.text_begin = unit.span.begin;
    s.text_end = unit.span.end;
    s.created_seconds = place.post.created_seconds;
    s.language = language_of(letters);
    s.clause_cuts = written_cuts(unit);
    return s;
}

/// Others' words and asides are units of their own, so that the author's words beside them keep their author.
std::vector<std::int64_t> borders_of(const std::vector<Span>& quoted, const std::vector<Span>& asides) {
    std::vector<std::int64_t> borders;
    for (const std::vector<Span>* spans : {&quoted, &asides})
        for (const Span& span : *spans) borders.insert(borders.end(), {span.begin, span.end});
    std::sort(borders.begin(), borders.end());
    return borders;
}

void add_segments_of(const Place& place, const Cues& cues, const SegmentOptions& options, std::vector<Segment>& out) {
    const CleanPost& clean = place.clean;
    const std::vector<Span> quoted = unpack_spans(clean.quoted_spans);
    std::vector<Span> asides = unpack_spans(clean.aside_spans);
    for (const Span& code : unpack_spans(clean.code_spans)) asides.push_back(code);
    const MappedText mapped{clean.text, unpack_runs(clean.source_runs)};
    std::int32_t ordinal = 0;
    int open = 0;
    Quotation going_on;  // a long quotation that the units before opened
    for (const Unit& unit : units_of(clean.text, cues.units, options.longest_bytes, borders_of(quoted, asides))) {
        const std::string_view text =
            std::string_view(clean.text)
                .substr(static_cast<std::size_t>(unit.span.begin), static_cast<std::size_t>(unit.span.length()));
        const Letters letters = letters_of(text);
        if (letters.all == 0) continue;
        const bool marked = std::any_of(quoted.begin(), quoted.end(), [&](const Span& q) {
            return unit.span.begin < q.end && q.begin < unit.span.end;
        });
        Quotation quotation = open > 0 && going_on.of_another ? going_on : quotation_in(text, marked);
        open = open_quotations(text, open);
        going_on = open > 0 ? quotation : Quotation{};
        Segment s = segment_of(place, unit, letters);
        s.ordinal = ordinal++;
        const bool in_aside = std::any_of(asides.begin(), asides.end(), [&](const Span& a) {
            return 2 * (std::min(unit.span.end, a.end) - std::max(unit.span.begin, a.begin)) >= unit.span.length();
        });
        s.kind = in_aside ? SegmentKind::aside : kind_of(text, letters, quotation.of_another, cues);
        s.quoted_person = std::move(quotation.person);
        if (quotation.of_another && place.parent && place.parent->text.find(text) != std::string::npos)
            s.quoted_voice = place.parent->voice;
        s.stands_alone = stands_alone(text, unit, cues) ? 1 : 0;
        s.rhetorical = s.kind == SegmentKind::question && cues.rhetorical.contains_any(text) ? 1 : 0;
        const Span source = mapped.source_span(unit.span.begin, unit.span.end);
        s.source_begin = source.begin;
        s.source_end = source.end;
        out.push_back(std::move(s));
    }
}

/// Asides score 0 without being asked.
Result<void> score_claims(std::vector<Segment>& segments, const ClaimScorer& claims, const SegmentOptions& options) {
    std::vector<std::string_view> texts;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].kind == SegmentKind::aside) continue;
        texts.push_back(segments[i].text);
        of.push_back(i);
    }
    const auto ask = [&](const std::vector<std::string_view>& asked) { return claims.score(asked, options.threads); };
    const auto key_of = [](std::string_view text) { return question_key({text}); };
    TRY(const std::vector<double> scores, options.kept_scores == nullptr
                                              ? ask(texts)
                                              : kept_or_asked<double>(*options.kept_scores, texts, 1, key_of, ask));
    for (std::size_t k = 0; k < of.size(); ++k) segments[of[k]].claim_score = scores[k];
    return {};
}

}  // namespace

Result<Segments> build_segments(const Threads& threads, const Corpus& corpus, const Lexicon& lexicon,
                                const ClaimScorer& claims, const SegmentOptions& options) {
    const Cues cues{{lexicon.list("contrast"), lexicon.list("boilerplate")},
                    lexicon.list("aside"),
                    lexicon.list("boilerplate"),
                    lexicon.list("leaning_opening"),
                    lexicon.list("rhetorical_question")};
    std::unordered_map<PostId, std::size_t> newest;
    for (std::size_t i = 0; i < corpus.posts.size(); ++i)
        if (threads.posts[i].newest) newest[corpus.posts[i].post] = i;
    std::vector<std::vector<Segment>> of_tile(tiles_of(corpus.posts.size(), posts_per_tile));
    for_each_tile(of_tile.size(), options.threads, [&](std::size_t tile) {
        const std::size_t end = std::min(corpus.posts.size(), (tile + 1) * posts_per_tile);
        for (std::size_t i = tile * posts_per_tile; i < end; ++i) {
            if (corpus.posts[i].fate != PostFate::analysed) continue;
            const auto parent = newest.find(threads.posts[i].parent);
            add_segments_of(
                {corpus.posts[i], threads.posts[i], parent == newest.end() ? nullptr : &corpus.posts[parent->second]},
                cues, options, of_tile[tile]);
        }
    });
    Segments segments;
    for (std::vector<Segment>& part : of_tile) {
        std::move(part.begin(), part.end(), std::back_inserter(segments.segments));
        std::vector<Segment>().swap(part);
    }
    TRY_VOID(score_claims(segments.segments, claims, options));
    return segments;
}

Result<Segments> read_segments(Disk& disk, const std::string& case_folder) {
    Segments segments;
    TRY(segments.segments, read_rows<Segment>(disk, case_folder + "/segments/segments.parquet"));
    return segments;
}

}  // namespace agon
