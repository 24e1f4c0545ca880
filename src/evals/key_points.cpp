// agon eval points: the matching judge and the choice of key points on kpa2021 (R. Friedman et al., Overview of the
// 2021 Key Point Analysis Shared Task).
//
// Matching, the shared task's metric: every argument is given its best key point; per topic and stance the surer half
// of the arguments is ranked and scored by average precision; pairs without a label (undecided annotators) count as no
// match (strict) or as match (relaxed); mean over topics and stances. As in the task's corrected script, average
// precision is multiplied by the share of hits in that half. Generated: from the arguments alone as many of them are
// chosen as the experts wrote points. A chosen argument expresses the expert points it was labelled with. Recall:
// expert points so expressed. Coverage: labelled arguments that share a point with a chosen one. Floors: the same
// number drawn by chance, and the same choice by the encoder's bare cosine.
#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "ground/model/geometry.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"
#include "src/points/points.hpp"

namespace agon {
namespace {

struct LabelledText {
    std::string id, text, topic, stance;
};
struct LabelledSet {
    std::vector<LabelledText> arguments, points;
    std::map<std::pair<std::string, std::string>, std::string> label;  // argument, point -> 0, 1, nothing
};
/// One topic and stance: places in the set.
using Side = std::pair<std::vector<std::size_t>, std::vector<std::size_t>>;

Result<std::vector<LabelledText>> read_texts(Disk& disk, const std::string& file, std::string_view id,
                                             std::string_view text) {
    TRY(const DelimitedTable table, read_delimited(disk, file));
    TRY(const std::size_t id_at, table.column(id));
    TRY(const std::size_t text_at, table.column(text));
    TRY(const std::size_t topic_at, table.column("topic"));
    TRY(const std::size_t stance_at, table.column("stance"));
    std::vector<LabelledText> texts;
    for (const auto& row : table.rows) {
        std::string spaced;  // single spaces, as in training
        for (const char c : row[text_at])
            if (c != ' ' && c != '\n' && c != '\t')
                spaced += c;
            else if (!spaced.empty() && spaced.back() != ' ')
                spaced += ' ';
        while (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
        texts.push_back({row[id_at], spaced, row[topic_at], row[stance_at]});
    }
    return texts;
}

Result<LabelledSet> read_set(Disk& disk, const std::string& folder, const std::string& split) {
    LabelledSet set;
    TRY(set.arguments, read_texts(disk, folder + "arguments_" + split + ".csv", "arg_id", "argument"));
    TRY(set.points, read_texts(disk, folder + "key_points_" + split + ".csv", "key_point_id", "key_point"));
    TRY(const DelimitedTable labels, read_delimited(disk, folder + "labels_" + split + ".csv"));
    TRY(const std::size_t argument_at, labels.column("arg_id"));
    TRY(const std::size_t point_at, labels.column("key_point_id"));
    TRY(const std::size_t label_at, labels.column("label"));
    for (const auto& row : labels.rows) set.label[{row[argument_at], row[point_at]}] = row[label_at];
    return set;
}

std::map<std::pair<std::string, std::string>, Side> sides_of(const LabelledSet& set) {
    std::map<std::pair<std::string, std::string>, Side> sides;
    for (std::size_t i = 0; i < set.arguments.size(); ++i)
        sides[{set.arguments[i].topic, set.arguments[i].stance}].first.push_back(i);
    for (std::size_t i = 0; i < set.points.size(); ++i)
        sides[{set.points[i].topic, set.points[i].stance}].second.push_back(i);
    return sides;
}

/// Everything the judge needs, and the vectors of all texts of the set.
struct Bench {
    const LabelledSet& set;
    const Encoder& encoder;
    const Words& words;
    const Matcher& matcher;
    std::map<std::string, std::vector<float>> vectors;

    Result<void> encode() {
        std::set<std::string_view> texts;
        for (const auto* list : {&set.arguments, &set.points})
            for (const LabelledText& text : *list) texts.insert(text.text), texts.insert(text.topic);
        const std::vector<std::string_view> all(texts.begin(), texts.end());
        TRY(const std::vector<float> rows, encoder.encode(all, 1));
        const auto width = static_cast<std::size_t>(encoder.width());
        for (std::size_t i = 0; i < all.size(); ++i)
            vectors.emplace(all[i], std::vector<float>(rows.begin() + static_cast<std::ptrdiff_t>(i * width),
                                                       rows.begin() + static_cast<std::ptrdiff_t>((i + 1) * width)));
        return {};
    }
    MatchText seen(const std::string& text) const { return {text, vectors.at(text).data()}; }
    MatchGroup group(const std::pair<std::string, std::string>& name, const std::vector<std::size_t>& arguments) const {
        MatchGroup made;
        made.topic = vectors.at(name.first).data();
        for (const std::size_t i : arguments) made.texts.push_back(seen(set.arguments[i].text));
        for (const LabelledText& other : set.arguments)
            if (other.topic == name.first && other.stance != name.second) made.beside.push_back(other.text);
        return made;
    }
};

/// Precision at each hit, over all ranked items: average precision times the share of hits, as in the task's corrected
/// script, so that ranking few hits well is not enough.
double average_precision(std::vector<std::pair<double, bool>> ranked) {
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& l, const auto& r) { return l.first > r.first; });
    double hits = 0, sum = 0;
    for (std::size_t i = 0; i < ranked.size(); ++i)
        if (ranked[i].second) sum += ++hits / static_cast<double>(i + 1);
    return ranked.empty() ? 0 : sum / static_cast<double>(ranked.size());
}

struct Matching {
    double strict = 0, relaxed = 0;
    std::int64_t arguments = 0;
};

/// The metric for one side. Labels are per pair of ids, ids are per split.
void score_side(const Bench& bench, const Side& side, const std::vector<float>& scores, Matching& total) {
    std::vector<std::pair<double, std::string>> best;
    for (std::size_t a = 0; a < side.first.size(); ++a) {
        const auto from = scores.begin() + static_cast<std::ptrdiff_t>(a * side.second.size());
        const auto at = std::max_element(from, from + static_cast<std::ptrdiff_t>(side.second.size()));
        const LabelledText& point = bench.set.points[side.second[static_cast<std::size_t>(at - from)]];
        const auto label = bench.set.label.find({bench.set.arguments[side.first[a]].id, point.id});
        best.emplace_back(*at, label == bench.set.label.end() ? "" : label->second);
    }
    std::stable_sort(best.begin(), best.end(), [](const auto& l, const auto& r) { return l.first > r.first; });
    best.resize(best.size() / 2);
    std::vector<std::pair<double, bool>> strict, relaxed;
    for (const auto& [score, label] : best) {
        strict.emplace_back(score, label == "1");
        relaxed.emplace_back(score, label != "0");
    }
    total.strict += average_precision(strict);
    total.relaxed += average_precision(relaxed);
    total.arguments += static_cast<std::int64_t>(side.first.size());
}

/// What a choice of arguments expresses of the experts' points.
struct Expressed {
    double points_found = 0, points = 0, arguments_covered = 0, arguments = 0;
    void add(const Expressed& other) {
        points_found += other.points_found;
        points += other.points;
        arguments_covered += other.arguments_covered;
        arguments += other.arguments;
    }
};

Expressed expressed_by(const Bench& bench, const Side& side, const std::vector<std::size_t>& chosen) {
    const auto points_of = [&](std::size_t argument) {
        std::set<std::size_t> points;
        for (const std::size_t p : side.second) {
            const auto label = bench.set.label.find({bench.set.arguments[argument].id, bench.set.points[p].id});
            if (label != bench.set.label.end() && label->second == "1") points.insert(p);
        }
        return points;
    };
    std::set<std::size_t> found;
    for (const std::size_t argument : chosen) found.merge(points_of(argument));
    Expressed expressed;
    expressed.points_found = static_cast<double>(found.size());
    expressed.points = static_cast<double>(side.second.size());
    for (const std::size_t argument : side.first) {
        const auto points = points_of(argument);
        if (points.empty()) continue;
        expressed.arguments += 1;
        expressed.arguments_covered +=
            std::any_of(points.begin(), points.end(), [&](std::size_t p) { return found.contains(p); }) ? 1 : 0;
    }
    return expressed;
}

/// Short single sentences that do not lean on what stood before.
std::vector<std::size_t> candidates_of(const Bench& bench, const std::vector<std::size_t>& arguments) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& text = bench.set.arguments[arguments[i]].text;
        const std::size_t content = match_words(text, bench.words).size();
        const bool one_sentence = text.find(". ") == std::string::npos && text.find('?') == std::string::npos;
        bool leans = false;
        for (const std::string_view start :
             {"it ", "It ", "they ", "They ", "this ", "This ", "that ", "these ", "he "})
            leans = leans || text.starts_with(start);
        if (content >= 4 && content <= 12 && one_sentence && !leans) places.push_back(i);
    }
    return places;
}

