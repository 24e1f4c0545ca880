#include "src/explorer/coding.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "src/coding/coding.hpp"
#include "src/explorer/lines.hpp"

namespace agon {
namespace {

constexpr std::array kLabels = {"a", "b", "both", "unclear"};

struct JudgedPost {
    std::int64_t post = 0;
    std::string pole;
};

Pole pole_named(const std::string& name) {
    const auto& names = EnumNames<Pole>::names;
    const auto* const at = std::find(std::begin(names), std::end(names), name);
    return at == std::end(names) ? Pole::unclear : static_cast<Pole>(at - std::begin(names));
}

/// A debate's stances and camps, or those of all (0), as far as coding looks at them.
Result<Camps> camps_of(ServedTables& tables, std::int64_t debate) {
    TRY(const TableView* stances, tables.find("camps/stances"));
    TRY(const TableView* counted, tables.find("camps/camps"));
    Camps out;
    const auto *in = stances->numbers("debate"), *post = stances->numbers("post");
    for (std::size_t row = 0; in && post && row < stances->rows(); ++row) {
        if (debate != 0 && (*in)[row] != debate) continue;
        PostStance stance;
        stance.debate = DebateId{(*in)[row]};
        stance.post = PostId{(*post)[row]};
        stance.pole = pole_named(stances->text("pole", row));
        stance.confidence = stances->real("confidence", row);
        out.stances.push_back(stance);
    }
    for (std::size_t row = 0; row < counted->rows(); ++row) {
        const std::int64_t of = counted->number("debate", row);
        if (debate != 0 && of != debate) continue;
        Camp camp;
        camp.debate = DebateId{of};
        camp.pole = pole_named(counted->text("pole", row));
        camp.voices = counted->number("voices", row);
        out.camps.push_back(camp);
    }
    return out;
}

Result<std::vector<JudgedPost>> sample_of(ServedTables& tables, std::int64_t debate) {
    TRY(const Camps camps, camps_of(tables, debate));
    std::map<PostId, Pole> poles;
    std::vector<PostId> posts;
    for (const PostStance& stance : camps.stances) {
        poles[stance.post] = stance.pole;
        posts.push_back(stance.post);
    }
    std::vector<JudgedPost> sample;
    for (const PostId post : drawn_for_coding(DebateId{debate}, std::move(posts)))
        sample.push_back({static_cast<std::int64_t>(post), std::string(enum_name(poles.at(post)))});
    return sample;
}

/// The codes about the debate.
Result<CodeLines> codes_of(ServedTables& tables, std::int64_t debate) {
    TRY(CodeLines lines, read_codes(tables.disk(), tables.folder()));
    std::erase_if(lines.codes, [&](const CodeLine& code) { return code.debate != DebateId{debate}; });
    return lines;
}

std::optional<std::int64_t> whole_text(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty() || text.size() > 19 || text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return std::stoll(text);
}

Json alpha_json(const std::optional<double>& alpha) {
    return alpha ? Json(*alpha) : Json();
}

}  // namespace

Result<Json> next_to_code(ServedTables& tables, const PostIndex& index, std::int64_t debate, const std::string& coder) {
    TRY(const std::vector<JudgedPost> sample, sample_of(tables, debate));
    TRY(const CodeLines lines, codes_of(tables, debate));
    std::set<std::int64_t> own;
    for (const CodeLine& code : lines.codes)
        if (code.coder == coder) own.insert(static_cast<std::int64_t>(code.post));
    std::size_t done = 0;
    const JudgedPost* next = nullptr;
    for (const JudgedPost& judged : sample) {
        if (own.contains(judged.post))
            ++done;
        else if (!next)
            next = &judged;
    }
    Json out{{"done", done}, {"sample", sample.size()}, {"finished", next == nullptr}};
    if (!next) return out;
    TRY_VOID(index.show_bare(next->post, out));
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
    const auto drawn = std::find_if(sample.begin(), sample.end(), [&](const JudgedPost& j) { return j.post == *post; });
    if (drawn == sample.end()) return Error{ErrorCode::usage, "", 0, -1, "this post is not in the debate's sample"};
    TRY(const Written written, read_lines(tables, std::string(file_of_codes)));
    TRY_VOID(append_line(tables, std::string(file_of_codes), written,
                         {{"at", now_shown()},
                          {"coder", coder},
                          {"debate", given["debate"]},
                          {"post", given["post"]},
                          {"label", label},
                          {"judged", drawn->pole}}));
    return Json{{"written", true}};
}

Result<Json> coding_result(ServedTables& tables, std::int64_t debate) {
    TRY(const std::vector<JudgedPost> sample, sample_of(tables, debate));
    TRY(const Camps camps, camps_of(tables, debate));
    TRY(const CodeLines lines, codes_of(tables, debate));
    const Coding coding = build_coding(camps, lines);
    std::map<std::string, std::vector<std::vector<int>>> with_judge;
    for (const PostCode& code : coding.codes)
        with_judge[code.coder].push_back({static_cast<int>(code.label), static_cast<int>(code.judged)});
    Json coders = Json::array(), corrected = Json::array();
    for (const auto& [coder, pairs] : with_judge)
        coders.push_back(
            {{"coder", coder}, {"labels", pairs.size()}, {"alpha_with_judge", alpha_json(nominal_alpha(pairs))}});
    std::int64_t all = 0;
    for (const Camp& camp : camps.camps) all += camp.voices;
    for (const CodedCamp& camp : coding.camps)
        corrected.push_back({{"pole", enum_name(camp.pole)},
                             {"read", static_cast<double>(camp.voices) / static_cast<double>(all)},
                             {"share", camp.share},
                             {"low", camp.share_low},
                             {"high", camp.share_high}});
    Json out{{"sample", sample.size()}, {"coders", coders}, {"alpha", nullptr}, {"needed", least_coded}};
    out["posts"] = 0;
    out["corrected"] = corrected;
    if (coding.debates.empty()) return out;
    const CodedDebate& coded = coding.debates.back();
    out["posts"] = coded.posts;
    if (coded.alpha_measured != 0) out["alpha"] = coded.alpha;
    const std::int64_t wrong = coded.codes - coded.same;
    out["judge_error"] = {{"wrong", wrong},
                          {"of", coded.codes},
                          {"share", static_cast<double>(wrong) / static_cast<double>(coded.codes)}};
    return out;
}

Result<TableView> codes_now(ServedTables& tables) {
    TRY(const CodeLines lines, read_codes(tables.disk(), tables.folder()));
    TRY(const Camps camps, camps_of(tables, 0));
    std::vector<std::int64_t> debate, post, same;
    std::vector<std::string> coder, label, judged;
    for (const PostCode& code : build_coding(camps, lines).codes) {
        debate.push_back(static_cast<std::int64_t>(code.debate));
        post.push_back(static_cast<std::int64_t>(code.post));
        coder.push_back(code.coder);
        label.emplace_back(enum_name(code.label));
        judged.emplace_back(enum_name(code.judged));
        same.push_back(code.label == code.judged ? 1 : 0);
    }
    Table table;
    table.columns = {{"debate", std::move(debate)}, {"post", std::move(post)},     {"coder", std::move(coder)},
                     {"label", std::move(label)},   {"judged", std::move(judged)}, {"same", std::move(same)}};
    return TableView(std::move(table));
}

Result<Json> coding_overview(ServedTables& tables) {
    TRY(const CodeLines lines, read_codes(tables.disk(), tables.folder()));
    Json out{{"all", nullptr}, {"debates", Json::array()}, {"needed", least_coded}};
    if (lines.codes.empty()) return out;
    TRY(const Camps camps, camps_of(tables, 0));
    TRY(const TableView* debates, tables.find("debates/debates"));
    std::map<std::int64_t, std::string> questions;
    for (std::size_t row = 0; row < debates->rows(); ++row)
        questions[debates->number("debate", row)] = debates->text("question", row);
    for (const CodedDebate& coded : build_coding(camps, lines).debates) {
        const auto id = static_cast<std::int64_t>(coded.debate);
        Json row{{"debate", number_json(id)}, {"question", questions[id]}, {"posts", coded.posts},
                 {"coders", coded.coders},    {"codes", coded.codes},      {"same", coded.same}};
        row["alpha"] = coded.alpha_measured != 0 ? Json(coded.alpha) : Json();
        row["alpha_judge"] = coded.alpha_judge;
        if (id == 0)
            out["all"] = row;
        else
            out["debates"].push_back(row);
    }
    return out;
}

}  // namespace agon
