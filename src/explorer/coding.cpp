#include "src/explorer/coding.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "ground/model/share_interval.hpp"
#include "ground/text/text.hpp"
#include "src/explorer/lines.hpp"

namespace agon {
namespace {

constexpr const char* kFile = "coding.jsonl";
constexpr std::size_t kSample = 50;  // posts of a debate that are coded
constexpr std::array kLabels = {"a", "b", "both", "unclear"};

struct JudgedPost {
    std::int64_t post = 0;
    std::string pole;
};

/// The debate's sample: the posts whose digests come first, so that every coder and every machine draws the same ones.
Result<std::vector<JudgedPost>> sample_of(ServedTables& tables, std::int64_t debate) {
    TRY(const TableView* stances, tables.find("camps/stances"));
    std::vector<std::pair<std::int64_t, JudgedPost>> drawn;
    const auto *in = stances->numbers("debate"), *post = stances->numbers("post");
    for (std::size_t row = 0; in && post && row < stances->rows(); ++row)
        if ((*in)[row] == debate)
            drawn.emplace_back(stable_id("coding\n" + std::to_string(debate) + '\n' + std::to_string((*post)[row])),
                               JudgedPost{(*post)[row], stances->text("pole", row)});
    std::sort(drawn.begin(), drawn.end(), [](const auto& l, const auto& r) { return l.first < r.first; });
    std::vector<JudgedPost> sample;
    for (std::size_t i = 0; i < std::min(kSample, drawn.size()); ++i) sample.push_back(drawn[i].second);
    return sample;
}

/// coder -> post -> label, the last one given.
using Codes = std::map<std::string, std::map<std::int64_t, std::string>>;

Result<Codes> codes_of(ServedTables& tables, std::int64_t debate) {
    TRY(const Written written, read_lines(tables, kFile));
    Codes codes;
    for (const Json& line : written.lines) {
        if (line.value("debate", "") != std::to_string(debate)) continue;
        codes[line.value("coder", "")][std::stoll(line.value("post", "0"))] = line.value("label", "unclear");
    }
    return codes;
}

std::optional<std::int64_t> whole_text(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty() || text.size() > 19 || text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return std::stoll(text);
}

Json share_json(std::int64_t hits, std::int64_t all) {
    const ShareInterval interval = share_of(hits, all);
    return {{"wrong", hits}, {"of", all}, {"share", interval.share}, {"low", interval.low}, {"high", interval.high}};
}

Json alpha_json(const std::optional<double>& alpha) {
    return alpha ? Json(*alpha) : Json();
}

/// The label that most coders gave; nothing where two are given equally often.
std::optional<std::string> majority(const std::vector<std::string>& labels) {
    std::map<std::string, int> counts;
    for (const std::string& label : labels) ++counts[label];
    int most = 0, holders = 0;
    std::string best;
    for (const auto& [label, count] : counts)
        if (count > most)
            most = count, holders = 1, best = label;
        else if (count == most)
            ++holders;
    return holders == 1 ? std::optional(best) : std::nullopt;
}

}  // namespace

std::optional<double> nominal_alpha(const std::vector<std::vector<std::string>>& units) {
    // Steps of the paper: (1) values by units; (2) coincidences o(c,k) = sum over units of ordered pairs / (m_u - 1);
    // (3) totals n_c; (4) alpha = 1 - (n - 1) * sum_{c != k} o(c,k) / sum_{c != k} n_c * n_k.
    std::map<std::string, double> totals;
    double all = 0, observed = 0;
    for (const auto& labels : units) {
        if (labels.size() < 2) continue;
        const double pairs = static_cast<double>(labels.size()) - 1;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            totals[labels[i]] += 1;
            all += 1;
            for (std::size_t k = 0; k < labels.size(); ++k)
                if (i != k && labels[i] != labels[k]) observed += 1 / pairs;
        }
    }
    if (all == 0) return std::nullopt;
    double expected = all * all;
    for (const auto& [label, total] : totals) expected -= total * total;
    if (expected == 0) return 1.0;
    return 1 - (all - 1) * observed / expected;
}

