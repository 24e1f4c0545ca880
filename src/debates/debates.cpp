// DISCOVER, RANK. Threads are weighed, those that argue are grouped, groups become debates with a question, poles and
// members, and are ranked. See evidence.cpp, debatedness.cpp, grouping.cpp, question.cpp, orientation.cpp, naming.cpp,
// members.cpp, official.cpp, salience.cpp for the steps.
#include "src/debates/debates.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "ground/lexicon/camp_words.hpp"
#include "src/debates/corrected.hpp"

namespace agon {
namespace {

/// Groups with enough voices, as debates; `parts` of each for the sub-questions.
struct Discovery {
    std::vector<Found> found;
    std::vector<std::vector<std::vector<std::size_t>>> parts;  // by debate
};

Discovery discover(DebateRoom& room, const std::vector<bool>& debated, Correcting& correcting,
                   const DebateOptions& options) {
    const std::vector<ThreadEvidence>& evidence = room.evidence;
    Discovery out;
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < debated.size(); ++i)
        if (debated[i]) wanted.push_back(i);
    room.hold_centres(wanted);
    std::vector<ThreadGroup> groups = room.groups(debated);
    correcting.regroup(groups);
    for (const ThreadGroup& group : groups) room.hold_centres(group.threads);
    for (ThreadGroup& group : groups) {
        std::int64_t voices = 0;
        for (const std::size_t i : group.threads) voices += evidence[i].counts.voices;
        if (voices < options.least_voices && !correcting.pinned(group.threads)) continue;
        // The id comes from the naming question, so that more data under the same question keeps it.
        const Thread& naming = *naming_thread(evidence, group.threads).thread;
        const auto id = stable_id("debate\n" + std::to_string(static_cast<std::int64_t>(naming.thread)));
        out.found.push_back(
            {group.threads, centre_of_group(evidence, group.threads), static_cast<DebateId>(id), group.stability});
        out.parts.push_back(std::move(group.parts));
    }
    return out;
}

/// Takes out the debates that too few voices speak in, once it is known which of their posts do. True if there are any.
bool leave_out_thin(Discovery& discovery, const std::vector<Member>& members, const Correcting& correcting,
                    const DebateOptions& options) {
    std::unordered_map<std::int64_t, std::set<VoiceId>> voices;
    for (const Member& m : members) voices[static_cast<std::int64_t>(m.debate)].insert(m.voice);
    Discovery kept;
    for (std::size_t d = 0; d < discovery.found.size(); ++d) {
        Found& found = discovery.found[d];
        const auto heard = std::ssize(voices[static_cast<std::int64_t>(found.debate)]);
        if (heard < options.least_voices && !correcting.pinned(found.group)) continue;
        kept.found.push_back(std::move(found));
        kept.parts.push_back(std::move(discovery.parts[d]));
    }
    const bool left_out = kept.found.size() < discovery.found.size();
    discovery = std::move(kept);
    return left_out;
}

std::string reason_of(const ThreadEvidence& e, bool debated) {
    if (debated) return "few_voices";
    if (e.shape.form == QuestionForm::news) return "news";
    return 4 * e.counts.claims < e.counts.segments ? "little_argument" : "little_disagreement";
}

void place_threads(const std::vector<ThreadEvidence>& evidence, const std::vector<Found>& found,
                   const std::vector<bool>& debated, const Correcting& correcting, Debates& out) {
    std::vector<std::size_t> home(evidence.size(), found.size());
    for (std::size_t d = 0; d < found.size(); ++d)
        for (const std::size_t i : found[d].group) home[i] = d;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        const ThreadEvidence& e = evidence[i];
        ThreadPlace place;
        place.thread = e.thread->thread;
        place.form = e.shape.form;
        place.debatedness = e.counts.debatedness;
        place.voices = e.counts.voices;
        place.posts = e.counts.posts;
        if (home[i] < found.size()) {
            place.debate = found[home[i]].debate;
            place.reason = "debate";
        } else {
            place.reason = correcting.excluded(i) ? "excluded" : reason_of(e, debated[i]);
        }
        out.threads.push_back(place);
        out.evidence.push_back(e.counts);
    }
}

/// Fills proposition and orientation of the threads in debates.
Result<void> turn_threads(const std::vector<ThreadEvidence>& evidence, const std::vector<Found>& found,
                          const Encoder& encoder, std::vector<ThreadPlace>& places) {
    for (const Found& f : found) {
        // Places stand in the order of the evidence.
        for (const std::size_t i : f.group) places[i].proposition = evidence[i].shape.proposition;
        if (is_of_who_leads(evidence, f.group)) {
            for (const std::size_t i : f.group) places[i].orientation = evidence[i].shape.approach;
            continue;
        }
        std::vector<const QuestionShape*> shapes;
        for (const std::size_t i : f.group) shapes.push_back(&evidence[i].shape);
        TRY(const std::vector<int> orientations,
            orientations_of(naming_thread(evidence, f.group).shape, shapes, encoder));
        for (std::size_t k = 0; k < f.group.size(); ++k) places[f.group[k]].orientation = orientations[k];
    }
    return {};
}

