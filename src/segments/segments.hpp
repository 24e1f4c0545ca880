// Room segments: SEGMENT. Corpus -> Segments: arguable units with who said it, when, and in reply to what.
// Table: segments/segments.parquet.
#pragma once

#include "ground/lexicon/lexicon.hpp"
#include "src/corpus/corpus.hpp"
#include "src/segments/claims.hpp"

namespace agon {

enum class SegmentId : std::int64_t {};

/// statement: could be disputed; question: asks (rhetorical ones included); quotation: words of somebody else;
/// aside: thanks, jokes, meta talk, too short to argue.
enum class SegmentKind { statement, question, quotation, aside };
template <>
struct EnumNames<SegmentKind> {
    static constexpr std::string_view names[] = {"statement", "question", "quotation", "aside"};
};

struct Segment {
    SegmentId segment{};
    PostId post{};
    ThreadId thread{};
    VoiceId voice{};
    PostId answers{};          // the post it replies to; 0: the question
    std::int32_t ordinal = 0;  // position in its post
    SegmentKind kind = SegmentKind::statement;
    std::string stream;
    std::int32_t year = 0;
    std::int64_t votes = 0;                         // of its post, unknown as 0
    std::int64_t text_begin = 0, text_end = 0;      // bytes of CleanPost::text
    std::int64_t source_begin = 0, source_end = 0;  // bytes of the source
    double claim_score = 0;                         // 0..1: how much it looks like a disputable assertion
    std::string text;
    std::int64_t created_seconds = -1;  // of its post, UTC, -1 unknown
    std::string language;               // zh, en, other: of the unit, not of the post
    std::string quoted_person;          // quotation: who is quoted, as written; empty: nobody is named
    VoiceId quoted_voice{};             // quotation from the post it replies to: that post's voice; 0: not known
    std::int32_t stands_alone = 1;  // 1: whole when quoted by itself: no 但是 or 它 at its start, not cut out of a
                                    // longer sentence, no open quotation or trailing colon
    std::int32_t rhetorical = 0;    // 1: a question that asserts (难道, 凭什么, 不是吗)
    std::string clause_cuts;        // bytes of `text` where clauses end, "12,40"; empty: one clause
};

struct Segments {
    std::vector<Segment> segments;  // by post (corpus order), then ordinal
};

class KeptAnswers;  // ground/model/kept_answers.hpp

struct SegmentOptions {
    std::int32_t longest_bytes = 360;    // sentences longer than this are cut at clause marks
    int threads = 1;                     // changes speed only
    KeptAnswers* kept_scores = nullptr;  // claim scores of an earlier run, a double each; null: all are made anew
};

/// Rejects nothing: a post without letters gives no segment. Thread rule: pure.
Result<Segments> build_segments(const Threads& threads, const Corpus& corpus, const Lexicon& lexicon,
                                const ClaimScorer& claims, const SegmentOptions& options);
Result<Segments> read_segments(Disk& disk, const std::string& case_folder);

template <>
struct ColumnsOf<Segment> {
    static constexpr auto columns = std::tuple{column("segment", &Segment::segment),
                                               column("post", &Segment::post),
                                               column("thread", &Segment::thread),
                                               column("voice", &Segment::voice),
                                               column("answers", &Segment::answers),
                                               column("ordinal", &Segment::ordinal),
                                               column("kind", &Segment::kind),
                                               column("stream", &Segment::stream),
                                               column("year", &Segment::year),
                                               column("votes", &Segment::votes),
                                               column("text_begin", &Segment::text_begin),
                                               column("text_end", &Segment::text_end),
                                               column("source_begin", &Segment::source_begin),
                                               column("source_end", &Segment::source_end),
                                               column("claim_score", &Segment::claim_score),
                                               column("text", &Segment::text),
                                               column("created_seconds", &Segment::created_seconds),
                                               column("language", &Segment::language),
                                               column("quoted_person", &Segment::quoted_person),
                                               column("quoted_voice", &Segment::quoted_voice),
                                               column("stands_alone", &Segment::stands_alone),
                                               column("rhetorical", &Segment::rhetorical),
                                               column("clause_cuts", &Segment::clause_cuts)};
};

}  // namespace agon
