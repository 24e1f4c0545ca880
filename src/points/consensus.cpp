// Consensus: statements that voices of both camps make or grant, and few rebut.
//
// Nobody votes in a thread, so agreeing is making the statement's argument (reading.hpp), echoing or conceding the
// sentence that makes it; disagreeing is rebutting that sentence. Per camp p_agree = (A + 1/2) / (S + 1), p_disagree
// likewise, with S = A + D voices who spoke to it (Jeffreys prior); the score is the geometric mean over the camps of
// p_agree * (1 - p_disagree), as in red-dwarf's corrected form of Polis' group-informed consensus: the plain product
// shrinks with the number of groups and a Laplace prior punishes small ones.
//   Fits:          both sides say that graduates will not go into factories, each for its own reason.
//   Does not fit:  a commonplace that one side says and the other leaves unsaid. At least three voices of each camp
//   must
//                  say it.
#include <algorithm>
#include <cmath>

#include "src/points/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kMostCandidates = 80, kMostTexts = 2000, kMostStatements = 3;
constexpr std::size_t kMostRead = 8;  // candidates
constexpr std::int64_t kLeastOfCamp = 3, kLeastVoices = 7;
constexpr double kLeastScore = 0.6, kLeastQuality = 0.4;

struct Text {
    const Segment* segment = nullptr;
    Pole pole = Pole::a;
    double quality = 0;
};

struct Support {
    std::set<VoiceId> for_a, for_b, against_a, against_b;
    std::set<SegmentId> sentences;
};

std::vector<Text> texts_of(const PointRoom& room, const Debate& debate) {
    std::vector<Text> texts;
    for (const Member& m : room.debates.members) {
        const auto stance = room.stance.find({debate.debate, m.post});
        if (m.debate != debate.debate || stance == room.stance.end()) continue;
        const Pole pole = stance->second->pole;
        const Segment& s = room.segment(m.segment);
        if ((pole != Pole::a && pole != Pole::b) || s.kind == SegmentKind::quotation || s.kind == SegmentKind::aside ||
            room.vectors->segments.row(static_cast<std::int64_t>(s.segment)) == nullptr)
            continue;
        texts.push_back({&s, pole, argument_quality(room, s, debate)});
    }
    std::stable_sort(texts.begin(), texts.end(), [](const Text& l, const Text& r) { return l.quality > r.quality; });
    if (texts.size() > kMostTexts) texts.resize(kMostTexts);
    return texts;
}

double camp_score(double agree, double disagree) {
    const double spoke = agree + disagree;
    const double p_agree = (agree + 0.5) / (spoke + 1), p_disagree = (disagree + 0.5) / (spoke + 1);
    return p_agree * (1 - p_disagree);
}

void add_replies(const PointRoom& room, DebateId debate, const Points& out, Support& support) {
    for (const Relation& r : out.relations) {
        if (r.debate != debate || !support.sentences.contains(r.answered)) continue;
        const Pole pole = room.stance.at({debate, r.from_post})->pole;
        const bool against = r.kind == RelationKind::rebuts;
        if (pole == Pole::a) (against ? support.against_a : support.for_a).insert(r.from_voice);
        if (pole == Pole::b) (against ? support.against_b : support.for_b).insert(r.from_voice);
    }
    for (const VoiceId voice : support.for_a) support.against_a.erase(voice);
    for (const VoiceId voice : support.for_b) support.against_b.erase(voice);
}

Consensus row_of(DebateId debate, const Segment& s, const Support& support,
                 const std::map<Pole, std::set<VoiceId>>& camp) {
    Consensus row;
    row.debate = debate;
    row.segment = s.segment;
    row.post = s.post;
    row.point = static_cast<PointId>(stable_id("consensus\n" + std::to_string(static_cast<std::int64_t>(debate)) +
                                               '\n' + std::to_string(static_cast<std::int64_t>(s.segment))));
    row.voices_a = static_cast<std::int64_t>(support.for_a.size());
    row.voices_b = static_cast<std::int64_t>(support.for_b.size());
    row.voices = row.voices_a + row.voices_b;
    row.against_a = static_cast<std::int64_t>(support.against_a.size());
    row.against_b = static_cast<std::int64_t>(support.against_b.size());
    const auto share = [&](std::int64_t voices, Pole pole) {
        const auto of = camp.find(pole);
        return of == camp.end() ? 0 : static_cast<double>(voices) / static_cast<double>(of->second.size());
    };
    row.share_a = share(row.voices_a, Pole::a);
    row.share_b = share(row.voices_b, Pole::b);
    row.score = std::sqrt(camp_score(static_cast<double>(row.voices_a), static_cast<double>(row.against_a)) *
                          camp_score(static_cast<double>(row.voices_b), static_cast<double>(row.against_b)));
    return row;
}

