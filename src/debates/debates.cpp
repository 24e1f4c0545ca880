// DISCOVER, RANK. Threads are weighed, those that argue are grouped, groups become debates with a question, poles and
// members, and are ranked. See evidence.cpp, grouping.cpp, question.cpp, salience.cpp for the steps.
#include "src/debates/debates.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "ground/model/geometry.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

constexpr double kVisitorFit = 0.45;    // a segment under another question must be this near to a debate's centre
constexpr double kResidentFit = -0.02;  // a segment under the debate's own questions must be this near

int form_order(QuestionForm form) {
    switch (form) {
        case QuestionForm::either_or:
            return 0;
        case QuestionForm::yes_no:
            return 1;
        case QuestionForm::how_see:
            return 2;
        case QuestionForm::why:
            return 3;
        case QuestionForm::open:
            return 4;
        case QuestionForm::news:
            return 5;
    }
    return 6;
}

std::vector<float> centre_of_group(const std::vector<ThreadEvidence>& evidence, const std::vector<std::size_t>& group) {
    std::vector<float> sum(evidence[group[0]].centre.size(), 0.0F);
    for (const std::size_t i : group)
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += evidence[i].centre[k];
    normalise(sum);
    return sum;
}

/// The question that names the debate: one that takes a position to be for or against, near the centre, and short.
const ThreadEvidence& naming_thread(const std::vector<ThreadEvidence>& evidence,
                                    const std::vector<std::size_t>& group) {
    const std::vector<float> centre = centre_of_group(evidence, group);
    const auto typical = [&](const ThreadEvidence& e) {
        return static_cast<double>(dot(e.centre.data(), centre.data(), static_cast<std::int32_t>(centre.size()))) -
               0.008 * static_cast<double>(count_code_points(e.thread->title));
    };
    return evidence[*std::min_element(group.begin(), group.end(), [&](std::size_t l, std::size_t r) {
        const ThreadEvidence &a = evidence[l], &b = evidence[r];
        const int form_a = std::max(1, form_order(a.shape.form)), form_b = std::max(1, form_order(b.shape.form));
        if (form_a != form_b) return form_a < form_b;
        if (typical(a) != typical(b)) return typical(a) > typical(b);
        return a.thread->thread < b.thread->thread;
    })];
}

struct Found {
    std::vector<std::size_t> group;
    std::vector<float> centre;
    DebateId debate{};
};

class Builder {
  public:
    Builder(const Segments& segments, const Vectors& vectors, std::vector<float> mean, const Words& words)
        : segments_(segments), vectors_(vectors), mean_(std::move(mean)), words_(words) {}

    void place_members(const std::vector<Found>& found, const std::map<ThreadId, DebateId>& home, Debates& out) const {
        for (const Segment& s : segments_.segments) {
            if (s.stream != "public" || s.kind == SegmentKind::aside) continue;
            const float* row = vectors_.segments.row(static_cast<std::int64_t>(s.segment));
            if (!row) continue;
            const std::vector<float> v = centred(row, mean_);
            const auto at_home = home.find(s.thread);
            const Found* best = nullptr;
            double best_fit = -1;
            for (const Found& f : found) {
                const bool resident = at_home != home.end() && at_home->second == f.debate;
                const double fit =
                    static_cast<double>(dot(v.data(), f.centre.data(), static_cast<std::int32_t>(v.size())));
                const double least = resident ? kResidentFit : kVisitorFit;
                if (fit < least || (!resident && s.claim_score < 0.5)) continue;
                if (fit + (resident ? 0.25 : 0.0) > best_fit) {
                    best = &f;
                    best_fit = fit + (resident ? 0.25 : 0.0);
                }
            }
            if (!best) continue;
            Member m{s.segment, best->debate, s.post, s.voice, s.year, 0, 0};
            m.by_thread = at_home != home.end() && at_home->second == best->debate ? 1 : 0;
            m.fit = best_fit - (m.by_thread ? 0.25 : 0.0);
            out.members.push_back(m);
        }
        std::stable_sort(out.members.begin(), out.members.end(),
                         [](const Member& l, const Member& r) { return l.debate < r.debate; });
    }

    void describe(Debate& debate, const Debates& all) const {
        std::map<SegmentId, const Segment*> by_id;
        for (const Segment& s : segments_.segments) by_id[s.segment] = &s;
        std::map<std::string, double> inside, outside;
        double inside_total = 0, outside_total = 0;
        std::set<PostId> posts;
        std::set<VoiceId> voices;
        for (const Member& m : all.members) {
            const Segment& s = *by_id[m.segment];
            const bool own = m.debate == debate.debate;
            for (const std::string& word : words_.content_words(s.text)) {
                (own ? inside : outside)[word] += 1;
                (own ? inside_total : outside_total) += 1;
            }
            if (!own) continue;
            if (posts.insert(m.post).second) debate.votes += s.votes;
            voices.insert(m.voice);
            if (m.year > 0) {
                debate.first_year = debate.first_year == 0 ? m.year : std::min(debate.first_year, m.year);
                debate.last_year = std::max(debate.last_year, m.year);
            }
        }
        debate.posts = static_cast<std::int64_t>(posts.size());
        debate.voices = static_cast<std::int64_t>(voices.size());
        debate.terms = contrast_terms(inside, inside_total, outside, outside_total);
    }

