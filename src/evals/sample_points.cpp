// agon eval relations: key points, relations and sector cells of the analysed sample against the gold beside it.
//
// Key point, matching: the gold's own wording of each point of a debate against the sentences of each gold post; a post
//   makes a point if one of its sentences does (at the judge's cut), F1 over (post, point); and how often the point
//   that a post makes most surely is one of its own.
// Key point, found: each found key point stands for the gold point that most of its matched posts make, its own post
//   counting double; share of the gold points of the four debates so found, and how pure the matches are.
// Relation: over all replies and mentions inside a gold debate, F1 of (from, to, kind); supports count as echoes.
// Consensus cell: for each sector that three or more gold posts judge, whether the approach with most voices is the
//   gold's; and F1 over (post, sector, approach).
// Sentence: how well the quality of a sentence tells those that an article would quote (sentence_quality.cpp); how many
//   of those labelled for a side stand in its camp (sentence_sides.cpp).
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "ground/model/judge.hpp"
#include "ground/text/lines.hpp"
#include "ground/text/text.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"
#include "src/points/points.hpp"

namespace agon {
namespace {

struct GoldPost {
    std::string debate;
    std::set<std::string> points;
    std::map<std::string, std::string> relations;  // to -> kind, the last where there are two
    std::set<std::pair<std::string, std::string>> sectors;
};
struct GoldPoint {
    std::string name, text;
};
struct GoldSample {
    std::map<std::string, GoldPost> posts;
    std::vector<GoldPoint> points;
};
/// The case with native names.
struct ReadCase {
    Threads threads;
    Segments segments;
    Vectors vectors;
    Debates debates;
    Camps camps;
    Points points;
    std::map<PostId, std::string> native;
    std::map<std::string, std::vector<const Segment*>> sentences;
};

/// The member as a list; a single value is a list of one.
nlohmann::json list_in(const nlohmann::json& row, const char* name) {
    const auto member = row.find(name);
    if (member == row.end()) return nlohmann::json::array();
    return member->is_array() ? *member : nlohmann::json::array({*member});
}

Result<GoldSample> read_gold(Disk& disk, const std::string& data) {
    GoldSample gold;
    const std::string folder = data + "/examples/made-in-china/gold/";
    TRY(const DelimitedTable points, read_delimited(disk, folder + "points.tsv", '\t'));
    for (const auto& row : points.rows) gold.points.push_back({row[0], row[2]});
    TRY(const std::string posts, disk.read_file(folder + "posts.jsonl"));
    for (const PlacedLine& line : placed_lines(posts)) {
        const auto row = nlohmann::json::parse(line.text, nullptr, false);
        if (!row.is_object()) continue;
        GoldPost& post = gold.posts[row.at("id").get<std::string>()];
        post.debate = row.value("debate", "");
        for (const auto& point : list_in(row, "points")) post.points.insert(point.get<std::string>());
        for (const char* kind : {"rebuts", "echoes", "concedes"})
            for (const auto& to : list_in(row, kind)) post.relations[to.get<std::string>()] = kind;
        for (const auto& view : list_in(row, "sector"))
            post.sectors.insert({view.at(0).get<std::string>(), view.at(1).get<std::string>()});
    }
    return gold;
}

struct Counts {
    std::int64_t both = 0, gold = 0, given = 0;
    double f1() const {
        return gold + given > 0 ? 2.0 * static_cast<double>(both) / static_cast<double>(gold + given) : 0;
    }
    double precision() const { return given > 0 ? static_cast<double>(both) / static_cast<double>(given) : 0; }
    double recall() const { return gold > 0 ? static_cast<double>(both) / static_cast<double>(gold) : 0; }
    void add(bool in_gold, bool in_given) {
        both += in_gold && in_given ? 1 : 0;
        gold += in_gold ? 1 : 0;
        given += in_given ? 1 : 0;
    }
};

std::string with_parts(const Counts& counts, const std::string& goal) {
    return "precision " + std::to_string(counts.precision()).substr(0, 5) + ", recall " +
           std::to_string(counts.recall()).substr(0, 5) + (goal.empty() ? "" : "; " + goal);
}

/// Probability of every gold point of the debate for every gold post of it.
Result<std::map<std::pair<std::string, std::string>, float>> judge_debate(const ReadCase& read, const GoldSample& gold,
                                                                          const std::string& debate,
                                                                          const Encoder& sentences) {
    std::vector<const GoldPoint*> points;
    std::vector<std::string_view> wordings;
    for (const GoldPoint& point : gold.points)
        if (point.name.starts_with(debate + ".")) points.push_back(&point), wordings.push_back(point.text);
    std::vector<std::string_view> texts;
    std::vector<std::string> of_text;
    for (const auto& [id, post] : gold.posts) {
        const auto found = read.sentences.find(id);
        if (post.debate != debate || post.points.empty() || found == read.sentences.end()) continue;
        for (const Segment* s : found->second) {
            if (s->kind == SegmentKind::quotation || !has_han(s->text)) continue;
            texts.push_back(s->text);
            of_text.push_back(id);
        }
    }
    TRY(const std::vector<float> match, alike(sentences, texts, wordings));
    std::map<std::pair<std::string, std::string>, float> best;
    for (std::size_t t = 0; t < of_text.size(); ++t)
        for (std::size_t p = 0; p < points.size(); ++p) {
            float& kept = best[{of_text[t], points[p]->name}];
            kept = std::max(kept, match[t * points.size() + p]);
        }
    return best;
}

Result<void> score_matching(const ReadCase& read, const GoldSample& gold, const Encoder& sentences,
                            std::vector<Score>& scores) {
    Counts counts;
    std::int64_t posts = 0, first_right = 0;
    double chance = 0;
    for (const std::string debate : {"D1", "D2", "D3", "D4"}) {
        TRY(const auto best, judge_debate(read, gold, debate, sentences));
        std::map<std::string, std::pair<float, std::string>> first;
        std::map<std::string, double> of_debate;
        for (const auto& [pair, probability] : best) {
            counts.add(gold.posts.at(pair.first).points.contains(pair.second), probability >= alike_levels().makes);
            of_debate[pair.first] += 1;
            if (auto& kept = first[pair.first]; probability > kept.first) kept = {probability, pair.second};
        }
        for (const auto& [id, choice] : first) {
            ++posts;
            first_right += gold.posts.at(id).points.contains(choice.second) ? 1 : 0;
            chance += static_cast<double>(gold.posts.at(id).points.size()) / of_debate[id];
        }
    }
    scores.push_back({"sample, gold wordings", "key points of a post, F1", counts.f1(), 0, 0, counts.gold,
                      with_parts(counts, "goal .75")});
    Score right{
        "sample, gold wordings",
        "surest point is the post's, accuracy",
        static_cast<double>(first_right) / static_cast<double>(std::max<std::int64_t>(posts, 1)),
        0,
        0,
        posts,
        "by chance " + std::to_string(chance / static_cast<double>(std::max<std::int64_t>(posts, 1))).substr(0, 5)};
    set_wilson(right, first_right);
    scores.push_back(right);
    return {};
}

void score_found(const ReadCase& read, const GoldSample& gold, std::vector<Score>& scores) {
    std::map<PointId, std::map<std::string, std::int64_t>> tally;
    std::map<PointId, std::set<PostId>> posts;
    for (const PointMatch& m : read.points.matches) posts[m.point].insert(m.post);
    std::set<std::string> found;
    std::int64_t in_gold = 0, hits = 0, all = 0;
    for (const KeyPoint& point : read.points.points) {
        std::map<std::string, std::int64_t> counts;
        for (const PostId post : posts[point.point]) {
            const auto at = gold.posts.find(read.native.at(post));
            if (at == gold.posts.end()) continue;
            for (const std::string& name : at->second.points) counts[name] += post == point.post ? 2 : 1;
        }
        if (counts.empty()) continue;
        const auto stands_for = std::max_element(counts.begin(), counts.end(),
                                                 [](const auto& l, const auto& r) { return l.second < r.second; });
        ++in_gold;
        found.insert(stands_for->first);
        for (const PostId post : posts[point.point]) {
            const auto at = gold.posts.find(read.native.at(post));
            if (at == gold.posts.end() || at->second.points.empty()) continue;
            ++all;
            hits += at->second.points.contains(stands_for->first) ? 1 : 0;
        }
    }
    Score share{"sample, key points found",
                "gold points among them",
                static_cast<double>(found.size()) / static_cast<double>(gold.points.size()),
                0,
                0,
                static_cast<std::int64_t>(gold.points.size()),
                std::to_string(in_gold) + " key points found in all"};
    set_wilson(share, static_cast<std::int64_t>(found.size()));
    Score pure{"sample, key points found",
               "matched posts that make the same gold point",
               all > 0 ? static_cast<double>(hits) / static_cast<double>(all) : 0,
               0,
               0,
               all,
               ""};
    set_wilson(pure, hits);
    scores.push_back(share);
    scores.push_back(pure);
}

void score_relations(const ReadCase& read, const GoldSample& gold, std::vector<Score>& scores) {
    std::map<std::pair<std::string, std::string>, std::string> given;
    for (const Relation& r : read.points.relations) {
        const std::string kind(EnumNames<RelationKind>::names[static_cast<std::size_t>(r.kind)]);
        given[{read.native.at(r.from_post), read.native.at(r.to_post)}] = kind == "supports" ? "echoes" : kind;
    }
    std::map<std::string, Counts> by_kind;
    Counts counts, any;
    std::set<std::pair<std::string, std::string>> pairs;
    for (const auto& [id, post] : gold.posts)
        for (const auto& [to, kind] : post.relations) pairs.insert({id, to});
    for (const auto& [pair, kind] : given)
        if (gold.posts.contains(pair.first) && !gold.posts.at(pair.first).debate.empty()) pairs.insert(pair);
    for (const auto& pair : pairs) {
        const auto& wanted = gold.posts.at(pair.first).relations;
        const auto want = wanted.find(pair.second);
        const auto got = given.find(pair);
        any.add(want != wanted.end(), got != given.end());
        const bool same = want != wanted.end() && got != given.end() && want->second == got->second;
        counts.both += same ? 1 : 0;
        counts.gold += want != wanted.end() ? 1 : 0;
        counts.given += got != given.end() ? 1 : 0;
        for (const char* kind : {"rebuts", "echoes", "concedes"})
            by_kind[kind].add(want != wanted.end() && want->second == kind, got != given.end() && got->second == kind);
    }
    scores.push_back({"sample", "relations, linked or not, F1", any.f1(), 0, 0, any.gold, with_parts(any, "")});
    scores.push_back(
        {"sample", "relations with kind, F1", counts.f1(), 0, 0, counts.gold, with_parts(counts, "goal .70")});
    for (const auto& [kind, of_kind] : by_kind)
        scores.push_back(
            {"sample", "relations, " + kind + ", F1", of_kind.f1(), 0, 0, of_kind.gold, with_parts(of_kind, "")});
}

void score_cells(const ReadCase& read, const GoldSample& gold, std::vector<Score>& scores) {
    std::set<std::tuple<std::string, std::string, std::string>> want, got;
    std::map<std::string, std::map<std::string, std::int64_t>> gold_cells, given_cells;
    for (const auto& [id, post] : gold.posts)
        for (const auto& [sector, approach] : post.sectors) {
            want.insert({id, sector, approach});
            ++gold_cells[sector][approach];
        }
    for (const SectorView& view : read.points.sectors)
        got.insert({read.native.at(view.post), view.sector, view.approach});
    for (const SectorCell& cell : read.points.sector_cells) given_cells[cell.sector][cell.approach] = cell.voices;
    Counts counts;
    std::set<std::tuple<std::string, std::string, std::string>> all = want;
    all.insert(got.begin(), got.end());
    for (const auto& view : all) counts.add(want.contains(view), got.contains(view));
    std::int64_t sectors = 0, right = 0;
    std::string missed;
    const auto leading = [](std::map<std::string, std::int64_t>& cells) {
        std::string lead;
        for (const auto& [approach, n] : cells)
            if (lead.empty() || n > cells[lead]) lead = approach;
        return lead;
    };
    for (auto& [sector, cells] : gold_cells) {
        std::int64_t voices = 0;
        for (const auto& [approach, n] : cells) voices += n;
        if (voices < 3) continue;
        ++sectors;
        if (leading(cells) == leading(given_cells[sector]))
            ++right;
        else
            missed += (missed.empty() ? "missed: " : ", ") + sector;
    }
    Score cell{"sample",
               "consensus cell, leading approach of a sector, accuracy",
               static_cast<double>(right) / static_cast<double>(std::max<std::int64_t>(sectors, 1)),
               0,
               0,
               sectors,
               "goal .80" + (missed.empty() ? "" : "; " + missed)};
    set_wilson(cell, right);
    scores.push_back(cell);
    scores.push_back({"sample", "sector views of a post, F1", counts.f1(), 0, 0, counts.gold, with_parts(counts, "")});
}

}  // namespace

Result<std::vector<Score>> eval_relations(Disk& disk, const EvalOptions& options) {
    if (options.case_folder.empty())
        return Error{ErrorCode::usage, "", 0, -1, "agon eval relations wants --case, the analysed sample"};
    TRY(const GoldSample gold, read_gold(disk, options.data));
    ReadCase read;
    TRY(read.threads, read_threads(disk, options.case_folder));
    TRY(read.segments, read_segments(disk, options.case_folder));
    TRY(read.vectors, read_vectors(disk, options.case_folder));
    TRY(read.debates, read_debates(disk, options.case_folder));
    TRY(read.camps, read_camps(disk, options.case_folder));
    TRY(read.points, read_points(disk, options.case_folder));
    for (const Post& p : read.threads.posts) read.native[p.post] = p.native_id;
    for (const Segment& s : read.segments.segments) read.sentences[read.native[s.post]].push_back(&s);
    TRY(const PairJudges pair, load_pair_judges(options.data + "/models/pair", "network.npz", disk));
    VERIFY(pair.sentences != nullptr);
    std::vector<Score> scores;
    TRY_VOID(score_matching(read, gold, *pair.sentences, scores));
    score_found(read, gold, scores);
    score_relations(read, gold, scores);
    score_cells(read, gold, scores);
    TRY_VOID(score_quality(disk, options.data, read.threads, read.segments, read.vectors, scores));
    TRY_VOID(score_sides(disk, options, read.segments, scores));
    TRY_VOID(score_same_argument(disk, options, read.segments, scores));
    return scores;
}

}  // namespace agon
