// agon eval trends: numbers, actors and attitude against labelled sentences; change points on simulated series; frames,
// irony and official silence of the sample against its gold (with --case).
//
// Sentences are found again in the corpora by their digest (docs/labelling/trends.md says how they were cut), so the
// gold file holds no text. Without the corpora that set is left out and says so.
#include "src/trends/trends.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "ground/text/lines.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

struct GoldNumber {
    double low = 0, high = 0;
    std::string unit;
};
struct GoldSentence {
    std::string source, split;
    std::vector<GoldNumber> numbers;
    std::vector<std::pair<std::string, int>> actors;
};

Result<std::map<std::string, GoldSentence>> read_gold(Disk& disk, const std::string& data) {
    TRY(const std::string lines, disk.read_file(data + "/eval/gold/trends_sentences.jsonl"));
    std::map<std::string, GoldSentence> gold;
    for (const PlacedLine& line : placed_lines(lines)) {
        const auto row = nlohmann::json::parse(line.text, nullptr, false);
        if (!row.is_object()) continue;
        GoldSentence sentence{row.value("source", ""), row.value("split", ""), {}, {}};
        for (const auto& n : row.at("numbers"))
            sentence.numbers.push_back({n.at(0).get<double>(), n.at(1).get<double>(), n.at(2).get<std::string>()});
        for (const auto& a : row.at("actors"))
            sentence.actors.emplace_back(a.at(0).get<std::string>(), a.at(1).get<int>());
        gold[row.value("sentence", "")] = std::move(sentence);
    }
    return gold;
}

/// The guide's own cutting, kept apart from room segments so that the gold outlives changes there.
std::vector<std::string> guide_sentences(std::string_view text) {
    std::vector<std::string> sentences;
    std::string now;
    const auto close = [&] {
        const auto space = [](std::string_view t) {
            return t.starts_with(" ") || t.starts_with("\t") || t.starts_with("\r") ? 1U
                   : t.starts_with("\u3000")                                        ? 3U
                   : t.starts_with("\u00A0")                                        ? 2U
                                                                                    : 0U;
        };
        std::string_view view = now;
        while (const std::size_t n = space(view)) view.remove_prefix(n);
        for (bool more = true; more && !view.empty();) {
            more = false;
            for (const std::string_view blank : {" ", "\t", "\r", "\u3000", "\u00A0"})
                if (view.ends_with(blank)) view.remove_suffix(blank.size()), more = true;
        }
        if (view.size() >= 24 && view.size() <= 420) sentences.emplace_back(view);
        now.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '<')
            if (const std::size_t end = text.find('>', at + 1); end != std::string_view::npos && end > at + 1) {
                close();
                at = end + 1;
                continue;
            }
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c == U'\n') {
            close();
            continue;
        }
        now.append(text.substr(begin, at - begin));
        if (c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'!' || c == U'?' || c == U';') close();
    }
    close();
    return sentences;
}

void collect(const nlohmann::json& value, const std::map<std::string, GoldSentence>& gold,
             std::map<std::string, std::string>& texts) {
    if (value.is_string()) {
        for (std::string& sentence : guide_sentences(value.get_ref<const std::string&>())) {
            const std::string digest = gold_digest(sentence);
            if (gold.contains(digest)) texts[digest] = std::move(sentence);
        }
    } else if (value.is_structured()) {
        for (const auto& part : value) collect(part, gold, texts);
    }
}

/// Digest -> sentence for every gold sentence whose source is there.
Result<std::map<std::string, std::string>> find_texts(Disk& disk, const EvalOptions& options,
                                                      const std::map<std::string, GoldSentence>& gold) {
    std::map<std::string, std::string> texts;
    std::set<std::string> files;
    for (const auto& [digest, sentence] : gold)
        if (sentence.source != "sample") files.insert(options.corpora + "/" + sentence.source);
    TRY(const std::vector<std::string> threads, disk.list_folder(options.data + "/examples/made-in-china/threads"));
    for (const std::string& name : threads)
        if (name.starts_with("answers-")) files.insert(options.data + "/examples/made-in-china/threads/" + name);
    for (const std::string& file : files) {
        if (!disk.exists(file)) continue;
        TRY(const std::string bytes, disk.read_file(file));
        if (!file.ends_with(".jsonl")) {
            collect(nlohmann::json::parse(bytes, nullptr, false), gold, texts);
            continue;
        }
        for (const PlacedLine& line : placed_lines(bytes))
            collect(nlohmann::json::parse(line.text, nullptr, false), gold, texts);
    }
    return texts;
}

