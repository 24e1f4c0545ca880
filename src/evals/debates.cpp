// agon eval debates: is what belongs to one debate found as one?
//
// Posts: the posts of several labelled sets are mixed and grouped by the same code and vectors that `agon analyze`
// uses; labels never reach it. Two ways: every post by itself, and with the conversations that the posts stand in.
// Questions: the analysed case given by --case, which must hold the sample or zhihu-campus, -covid and -hotdaily. AMI
// and V-measure count left-out posts as one group more, as peers' outliers are counted. Peers and floors are run by
// bench/debates_peer.py on the same vectors; see bench/runs.
#include "src/debates/debates.hpp"

#include <zstd.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "ground/text/lines.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

struct LabelledPosts {
    std::string name;
    std::vector<std::string> texts, labels;
    std::vector<std::int64_t> conversations;
    void add(std::string text, std::string label, const std::string& conversation) {
        texts.push_back(std::move(text));
        labels.push_back(std::move(label));
        conversations.push_back(stable_id(conversation));
    }
};

Result<LabelledPosts> read_zs_csd(Disk& disk, const std::string& corpora) {
    LabelledPosts posts{"zs-csd dev, 45 targets", {}, {}, {}};
    TRY(const std::string bytes, disk.read_file(corpora + "/zs-csd/dev_data.json"));
    const auto items = nlohmann::json::parse(bytes, nullptr, false);
    if (!items.is_array()) return Error{ErrorCode::malformed_json, corpora + "/zs-csd/dev_data.json", 0, 0, ""};
    for (const auto& item : items) {  // each item ends with a new post; the earlier ones are its thread
        const std::string target = item.value("target", "");
        const auto& sentences = item["sentences"];
        if (sentences.empty()) continue;
        posts.add(sentences.back().get<std::string>(), target, target + '\n' + sentences.front().get<std::string>());
    }
    return posts;
}

Result<LabelledPosts> read_c_mtcsd(Disk& disk, const std::string& corpora) {
    LabelledPosts posts{"c-mtcsd, 4 targets", {}, {}, {}};
    for (const std::string target : {"Naked Resignation", "Non-marriage Doctrine", "Pre-made Meals", "iPhone 15"}) {
        TRY(const DelimitedTable table, read_delimited(disk, corpora + "/c-mtcsd/" + target + "/posts.csv"));
        TRY(const std::size_t id, table.column("id"));
        TRY(const std::size_t text, table.column("text"));
        for (const auto& row : table.rows)
            posts.add(row[text], target, target + '\n' + row[id].substr(0, row[id].find('-')));
    }
    return posts;
}

Result<std::string> unpacked(Disk& disk, const std::string& file) {
    TRY(const std::string packed, disk.read_file(file));
    std::string out;
    ZSTD_DStream* stream = ZSTD_createDStream();
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    std::string chunk(1 << 20, '\0');
    std::size_t left = 1;
    while (in.pos < in.size) {
        ZSTD_outBuffer to{chunk.data(), chunk.size(), 0};
        left = ZSTD_decompressStream(stream, &to, &in);
        if (ZSTD_isError(left)) break;
        out.append(chunk, 0, to.pos);
    }
    ZSTD_freeDStream(stream);
    if (ZSTD_isError(left)) return Error{ErrorCode::bad_value, file, 0, -1, "not a zstd file"};
    return out;
}

/// Of each thread its first eight posts: whole threads of hundreds of posts would weigh like hundreds of threads.
Result<LabelledPosts> read_iac(Disk& disk, const std::string& corpora) {
    LabelledPosts posts{"iac, topics, first 8 posts a thread", {}, {}, {}};
    TRY(const std::string lines, unpacked(disk, corpora + "/iac/stance_threads_posts.jsonl.zst"));
    std::map<std::int64_t, int> seen;
    for (const PlacedLine& line : placed_lines(lines)) {
        const auto row = nlohmann::json::parse(line.text, nullptr, false);
        if (!row.is_object() || !row.contains("topic") || !row["topic"].is_string()) continue;
        const auto thread = row.value("thread", std::int64_t{0});
        if (++seen[thread] > 8) continue;
        posts.add(row.value("text", ""), row["topic"].get<std::string>(), std::to_string(thread));
    }
    return posts;
}

