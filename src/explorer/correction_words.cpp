// What a line names by ids is looked up in the tables as they are now: the debate that holds most of its questions, the
// sentence of its point, the post, the account. What is not there any more is left out; the page then shows ids.
#include "src/explorer/correction_words.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "src/explorer/correction_kinds.hpp"
#include "src/explorer/corrections.hpp"

namespace agon {
namespace {

struct Outcome {
    bool applied = false;
    std::string reason;
};

/// By id, and by "#" and the line's number where an editor wrote none.
using Outcomes = std::map<std::string, Outcome>;

Result<Outcomes> read_outcomes(ServedTables& tables) {
    Outcomes out;
    for (const char* name : {"debates/corrections", "points/corrections", "camps/corrections"}) {
        if (!tables.exists(name)) continue;
        TRY(const TableView* table, tables.find(name));
        for (std::size_t row = 0; row < table->rows(); ++row) {
            const std::string& id = table->text("correction", row);
            out[id.empty() ? "#" + std::to_string(table->number("line", row)) : id] = {
                table->number("applied", row) != 0, table->text("reason", row)};
        }
    }
    return out;
}

std::int64_t number_of(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

class CorrectionWords {
  public:
    static Result<CorrectionWords> read(CaseReading& reading) {
        CorrectionWords words(reading);
        TRY(words.outcomes_, read_outcomes(reading.tables));
        if (!reading.tables.exists("debates/threads")) return words;
        TRY(const TableView* places, reading.tables.find("debates/threads"));
        for (std::size_t row = 0; row < places->rows(); ++row)
            words.debate_of_[places->number("thread", row)] = places->number("debate", row);
        return words;
    }

    Result<Json> about(const Json& line) const {
        const Json target = object_in(line, "target"), value = object_in(line, "value");
        Json out = Json::object();
        const std::vector<std::string> threads = texts_in(target, "threads");
        TRY_VOID(add_debate(out, "debate", threads.empty() ? number_of(text_in(target, "debate")) : holder(threads)));
        if (const std::vector<std::string> others = texts_in(value, "threads"); !others.empty())
            TRY_VOID(add_debate(out, "with", holder(others)));
        add_titles(out, "titles", threads);
        add_titles(out, "with_titles", texts_in(value, "threads"));
        TRY_VOID(add_quote(out, target));
        for (const char* field : {"post", "from", "to"})
            if (const std::int64_t post = number_of(text_in(target, field)); index().post_row(post))
                out[field] = index().cite(post);
        if (const auto rows = index().posts_of_author(number_of(text_in(target, "voice"))); !rows.empty())
            out["voice"] = index().posts().text("author_name", rows[0]);
        return out;
    }

    /// `number`: of the line in the file; 0 if it is not known.
    void add_state(Json& line, std::int64_t number, const std::vector<Json>& lines) const {
        const std::string what = text_in(line, "what"), id = text_in(line, "id");
        if (what == "undo") {
            const bool still = outcomes_.contains(text_in(line, "undoes"));
            line["state"] = still ? "waiting" : "applied";
            return;
        }
        const auto outcome = outcomes_.find(id.empty() ? "#" + std::to_string(number) : id);
        const bool kept = what == "comment" || what == "translate";
        line["state"] = !id.empty() && is_undone(lines, id) ? "undone"
                        : kept                              ? "kept"
                        : outcome == outcomes_.end()        ? "waiting"
                        : outcome->second.applied           ? "applied"
                                                            : "gone";
        if (line["state"] == "gone") line["reason"] = outcome->second.reason;
    }

  private:
    explicit CorrectionWords(CaseReading& reading) : reading_(&reading) {}
    const PostIndex& index() const { return reading_->index; }

    /// By its number, or as the source calls it.
    std::optional<std::size_t> thread_row(const std::string& id) const {
        if (const auto row = index().thread_row(number_of(id))) return row;
        const auto* natives = index().threads().texts("native_id");
        const auto at =
            natives ? std::find(natives->begin(), natives->end(), id) : std::vector<std::string>::const_iterator();
        if (!natives || at == natives->end()) return std::nullopt;
        return static_cast<std::size_t>(at - natives->begin());
    }

    void add_titles(Json& out, const char* name, const std::vector<std::string>& threads) const {
        for (const std::string& thread : threads)
            if (const auto row = thread_row(thread)) out[name].push_back(index().threads().text("title", *row));
    }

    /// The debate with most of these questions; 0 if none has one.
    std::int64_t holder(const std::vector<std::string>& threads) const {
        std::map<std::int64_t, int> held;
        for (const std::string& thread : threads) {
            const auto row = thread_row(thread);
            const auto place = row ? debate_of_.find(index().threads().number("thread", *row)) : debate_of_.end();
            if (place != debate_of_.end() && place->second != 0) ++held[place->second];
        }
        std::int64_t best = 0;
        for (const auto& [debate, count] : held)
            if (best == 0 || count > held[best]) best = debate;
        return best;
    }

    Result<void> add_debate(Json& out, const char* name, std::int64_t debate) const {
        if (debate == 0) return {};
        TRY(const auto names, names_of_camps(*reading_, {debate}));
        const auto found = names.find(debate);
        if (found == names.end()) return {};
        out[name] = found->second;
        out[name]["debate"] = number_json(debate);
        return {};
    }

    /// The sentence of a point, or the one that the line names.
    Result<void> add_quote(Json& out, const Json& target) const {
        std::int64_t segment = number_of(text_in(target, "segment"));
        const std::int64_t point = number_of(text_in(target, "point"));
        if (point != 0 && segment == 0 && reading_->tables.exists("points/points")) {
            TRY(const TableView* points, reading_->tables.find("points/points"));
            for (std::size_t row = 0; row < points->rows(); ++row)
                if (points->number("point", row) == point) segment = points->number("segment", row);
        }
        if (index().segment_row(segment)) out["quote"] = index().quote(segment);
        return {};
    }

    CaseReading* reading_;
    Outcomes outcomes_;
    std::unordered_map<std::int64_t, std::int64_t> debate_of_;  // thread -> debate, 0: none
};

}  // namespace

Result<Json> corrections_page(CaseReading& reading) {
    TRY(const Written written, read_lines(reading.tables, kCorrectionsFile, Unreadable::skipped));
    Json lines = Json::array();
    if (!written.lines.empty()) {
        TRY(const CorrectionWords words, CorrectionWords::read(reading));
        for (std::size_t i = 0; i < written.lines.size(); ++i) {
            Json line = written.lines[i];
            const Json* undone =
                text_in(line, "what") == "undo" ? line_of_id(written.lines, text_in(line, "undoes")) : nullptr;
            TRY(line["about"], words.about(undone ? *undone : line));
            words.add_state(line, written.numbers[i], written.lines);
            lines.push_back(std::move(line));
        }
    }
    return Json{{"lines", lines}, {"count", written.lines.size()}, {"unreadable", written.unreadable}};
}

Result<Json> conflict_in_words(CaseReading& reading, Json answer) {
    if (!answer.contains("conflict")) return answer;
    TRY(Json page, corrections_page(reading));
    for (std::size_t i = 0; i < answer["places"].size(); ++i)
        if (const auto place = answer["places"][i].get<std::size_t>(); place < page["lines"].size())
            answer["conflict"][i] = page["lines"][place];
    return answer;
}

}  // namespace agon
