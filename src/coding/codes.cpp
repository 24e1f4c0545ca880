// Reading coding.jsonl and drawing the sample.
#include <simdjson.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "ground/text/lines.hpp"
#include "ground/text/text.hpp"
#include "src/coding/coding.hpp"

namespace agon {
namespace {

using simdjson::dom::element;

std::string text_at(const element& object, const char* name) {
    std::string_view text;
    return object[name].get(text) ? std::string() : std::string(text);
}

std::optional<Pole> pole_at(const element& object, const char* name) {
    const std::string text = text_at(object, name);
    const auto& names = EnumNames<Pole>::names;
    const auto* const at = std::find(std::begin(names), std::end(names), text);
    if (at == std::end(names)) return std::nullopt;
    return static_cast<Pole>(at - std::begin(names));
}

}  // namespace

Result<CodeLines> read_codes(Disk& disk, const std::string& case_folder) {
    CodeLines out;
    const std::string file = case_folder + "/coding.jsonl";
    if (!disk.exists(file)) return out;
    TRY(const std::string bytes, disk.read_file(file));
    out.sha256 = sha256_hex(bytes);
    std::map<std::tuple<DebateId, PostId, std::string>, CodeLine> last;
    simdjson::dom::parser parser;
    for (const PlacedLine& at : placed_lines(bytes)) {
        if (at.blank()) continue;
        element object;
        if (parser.parse(at.text.data(), at.text.size()).get(object) != simdjson::SUCCESS || !object.is_object()) {
            out.problems.push_back(
                {ErrorCode::malformed_json, file, at.number, at.offset, "a code is one JSON object"});
            continue;
        }
        const auto debate = id_named<DebateId>(text_at(object, "debate"));
        const auto post = id_named<PostId>(text_at(object, "post"));
        const auto label = pole_at(object, "label");
        CodeLine line{{}, {}, text_at(object, "coder"), {}, pole_at(object, "judged")};
        if (!debate || !post || !label || line.coder.empty()) {
            out.problems.push_back({ErrorCode::missing_field, file, at.number, at.offset,
                                    "a code has debate, post, coder and a label of a, b, both, unclear"});
            continue;
        }
        line.debate = *debate;
        line.post = *post;
        line.label = *label;
        last[{line.debate, line.post, line.coder}] = std::move(line);
    }
    for (auto& [key, line] : last) out.codes.push_back(std::move(line));
    return out;
}

std::vector<PostId> drawn_for_coding(DebateId debate, std::vector<PostId> posts) {
    const std::string before = "coding\n" + std::to_string(static_cast<std::int64_t>(debate)) + '\n';
    std::vector<std::pair<std::int64_t, PostId>> order;
    for (const PostId post : posts)
        order.emplace_back(stable_id(before + std::to_string(static_cast<std::int64_t>(post))), post);
    std::sort(order.begin(), order.end());
    posts.clear();
    for (std::size_t i = 0; i < std::min(coded_sample, order.size()); ++i) posts.push_back(order[i].second);
    return posts;
}

}  // namespace agon
