// agon eval sample: the analysed sample case against the gold beside it.
//
// A found debate is matched to the gold debate from which most of its questions come. Gold poles are called A and B,
// and found poles a and b; which is which follows from the question that names the debate, so both ways are tried and
// the better one counts, once per debate, not per post.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "ground/text/lines.hpp"
#include "src/camps/camps.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

constexpr const char* kGold = "/examples/made-in-china/gold/";

struct Gold {
    std::map<std::string, std::string> debate_of_question;  // native id -> D1 ... or "none"
    std::map<std::string, std::string> debate_of_post, stance_of_post;
};

Result<Gold> read_gold(Disk& disk, const std::string& data) {
    Gold gold;
    TRY(const std::string questions, disk.read_file(data + kGold + "questions.tsv"));
    for (const PlacedLine& line : placed_lines(questions)) {
        const auto tab = line.text.find('\t');
        if (line.number > 1 && tab != std::string::npos)  // the first is the header
            gold.debate_of_question[std::string(line.text.substr(0, tab))] = line.text.substr(tab + 1);
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

std::map<DebateId, std::string> match_debates(const Debates& debates, const Threads& threads, const Gold& gold) {
    std::map<ThreadId, std::string> native;
    for (const Thread& t : threads.threads) native[t.thread] = t.native_id;
    std::map<DebateId, std::map<std::string, int>> tally;
    for (const ThreadPlace& place : debates.threads)
        if (const auto at = gold.debate_of_question.find(native[place.thread]);
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
    std::map<ThreadId, std::string> native;
    for (const Thread& t : threads.threads) native[t.thread] = t.native_id;
    std::vector<std::string> want, got, debated_want, debated_got;
    for (const ThreadPlace& place : debates.threads) {
        const auto at = gold.debate_of_question.find(native[place.thread]);
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

/// Poles of one debate in the gold's names, the better of both ways round.
void append_better(const Pairs& pairs, Pairs& all) {
    std::vector<std::string> turned;
    for (const std::string& pole : pairs.got) turned.push_back(pole == "A" ? "B" : pole == "B" ? "A" : pole);
    const bool turn = accuracy(pairs.want, turned) > accuracy(pairs.want, pairs.got);
    all.want.insert(all.want.end(), pairs.want.begin(), pairs.want.end());
    all.got.insert(all.got.end(), (turn ? turned : pairs.got).begin(), (turn ? turned : pairs.got).end());
}

void score_stances(const Camps& camps, const Debates& debates, const Threads& threads, const Gold& gold,
                   std::vector<Score>& scores) {
    const auto matched = match_debates(debates, threads, gold);
    std::map<PostId, std::string> native;
    for (const Post& p : threads.posts) native[p.post] = p.native_id;
    std::map<std::string, std::map<DebateId, Pairs>> by_debate;
    std::set<std::string> placed;
    for (const PostStance& s : camps.stances) {
        const std::string& id = native[s.post];
        const auto gold_debate = gold.debate_of_post.find(id);
        const auto match = matched.find(s.debate);
        if (gold_debate == gold.debate_of_post.end() || match == matched.end() ||
            match->second != gold_debate->second || !placed.insert(id).second)
            continue;
        Pairs& pairs = by_debate[match->second][s.debate];
        pairs.want.push_back(gold.stance_of_post.at(id));
        pairs.got.emplace_back(s.pole == Pole::a      ? "A"
                               : s.pole == Pole::b    ? "B"
                               : s.pole == Pole::both ? "both"
                                                      : "unclear");
    }
    Pairs all, sided;
    for (const auto& [name, parts] : by_debate) {
        Pairs whole;
        for (const auto& [debate, pairs] : parts) append_better(pairs, whole);
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
    scores.push_back({"sample, all debates", "stance, macro-F1", macro_f1(all.want, all.got), 0, 0, items, "goal .85"});
    Score right{
        "sample, both gold and agon take a side",     "accuracy",           accuracy(sided.want, sided.got), 0, 0,
        static_cast<std::int64_t>(sided.want.size()), "guessing .5 or more"};
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
    score_stances(camps, debates, threads, gold, scores);
    return scores;
}

}  // namespace agon
