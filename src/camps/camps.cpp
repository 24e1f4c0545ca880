// STANCE, GROUPS: for each debate every post's own words are judged (asking.cpp); what posts that the analyst placed
// say of the judges is learned from all of them (lessons.hpp); then the posts of each debate settle together with who
// answers whom and who argues alike (settling.cpp, replies.cpp), and voices and camps are counted (counting.cpp).
#include "src/camps/camps.hpp"

#include <algorithm>
#include <cmath>

#include "ground/table/case_settings.hpp"
#include "src/camps/corrected.hpp"
#include "src/camps/lessons.hpp"
#include "src/camps/steps.hpp"

namespace agon {
namespace {

/// The segment that speaks most clearly for where the post was put.
SegmentId evidence_of(const DebatePost& post, const Room& room) {
    SegmentId evidence{};
    double best = -1e9;
    for (std::size_t k = 0; k < post.segments.size(); ++k) {
        const double along = post.lean > 0 ? post.segment_odds[k] : -post.segment_odds[k];
        const double weight = post.segment_weight[k] * (1.0 + 0.5 * std::tanh(0.5 * along));
        if (weight <= best) continue;
        best = weight;
        evidence = room.segments.segments[post.segments[k]].segment;
    }
    return evidence;
}

const Sureness& sureness_of(JudgedBy judge, const CampOptions& options) {
    if (judge == JudgedBy::attention) return options.tied;
    return judge == JudgedBy::reader ? options.by_reader : options.read;
}

/// The attention network's odds are turned into confidences after settling only.
double slope_of_odds(JudgedBy judge, const CampOptions& options) {
    return judge == JudgedBy::attention ? 1 : sureness_of(judge, options).of_log_odds;
}

PostStance stance_of(DebateId debate, const DebatePost& post, const Room& room, const CampOptions& options) {
    PostStance stance;
    stance.debate = debate;
    stance.post = post.post;
    stance.voice = post.voice;
    stance.year = post.year;
    stance.votes = post.votes;
    stance.judged_by = post.judged_by;
    stance.lean = post.lean;
    stance.evidence = evidence_of(post, room);
    if (post.placed) {
        stance.pole = *post.placed;
        stance.lean = post.placed == Pole::a ? 1 : post.placed == Pole::b ? -1 : 0;
        stance.confidence = 1;
        stance.judged_by = JudgedBy::analyst;
        return stance;
    }
    const double held = std::clamp(std::abs(post.lean), 0.0, 0.999999);
    const Sureness& sureness = sureness_of(post.judged_by, options);
    const double slope = post.judged_by == JudgedBy::attention ? sureness.of_log_odds : 1;
    stance.confidence = 1.0 / (1.0 + std::exp(-2.0 * slope * std::atanh(held)));
    if (post.weighs_both && stance.confidence < sureness.least_weighing)
        stance.pole = Pole::both;
    else if (stance.confidence >= sureness.least)
        stance.pole = post.lean > 0 ? Pole::a : Pole::b;
    return stance;
}

/// A debate whose judges have spoken.
struct HeardDebate {
    DebateId debate{};
    std::vector<DebatePost> posts;
    std::vector<double> odds;  // of each post's own words
    std::vector<ReplySide> replies;
};

constexpr std::size_t enough_replies = 20;  // between placed posts, to know how they go in this case

/// Fills Camps::lessons, takes what they say of own words into the odds and returns what they say of replies.
ReplyBelief learn(std::vector<HeardDebate>& heard, Camps& out) {
    std::vector<HeardAndSo> own_words, replies;
    for (const HeardDebate& debate : heard) {
        const std::optional<Lesson> lesson = lesson_of(debate.debate, debate.posts, debate.odds, own_words);
        if (!lesson) continue;
        const std::vector<HeardAndSo> own = placed_replies(debate.posts, debate.replies);
        replies.insert(replies.end(), own.begin(), own.end());
        out.lessons.push_back(*lesson);
    }
    const double own_slope = believed_after(own_words, own_words_prior).slope;
    const Believed believed = believed_after(replies, replies_prior);
    for (Lesson& lesson : out.lessons) {
        lesson.own_slope = own_slope;
        lesson.replies = static_cast<std::int64_t>(replies.size());
        lesson.same_side = std::count_if(replies.begin(), replies.end(), [](const HeardAndSo& r) { return r.so; });
        lesson.reply_shift = believed.shift, lesson.reply_slope = believed.slope;
    }
    for (HeardDebate& debate : heard)
        for (double& odds : debate.odds) odds *= own_slope;
    return {believed, replies.size() >= enough_replies};
}

}  // namespace

Result<Camps> build_camps(Disk& disk, const Segments& segments, const Vectors& vectors, const Debates& debates,
                          const CampJudges& judges, const Lexicon& lexicon, const CampOptions& options) {
    TRY(const ReplyModel marks, ReplyModel::load(disk, options.models + "/reply.toml"));
    const Room room(segments, vectors, lexicon);
    QuestionsLeft left = options.most;
    StanceCorrecting correcting(options.corrections, debates);
    std::vector<HeardDebate> heard;
    for (const Debate& debate : debates.debates) {
        HeardDebate& own =
            heard.emplace_back(HeardDebate{debate.debate, posts_of(debate.debate, debates, room), {}, {}});
        TRY_VOID(ask_judges(own.posts, debate, debates, room, judges, left, options.threads));
        TRY(own.replies, read_replies(debate.debate, own.posts, room, marks, judges, left, options.threads));
        for (const DebatePost& post : own.posts) own.odds.push_back(slope_of_odds(post.judged_by, options) * post.odds);
        correcting.place(debate.debate, own.posts);
    }
    Camps out;
    const ReplyBelief belief = learn(heard, out);
    for (HeardDebate& debate : heard) {
        std::vector<Tie> ties = ties_between(debate.posts, room, debate.replies, belief, options.threads);
        set_placed(debate.posts, debate.odds, ties);
        const std::vector<double> leans = settle(debate.odds, ties);
        std::vector<PostStance> stances;
        for (std::size_t p = 0; p < debate.posts.size(); ++p) {
            debate.posts[p].lean = leans[p];
            if (!debate.posts[p].segments.empty())
                stances.push_back(stance_of(debate.debate, debate.posts[p], room, options));
        }
        correcting.leave_out(stances);
        combine_voices(debate.debate, stances, out);
        count_camps(debate.debate, stances, out);
        out.stances.insert(out.stances.end(), stances.begin(), stances.end());
        out.replies.insert(out.replies.end(), debate.replies.begin(), debate.replies.end());
    }
    out.corrections = correcting.outcomes();
    return out;
}

Result<std::int64_t> read_most_questions(Disk& disk, const std::string& case_folder) {
    TRY(const toml::table settings, read_case_settings(disk, case_folder));
    const std::int64_t most = settings["stance"]["questions"].value_or(CampOptions{}.most.of_pair);
    if (most < 0)
        return Error{ErrorCode::bad_value, case_settings_file(case_folder), 0, -1,
                     "stance.questions must be 0 or more"};
    return most;
}

Result<Camps> read_camps(Disk& disk, const std::string& case_folder) {
    return read_tables<Camps>(disk, case_folder);
}

}  // namespace agon