Result<Json> next_to_code(ServedTables& tables, const PostIndex& index, std::int64_t debate, const std::string& coder) {
    TRY(const std::vector<JudgedPost> sample, sample_of(tables, debate));
    TRY(const Codes codes, codes_of(tables, debate));
    const auto own = codes.find(coder);
    std::size_t done = 0;
    const JudgedPost* next = nullptr;
    for (const JudgedPost& judged : sample) {
        if (own != codes.end() && own->second.contains(judged.post))
            ++done;
        else if (!next)
            next = &judged;
    }
    Json out{{"done", done}, {"sample", sample.size()}, {"finished", next == nullptr}};
    if (!next) return out;
    const auto row = index.post_row(next->post);
    if (!row) return Error{ErrorCode::case_damaged, tables.folder(), 0, -1, "a stance names a post that is not there"};
    out["post"] = number_json(next->post);
    out["text"] = index.corpus().text("text", *row);
    const std::int64_t parent = index.posts().number("parent", *row);
    if (const auto above = index.post_row(parent)) out["answers"] = index.corpus().text("text", *above);
    const auto thread = index.thread_row(index.posts().number("thread", *row));
    out["title"] = thread ? index.threads().text("title", *thread) : "";
    return out;
}

Result<Json> add_code(ServedTables& tables, const std::string& body) {
    TRY(const Json given, parse_line(body, "", 0));
    const auto debate = whole_text(given.value("debate", Json())), post = whole_text(given.value("post", Json()));
    const Json coder = given.value("coder", Json()), label = given.value("label", Json());
    if (!debate || !post || !coder.is_string() || coder.get_ref<const std::string&>().empty() || !label.is_string() ||
        std::find(kLabels.begin(), kLabels.end(), label.get<std::string>()) == kLabels.end())
        return Error{ErrorCode::usage, "", 0, -1, "a code has debate, post, coder and a label of a, b, both, unclear"};
    TRY(const std::vector<JudgedPost> sample, sample_of(tables, *debate));
    if (std::none_of(sample.begin(), sample.end(), [&](const JudgedPost& j) { return j.post == *post; }))
        return Error{ErrorCode::usage, "", 0, -1, "this post is not in the debate's sample"};
    TRY(const Written written, read_lines(tables, kFile));
    TRY_VOID(append_line(tables, kFile, written,
                         {{"at", now_shown()},
                          {"coder", coder},
                          {"debate", given["debate"]},
                          {"post", given["post"]},
                          {"label", label}}));
    return Json{{"written", true}};
}

Result<Json> coding_result(ServedTables& tables, std::int64_t debate) {
    TRY(const std::vector<JudgedPost> sample, sample_of(tables, debate));
    TRY(const Codes codes, codes_of(tables, debate));
    std::vector<std::vector<std::string>> between;
    std::int64_t agreed = 0, wrong = 0;
    for (const JudgedPost& judged : sample) {
        std::vector<std::string> labels;
        for (const auto& [coder, given] : codes)
            if (const auto at = given.find(judged.post); at != given.end()) labels.push_back(at->second);
        if (const auto label = majority(labels)) {
            ++agreed;
            wrong += *label == judged.pole ? 0 : 1;
        }
        between.push_back(std::move(labels));
    }
    Json coders = Json::array();
    for (const auto& [coder, given] : codes) {
        std::vector<std::vector<std::string>> with_judge;
        for (const JudgedPost& judged : sample)
            if (const auto at = given.find(judged.post); at != given.end())
                with_judge.push_back({at->second, judged.pole});
        coders.push_back({{"coder", coder},
                          {"labels", with_judge.size()},
                          {"alpha_with_judge", alpha_json(nominal_alpha(with_judge))}});
    }
    Json out{{"sample", sample.size()}, {"coders", coders}, {"alpha", alpha_json(nominal_alpha(between))}};
    if (agreed > 0) out["judge_error"] = share_json(wrong, agreed);
    return out;
}

}  // namespace agon