struct Hits {
    std::int64_t right = 0, given = 0, wanted = 0;
    double f1() const {
        return given + wanted == 0 ? 0 : 2.0 * static_cast<double>(right) / static_cast<double>(given + wanted);
    }
};

void add_f1(const std::string& set, const std::string& what, const Hits& hits, const std::string& beside,
            std::vector<Score>& scores) {
    const auto ratio = [](std::int64_t a, std::int64_t b) {
        return b ? static_cast<double>(a) / static_cast<double>(b) : 0;
    };
    scores.push_back({set, what + ", F1", hits.f1(), 0, 0, hits.wanted, beside});
    scores.push_back({set, what + ", precision", ratio(hits.right, hits.given), 0, 0, hits.given, ""});
    scores.push_back({set, what + ", recall", ratio(hits.right, hits.wanted), 0, 0, hits.wanted, ""});
}

std::string guide_unit(const NumberUse& use) {
    if (use.dimension == "count" || use.dimension == "score") return "count";
    if (use.dimension == "unstated") return "?";
    return use.unit;
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-3 * std::max(std::abs(a), std::abs(b));
}

void count_numbers(const std::vector<GoldNumber>& gold, const std::vector<NumberUse>& found, Hits& hits) {
    std::vector<bool> used(found.size());
    for (const GoldNumber& g : gold)
        for (std::size_t i = 0; i < found.size(); ++i)
            if (!used[i] && guide_unit(found[i]) == g.unit && near(found[i].low, g.low) &&
                near(found[i].high, g.high)) {
                used[i] = true;
                ++hits.right;
                break;
            }
    hits.given += static_cast<std::int64_t>(found.size());
    hits.wanted += static_cast<std::int64_t>(gold.size());
}

void score_sentences(const std::map<std::string, GoldSentence>& gold, const std::map<std::string, std::string>& texts,
                     const std::string& split, const Lexicon& lexicon, std::vector<Score>& scores) {
    Hits numbers, actors;
    std::vector<std::string> want, got;
    std::int64_t sentences = 0;
    for (const auto& [digest, text] : texts) {
        const GoldSentence& sentence = gold.at(digest);
        if (sentence.split != split) continue;
        ++sentences;
        count_numbers(sentence.numbers, numbers_in(text, 0, lexicon), numbers);
        std::map<std::string, int> found;
        for (const ActorUse& use : actors_in(text, lexicon)) found.emplace(use.actor, use.attitude);
        actors.given += static_cast<std::int64_t>(found.size());
        actors.wanted += static_cast<std::int64_t>(sentence.actors.size());
        for (const auto& [name, attitude] : sentence.actors) {
            const auto at = found.find(name);
            if (at == found.end()) continue;
            ++actors.right;
            want.push_back(std::to_string(attitude));
            got.push_back(std::to_string(at->second));
        }
    }
    const std::string set = std::to_string(sentences) + " sentences, " + split;
    add_f1(set, "numbers", numbers, "goal .90", scores);
    add_f1(set, "actors", actors, "goal .85", scores);
    scores.push_back({set, "attitude toward actors found, macro-F1", macro_f1(want, got), 0, 0,
                      static_cast<std::int64_t>(want.size()), "goal .70"});
    scores.push_back({set, "attitude toward actors found, accuracy", accuracy(want, got), 0, 0,
                      static_cast<std::int64_t>(want.size()), ""});
}

struct PostGold {
    std::map<std::string, std::set<std::pair<std::string, std::string>>> frames;  // native id -> (actor, frame)
    std::set<std::string> posts, ironic;
};

Result<PostGold> read_post_gold(Disk& disk, const std::string& data) {
    PostGold gold;
    TRY(const std::string lines, disk.read_file(data + "/examples/made-in-china/gold/posts.jsonl"));
    for (const PlacedLine& line : placed_lines(lines)) {
        const auto row = nlohmann::json::parse(line.text, nullptr, false);
        if (!row.is_object()) continue;
        const std::string id = row.value("id", "");
        gold.posts.insert(id);
        if (row.contains("actor"))
            for (const auto& a : row.at("actor"))
                gold.frames[id].emplace(a.at(0).get<std::string>(), a.at(1).get<std::string>());
        if (row.value("irony", false)) gold.ironic.insert(id);
    }
    return gold;
}

