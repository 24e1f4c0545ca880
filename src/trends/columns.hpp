// Column names of the tables of room trends: each is the member it stores. Part of trends.hpp, kept apart for length.
#pragma once

#include "src/trends/trends.hpp"

namespace agon {

template <>
struct ColumnsOf<TermUse> {
    static constexpr auto columns = std::tuple{
        column("term", &TermUse::term),         column("kind", &TermUse::kind),   column("stream", &TermUse::stream),
        column("platform", &TermUse::platform), column("post", &TermUse::post),   column("segment", &TermUse::segment),
        column("voice", &TermUse::voice),       column("uses", &TermUse::uses),   column("year", &TermUse::year),
        column("quarter", &TermUse::quarter),   column("month", &TermUse::month), column("date", &TermUse::date)};
};
template <>
struct ColumnsOf<OfficialTerm> {
    static constexpr auto columns = std::tuple{column("term", &OfficialTerm::term),
                                               column("kind", &OfficialTerm::kind),
                                               column("official_posts", &OfficialTerm::official_posts),
                                               column("public_posts", &OfficialTerm::public_posts),
                                               column("public_voices", &OfficialTerm::public_voices),
                                               column("official_first", &OfficialTerm::official_first),
                                               column("official_last", &OfficialTerm::official_last),
                                               column("public_first", &OfficialTerm::public_first),
                                               column("public_last", &OfficialTerm::public_last),
                                               column("official_first_date", &OfficialTerm::official_first_date),
                                               column("official_last_date", &OfficialTerm::official_last_date),
                                               column("public_first_date", &OfficialTerm::public_first_date),
                                               column("public_last_date", &OfficialTerm::public_last_date),
                                               column("official_after", &OfficialTerm::official_after),
                                               column("public_posts_after", &OfficialTerm::public_posts_after),
                                               column("debate_posts_after", &OfficialTerm::debate_posts_after),
                                               column("public_debate_last", &OfficialTerm::public_debate_last),
                                               column("status", &OfficialTerm::status),
                                               column("chance", &OfficialTerm::chance),
                                               column("silence_from", &OfficialTerm::silence_from),
                                               column("revived", &OfficialTerm::revived),
                                               column("leader", &OfficialTerm::leader),
                                               column("lead_days", &OfficialTerm::lead_days),
                                               column("lag_quarters", &OfficialTerm::lag_quarters),
                                               column("lag_correlation", &OfficialTerm::lag_correlation),
                                               column("official_last_post", &OfficialTerm::official_last_post),
                                               column("public_last_post", &OfficialTerm::public_last_post),
                                               column("log_odds", &OfficialTerm::log_odds),
                                               column("z", &OfficialTerm::z)};
};
template <>
struct ColumnsOf<VocabularyWord> {
    static constexpr auto columns = std::tuple{column("word", &VocabularyWord::word),
                                               column("side", &VocabularyWord::side),
                                               column("official_posts", &VocabularyWord::official_posts),
                                               column("public_posts", &VocabularyWord::public_posts),
                                               column("official_count", &VocabularyWord::official_count),
                                               column("public_count", &VocabularyWord::public_count),
                                               column("log_odds", &VocabularyWord::log_odds),
                                               column("z", &VocabularyWord::z),
                                               column("only_one_side", &VocabularyWord::only_one_side),
                                               column("rank", &VocabularyWord::rank),
                                               column("post", &VocabularyWord::post)};
};
template <>
struct ColumnsOf<ActorUse> {
    static constexpr auto columns = std::tuple{column("actor", &ActorUse::actor),
                                               column("kind", &ActorUse::kind),
                                               column("country", &ActorUse::country),
                                               column("frame", &ActorUse::frame),
                                               column("rule", &ActorUse::rule),
                                               column("cue", &ActorUse::cue),
                                               column("aspect", &ActorUse::aspect),
                                               column("attitude", &ActorUse::attitude),
                                               column("attitude_cue", &ActorUse::attitude_cue),
                                               column("name_begin", &ActorUse::name_begin),
                                               column("name_end", &ActorUse::name_end),
                                               column("cue_begin", &ActorUse::cue_begin),
                                               column("cue_end", &ActorUse::cue_end),
                                               column("segment", &ActorUse::segment),
                                               column("post", &ActorUse::post),
                                               column("voice", &ActorUse::voice),
                                               column("debate", &ActorUse::debate),
                                               column("stream", &ActorUse::stream),
                                               column("year", &ActorUse::year)};
};
template <>
struct ColumnsOf<FrameSummary> {
    static constexpr auto columns = std::tuple{column("actor", &FrameSummary::actor),
                                               column("frame", &FrameSummary::frame),
                                               column("scope", &FrameSummary::scope),
                                               column("voices", &FrameSummary::voices),
                                               column("posts", &FrameSummary::posts),
                                               column("actor_voices", &FrameSummary::actor_voices),
                                               column("share", &FrameSummary::share),
                                               column("share_low", &FrameSummary::share_low),
                                               column("share_high", &FrameSummary::share_high),
                                               column("lift", &FrameSummary::lift),
                                               column("rank", &FrameSummary::rank),
                                               column("recurs", &FrameSummary::recurs),
                                               column("first_year", &FrameSummary::first_year),
                                               column("last_year", &FrameSummary::last_year),
                                               column("segment", &FrameSummary::segment),
                                               column("post", &FrameSummary::post)};
};
template <>
struct ColumnsOf<Comparison> {
    static constexpr auto columns =
        std::tuple{column("subject", &Comparison::subject), column("object", &Comparison::object),
                   column("outcome", &Comparison::outcome), column("cue", &Comparison::cue),
                   column("aspect", &Comparison::aspect),   column("cue_begin", &Comparison::cue_begin),
                   column("cue_end", &Comparison::cue_end), column("segment", &Comparison::segment),
                   column("post", &Comparison::post),       column("voice", &Comparison::voice),
                   column("debate", &Comparison::debate),   column("stream", &Comparison::stream),
                   column("year", &Comparison::year)};
};
template <>
struct ColumnsOf<NumberUse> {
    static constexpr auto columns = std::tuple{column("text", &NumberUse::text),
                                               column("low", &NumberUse::low),
                                               column("high", &NumberUse::high),
                                               column("approximate", &NumberUse::approximate),
                                               column("bound", &NumberUse::bound),
                                               column("unit", &NumberUse::unit),
                                               column("dimension", &NumberUse::dimension),
                                               column("entity", &NumberUse::entity),
                                               column("measure", &NumberUse::measure),
                                               column("about_year", &NumberUse::about_year),
                                               column("claim", &NumberUse::claim),
                                               column("begin", &NumberUse::begin),
                                               column("end", &NumberUse::end),
                                               column("segment", &NumberUse::segment),
                                               column("post", &NumberUse::post),
                                               column("voice", &NumberUse::voice),
                                               column("debate", &NumberUse::debate),
                                               column("stream", &NumberUse::stream),
                                               column("year", &NumberUse::year)};
};
template <>
struct ColumnsOf<NumberClaim> {
    static constexpr auto columns = std::tuple{column("claim", &NumberClaim::claim),
                                               column("entity", &NumberClaim::entity),
                                               column("measure", &NumberClaim::measure),
                                               column("unit", &NumberClaim::unit),
                                               column("about_year", &NumberClaim::about_year),
                                               column("uses", &NumberClaim::uses),
                                               column("posts", &NumberClaim::posts),
                                               column("voices", &NumberClaim::voices),
                                               column("values", &NumberClaim::values),
                                               column("low", &NumberClaim::low),
                                               column("high", &NumberClaim::high),
                                               column("verdict", &NumberClaim::verdict),
                                               column("post", &NumberClaim::post),
                                               column("other_post", &NumberClaim::other_post)};
};
template <>
struct ColumnsOf<FigureReply> {
    static constexpr auto columns = std::tuple{column("text", &FigureReply::text),
                                               column("answered_text", &FigureReply::answered_text),
                                               column("other_text", &FigureReply::other_text),
                                               column("value", &FigureReply::value),
                                               column("unit", &FigureReply::unit),
                                               column("measure", &FigureReply::measure),
                                               column("outcome", &FigureReply::outcome),
                                               column("cue", &FigureReply::cue),
                                               column("begin", &FigureReply::begin),
                                               column("end", &FigureReply::end),
                                               column("answered_begin", &FigureReply::answered_begin),
                                               column("answered_end", &FigureReply::answered_end),
                                               column("segment", &FigureReply::segment),
                                               column("answered_segment", &FigureReply::answered_segment),
                                               column("post", &FigureReply::post),
                                               column("answered_post", &FigureReply::answered_post),
                                               column("voice", &FigureReply::voice),
                                               column("answered_voice", &FigureReply::answered_voice),
                                               column("debate", &FigureReply::debate),
                                               column("stream", &FigureReply::stream),
                                               column("year", &FigureReply::year)};
};
template <>
struct ColumnsOf<MoodUse> {
    static constexpr auto columns = std::tuple{column("emotion", &MoodUse::emotion),
                                               column("cue", &MoodUse::cue),
                                               column("cue_begin", &MoodUse::cue_begin),
                                               column("cue_end", &MoodUse::cue_end),
                                               column("segment", &MoodUse::segment),
                                               column("post", &MoodUse::post),
                                               column("voice", &MoodUse::voice),
                                               column("debate", &MoodUse::debate),
                                               column("pole", &MoodUse::pole),
                                               column("stream", &MoodUse::stream),
                                               column("year", &MoodUse::year)};
};
template <>
struct ColumnsOf<MoodYear> {
    static constexpr auto columns = std::tuple{column("emotion", &MoodYear::emotion),
                                               column("debate", &MoodYear::debate),
                                               column("pole", &MoodYear::pole),
                                               column("year", &MoodYear::year),
                                               column("voices", &MoodYear::voices),
                                               column("of_voices", &MoodYear::of_voices),
                                               column("share", &MoodYear::share),
                                               column("share_low", &MoodYear::share_low),
                                               column("share_high", &MoodYear::share_high),
                                               column("verdict", &MoodYear::verdict)};
};
template <>
struct ColumnsOf<ConcernUse> {
    static constexpr auto columns =
        std::tuple{column("concern", &ConcernUse::concern),     column("cue", &ConcernUse::cue),
                   column("cue_begin", &ConcernUse::cue_begin), column("cue_end", &ConcernUse::cue_end),
                   column("segment", &ConcernUse::segment),     column("post", &ConcernUse::post),
                   column("voice", &ConcernUse::voice),         column("debate", &ConcernUse::debate),
                   column("stream", &ConcernUse::stream),       column("year", &ConcernUse::year)};
};
template <>
struct ColumnsOf<ConcernReach> {
    static constexpr auto columns = std::tuple{column("concern", &ConcernReach::concern),
                                               column("rank", &ConcernReach::rank),
                                               column("debates", &ConcernReach::debates),
                                               column("voices", &ConcernReach::voices),
                                               column("posts", &ConcernReach::posts),
                                               column("first_year", &ConcernReach::first_year),
                                               column("last_year", &ConcernReach::last_year),
                                               column("with_concern", &ConcernReach::with_concern),
                                               column("with_posts", &ConcernReach::with_posts),
                                               column("segment", &ConcernReach::segment),
                                               column("post", &ConcernReach::post)};
};
template <>
struct ColumnsOf<ExpertiseUse> {
    static constexpr auto columns =
        std::tuple{column("field", &ExpertiseUse::field),     column("cue", &ExpertiseUse::cue),
                   column("kind", &ExpertiseUse::kind),       column("cue_begin", &ExpertiseUse::cue_begin),
                   column("cue_end", &ExpertiseUse::cue_end), column("segment", &ExpertiseUse::segment),
                   column("post", &ExpertiseUse::post),       column("voice", &ExpertiseUse::voice),
                   column("debate", &ExpertiseUse::debate),   column("stream", &ExpertiseUse::stream),
                   column("year", &ExpertiseUse::year)};
};
template <>
struct ColumnsOf<Contrast> {
    static constexpr auto columns = std::tuple{column("dimension", &Contrast::dimension),
                                               column("group_a", &Contrast::group_a),
                                               column("group_b", &Contrast::group_b),
                                               column("subject_kind", &Contrast::subject_kind),
                                               column("subject", &Contrast::subject),
                                               column("label", &Contrast::label),
                                               column("hits_a", &Contrast::hits_a),
                                               column("of_a", &Contrast::of_a),
                                               column("hits_b", &Contrast::hits_b),
                                               column("of_b", &Contrast::of_b),
                                               column("share_a", &Contrast::share_a),
                                               column("share_b", &Contrast::share_b),
                                               column("p", &Contrast::p),
                                               column("q", &Contrast::q),
                                               column("verdict", &Contrast::verdict)};
};
template <>
struct ColumnsOf<Period> {
    static constexpr auto columns = std::tuple{column("subject_kind", &Period::subject_kind),
                                               column("subject", &Period::subject),
                                               column("label", &Period::label),
                                               column("stream", &Period::stream),
                                               column("grain", &Period::grain),
                                               column("period", &Period::period),
                                               column("posts", &Period::posts),
                                               column("voices", &Period::voices),
                                               column("active_voices", &Period::active_voices),
                                               column("rate", &Period::rate),
                                               column("smoothed", &Period::smoothed)};
};
template <>
struct ColumnsOf<CampYear> {
    static constexpr auto columns =
        std::tuple{column("debate", &CampYear::debate),           column("year", &CampYear::year),
                   column("voices_a", &CampYear::voices_a),       column("voices_b", &CampYear::voices_b),
                   column("voices", &CampYear::voices),           column("share_a", &CampYear::share_a),
                   column("share_a_low", &CampYear::share_a_low), column("share_a_high", &CampYear::share_a_high),
                   column("verdict", &CampYear::verdict)};
};
template <>
struct ColumnsOf<ChangePoint> {
    static constexpr auto columns = std::tuple{column("subject_kind", &ChangePoint::subject_kind),
                                               column("subject", &ChangePoint::subject),
                                               column("label", &ChangePoint::label),
                                               column("month", &ChangePoint::month),
                                               column("year", &ChangePoint::year),
                                               column("direction", &ChangePoint::direction),
                                               column("posts_before", &ChangePoint::posts_before),
                                               column("of_before", &ChangePoint::of_before),
                                               column("posts_after", &ChangePoint::posts_after),
                                               column("of_after", &ChangePoint::of_after),
                                               column("share_before", &ChangePoint::share_before),
                                               column("share_after", &ChangePoint::share_after),
                                               column("gain", &ChangePoint::gain),
                                               column("penalty", &ChangePoint::penalty),
                                               column("new_terms", &ChangePoint::new_terms),
                                               column("thread", &ChangePoint::thread),
                                               column("segment", &ChangePoint::segment),
                                               column("post", &ChangePoint::post)};
};
template <>
struct ColumnsOf<LifeEvent> {
    static constexpr auto columns = std::tuple{column("subject_kind", &LifeEvent::subject_kind),
                                               column("subject", &LifeEvent::subject),
                                               column("label", &LifeEvent::label),
                                               column("event", &LifeEvent::event),
                                               column("month", &LifeEvent::month),
                                               column("year", &LifeEvent::year),
                                               column("posts", &LifeEvent::posts),
                                               column("chance", &LifeEvent::chance),
                                               column("post", &LifeEvent::post)};
};
template <>
struct ColumnsOf<SideChange> {
    static constexpr auto columns =
        std::tuple{column("debate", &SideChange::debate),        column("voice", &SideChange::voice),
                   column("from_pole", &SideChange::from_pole),  column("to_pole", &SideChange::to_pole),
                   column("from_post", &SideChange::from_post),  column("to_post", &SideChange::to_post),
                   column("from_year", &SideChange::from_year),  column("to_year", &SideChange::to_year),
                   column("from_date", &SideChange::from_date),  column("to_date", &SideChange::to_date),
                   column("confidence", &SideChange::confidence)};
};

}  // namespace agon