std::vector<std::size_t> drawn(const std::vector<std::size_t>& from, std::size_t count, std::uint64_t seed) {
    std::vector<std::size_t> pool = from;
    std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 1;
    for (std::size_t i = 0; i < std::min(count, pool.size()); ++i) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        std::swap(pool[i], pool[i + state % (pool.size() - i)]);
    }
    pool.resize(std::min(count, pool.size()));
    return pool;
}

struct Generated {
    Expressed judge, cosine, chance;
    std::size_t draws = 0;
};

Result<void> generate(const Bench& bench, const std::pair<std::string, std::string>& name, const Side& side,
                      Generated& total) {
    MatchGroup group = bench.group(name, side.first);
    const std::vector<std::size_t> places = candidates_of(bench, side.first);
    CoverProblem problem;
    for (const std::size_t place : places) group.points.push_back(group.texts[place]);
    problem.text_of = places;
    problem.quality.assign(places.size(), 0.75);
    for (std::size_t i = 0; i < side.first.size(); ++i) problem.voice.push_back(static_cast<std::int64_t>(i));
    TRY(problem.match, bench.matcher.probabilities(group, bench.encoder, bench.words, 1));
    CoverOptions options;
    options.most = side.second.size();
    const auto arguments_at = [&](const std::vector<std::size_t>& chosen) {
        std::vector<std::size_t> arguments;
        for (const std::size_t c : chosen) arguments.push_back(side.first[places[c]]);
        return arguments;
    };
    total.judge.add(expressed_by(bench, side, arguments_at(choose_cover(problem, options).chosen)));
    for (std::size_t t = 0; t < group.texts.size(); ++t)
        for (std::size_t c = 0; c < places.size(); ++c)
            problem.match[t * places.size() + c] =
                dot(group.texts[t].vector, group.points[c].vector, bench.encoder.width());
    options.same_argument = options.same_candidate = 0.6;
    total.cosine.add(expressed_by(bench, side, arguments_at(choose_cover(problem, options).chosen)));
    std::vector<std::size_t> all(places.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    for (std::size_t draw = 0; draw < total.draws; ++draw)
        total.chance.add(expressed_by(bench, side, arguments_at(drawn(all, options.most, draw))));
    return {};
}

void add_generated(const std::string& set, const Generated& made, std::vector<Score>& scores) {
    const auto floor_text = [](double cosine, double chance) {
        return "floors: bare cosine " + std::to_string(cosine).substr(0, 5) + ", by chance " +
               std::to_string(chance).substr(0, 5) + "; goal the better + .15";
    };
    const auto recall = [](const Expressed& e) { return e.points_found / e.points; };
    const auto coverage = [](const Expressed& e) { return e.arguments_covered / e.arguments; };
    Score found{set,
                "recall of the experts' points, generated",
                recall(made.judge),
                0,
                0,
                static_cast<std::int64_t>(made.judge.points),
                floor_text(recall(made.cosine), recall(made.chance))};
    set_wilson(found, static_cast<std::int64_t>(made.judge.points_found));
    Score covered{set,
                  "coverage of the arguments, generated",
                  coverage(made.judge),
                  0,
                  0,
                  static_cast<std::int64_t>(made.judge.arguments),
                  floor_text(coverage(made.cosine), coverage(made.chance))};
    set_wilson(covered, static_cast<std::int64_t>(made.judge.arguments_covered));
    scores.push_back(found);
    scores.push_back(covered);
}

}  // namespace

