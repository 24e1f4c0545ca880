// STANCE, GROUPS: for each debate every post's own words are judged (asking.cpp), the posts settle together with who
// answers whom and who argues alike (settling.cpp, replies.cpp), and voices and camps are counted (counting.cpp).
#include "src/camps/camps.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>

#include "src/camps/corrected.hpp"
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
    const double held = std::clamp(std::abs(post.lean), 0.0, 0.999999);
    const Sureness& sureness = sureness_of(post.judged_by, options);
    const double slope = post.judged_by == JudgedBy::attention ? sureness.of_log_odds : 1;
    stance.confidence = 1.0 / (1.0 + std::exp(-2.0 * slope * std::atanh(held)));
    if (post.weighs_both && stance.confidence < sureness.least_weighing)
        stance.pole = Pole::both;
    else if (stance.confidence >= sureness.least)
        stance.pole = post.lean > 0 ? Pole::a : Pole::b;
    stance.evidence = evidence_of(post, room);
    return stance;
}

}  // namespace

Result<Camps> build_camps(Disk& disk, const Segments& segments, const Vectors& vectors, const Debates& debates,
                          const CampJudges& judges, const Lexicon& lexicon, const CampOptions& options) {
    TRY(const ReplyModel marks, ReplyModel::load(disk, options.models + "/reply.toml"));
    const Room room(segments, vectors, lexicon);
    QuestionsLeft left = options.most;
    StanceCorrecting correcting(options.corrections, debates);
    Camps out;
    for (const Debate& debate : debates.debates) {
        std::vector<DebatePost> posts = posts_of(debate.debate, debates, room);
        TRY_VOID(ask_judges(posts, debate, debates, room, judges, left, options.threads));
        TRY(const std::vector<ReplySide> replies,
            read_replies(debate.debate, posts, room, marks, judges, left, options.threads));
        std::vector<double> odds;
        for (const DebatePost& post : posts) odds.push_back(slope_of_odds(post.judged_by, options) * post.odds);
        const std::vector<double> leans = settle(odds, ties_between(posts, room, replies, options.threads));
        std::vector<PostStance> stances;
        for (std::size_t p = 0; p < posts.size(); ++p) {
            posts[p].lean = leans[p];
            if (!posts[p].segments.empty()) stances.push_back(stance_of(debate.debate, posts[p], room, options));
        }
        correcting.apply(debate.debate, stances);
        combine_voices(debate.debate, stances, out);
        count_camps(debate.debate, stances, out);
        out.stances.insert(out.stances.end(), stances.begin(), stances.end());
        out.replies.insert(out.replies.end(), replies.begin(), replies.end());
    }
    out.corrections = correcting.outcomes();
    return out;
}

Result<std::int64_t> read_most_questions(Disk& disk, const std::string& case_folder) {
    const std::string file = case_folder + "/case.toml";
    const std::int64_t usual = CampOptions{}.most.of_pair;
    if (!disk.exists(file)) return usual;
    TRY(const std::string text, disk.read_file(file));
    try {
        const std::int64_t most = toml::parse(text, file)["stance"]["questions"].value_or(usual);
        if (most < 0) return Error{ErrorCode::bad_value, file, 0, -1, "stance.questions must be 0 or more"};
        return most;
    } catch (const toml::parse_error& error) {
        return Error{ErrorCode::bad_value, file, 0, -1, std::string(error.description())};
    }
}

Result<Camps> read_camps(Disk& disk, const std::string& case_folder) {
    return read_tables<Camps>(disk, case_folder);
}

}  // namespace agon