  private:
    /// Words that mark the debate off from the rest: log odds with a prior of one half each, at least five uses.
    static std::string contrast_terms(const std::map<std::string, double>& inside, double inside_total,
                                      const std::map<std::string, double>& outside, double outside_total) {
        std::vector<std::pair<double, std::string>> scored;
        for (const auto& [word, count] : inside) {
            if (count < 5) continue;
            const auto other = outside.find(word);
            const double there = other == outside.end() ? 0 : other->second;
            const double odds =
                std::log((count + 0.5) / (inside_total + 1)) - std::log((there + 0.5) / (outside_total + 1));
            const double deviation = std::sqrt(1 / (count + 0.5) + 1 / (there + 0.5));
            scored.emplace_back(-odds / deviation, word);
        }
        std::sort(scored.begin(), scored.end());
        std::string terms;
        for (std::size_t i = 0; i < std::min<std::size_t>(6, scored.size()); ++i)
            terms += (i ? " " : "") + scored[i].second;
        return terms;
    }

    const Segments& segments_;
    const Vectors& vectors_;
    std::vector<float> mean_;
    const Words& words_;
};

std::vector<Found> found_debates(const std::vector<ThreadEvidence>& evidence, const Words& words, double least,
                                 const DebateOptions& options) {
    std::vector<Found> found;
    for (auto& group : group_threads(evidence, words, least)) {
        std::int64_t voices = 0;
        for (const std::size_t i : group) voices += evidence[i].counts.voices;
        if (voices < options.least_voices) continue;
        // The id comes from the naming question, so that more data under the same question keeps it.
        const Thread& naming = *naming_thread(evidence, group).thread;
        const auto id = stable_id("debate\n" + std::to_string(static_cast<std::int64_t>(naming.thread)));
        found.push_back({group, centre_of_group(evidence, group), static_cast<DebateId>(id)});
    }
    return found;
}

void place_threads(const std::vector<ThreadEvidence>& evidence, const std::map<ThreadId, DebateId>& home, double least,
                   Debates& out) {
    for (const ThreadEvidence& e : evidence) {
        ThreadPlace place{e.thread->thread, {}, e.shape.form, e.counts.debatedness, "debate", e.counts.voices,
                          e.counts.posts,   0};
        out.evidence.push_back(e.counts);
        if (const auto at = home.find(e.thread->thread); at != home.end())
            place.debate = at->second;
        else if (e.counts.debatedness >= least)
            place.reason = "few_voices";
        else if (e.shape.form == QuestionForm::news)
            place.reason = "news";
        else if (4 * e.counts.claims < e.counts.segments)
            place.reason = "little_argument";
        else
            place.reason = "little_disagreement";
        out.threads.push_back(place);
    }
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
    debate.threads = static_cast<std::int64_t>(found.group.size());
    double approving = 0, rejecting = 0;
    for (const std::size_t i : found.group) {
        approving += static_cast<double>(evidence[i].counts.approving);
        rejecting += static_cast<double>(evidence[i].counts.rejecting);
    }
    debate.disagreement = 2.0 * std::min(approving, rejecting) / (approving + rejecting + 4.0);
    return debate;
}

/// Fills ThreadPlace::orientation of the threads in debates.
Result<void> turn_threads(const std::vector<ThreadEvidence>& evidence, const std::vector<Found>& found,
                          const Encoder& encoder, std::vector<ThreadPlace>& places) {
    std::map<ThreadId, int> turned;
    for (const Found& f : found) {
        std::vector<const QuestionShape*> shapes;
        for (const std::size_t i : f.group) shapes.push_back(&evidence[i].shape);
        TRY(const std::vector<int> orientations,
            orientations_of(naming_thread(evidence, f.group).shape, shapes, encoder));
        for (std::size_t k = 0; k < f.group.size(); ++k) turned[evidence[f.group[k]].thread->thread] = orientations[k];
    }
    for (ThreadPlace& place : places)
        if (const auto at = turned.find(place.thread); at != turned.end()) place.orientation = at->second;
    return {};
}

}  // namespace

Result<Debates> build_debates(Disk& disk, const Threads& threads, const Corpus&, const Segments& segments,
                              const Vectors& vectors, const Encoder& encoder, const Lexicon& lexicon,
                              const Words& words, const DebateOptions& options) {
    std::vector<float> mean = mean_of_rows(vectors.segments.values, vectors.segments.width);
    TRY(const DebatednessModel model, DebatednessModel::load(disk, options.models + "/debatedness.toml"));
    const std::vector<ThreadEvidence> evidence = weigh_threads(threads, segments, vectors, mean, lexicon, model);
    const std::vector<Found> found = found_debates(evidence, words, model.threshold(), options);
    std::map<ThreadId, DebateId> home;
    for (const Found& f : found)
        for (const std::size_t i : f.group) home[evidence[i].thread->thread] = f.debate;
    Debates out;
    place_threads(evidence, home, model.threshold(), out);
    TRY_VOID(turn_threads(evidence, found, encoder, out.threads));
    const Builder builder(segments, vectors, std::move(mean), words);
    builder.place_members(found, home, out);
    for (const Found& f : found) {
        Debate debate = named_debate(f, evidence);
        builder.describe(debate, out);
        out.debates.push_back(std::move(debate));
    }
    rank_debates(out.debates, out.members, segments, options.resamples);
    return out;
}

Result<Debates> read_debates(Disk& disk, const std::string& case_folder) {
    Debates out;
    TRY(out.debates, read_rows<Debate>(disk, case_folder + "/debates/debates.parquet"));
    TRY(out.threads, read_rows<ThreadPlace>(disk, case_folder + "/debates/threads.parquet"));
    TRY(out.evidence, read_rows<Evidence>(disk, case_folder + "/debates/evidence.parquet"));
    TRY(out.members, read_rows<Member>(disk, case_folder + "/debates/members.parquet"));
    return out;
}

}  // namespace agon