Result<std::vector<Score>> eval_points(Disk& disk, const EvalOptions& options) {
    const std::string split = options.test ? "test" : "dev";
    TRY(const LabelledSet set, read_set(disk, options.corpora + "/kpa2021/", split));
    TRY(const auto words, Words::load(options.data + "/.deps/cppjieba/dict"));
    TRY(const auto encoder, load_embedded_encoder(options.data + "/.deps/encoder", disk));
    TRY(const Matcher matcher, Matcher::load(disk, options.data + "/models"));
    Bench bench{set, *encoder, *words, matcher, {}};
    TRY_VOID(bench.encode());
    const auto sides = sides_of(set);
    Matching matching;
    Generated generated;
    generated.draws = 50;
    for (const auto& [name, side] : sides) {
        MatchGroup group = bench.group(name, side.first);
        for (const std::size_t p : side.second) group.points.push_back(bench.seen(set.points[p].text));
        TRY(const std::vector<float> scores, matcher.probabilities(group, *encoder, *words, 1));
        score_side(bench, side, scores, matching);
        TRY_VOID(generate(bench, name, side, generated));
    }
    const auto count = static_cast<double>(sides.size());
    const std::string name = "kpa2021 " + split;
    std::vector<Score> scores;
    scores.push_back(
        {name, "matching, strict", matching.strict / count, 0, 0, matching.arguments,
         options.test ? "TF-IDF .452, fine-tuned transformers .79, goal .65" : "TF-IDF .435, bare cosine .471"});
    scores.push_back(
        {name, "matching, relaxed", matching.relaxed / count, 0, 0, matching.arguments,
         options.test ? "TF-IDF .615, fine-tuned transformers .93, goal .82" : "TF-IDF .627, bare cosine .689"});
    add_generated(name, generated, scores);
    return scores;
}

}  // namespace agon
