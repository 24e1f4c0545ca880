// Inside of room trends: the case with its indexes, and the steps that make its tables.
#pragma once

#include <cstdint>
#include <map>
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

/// Everything upstream of this room. Built once; references stay those of the caller.
struct CaseIndex {
    CaseIndex(const Threads& threads, const Corpus& corpus, const Segments& segments, const Debates& debates,
              const Camps& camps, const Points& points);
    const Threads& threads;
    const Segments& segments;
    const Debates& debates;
    const Camps& camps;
    const Points& points;
    std::vector<PlacedPost> posts;                           // analysed ones, in corpus order
    std::unordered_map<std::int64_t, std::size_t> place_of;  // PostId -> posts

    DebateId debate_of(SegmentId segment) const;
    Pole pole_of(DebateId debate, PostId post) const;
    const PlacedPost* find(PostId post) const;

  private:
    std::unordered_map<std::int64_t, DebateId> debate_of_segment_;
    std::map<std::pair<DebateId, PostId>, Pole> poles_;
};

/// Fisher's exact test of two shares, two sided (sums every table that is no likelier than the one seen).
double fisher(std::int64_t hits_a, std::int64_t of_a, std::int64_t hits_b, std::int64_t of_b);
/// Benjamini and Hochberg's q values, in the order of `p`.
std::vector<double> false_discovery(const std::vector<double>& p);

/// Mean size of the thread's share that a post of these stands in: 1 if each is alone in its thread.
double design_effect(const CaseIndex& index, const std::vector<std::size_t>& posts);

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

void find_terms(const CaseIndex& index, const Lexicon& lexicon, Trends& out);  // needs out.vocabulary
void compare_official(const CaseIndex& index, Trends& out);                    // needs out.terms
void contrast_vocabulary(const CaseIndex& index, const Words& words, Trends& out);
void find_actors(const CaseIndex& index, const Lexicon& lexicon, Trends& out);  // actors, frames, comparisons
void find_numbers(const CaseIndex& index, const Lexicon& lexicon, Trends& out);
void group_claims(const CaseIndex& index, Trends& out);
void find_figure_replies(const CaseIndex& index, const Lexicon& lexicon, Trends& out);  // needs numbers
void find_moods(const CaseIndex& index, const Lexicon& lexicon, Trends& out);
void find_concerns(const CaseIndex& index, const Lexicon& lexicon, Trends& out);
void find_expertise(const CaseIndex& index, const Lexicon& lexicon, Trends& out);
void contrast_groups(const CaseIndex& index, Trends& out);                  // needs mood, concerns, expertise
void follow_time(const CaseIndex& index, const Words& words, Trends& out);  // needs terms, actors

/// What the time steps follow: posts of one subject, by month.
struct Followed {
    std::string kind, subject, label, stream;
    std::vector<std::size_t> posts;  // places in CaseIndex::posts, ascending, each once
};
std::vector<Followed> followed_subjects(const CaseIndex& index, const Trends& trends);
void count_periods(const CaseIndex& index, const std::vector<Followed>& subjects, Trends& out);
void find_changes(const CaseIndex& index, const std::vector<Followed>& subjects, const Words& words, Trends& out);
void find_lives(const CaseIndex& index, const std::vector<Followed>& subjects, Trends& out);
void follow_camps(const CaseIndex& index, Trends& out);

}  // namespace agon
