// KEY POINTS, RELATIONS, for every debate in turn. The steps stand in key_points.cpp, statements.cpp, relations.cpp,
// divide.cpp, consensus.cpp, sectors.cpp, voters.cpp, allies.cpp.
#include "src/points/points.hpp"

#include <algorithm>

#include "ground/model/geometry.hpp"
#include "ground/table/case_settings.hpp"
#include "ground/text/text.hpp"
#include "src/points/corrected.hpp"
#include "src/points/reading.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

/// The matching judge reads rows of the encoder that it was trained on. Where a case's vectors are of another (large
/// cases are embedded by the fast one), the posts that take a side and the debates' questions are encoded here, into
/// `memory`.
Result<Vectors> rows_for_matching(const PointRoom& room, const Encoder& encoder, int threads,
                                  std::vector<float>&& memory) {
    Vectors rows;
    rows.segments.values = std::move(memory);
    rows.encoder = encoder.name();
    rows.segments.width = rows.questions.width = encoder.width();
    std::set<SegmentId> wanted;
    for (const PostStance& s : room.camps.stances)
        for (const Segment* own : room.read.of_post(s.post))
            if (own->kind != SegmentKind::aside) wanted.insert(own->segment);
    std::vector<std::string_view> texts;
    for (const SegmentId id : wanted) {
        rows.segments.ids.push_back(static_cast<std::int64_t>(id));
        texts.push_back(room.segment(id).text);
    }
    TRY_VOID(encoder.encode_into(texts, threads, rows.segments.values));
    std::set<ThreadId> questions;
    for (const Debate& debate : room.debates.debates) questions.insert(debate.question_thread);
    texts.clear();
    for (const Thread& thread : room.threads.threads)
        if (questions.contains(thread.thread)) {
            rows.questions.ids.push_back(static_cast<std::int64_t>(thread.thread));
            texts.push_back(thread.title);
        }
    TRY(rows.questions.values, encoder.encode(texts, threads));
    return rows;
}

std::map<DebateId, std::string> questions_of_debates(const Threads& threads, const Debates& debates) {
    std::map<ThreadId, DebateId> home;
    for (const ThreadPlace& place : debates.threads)
        if (place.debate != DebateId{}) home[place.thread] = place.debate;
    std::map<DebateId, std::string> questions;
    for (const Thread& thread : threads.threads)
        if (const auto own = home.find(thread.thread); own != home.end()) questions[own->second] += thread.title + '\n';
    return questions;
}

/// Sentence rows of the Chinese segments of all posts that take a side, in `memory`.
Result<SentenceRows> rows_of_sentences(const PointRoom& room, const Encoder& encoder, int threads,
                                       std::vector<float>&& memory) {
    SentenceRows rows{encoder.width(), {}};
    rows.values = std::move(memory);
    std::set<PostId> posts;
    for (const PostStance& s : room.camps.stances)
        if (s.pole == Pole::a || s.pole == Pole::b) posts.insert(s.post);
    std::vector<std::string_view> texts;
    for (const Segment& s : room.segments.segments) {
        if (!posts.contains(s.post) || s.kind == SegmentKind::aside || s.kind == SegmentKind::quotation) continue;
        if (!has_han(s.text) || !rows.place.emplace(s.segment, texts.size()).second) continue;
        texts.push_back(s.text);
    }
    TRY_VOID(encoder.encode_into(texts, threads, rows.values));
    if (!rows.place.empty()) rows.mean = mean_of_rows(rows.values, rows.width);
    return rows;
}

}  // namespace

std::vector<float> SentenceRows::centred_row(SegmentId id) const {
    const float* sentence = row(id);
    return sentence == nullptr ? std::vector<float>{} : centred(sentence, mean);
}

MatchText PointRoom::seen(const Segment& s) const {
    return {s.text, vectors->segments.row(static_cast<std::int64_t>(s.segment)), sentences.row(s.segment)};
}

Sentences& PointRoom::read_of(PointReadings& readings, const Threads& threads, const Segments& segments,
                              const Lexicon& lexicon, const Words& words, const QualityModel& quality) {
    if (!readings.sentences_)
        readings.sentences_ = std::make_unique<Sentences>(threads, segments, lexicon, words, quality);
    return *readings.sentences_;
}