Debate named_debate(const Found& found, const std::vector<ThreadEvidence>& evidence) {
    const ThreadEvidence& naming = naming_thread(evidence, found.group);
    Debate debate;
    debate.debate = found.debate;
    debate.question = naming.thread->title;
    debate.question_thread = naming.thread->thread;
    debate.form = naming.shape.form;
    debate.pole_a = naming.shape.pole_a;
    debate.pole_b = naming.shape.pole_b;
    debate.proposition = naming.shape.proposition;
    if (is_of_who_leads(evidence, found.group)) {
        debate.form = QuestionForm::either_or;
        debate.pole_a = pole_of_state;
        debate.pole_b = pole_of_market;
        debate.proposition = proposition_of_lead;
    }
    debate.threads = static_cast<std::int64_t>(found.group.size());
    debate.stability = found.stability;
    double approving = 0, rejecting = 0;
    for (const std::size_t i : found.group) {
        approving += static_cast<double>(evidence[i].counts.approving);
        rejecting += static_cast<double>(evidence[i].counts.rejecting);
    }
    debate.disagreement = 2.0 * std::min(approving, rejecting) / (approving + rejecting + 4.0);
    return debate;
}

/// The parts of debates of several questions, each named by one of them.
void add_sub_questions(const std::vector<ThreadEvidence>& evidence, const Discovery& discovery, Debates& out) {
    for (std::size_t d = 0; d < discovery.found.size(); ++d) {
        if (discovery.parts[d].size() < 2) continue;
        for (const std::vector<std::size_t>& part : discovery.parts[d]) {
            const ThreadEvidence& naming = naming_thread(evidence, part);
            SubQuestion sub;
            sub.debate = discovery.found[d].debate;
            sub.question_thread = naming.thread->thread;
            sub.question = naming.thread->title;
            for (const std::size_t i : part) {
                ++sub.threads;
                sub.posts += evidence[i].counts.posts;
                out.threads[i].sub_question = sub.question_thread;
            }
            out.sub_questions.push_back(sub);
        }
    }
}

/// One row for each debate and platform: the same debate in two places is one debate with two streams.
void add_streams(const DebateRoom& room, Debates& out) {
    std::unordered_map<std::int64_t, const Thread*> thread_of;
    for (const Thread& t : room.threads.threads) thread_of[static_cast<std::int64_t>(t.thread)] = &t;
    std::map<std::pair<DebateId, std::string>, std::pair<DebateStream, std::vector<VoiceId>>> rows;
    PostId last{};
    for (const Member& m : out.members) {
        const Thread& thread = *thread_of.at(static_cast<std::int64_t>(room.segment(m.segment).thread));
        auto& [row, voices] = rows[{m.debate, thread.platform}];
        if (m.post != last || row.posts == 0) ++row.posts;
        last = m.post;
        voices.push_back(m.voice);
        if (m.year > 0) {
            row.first_year = row.first_year == 0 ? m.year : std::min(row.first_year, m.year);
            row.last_year = std::max(row.last_year, m.year);
        }
    }
    for (auto& [key, value] : rows) {
        auto& [row, voices] = value;
        row.debate = key.first;
        row.platform = key.second;
        std::sort(voices.begin(), voices.end());
        row.voices = std::unique(voices.begin(), voices.end()) - voices.begin();
        out.streams.push_back(row);
    }
}

}  // namespace

Result<Debates> build_debates(Disk& disk, const Threads& threads, const Corpus&, const Segments& segments,
                              const Vectors& vectors, const Encoder& encoder, const Encoder& title_encoder,
                              const Lexicon& lexicon, const Words& words, DebateReadings& readings,
                              const DebateOptions& options) {
    TRY(const DebatednessModel model, DebatednessModel::load(disk, options.models + "/debatedness.toml"));
    DebateRoom& room = DebateRoom::of(readings, threads, segments, vectors, lexicon, words);
    TRY_VOID(weigh_threads(room.evidence, vectors, model, title_encoder));
    const std::vector<ThreadEvidence>& evidence = room.evidence;
    std::vector<bool> debated;
    for (const ThreadEvidence& e : evidence) debated.push_back(e.counts.debatedness >= model.threshold());
    Correcting correcting(options.corrections, evidence);
    correcting.mark(debated);
    Discovery discovery = discover(room, debated, correcting, options);
    Debates out;
    std::vector<std::vector<std::string>> own_words;
    do {  // what is left out gives its visitors to others, which lose nothing by it
        out = {};
        place_threads(evidence, discovery.found, debated, correcting, out);
        own_words = own_title_words(discovery.found, room.title_words);
        out.members = place_members(discovery.found, out.threads, own_words, room);
    } while (leave_out_thin(discovery, out.members, correcting, options));
    TRY_VOID(turn_threads(evidence, discovery.found, encoder, out.threads));
    add_sub_questions(evidence, discovery, out);
    for (const Found& f : discovery.found) out.debates.push_back(named_debate(f, evidence));
    correcting.reword(out.debates, discovery.found);
    out.corrections = correcting.outcomes();
    describe_debates(out.debates, out.members, room, lexicon);
    out.official = place_official(discovery.found, out.debates, own_words, room, lexicon);
    add_streams(room, out);
    rank_debates(out.debates, out.members, room, options);
    TRY_VOID(vectors.outcome());
    return out;
}

Result<Debates> read_debates(Disk& disk, const std::string& case_folder) {
    return read_tables<Debates>(disk, case_folder);
}

}  // namespace agon
