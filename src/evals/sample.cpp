// agon eval sample: the analysed sample case against the gold beside it.
//
// A found debate is matched to the gold debate from which most of its questions come. Gold poles are called A and B,
// and found poles a and b; which is which is what the gold says of the question that names the debate (`yes` in
// questions.tsv). Posts that a person placed are left out of the stances. A debate named by a question that is for
// neither has its camps nowhere: its posts count as unclear.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "ground/lexicon/camp_words.hpp"
#include "ground/text/lines.hpp"
#include "src/camps/camps.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

constexpr const char* kGold = "/examples/made-in-china/gold/";

struct Gold {
    std::map<std::string, std::string> debate_of_question;  // native id -> D1 ... or "none"
    std::map<std::string, std::string> yes_of_question;     // native id -> A, B or "-"
    std::map<std::string, std::string> debate_of_post, stance_of_post;
};

Result<Gold> read_gold(Disk& disk, const std::string& data) {
    Gold gold;
    TRY(const DelimitedTable questions, read_delimited(disk, data + kGold + "questions.tsv", '\t'));
    for (const auto& row : questions.rows) {
        gold.debate_of_question[row[0]] = row[1];
        gold.yes_of_question[row[0]] = row[2];
    }
    TRY(const std::string posts, disk.read_file(data + kGold + "posts.jsonl"));
    for (const PlacedLine& line : placed_lines(posts)) {
        const auto row = nlohmann::json::parse(line.text, nullptr, false);
        if (row.is_object() && row.contains("debate")) {
            gold.debate_of_post[row.at("id")] = row.at("debate");
            gold.stance_of_post[row.at("id")] = row.value("stance", "");
        }
    }
    return gold;
}

using NativeIds = std::map<ThreadId, std::string>;

NativeIds native_ids(const Threads& threads) {
    NativeIds native;
    for (const Thread& t : threads.threads) native[t.thread] = t.native_id;
    return native;
}

std::map<DebateId, std::string> match_debates(const Debates& debates, const Threads& threads, const Gold& gold) {
    const NativeIds native = native_ids(threads);
    std::map<DebateId, std::map<std::string, int>> tally;
    for (const ThreadPlace& place : debates.threads)
        if (const auto at = gold.debate_of_question.find(native.at(place.thread));
            place.debate != DebateId{} && at != gold.debate_of_question.end())
            ++tally[place.debate][at->second];
    std::map<DebateId, std::string> matched;
    for (const auto& [debate, counts] : tally)
        matched[debate] = std::max_element(counts.begin(), counts.end(), [](const auto& l, const auto& r) {
                              return l.second < r.second;
                          })->first;
    return matched;
}

void score_debates(const Debates& debates, const Threads& threads, const Gold& gold, std::vector<Score>& scores) {
    const NativeIds native = native_ids(threads);
    std::vector<std::string> want, got, debated_want, debated_got;
    for (const ThreadPlace& place : debates.threads) {
        const auto at = gold.debate_of_question.find(native.at(place.thread));
        if (at == gold.debate_of_question.end()) continue;
        const bool found = place.debate != DebateId{};
        want.push_back(at->second);
        got.push_back(found ? std::to_string(static_cast<std::int64_t>(place.debate)) : "none");
        debated_want.emplace_back(at->second == "none" ? "no" : "yes");
        debated_got.emplace_back(found ? "yes" : "no");
    }
    const auto items = static_cast<std::int64_t>(want.size());
    scores.push_back({"sample questions", "AMI of debates", adjusted_mutual_information(want, got), 0, 0, items, ""});
    scores.push_back(
        {"sample questions", "debated or not, macro-F1", macro_f1(debated_want, debated_got), 0, 0, items, ""});
}

struct Pairs {
    std::vector<std::string> want, got;
};

/// The gold's pole that the debate's pole a stands for; "-": neither.
std::string pole_a_of(const Debate& debate, const NativeIds& native, const Gold& gold) {
    if (!issue_words(debate.proposition, false).empty()) return "A";  // the state
    const auto yes = gold.yes_of_question.find(native.at(debate.question_thread));
    return yes == gold.yes_of_question.end() ? "-" : yes->second;
}

/// A found pole in the gold's names.
std::string in_gold(Pole pole, const std::string& pole_a) {
    if (pole == Pole::both) return "both";
    if (pole == Pole::unclear || pole_a == "-") return "unclear";
    return (pole == Pole::a) == (pole_a == "A") ? "A" : "B";
}

