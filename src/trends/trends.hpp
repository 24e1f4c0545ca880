// Room trends: TIME, CONTRASTS. Threads, Debates, Camps, Points -> Trends.
//
// Two sorts of tables. Use tables (terms, actors, comparisons, numbers, figure_replies, mood, concerns, expertise) have
// one row per use, with post, segment, voice, year and stream, so that every figure is a filter over them and every row
// can be quoted. Summary tables (official_terms, vocabulary, frames, number_claims, periods, change_points, events,
// camp_years, contrasts, concern_reach) say what is made of them, each by a rule written in docs/formats/trends.md.
// Years, quarters and months are those of the platform (+08:00); 0 where the date is unknown or too coarse.
// Where there is too little to say anything, the verdict column holds "not_enough".
// Thread rule: Trends is immutable once built; build_trends may be called from any thread.
#pragma once

#include "src/points/points.hpp"

namespace agon {

/// One use of a tracked term in one post.
struct TermUse {
    std::string term;
    std::string kind;  // topic (the analyst's word), policy (lexicon), debate (key terms), discovered (by log-odds)
    std::string stream;
    std::string platform;
    PostId post{};
    SegmentId segment{};  // the first segment of the post that holds it; 0: none does
    VoiceId voice{};
    std::int64_t uses = 0;                          // times in the post
    std::int32_t year = 0, quarter = 0, month = 0;  // 2018, 20182, 201804
    std::string date;                               // YYYY-MM-DD in the platform's zone, empty if unknown
};

/// One term in official and in public texts. Posts with a known year only.
struct OfficialTerm {
    std::string term, kind;
    std::int64_t official_posts = 0, public_posts = 0, public_voices = 0;
    std::int32_t official_first = 0, official_last = 0, public_first = 0, public_last = 0;  // years, 0: never
    std::string official_first_date, official_last_date, public_first_date, public_last_date;
    std::int64_t official_after = 0;      // official texts dated after the last official use (none of them uses it)
    std::int64_t public_posts_after = 0;  // public posts with the term after the last official use
    std::int64_t debate_posts_after = 0;  // public posts of the whole topic after it, with or without the term
    std::int32_t public_debate_last = 0;  // year of the last public post of the topic
    std::string status;                   // silent, revived, current, official_only, public_only, not_enough
    double chance = 0;                    // of seeing no use in official_after texts if the old share had held
    std::int32_t silence_from = 0;        // year of the first official text of the (last) silence; 0: none
    std::int32_t revived = 0;             // year in which official use came back; 0: never
    std::string leader;                   // official, public, together, none: who used it first
    std::int64_t lead_days = 0;           // first public use minus first official use
    std::int32_t lag_quarters = 0;        // shift of public shares that fits official shares best; > 0: public later
    double lag_correlation = 0;           // 0: not enough quarters
    PostId official_last_post{}, public_last_post{};
    double log_odds = 0, z = 0;  // > 0 official
};

/// A word that one stream uses more than the other (log-odds with an informative prior).
struct VocabularyWord {
    std::string word;
    std::string side;  // official, public
    std::int64_t official_posts = 0, public_posts = 0;
    std::int64_t official_count = 0, public_count = 0;
    double log_odds = 0, z = 0;      // > 0 official
    std::int32_t only_one_side = 0;  // 1: the other stream never uses it
    std::int32_t rank = 0;           // within its side, 1 = largest |z|
    PostId post{};                   // first post of its side that uses it
};

/// One actor in one segment with one frame (an actor with two frames has two rows; without any, one with frame "").
struct ActorUse {
    std::string actor;
    std::string kind;     // country, company, institution, person, discovered
    std::string country;  // the country it belongs to; of a country, itself; may be empty
    std::string frame;    // gold_standard, rival, partner, cautionary_tale, model, saviour, victim, threat or empty
    std::string rule;     // before, after, beside, near, comparison, measured; see docs/formats/trends.md
    std::string cue;      // the words that gave the frame
    std::string aspect;   // quality, technology, labour, price, policy, market, environment, law, culture or empty
    std::int32_t attitude = 0;  // toward the actor: 1, 0, -1
    std::string attitude_cue;
    std::int64_t name_begin = 0, name_end = 0;  // bytes of the segment's text
    std::int64_t cue_begin = 0, cue_end = 0;
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    DebateId debate{};  // 0: outside every debate
    std::string stream;
    std::int32_t year = 0;
};
/// A frame of an actor over all its public voices. Also countries with their companies counted in (scope).
struct FrameSummary {
    std::string actor, frame;
    std::string scope;                                // actor, country (the country and what belongs to it)
    std::int64_t voices = 0, posts = 0;               // with the frame
    std::int64_t actor_voices = 0;                    // that name the actor at all
    double share = 0, share_low = 0, share_high = 0;  // voices / actor_voices; Wilson 95 %
    double lift = 0;                                  // share over the frame's share among all other actors
    std::int32_t rank = 0;                            // of the frame within the actor, by voices then lift
    std::int32_t recurs = 0;                          // 1: at least three voices
    std::int32_t first_year = 0, last_year = 0;
    SegmentId segment{};  // plainest example, then the most voted
    PostId post{};
};

/// "不如日本": who is set beside whom, and who comes out better.
struct Comparison {
    std::string subject;  // whose side is measured; 中国 where the sentence leaves it out
    std::string object;   // what it is measured against
    std::string outcome;  // better, worse, equal, open (compared, no verdict stated): the subject
    std::string cue;
    std::string aspect;
    std::int64_t cue_begin = 0, cue_end = 0;  // bytes of the segment's text
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    DebateId debate{};
    std::string stream;
    std::int32_t year = 0;
};

/// A quantity as it is written, and what it comes to.
struct NumberUse {
    std::string text;                 // as written
    double low = 0, high = 0;         // in `unit`; equal unless a range
    std::int32_t approximate = 0;     // 1: 约, 多, 近 ...
    std::string bound;                // at_least, at_most, over, under, or empty
    std::string unit;                 // 元, 美元, %, 倍, 人, 小时 ... (canonical)
    std::string dimension;            // money, share, multiple, people, time, length, mass, energy, count ...
    std::string entity;               // whom it is about, from the same sentence; may be empty
    std::string measure;              // what is measured, from the lexicon; may be empty
    std::int32_t about_year = 0;      // the year stated for it; 0: none
    std::int64_t claim = 0;           // NumberClaim, 0: none
    std::int64_t begin = 0, end = 0;  // bytes of the segment's text
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    DebateId debate{};
    std::string stream;
    std::int32_t year = 0;  // of the post
};
/// What several posts say about one thing: same measure, entity, unit and stated year.
struct NumberClaim {
    std::int64_t claim = 0;
    std::string entity, measure, unit;
    std::int32_t about_year = 0;
    std::int64_t uses = 0, posts = 0, voices = 0, values = 0;  // values: different ones beyond the tolerance
    double low = 0, high = 0;
    std::string verdict;          // agree, clash, single
    PostId post{}, other_post{};  // most voted; one that says otherwise
};

/// A figure of a post that a reply to it takes up (see figure_replies.cpp).
struct FigureReply {
    std::string text, answered_text;  // the figure as the reply writes it, and as the post answered does
    std::string other_text;           // what the reply sets against it in the same sentence; may be empty
    double value = 0;
    std::string unit, measure;
    std::string outcome;                                // disputed, granted, questioned, taken_up
    std::string cue;                                    // the words that decided; empty: none did
    std::int64_t begin = 0, end = 0;                    // bytes of the reply's segment
    std::int64_t answered_begin = 0, answered_end = 0;  // bytes of the answered post's segment
    SegmentId segment{}, answered_segment{};
    PostId post{}, answered_post{};
    VoiceId voice{}, answered_voice{};
    DebateId debate{};  // of the figure answered, else of the reply; 0: outside every debate
    std::string stream;
    std::int32_t year = 0;  // of the reply
};

/// A feeling that a segment shows.
struct MoodUse {
    std::string emotion;  // disillusion, pride, anger, anxiety, irony, hope
    std::string cue;
    std::int64_t cue_begin = 0, cue_end = 0;
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    DebateId debate{};
    Pole pole = Pole::unclear;  // where the post stands in that debate
    std::string stream;
    std::int32_t year = 0;
};
/// Feelings of a debate, camp and year: voices that show one among all voices there.
struct MoodYear {
    std::string emotion;
    DebateId debate{};      // 0: all
    std::string pole;       // a, b, all
    std::int32_t year = 0;  // 0: all years
    std::int64_t voices = 0, of_voices = 0;
    double share = 0, share_low = 0, share_high = 0;  // Wilson 95 %
    std::string verdict;                              // enough, not_enough (fewer than 10 voices)
};
/// A deeper concern touched in a segment: a word that belongs to it. Not that the writer complains of it
/// (docs/labelling/concerns.md).
struct ConcernUse {
    std::string concern, cue;
    std::int64_t cue_begin = 0, cue_end = 0;
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    DebateId debate{};
    std::string stream;
    std::int32_t year = 0;
};
/// How many debates a concern cuts across.
struct ConcernReach {
    std::string concern;
    std::int32_t rank = 0;     // by debates reached, then voices
    std::int64_t debates = 0;  // in which at least three voices raise it
    std::int64_t voices = 0, posts = 0;
    std::int32_t first_year = 0, last_year = 0;
    std::string with_concern;  // the concern it is raised with most above chance, in the same posts
    std::int64_t with_posts = 0;
    SegmentId segment{};  // most voted example
    PostId post{};
};

/// Who says of himself that he knows the field.
struct ExpertiseUse {
    std::string field;  // as written, cut at the clause's end
    std::string cue;
    std::string kind;  // disclosed (利益相关), worker (从业, 在厂里), resident (人在德国), scholar
    std::int64_t cue_begin = 0, cue_end = 0;
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    DebateId debate{};
    std::string stream;
    std::int32_t year = 0;
};
/// The same debate among two groups of posts, side by side.
struct Contrast {
    std::string dimension;  // platform, stream, expertise
    std::string group_a, group_b;
    std::string subject_kind;  // debate_camp, mood, concern, frame
    std::string subject;       // e.g. the debate's id, the emotion
    std::string label;
    std::int64_t hits_a = 0, of_a = 0, hits_b = 0, of_b = 0;  // voices
    double share_a = 0, share_b = 0;
    double p = 1, q = 1;  // Fisher's exact test, two sided; Benjamini-Hochberg over all contrasts
    std::string verdict;  // differs (q <= .05), no_difference_shown, not_enough
};

/// A subject's posts in one year, quarter or month.
struct Period {
    std::string subject_kind;  // all, debate, camp, point, term, actor
    std::string subject;       // id or name; camp: debate id + ":a"
    std::string label;
    std::string stream;
    std::string grain;        // year, quarter, month
    std::int32_t period = 0;  // 2018, 20182, 201804
    std::int64_t posts = 0, voices = 0;
    std::int64_t active_voices = 0;  // all voices of the stream in that period
    double rate = 0;                 // voices per 1000 active voices
    double smoothed = 0;             // the same under an edge-corrected Epanechnikov kernel; months only, else = rate
};
/// Camp shares of one debate and year among the voices that took a side.
struct CampYear {
    DebateId debate{};
    std::int32_t year = 0;
    std::int64_t voices_a = 0, voices_b = 0, voices = 0;  // voices: a + b + both
    double share_a = 0, share_a_low = 0, share_a_high = 0;
    std::string verdict;  // enough, not_enough (fewer than 10 voices)
};
/// A month from which a subject's share of all posts is another than before.
struct ChangePoint {
    std::string subject_kind, subject, label;
    std::int32_t month = 0;  // 201804: first month of the new regime
    std::int32_t year = 0;
    std::string direction;                                                        // up, down
    std::int64_t posts_before = 0, of_before = 0, posts_after = 0, of_after = 0;  // of the neighbouring regimes
    double share_before = 0, share_after = 0;
    double gain = 0, penalty = 0;  // fall of twice the negative log-likelihood; what it had to exceed
    std::string new_terms;         // words of the year after that the year before lacks, space separated
    ThreadId thread{};             // the question opened around it that drew most of the subject's posts; 0: none
    SegmentId segment{};           // most voted segment of the subject just after
    PostId post{};
};
/// Birth, death or revival of a subject, all by one rule of expected silence.
struct LifeEvent {
    std::string subject_kind, subject, label;
    std::string event;  // birth, death, revival
    std::int32_t month = 0, year = 0;
    std::int64_t posts = 0;  // of the life or of what came back
    double chance = 0;       // of so long a silence at the rate of the life before; birth: 0
    PostId post{};
};
/// A voice with posts on both sides of one debate at different times.
struct SideChange {
    DebateId debate{};
    VoiceId voice{};
    Pole from_pole = Pole::a, to_pole = Pole::b;
    PostId from_post{}, to_post{};
    std::int32_t from_year = 0, to_year = 0;
    std::string from_date, to_date;
    double confidence = 0;  // the smaller of the two posts'
};

struct Trends {
    std::vector<TermUse> terms;
    std::vector<OfficialTerm> official_terms;
    std::vector<VocabularyWord> vocabulary;
    std::vector<ActorUse> actors;
    std::vector<FrameSummary> frames;
    std::vector<Comparison> comparisons;
    std::vector<NumberUse> numbers;
    std::vector<NumberClaim> number_claims;
    std::vector<FigureReply> figure_replies;
    std::vector<MoodUse> mood;
    std::vector<MoodYear> mood_years;
    std::vector<ConcernUse> concerns;
    std::vector<ConcernReach> concern_reach;
    std::vector<ExpertiseUse> expertise;
    std::vector<Contrast> contrasts;
    std::vector<Period> periods;
    std::vector<CampYear> camp_years;
    std::vector<ChangePoint> change_points;
    std::vector<LifeEvent> events;
    std::vector<SideChange> side_changes;
};

/// What the texts of a case say by themselves, whatever the debates are: read once, which is most of the work of this
/// room, and used for any debates after that. Views of its arguments, which must outlive it.
/// Thread rule: one thread at a time; how many read never shows in the tables.
class Readings {
  public:
    static Result<Readings> read(const Threads& threads, const Corpus& corpus, const Segments& segments,
                                 const Lexicon& lexicon, const Words& words, int thread_count = 1);
    Readings(Readings&&) noexcept;
    Readings& operator=(Readings&&) noexcept;
    ~Readings();
    /// All tables for these debates; good until the next call.
    const Trends& trends_of(const Debates& debates, const Camps& camps, const Points& points, int threads = 1);