/// A debate's sentences, which of them may be shared, and the camps.
struct Shareable {
    std::vector<Text> texts;
    MatchGroup group;                     // the points are the candidates
    std::vector<std::size_t> candidates;  // places of texts
    std::map<Pole, std::set<VoiceId>> camp;
};

Shareable shareable(const PointRoom& room, const Debate& debate) {
    Shareable all;
    all.texts = texts_of(room, debate);
    all.group.topic = room.vectors->questions.row(static_cast<std::int64_t>(debate.question_thread));
    for (std::size_t i = 0; i < all.texts.size(); ++i) {
        const Segment& s = *all.texts[i].segment;
        all.group.texts.push_back(room.seen(s));
        all.camp[all.texts[i].pole].insert(s.voice);
        if (all.candidates.size() < kMostCandidates && s.kind == SegmentKind::statement && can_stand_alone(s.text) &&
            all.texts[i].quality >= kLeastQuality) {
            all.candidates.push_back(i);
            all.group.points.push_back(all.group.texts.back());
        }
    }
    return all;
}

Result<std::vector<Consensus>> shared_statements(const PointRoom& room, const Debate& debate, Shareable all, ToldBy way,
                                                 const PointOptions& options, const Points& made) {
    const std::vector<Text>& texts = all.texts;
    std::vector<std::size_t>& candidates = all.candidates;
    TRY(ArgumentMatches matches, room.argument_matches(all.group, way, options.threads));
    const auto weighed = [&] {
        std::vector<std::pair<Consensus, std::size_t>> rows;
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            Support support;
            for (std::size_t t = 0; t < texts.size(); ++t) {
                if (t != candidates[c] && matches.probability[t * candidates.size() + c] < matches.levels.says)
                    continue;
                support.sentences.insert(texts[t].segment->segment);
                (texts[t].pole == Pole::a ? support.for_a : support.for_b).insert(texts[t].segment->voice);
            }
            add_replies(room, debate.debate, made, support);
            Consensus row = row_of(debate.debate, *texts[candidates[c]].segment, support, all.camp);
            if (row.voices_a < kLeastOfCamp || row.voices_b < kLeastOfCamp || row.voices < kLeastVoices ||
                row.score < kLeastScore)
                continue;
            row.told_by = way;
            rows.emplace_back(row, c);
        }
        std::stable_sort(rows.begin(), rows.end(), [&](const auto& l, const auto& r) {
            return l.first.score * (0.3 + texts[candidates[l.second]].quality) >
                   r.first.score * (0.3 + texts[candidates[r.second]].quality);
        });
        return rows;
    };
    std::vector<std::pair<Consensus, std::size_t>> found = weighed();
    if (way == ToldBy::reading) {  // who says it is read for those that likeness puts first
        if (found.size() > kMostRead) found.resize(kMostRead);
        std::vector<std::size_t> first;
        all.group.points.clear();
        for (const auto& [row, place] : found) {
            first.push_back(candidates[place]);
            all.group.points.push_back(all.group.texts[candidates[place]]);
        }
        candidates = std::move(first);
        TRY(matches, room.read_matches(all.group, way, texts_to_count(texts.size()), candidates, options.threads));
        found = weighed();
    }
    const std::vector<float>& match = matches.probability;
    std::vector<std::size_t> kept;
    std::vector<Consensus> statements;
    for (const auto& [row, place] : found) {
        const std::size_t c = place;  // a lambda cannot hold the binding itself
        const bool said = std::any_of(kept.begin(), kept.end(), [&](std::size_t other) {
            return match[candidates[c] * candidates.size() + other] >= matches.levels.same_candidate ||
                   match[candidates[other] * candidates.size() + c] >= matches.levels.same_candidate;
        });
        if (said || kept.size() >= kMostStatements) continue;
        kept.push_back(c);
        statements.push_back(row);
    }
    return statements;
}

}  // namespace

Result<void> find_consensus(const PointRoom& room, const Debate& debate, const PointOptions& options, Points& out) {
    const Shareable all = shareable(room, debate);
    const ToldBy way = room.way_to_tell(all.group);
    TRY(std::vector<Consensus> statements, shared_statements(room, debate, all, way, options, out));
    if (way == ToldBy::reading && statements.empty()) {
        TRY(statements, shared_statements(room, debate, all, ToldBy::likeness, options, out));
    }
    out.consensus.insert(out.consensus.end(), statements.begin(), statements.end());
    return {};
}

}  // namespace agon