std::vector<std::string> as_labels(const std::vector<std::int32_t>& groups) {
    std::vector<std::string> labels;
    for (const std::int32_t g : groups) labels.push_back(std::to_string(g));
    return labels;
}

void score_groups(const std::string& set, const std::vector<std::string>& gold, const PostGroups& groups,
                  std::vector<Score>& scores) {
    const auto items = static_cast<std::int64_t>(gold.size());
    const std::vector<std::string> given = as_labels(groups.group);
    std::vector<std::string> unique = given;
    std::sort(unique.begin(), unique.end());
    const auto count = std::unique(unique.begin(), unique.end()) - unique.begin();
    const std::string beside = std::to_string(count - (groups.left_out > 0 ? 1 : 0)) + " groups at resolution " +
                               std::to_string(groups.resolution).substr(0, 4);
    scores.push_back({set, "AMI", adjusted_mutual_information(gold, given), 0, 0, items, beside});
    scores.push_back({set, "V-measure", v_measure(gold, given), 0, 0, items, ""});
    scores.push_back({set, "left out",
                      static_cast<double>(groups.left_out) / static_cast<double>(std::max<std::int64_t>(1, items)), 0,
                      0, items, ""});
    scores.push_back({set, "stability", groups.stability, 0, 0, items, "goal .80"});
}

Result<void> write_vectors_of(Disk& disk, const std::string& folder, const LabelledPosts& posts,
                              const std::vector<float>& rows, std::int32_t width) {
    if (folder.empty()) return {};
    const Table table{
        {{"label", posts.labels}, {"conversation", posts.conversations}, {"vector", FloatRows{width, rows}}}};
    TRY(const std::string bytes, to_parquet(table));
    TRY_VOID(disk.make_folder(folder));
    return disk.write_file(folder + "/" + posts.name.substr(0, posts.name.find(',')) + ".parquet", bytes);
}

Result<void> score_posts(Disk& disk, const EvalOptions& eval, const Result<LabelledPosts>& read, const Encoder& encoder,
                         std::vector<Score>& scores) {
    if (!read) return {};  // the corpus is not there: its lines are absent
    const LabelledPosts& posts = *read;
    const std::vector<std::string_view> texts(posts.texts.begin(), posts.texts.end());
    TRY(const std::vector<float> rows, encoder.encode(texts, 2));
    TRY_VOID(write_vectors_of(disk, eval.vectors_folder, posts, rows, encoder.width()));
    PostGroupingOptions options;
    options.threads = 2;
    score_groups(posts.name + ", with conversations", posts.labels,
                 group_posts(rows, encoder.width(), posts.conversations, options), scores);
    options.least = 10;
    score_groups(posts.name + ", posts alone", posts.labels, group_posts(rows, encoder.width(), {}, options), scores);
    return {};
}

struct QuestionGold {
    std::map<std::string, std::string> debate_of, debated;  // by native id or digest of the title
};

Result<QuestionGold> read_question_gold(Disk& disk, const std::string& data) {
    QuestionGold gold;
    TRY(const DelimitedTable sample, read_delimited(disk, data + "/examples/made-in-china/gold/questions.tsv", '\t'));
    for (const auto& row : sample.rows) {
        gold.debate_of[row[0]] = row[1];
        gold.debated[row[0]] = row[1] == "none" ? "no" : "yes";
    }
    TRY(const DelimitedTable daily, read_delimited(disk, data + "/eval/gold/debated_hotdaily.tsv", '\t'));
    for (const auto& row : daily.rows) {
        gold.debated[row[0]] = row[4] == "1" ? "yes" : "no";
        gold.debate_of[row[0]] = row[4] == "1" ? row[0] : "none";
    }
    TRY(const DelimitedTable others, read_delimited(disk, data + "/eval/gold/debated_covid_campus.tsv", '\t'));
    for (const auto& row : others.rows) {
        gold.debated[row[0]] = row[1] == "1" ? "yes" : "no";
        gold.debate_of[row[0]] = row[1] == "1" ? row[2] : "none";
    }
    return gold;
}

