// Sentences of a case that were labelled (docs/labelling): the frames of an actor in them, whether they voice a concern
// as a worry, whether their writer shows a mood. Precision of what is found among the labelled pairs, and the share
// found of what the labels name: the pairs were drawn from what older rules had found, so that share is of these pairs
// and no recall over all sentences.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"
#include "src/trends/trends.hpp"

namespace agon {
namespace {

struct Tally {
    std::int64_t given = 0, right = 0;
};

bool names(std::string_view labels, const std::string& frame) {
    for (std::size_t at = 0; at <= labels.size();) {
        const std::size_t end = std::min(labels.find('+', at), labels.size());
        if (labels.substr(at, end - at) == frame) return true;
        at = end + 1;
    }
    return false;
}

double ratio(std::int64_t a, std::int64_t b) {
    return b ? static_cast<double>(a) / static_cast<double>(b) : 0;
}

using ByDigest = std::map<std::string, const Segment*>;

/// A file of sentences each with a thing and whether it is there, in the columns named.
struct YesOrNo {
    std::string file, thing, answer;
    std::string pairs, found, missed;  // how the scores are called
};

/// `things`: what agon finds in a sentence, of the kind of column `thing`.
Result<void> score_yes_or_no(Disk& disk, const EvalOptions& options, const YesOrNo& gold_file,
                             const ByDigest& segment_of,
                             const std::function<std::set<std::string>(std::string_view)>& things,
                             std::vector<Score>& scores) {
    TRY(const DelimitedTable gold, read_delimited(disk, options.data + "/eval/gold/" + gold_file.file, '\t'));
    TRY(const std::size_t sentence, gold.column("sentence"));
    TRY(const std::size_t thing, gold.column(gold_file.thing));
    TRY(const std::size_t answer, gold.column(gold_file.answer));
    Tally found;
    std::int64_t pairs = 0, wanted = 0;
    for (const std::vector<std::string>& row : gold.rows) {
        const auto segment = segment_of.find(row[sentence]);
        if (segment == segment_of.end()) continue;
        ++pairs;
        const bool is_there = row[answer] == "yes";
        wanted += is_there ? 1 : 0;
        if (things(segment->second->text).contains(row[thing])) ++found.given, found.right += is_there ? 1 : 0;
    }
    if (pairs == 0) return {};
    const std::string set = std::to_string(pairs) + " labelled " + gold_file.pairs + " in sentences";
    Score precision{set, gold_file.found, ratio(found.right, found.given), 0, 0, found.given, ""};
    set_wilson(precision, found.right);
    scores.push_back(precision);
    scores.push_back({set, gold_file.missed, ratio(found.right, wanted), 0, 0, wanted, ""});
    return {};
}

Result<void> score_words(Disk& disk, const EvalOptions& options, const Lexicon& lexicon, const ByDigest& segment_of,
                         std::vector<Score>& scores) {
    const YesOrNo concerns{
        "concerns.tsv",          "concern", "worry", "concerns", "concerns touched, voiced as a worry",
        "labelled worries found"};
    TRY_VOID(score_yes_or_no(
        disk, options, concerns, segment_of,
        [&](std::string_view text) {
            std::set<std::string> found;
            for (const ConcernUse& use : concerns_in(text, lexicon)) found.insert(use.concern);
            return found;
        },
        scores));
    const YesOrNo moods{"moods.tsv",           "emotion", "shown", "moods", "moods found, shown by the writer",
                        "labelled moods found"};
    return score_yes_or_no(
        disk, options, moods, segment_of,
        [&](std::string_view text) {
            std::set<std::string> found;
            for (const MoodUse& use : moods_in(text, lexicon)) found.insert(use.emotion);
            return found;
        },
        scores);
}

Result<void> score_frame_labels(Disk& disk, const EvalOptions& options, const Lexicon& lexicon,
                                const ByDigest& segment_of, std::vector<Score>& scores) {
    TRY(const DelimitedTable gold, read_delimited(disk, options.data + "/eval/gold/frames.tsv", '\t'));
    TRY(const std::size_t sentence, gold.column("sentence"));
    TRY(const std::size_t actor, gold.column("actor"));
    TRY(const std::size_t frames, gold.column("frames"));
    TRY(const Threads threads, read_threads(disk, options.case_folder));
    std::map<PostId, ThreadId> thread_of;
    for (const Post& p : threads.posts) thread_of[p.post] = p.thread;
    std::map<ThreadId, std::string_view> title_of;
    for (const Thread& t : threads.threads) title_of[t.thread] = t.title;
    std::map<std::string, Tally> by_rule, by_frame;
    Tally all;
    std::int64_t pairs = 0, wanted = 0;
    for (const std::vector<std::string>& row : gold.rows) {
        const auto found = segment_of.find(row[sentence]);
        if (found == segment_of.end()) continue;
        const Segment& s = *found->second;
        ++pairs;
        wanted += row[frames] == "none" ? 0 : 1 + std::count(row[frames].begin(), row[frames].end(), '+');
        for (const ActorUse& use : actors_in_thread(s.text, title_of[thread_of[s.post]], lexicon)) {
            if (use.actor != row[actor] || use.frame.empty()) continue;
            for (Tally* tally : {&all, &by_rule[use.rule], &by_frame[use.frame]}) {
                ++tally->given;
                tally->right += names(row[frames], use.frame) ? 1 : 0;
            }
        }
    }
    if (pairs == 0) return {};
    const std::string set = std::to_string(pairs) + " labelled actors in sentences";
    Score precision{set, "frames found, precision", ratio(all.right, all.given), 0, 0, all.given, ""};
    set_wilson(precision, all.right);
    scores.push_back(precision);
    scores.push_back({set, "labelled frames found", ratio(all.right, wanted), 0, 0, wanted, ""});
    for (const auto& [rule, tally] : by_rule)
        scores.push_back(
            {set, "frames by " + rule + ", precision", ratio(tally.right, tally.given), 0, 0, tally.given, ""});
    for (const auto& [frame, tally] : by_frame)
        scores.push_back({set, frame + ", precision", ratio(tally.right, tally.given), 0, 0, tally.given, ""});
    return {};
}

}  // namespace

Result<void> score_labelled_sentences(Disk& disk, const EvalOptions& options, const Lexicon& lexicon,
                                      std::vector<Score>& scores) {
    TRY(const Segments segments, read_segments(disk, options.case_folder));
    const ByDigest segment_of = segments_by_digest(segments);
    TRY_VOID(score_frame_labels(disk, options, lexicon, segment_of, scores));
    return score_words(disk, options, lexicon, segment_of, scores);
}

}  // namespace agon
