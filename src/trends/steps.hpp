// Inside of room trends: the case with its indexes, and the steps that make its tables.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ground/model/share_interval.hpp"
#include "ground/text/date.hpp"
#include "src/trends/trends.hpp"

namespace agon {

/// 201804 -> months since year 0, and back.
std::int32_t month_index(std::int32_t year_month);
std::int32_t year_month_of(std::int32_t month_index);

/// A post that takes part, with what the steps ask of it again and again.
struct PlacedPost {
    const CleanPost* clean = nullptr;
    const Post* post = nullptr;
    CivilDate date;  // all zero where unknown; month and day zero where only the year is known
    std::vector<const Segment*> segments;
};

/// The posts of the case with their texts. Built once; references stay those of the caller.
struct CaseTexts {
    CaseTexts(const Threads& threads, const Corpus& corpus, const Segments& segments);
    const Threads& threads;
    std::vector<PlacedPost> posts;                           // analysed ones, in corpus order
    std::unordered_map<std::int64_t, std::size_t> place_of;  // PostId -> posts
    std::unordered_map<std::int64_t, const Thread*> thread_of;

    const PlacedPost* find(PostId post) const;
};

/// The same with the debates.
struct CaseIndex {
    CaseIndex(const CaseTexts& texts, const Debates& debates, const Camps& camps, const Points& points);
    const CaseTexts& texts;
    const Debates& debates;
    const Camps& camps;
    const Points& points;
    const Threads& threads = texts.threads;
    const std::vector<PlacedPost>& posts = texts.posts;
    const std::unordered_map<std::int64_t, std::size_t>& place_of = texts.place_of;

    DebateId debate_of(SegmentId segment) const;
    Pole pole_of(DebateId debate, PostId post) const;
    const PlacedPost* find(PostId post) const { return texts.find(post); }