Result<ArgumentMatches> PointRoom::argument_matches(const MatchGroup& group, ToldBy by, int thread_count) const {
    switch (by) {
        case ToldBy::reading:
            return near_matches(group, {sentences.width, vectors->segments.width}, thread_count);
        case ToldBy::likeness:
            return ArgumentMatches{alike_probabilities(group, sentences.width), alike_levels()};
        case ToldBy::matching:
            break;
    }
    TRY(std::vector<float> probability, matcher.probabilities(group, encoder, words, thread_count));
    return ArgumentMatches{std::move(probability), judge_levels};
}

Result<ArgumentMatches> PointRoom::read_matches(const MatchGroup& group, ToldBy by, std::size_t most,
                                                const std::vector<std::size_t>& always, int thread_count) const {
    if (by != ToldBy::reading) return argument_matches(group, by, thread_count);
    return read_arguments(*arguments, group, {sentences.width, vectors->segments.width}, most, always, thread_count);
}

Result<Points> build_points(const Threads& threads, const Corpus&, const Segments& segments, const Vectors& vectors,
                            const Debates& debates, const Camps& camps, const Encoder& encoder,
                            const Encoder& sentences, const Matcher& matcher, const Judge& judge,
                            const ArgumentJudge* arguments, const QualityModel& quality, const Lexicon& lexicon,
                            const Words& words, PointReadings& readings, const PointOptions& options) {
    SentenceRows rows;
    PointRoom room{threads,
                   segments,
                   &vectors,
                   rows,
                   debates,
                   camps,
                   encoder,
                   matcher,
                   judge,
                   arguments,
                   lexicon,
                   words,
                   PointRoom::read_of(readings, threads, segments, lexicon, words, quality)};
    for (const PostStance& s : camps.stances) room.stance[{s.debate, s.post}] = &s;
    room.rejected = rejected_relations(options.corrections);
    room.questions = questions_of_debates(threads, debates);
    std::vector<float>& sentence_rows = PointRoom::sentence_rows_of(readings);
    TRY(rows, rows_of_sentences(room, sentences, options.threads, std::move(sentence_rows)));
    Vectors own_rows;
    if (!vectors.are_of(encoder)) {
        std::vector<float>& segment_rows = PointRoom::segment_rows_of(readings);
        TRY(own_rows, rows_for_matching(room, encoder, options.threads, std::move(segment_rows)));
        room.vectors = &own_rows;
    }
    for (const ReplySide& r : camps.replies) room.same_side_odds[{r.debate, r.post, r.answered}] = r.odds;
    Points out;
    for (const Debate& debate : debates.debates) {
        TRY(const DebateMatches matched, find_key_points(room, debate, options, out));
        find_statements(room, debate, matched, out);
        find_relations(room, debate, out);
        find_divide(room, debate, matched, out);
        TRY_VOID(find_consensus(room, debate, options, out));
    }
    find_sector_views(room, out);
    count_sector_cells(out.sectors, out.sector_cells);
    find_voters(room, out);
    find_allies(camps, out);
    out.corrections = correct_points(options.corrections, out);
    for (CorrectionOutcome& outcome : outcomes_of_rejections(options.corrections, camps))
        out.corrections.push_back(std::move(outcome));
    sentence_rows = std::move(rows.values);
    if (room.vectors == &own_rows) PointRoom::segment_rows_of(readings) = std::move(own_rows.segments.values);
    return out;
}

Result<bool> wants_arguments_read(Disk& disk, const std::string& case_folder) {
    TRY(const toml::table settings, read_case_settings(disk, case_folder));
    const auto wanted = settings["points"]["read_arguments"];
    if (wanted && !wanted.is_boolean())
        return Error{ErrorCode::bad_value, case_settings_file(case_folder), 0, -1,
                     "points.read_arguments must be true or false"};
    return wanted.value_or(true);
}

bool points_unread(const Manifest& manifest) {
    const auto points = manifest.stages.find("points");
    return points != manifest.stages.end() && points->second.parameters.contains(points_left_unread);
}

Result<Points> read_points(Disk& disk, const std::string& case_folder) {
    return read_tables<Points>(disk, case_folder);
}

}  // namespace agon