  private:
    struct State;
    explicit Readings(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The same, read for these debates alone.
Result<Trends> build_trends(const Threads& threads, const Corpus& corpus, const Segments& segments,
                            const Debates& debates, const Camps& camps, const Points& points, const Lexicon& lexicon,
                            const Words& words);
Result<Trends> read_trends(Disk& disk, const std::string& case_folder);

/// What stands in one sentence, as build_trends finds it; offsets are bytes of `text`, ids are left empty.
std::vector<ActorUse> actors_in(std::string_view text, const Lexicon& lexicon);
/// The same for a sentence under this title, without what others are to each other.
std::vector<ActorUse> actors_in_thread(std::string_view text, std::string_view title, const Lexicon& lexicon);
std::vector<Comparison> comparisons_in(std::string_view text, const Lexicon& lexicon);
/// `post_year` resolves 去年 and 今年; 0: unknown.
std::vector<NumberUse> numbers_in(std::string_view text, std::int32_t post_year, const Lexicon& lexicon);
/// Emotions shown in a sentence, each once.
std::vector<MoodUse> moods_in(std::string_view text, const Lexicon& lexicon);
/// Concerns that a sentence touches, each once.
std::vector<ConcernUse> concerns_in(std::string_view text, const Lexicon& lexicon);
/// First places of new regimes in a series of hits among trials (see change_points.cpp), ascending; never 0.
std::vector<std::size_t> changes_in(const std::vector<std::int64_t>& hits, const std::vector<std::int64_t>& trials,
                                    double design_effect = 1);

/// Calls visit(name, rows) for every table in order until one does not succeed; `name` is the path in the case.
/// TrendsType: Trends or const Trends; visit returns Result<void>.
template <class TrendsType, class Visit>
requires std::same_as<std::remove_const_t<TrendsType>, Trends> Result<void> each_table_of(TrendsType& t,
                                                                                          Visit&& visit) {
    TRY_VOID(visit("trends/terms.parquet", t.terms));
    TRY_VOID(visit("trends/official_terms.parquet", t.official_terms));
    TRY_VOID(visit("trends/vocabulary.parquet", t.vocabulary));
    TRY_VOID(visit("trends/actors.parquet", t.actors));
    TRY_VOID(visit("trends/frames.parquet", t.frames));
    TRY_VOID(visit("trends/comparisons.parquet", t.comparisons));
    TRY_VOID(visit("trends/numbers.parquet", t.numbers));
    TRY_VOID(visit("trends/number_claims.parquet", t.number_claims));
    TRY_VOID(visit("trends/figure_replies.parquet", t.figure_replies));
    TRY_VOID(visit("trends/mood.parquet", t.mood));
    TRY_VOID(visit("trends/mood_years.parquet", t.mood_years));
    TRY_VOID(visit("trends/concerns.parquet", t.concerns));
    TRY_VOID(visit("trends/concern_reach.parquet", t.concern_reach));
    TRY_VOID(visit("trends/expertise.parquet", t.expertise));
    TRY_VOID(visit("trends/contrasts.parquet", t.contrasts));
    TRY_VOID(visit("trends/periods.parquet", t.periods));
    TRY_VOID(visit("trends/camp_years.parquet", t.camp_years));
    TRY_VOID(visit("trends/change_points.parquet", t.change_points));
    TRY_VOID(visit("trends/events.parquet", t.events));
    return visit("trends/side_changes.parquet", t.side_changes);
}

}  // namespace agon

#include "src/trends/columns.hpp"