double f1_of_yes(const std::vector<std::string>& gold, const std::vector<std::string>& given) {
    double both = 0, in_gold = 0, in_given = 0;
    for (std::size_t i = 0; i < gold.size(); ++i) {
        both += gold[i] == "yes" && given[i] == "yes" ? 1 : 0;
        in_gold += gold[i] == "yes" ? 1 : 0;
        in_given += given[i] == "yes" ? 1 : 0;
    }
    return in_gold + in_given == 0 ? 1 : 2 * both / (in_gold + in_given);
}

/// Of each gold debate, the found debate that holds most of its questions; share of questions that lie there.
double share_in_right_debate(const std::vector<std::string>& gold, const std::vector<std::string>& given) {
    std::map<std::string, std::map<std::string, int>> tally;
    double all = 0, right = 0;
    for (std::size_t i = 0; i < gold.size(); ++i)
        if (gold[i] != "none") {
            ++all;
            if (given[i] != "none") ++tally[gold[i]][given[i]];
        }
    for (const auto& [debate, counts] : tally) {
        int most = 0;
        for (const auto& [found, count] : counts) most = std::max(most, count);
        right += most;
    }
    return all == 0 ? 0 : right / all;
}

Result<void> score_questions(Disk& disk, const EvalOptions& options, std::vector<Score>& scores) {
    TRY(const QuestionGold gold, read_question_gold(disk, options.data));
    TRY(const Threads threads, read_threads(disk, options.case_folder));
    TRY(const Debates debates, read_debates(disk, options.case_folder));
    std::map<ThreadId, const Thread*> by_id;
    for (const Thread& t : threads.threads) by_id[t.thread] = &t;
    std::vector<std::string> debate, found, debated, said;
    double left_out = 0;
    for (const ThreadPlace& p : debates.threads) {
        const Thread& t = *by_id.at(p.thread);
        const std::string key = gold.debated.contains(t.native_id) ? t.native_id : sha256_hex(t.title);
        if (!gold.debated.contains(key)) continue;
        const bool placed = p.debate != DebateId{};
        debate.push_back(gold.debate_of.at(key));
        found.push_back(placed ? std::to_string(static_cast<std::int64_t>(p.debate)) : "none");
        debated.push_back(gold.debated.at(key));
        said.emplace_back(placed ? "yes" : "no");
        left_out += debate.back() != "none" && !placed ? 1 : 0;
    }
    const auto items = static_cast<std::int64_t>(debate.size());
    const auto of_debates = static_cast<std::int64_t>(items - std::count(debate.begin(), debate.end(), "none"));
    const std::string set = "questions of " + options.case_folder;
    scores.push_back({set, "AMI", adjusted_mutual_information(debate, found), 0, 0, items, ""});
    scores.push_back({set, "V-measure", v_measure(debate, found), 0, 0, items, ""});
    scores.push_back({set, "debated questions left out",
                      left_out / static_cast<double>(std::max<std::int64_t>(1, of_debates)), 0, 0, of_debates, ""});
    scores.push_back({set, "in the right debate", share_in_right_debate(debate, found), 0, 0, of_debates, "goal .85"});
    scores.push_back({set, "debated or not, F1", f1_of_yes(debated, said), 0, 0, items,
                      "the shipped model learned from these; cross-validated figure in models/debatedness.md"});
    double stability = 0;
    for (const Debate& d : debates.debates) stability += d.stability / static_cast<double>(debates.debates.size());
    scores.push_back({set, "mean stability of debates", stability, 0, 0,
                      static_cast<std::int64_t>(debates.debates.size()), "goal .80"});
    return {};
}

}  // namespace

Result<std::vector<Score>> eval_debates(Disk& disk, const EvalOptions& options) {
    std::vector<Score> scores;
    if (!options.case_folder.empty()) {
        TRY_VOID(score_questions(disk, options, scores));
        return scores;
    }
    TRY(const auto encoder, load_embedded_encoder(options.data + "/.deps/encoder", disk));
    TRY_VOID(score_posts(disk, options, read_zs_csd(disk, options.corpora), *encoder, scores));
    TRY_VOID(score_posts(disk, options, read_c_mtcsd(disk, options.corpora), *encoder, scores));
    TRY_VOID(score_posts(disk, options, read_iac(disk, options.corpora), *encoder, scores));
    if (scores.empty())
        return Error{ErrorCode::usage, options.corpora, 0, -1, "no corpus there; --case scores questions"};
    return scores;
}

}  // namespace agon