/// Whether the way round that a question asks was found: of the questions that are for a pole, in debates that are.
void score_ways_round(const Debates& debates, const Threads& threads, const Gold& gold, std::vector<Score>& scores) {
    const NativeIds native = native_ids(threads);
    const auto matched = match_debates(debates, threads, gold);
    std::int64_t asked = 0, told = 0, hits = 0;
    for (const Debate& debate : debates.debates) {
        const std::string pole_a = pole_a_of(debate, native, gold);
        for (const ThreadPlace& place : debates.threads) {
            const auto yes = gold.yes_of_question.find(native.at(place.thread));
            if (place.debate != debate.debate || place.thread == debate.question_thread || pole_a == "-" ||
                yes == gold.yes_of_question.end() || yes->second == "-" ||
                gold.debate_of_question.at(yes->first) != matched.at(debate.debate))
                continue;
            ++asked;
            if (place.orientation == 0) continue;
            ++told;
            hits += (place.orientation == 1) == (yes->second == pole_a) ? 1 : 0;
        }
    }
    if (told == 0) return;
    Score right{"sample questions",
                "way round that they ask, accuracy",
                static_cast<double>(hits) / static_cast<double>(told),
                0,
                0,
                told,
                "of " + std::to_string(asked) + " that are for a side; the rest unsaid"};
    set_wilson(right, hits);
    scores.push_back(right);
}

void score_stances(const Camps& camps, const Debates& debates, const Threads& threads, const Gold& gold,
                   std::vector<Score>& scores) {
    const auto matched = match_debates(debates, threads, gold);
    std::map<PostId, std::string> native;
    for (const Post& p : threads.posts) native[p.post] = p.native_id;
    const NativeIds native_thread = native_ids(threads);
    std::map<DebateId, std::string> pole_a;
    for (const Debate& d : debates.debates) pole_a[d.debate] = pole_a_of(d, native_thread, gold);
    std::map<std::string, Pairs> by_debate;
    std::set<std::string> placed;
    std::int64_t given = 0;  // posts that a person placed: no merit of agon's
    for (const PostStance& s : camps.stances) {
        const std::string& id = native[s.post];
        const auto gold_debate = gold.debate_of_post.find(id);
        const auto match = matched.find(s.debate);
        if (gold_debate == gold.debate_of_post.end() || match == matched.end() ||
            match->second != gold_debate->second || !placed.insert(id).second)
            continue;
        if (s.judged_by == JudgedBy::analyst) {
            ++given;
            continue;
        }
        Pairs& pairs = by_debate[match->second];
        pairs.want.push_back(gold.stance_of_post.at(id));
        pairs.got.push_back(in_gold(s.pole, pole_a.at(s.debate)));
    }
    Pairs all, sided;
    for (const auto& [name, whole] : by_debate) {
        scores.push_back({"sample " + name, "stance, macro-F1", macro_f1(whole.want, whole.got), 0, 0,
                          static_cast<std::int64_t>(whole.want.size()), ""});
        all.want.insert(all.want.end(), whole.want.begin(), whole.want.end());
        all.got.insert(all.got.end(), whole.got.begin(), whole.got.end());
    }
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < all.want.size(); ++i) {
        const bool one_side = (all.want[i] == "A" || all.want[i] == "B") && (all.got[i] == "A" || all.got[i] == "B");
        if (!one_side) continue;
        sided.want.push_back(all.want[i]);
        sided.got.push_back(all.got[i]);
        hits += all.want[i] == all.got[i] ? 1 : 0;
    }
    const auto items = static_cast<std::int64_t>(all.want.size());
    const std::string beside = given > 0 ? "; " + std::to_string(given) + " posts that a person placed left out" : "";
    scores.push_back(
        {"sample, all debates", "stance, macro-F1", macro_f1(all.want, all.got), 0, 0, items, "goal .85" + beside});
    Score right{"sample, both gold and agon take a side",
                "accuracy",
                accuracy(sided.want, sided.got),
                0,
                0,
                static_cast<std::int64_t>(sided.want.size()),
                "guessing .5 or more" + beside};
    set_wilson(right, hits);
    scores.push_back(right);
    scores.push_back({"sample gold posts", "share placed in their debate",
                      static_cast<double>(placed.size()) / static_cast<double>(gold.debate_of_post.size()), 0, 0,
                      static_cast<std::int64_t>(gold.debate_of_post.size()), ""});
}

}  // namespace

Result<std::vector<Score>> eval_sample(Disk& disk, const EvalOptions& options) {
    if (options.case_folder.empty())
        return Error{ErrorCode::usage, "", 0, -1, "agon eval sample wants --case, the analysed sample"};
    TRY(const Gold gold, read_gold(disk, options.data));
    TRY(const Threads threads, read_threads(disk, options.case_folder));
    TRY(const Debates debates, read_debates(disk, options.case_folder));
    TRY(const Camps camps, read_camps(disk, options.case_folder));
    std::vector<Score> scores;
    score_debates(debates, threads, gold, scores);
    score_ways_round(debates, threads, gold, scores);
    score_stances(camps, debates, threads, gold, scores);
    return scores;
}

}  // namespace agon
