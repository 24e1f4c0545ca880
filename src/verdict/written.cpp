#include "src/verdict/written.hpp"

namespace agon {
namespace {

using Json = simdjson::dom::element;

std::string text_of(simdjson::simdjson_result<Json> element) {
    return std::string(std::string_view(element));
}

/// Blanks, full stops and capitals are where the report may differ from the answer: it closes quotes and begins
/// sentences itself.
std::string letters_of(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == ' ' || text[at] == '.') continue;
        if (text.compare(at, 3, "。") == 0) {
            at += 2;
            continue;
        }
        out += static_cast<char>(text[at] >= 'A' && text[at] <= 'Z' ? text[at] | 32 : text[at]);
    }
    return out;
}

}  // namespace

Result<void> WrittenWords::read(Disk& disk, const std::string& case_folder, const Json& root) {
    if (root["writer"].error()) return {};
    writer_ = text_of(root["writer"]);
    for (const Json element : simdjson::dom::array(root["written"])) {
        Entry entry{
            text_of(element["kind"]), text_of(element["id"]), text_of(element["request"]), "", {}, false, false};
        entry.shown = element["withheld"].error() != simdjson::SUCCESS;
        if (entry.shown) {
            entry.text = text_of(element["text"]);
            for (const Json slot : simdjson::dom::array(element["slots"]))
                entry.slots.emplace_back(std::uint64_t(slot.at(0)), std::uint64_t(slot.at(1)));
        }
        entries_.push_back(std::move(entry));
    }
    const std::string record = case_folder + "/writer.jsonl";
    if (!disk.exists(record)) return {};
    TRY(const std::string bytes, disk.read_file(record));
    simdjson::dom::parser parser;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        Json line;
        simdjson::dom::object answers;
        if (!parser.parse(bytes.data() + at, end - at).get(line) && !line["answers"].get(answers))
            for (const auto& [id, answer] : answers)
                exchanges_[text_of(line["request"])][std::string(id)] = std::string(std::string_view(answer));
        at = end + 1;
    }
    return {};
}

bool WrittenWords::is_recorded(const Entry& entry) const {
    const auto exchange = exchanges_.find(entry.request);
    if (exchange == exchanges_.end()) return false;
    const auto answer = exchange->second.find(entry.id);
    return answer != exchange->second.end() && letters_of(answer->second) == letters_of(entry.text);
}

std::string WrittenWords::block_objection(const Json& block) {
    std::int64_t number = 0;
    if (block["written"].get(number)) return {};
    if (number < 1 || number > static_cast<std::int64_t>(entries_.size())) return "words of no entry of the list";
    Entry& entry = entries_[static_cast<std::size_t>(number) - 1];
    if (!entry.shown || entry.used || entry.kind != "paragraph")
        return "words of an entry that is not for this paragraph";
    entry.used = true;
    const std::string text = text_of(block["text"]);
    std::string open;
    std::size_t at = 0;
    for (std::size_t i = 0; i < entry.slots.size(); ++i) {
        const auto [begin, end] = entry.slots[i];
        if (begin < at || end < begin || end > text.size()) return "a slot outside its paragraph";
        open += text.substr(at, begin - at) + "⟦" + std::to_string(i + 1) + "⟧";
        at = end;
    }
    open += text.substr(at);
    std::size_t slot = 0;
    for (const Json mark : simdjson::dom::array(block["marks"])) {
        const std::uint64_t begin = mark["begin"], end = mark["end"];
        while (slot < entry.slots.size() && entry.slots[slot].second < end) ++slot;
        if (slot == entry.slots.size() || begin < entry.slots[slot].first) return "a mark outside the slots";
    }
    if (open != entry.text) return "not the words that the report says were written: " + open;
    if (!is_recorded(entry)) return "words that no recorded exchange of the case holds: " + open;
    return {};
}

std::string WrittenWords::name_objection(std::int64_t number, const std::string& shown, std::string_view behind,
                                         const std::string& language) {
    if (number < 1 || number > static_cast<std::int64_t>(entries_.size()))
        return "a name of no entry of the list: " + shown;
    Entry& entry = entries_[static_cast<std::size_t>(number) - 1];
    if (!entry.shown || (entry.kind != "camp" && entry.kind != "point") || entry.text != shown)
        return "not a name that the report says was given: " + shown;
    entry.used = true;
    if (!is_recorded(entry)) return "a name that no recorded exchange of the case holds: " + shown;
    const std::string said = language == "zh" ? "［由 " + writer_ + " 命名］" : " [named by " + writer_ + "]";
    if (!behind.starts_with(said)) return "a name that is not called the model's: " + shown;
    return {};
}

std::string WrittenWords::tally_objection(const std::string& kind, const std::string& format,
                                          const std::string& shown) const {
    std::int64_t count = 0;
    for (const Entry& entry : entries_) count += entry.kind == kind && entry.shown == (format == "shown") ? 1 : 0;
    const bool known = format == "shown" || format == "withheld";
    return known && std::to_string(count) == shown ? "" : shown + " should be " + std::to_string(count);
}

std::string WrittenWords::list_objection() const {
    for (const Entry& entry : entries_)
        if (entry.shown && !entry.used) return "the report lists words of a language model that it does not show";
    return {};
}

}  // namespace agon