  private:
    std::unordered_map<std::int64_t, DebateId> debate_of_segment_;
    std::map<std::pair<DebateId, PostId>, Pole> poles_;
};

/// Mean size of the thread's share that a post of these stands in: 1 if each is alone in its thread.
double design_effect(const CaseTexts& index, const std::vector<std::size_t>& posts);

/// Words written as one column, space separated.
std::string joined(const std::vector<std::string>& words);
std::vector<std::string> parted(std::string_view words, char at = ' ');

/// Code points between two bytes of a text.
std::int64_t characters_between(std::string_view text, std::int64_t begin, std::int64_t end);
/// True if a clause ends between the two bytes (，。；：！？ and their like; 、 does not end one).
bool clause_ends_between(std::string_view text, std::int64_t begin, std::int64_t end);
/// True if a negation word stands right before `at`, with at most `reach` characters between.
bool negated_at(std::string_view text, std::int64_t at, const std::vector<LexiconMatch>& negations, int reach);

/// An actor's name in a text; short forms of several (德日) give one per actor.
struct NamedActor {
    Span span;
    const LexiconEntry* entry = nullptr;
};
std::vector<NamedActor> named_actors(std::string_view text, const LexiconList& actors);

// ---- What texts say by themselves: the debate and pole of each row are filled in by place_in_debates().
void contrast_vocabulary(const CaseTexts& index, const Words& words, Trends& out);
void find_actors(const CaseTexts& index, const Lexicon& lexicon, Trends& out);  // actors, frames, comparisons
void find_numbers(const CaseTexts& index, const Lexicon& lexicon, Trends& out);
void group_claims(const CaseTexts& index, Trends& out);
void find_figure_replies(const CaseTexts& index, const Lexicon& lexicon, Trends& out);  // needs numbers
void find_moods(const CaseTexts& index, const Lexicon& lexicon, Trends& out);
void find_concerns(const CaseTexts& index, const Lexicon& lexicon, Trends& out);
void find_expertise(const CaseTexts& index, const Lexicon& lexicon, Trends& out);

/// Terms that are looked for; those of debates and of out.vocabulary that no list before them holds.
struct WantedTerms {
    std::vector<std::string> topics, debated, discovered;
    bool operator==(const WantedTerms&) const = default;
};
WantedTerms wanted_terms(const CaseTexts& index, const Debates& debates, const Lexicon& lexicon, const Trends& out);
/// Fills out.terms, by kind and term. `found`: the terms whose uses out.terms holds, if any.
void find_terms(const CaseTexts& index, const WantedTerms& wanted, const std::optional<WantedTerms>& found,
                const Lexicon& lexicon, int threads, Trends& out);
void compare_official(const CaseTexts& index, Trends& out);  // needs out.terms

/// Voices of the whole case, by year and emotion: the part of the table of moods that no debate changes.
struct MoodsOfAll {
    std::vector<std::string> emotions;  // in the order of their list
    std::vector<MoodYear> rows;         // by emotion, then year
};
MoodsOfAll moods_of_all(const CaseTexts& index, const Lexicon& lexicon, const Trends& out);

/// A way to part the posts in groups, with what the groups show of moods and concerns.
struct Grouping {
    std::string dimension;
    std::unordered_map<std::int64_t, std::string> group_of;  // PostId; absent: in none
    std::vector<Contrast> of_texts;
};
std::vector<Grouping> part_posts(const CaseTexts& index, const Trends& out);  // needs mood, concerns, expertise

// ---- What debates make of it.
/// Debates and poles of actors, comparisons, numbers, replies to them, moods, concerns and expertise.
void place_in_debates(const CaseIndex& index, Trends& out);
void summarise_moods(const CaseIndex& index, const MoodsOfAll& all, Trends& out);
void rank_concerns(Trends& out);  // needs concerns with their debates
void contrast_groups(const CaseIndex& index, const std::vector<Grouping>& groupings, Trends& out);

/// A subject that is followed through time.
struct Followed {
    std::string kind, subject, label, stream;
    std::vector<std::size_t> posts;  // places in CaseTexts::posts, ascending, each once
    bool operator==(const Followed&) const = default;
};
std::vector<Followed> followed_subjects(const CaseIndex& index, const Trends& out);  // needs terms, actors

/// The posts of a stream by time: what its subjects are measured against.
struct StreamTimes {
    std::array<std::map<std::int32_t, std::int64_t>, 3> active;  // voices by year, quarter and month
    std::vector<std::int32_t> months;                            // month_index of every dated post, ascending
    std::vector<std::int64_t> posts_in_month;                    // from months.front() to months.back()
};
StreamTimes times_of(const CaseTexts& texts, const std::vector<std::size_t>& posts);

/// What became of one subject.
struct Course {
    std::vector<Period> periods;
    std::vector<ChangePoint> changes;
    std::vector<LifeEvent> events;
};
void count_periods(const CaseTexts& texts, const Followed& subject, const StreamTimes& stream, Course& out);
/// `effect`: the subject's design_effect.
void find_changes(const CaseTexts& texts, const Followed& subject, const StreamTimes& stream, double effect,
                  const Words& words, Course& out);
void find_lives(const CaseTexts& texts, const Followed& subject, const StreamTimes& stream, double effect, Course& out);

/// The courses of subjects. What has the same posts as last time is not worked out again: a correction leaves terms and
/// actors, which are most of them, as they are.
class Courses {
  public:
    /// Both must outlive this.
    Courses(const CaseTexts& texts, const Words& words);
    /// Fills out.periods, out.change_points and out.events, in the order of the subjects.
    void follow(std::vector<Followed> subjects, Trends& out);

  private:
    Course course_of(const Followed& subject) const;

    struct Held {
        Followed subject;
        Course course;
    };
    const CaseTexts& texts_;
    const Words& words_;
    std::map<std::string, StreamTimes> streams_;
    std::vector<Held> held_;  // those of the last call
};

void follow_camps(const CaseIndex& index, Trends& out);  // camp_years, side_changes

}  // namespace agon