/// Frames of the gold's posts. The gold names at most the frames a post is about, so precision is counted only in posts
/// and for actors that the gold labels; recall over all labels.
Result<void> score_frames(Disk& disk, const EvalOptions& options, std::vector<Score>& scores) {
    TRY(const PostGold gold, read_post_gold(disk, options.data));
    TRY(const Threads threads, read_threads(disk, options.case_folder));
    TRY(const Trends trends, read_trends(disk, options.case_folder));
    std::map<PostId, const Post*> posts;
    for (const Post& p : threads.posts) posts[p.post] = &p;
    std::map<ThreadId, bool> even;
    for (const Thread& t : threads.threads)
        even[t.thread] = !t.native_id.empty() && (t.native_id.back() - '0') % 2 == 0;
    std::map<std::string, std::set<std::pair<std::string, std::string>>> found;
    std::map<std::string, std::map<std::string, int>> named;
    std::set<std::string> ironic;
    for (const ActorUse& use : trends.actors)
        for (const std::string& name : {use.actor, use.country}) {
            if (name.empty()) continue;
            ++named[posts[use.post]->native_id][name];
            if (!use.frame.empty()) found[posts[use.post]->native_id].insert({name, use.frame});
        }
    for (const MoodUse& use : trends.mood)
        if (use.emotion == "irony") ironic.insert(posts[use.post]->native_id);
    std::map<std::string, bool> dev;
    for (const Post& p : threads.posts) dev[p.native_id] = even[p.thread];
    for (const bool is_dev : {true, false}) {
        Hits frames, actors;
        for (const auto& [post, labels] : gold.frames) {
            if (!dev.contains(post) || dev.at(post) != is_dev) continue;
            std::set<std::string> actors_of_post;
            for (const auto& [actor, frame] : labels) {
                actors_of_post.insert(actor);
                ++frames.wanted;
                frames.right += found[post].contains({actor, frame}) ? 1 : 0;
            }
            for (const auto& [actor, frame] : found[post]) frames.given += actors_of_post.contains(actor) ? 1 : 0;
            for (const std::string& actor : actors_of_post) {
                ++actors.wanted;
                actors.right += named[post].contains(actor) ? 1 : 0;
            }
        }
        const std::string set =
            is_dev ? "sample, questions with even ids (seen)" : "sample, questions with odd ids (not seen)";
        add_f1(set, "frames of labelled actors", frames, "", scores);
        scores.push_back(
            {set, "labelled actors named, recall",
             static_cast<double>(actors.right) / static_cast<double>(std::max<std::int64_t>(1, actors.wanted)), 0, 0,
             actors.wanted, ""});
    }
    Hits irony;
    irony.wanted = static_cast<std::int64_t>(gold.ironic.size());
    for (const std::string& post : ironic) irony.given += gold.posts.contains(post) ? 1 : 0;
    for (const std::string& post : gold.ironic) irony.right += ironic.contains(post) ? 1 : 0;
    add_f1("sample posts", "irony", irony, "", scores);
    for (const OfficialTerm& term : trends.official_terms)
        if (term.term == "中国制造2025")
            scores.push_back({"sample, 中国制造2025", "silent after 2018 (1: found)",
                              term.status == "silent" && term.official_last == 2018 ? 1.0 : 0.0, 0, 0,
                              term.official_posts, ""});
    return {};
}

}  // namespace

Result<std::vector<Score>> eval_trends(Disk& disk, const EvalOptions& options) {
    TRY(const Lexicon lexicon, Lexicon::load(disk, options.data + "/ground/lexicon"));
    TRY(const auto gold, read_gold(disk, options.data));
    TRY(const auto texts, find_texts(disk, options, gold));
    std::vector<Score> scores;
    score_sentences(gold, texts, options.test ? "test" : "dev", lexicon, scores);
    score_changes(scores);
    if (!options.case_folder.empty()) {
        TRY_VOID(score_shuffled(disk, options.case_folder, scores));
        TRY_VOID(score_labelled_sentences(disk, options, lexicon, scores));
        TRY_VOID(score_frames(disk, options, scores));
    }
    return scores;
}

}  // namespace agon
