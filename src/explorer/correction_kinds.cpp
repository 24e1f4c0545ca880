// One row for each kind: what it must say, and what a second line must share with it to be about the same thing.
//
// Debates are told by their questions, as the analysis finds them again: two lines are about one debate if they share a
// question. Fits: one browser merges A with B while another splits B. Does not fit: one renames A while another
// excludes it; both stand, and nothing that either said is lost.
#include "src/explorer/correction_kinds.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace agon {
namespace {

Error wrong(const std::string& what) {
    return Error{ErrorCode::usage, "", 0, -1, what};
}

bool one_of(const std::string& text, std::initializer_list<std::string_view> known) {
    return std::find(known.begin(), known.end(), text) != known.end();
}

/// Not blank, and without line ends and other control characters, which would break tables and headings.
bool is_line_of_text(const std::string& text) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    return text.find_first_not_of(' ') != std::string::npos && std::none_of(text.begin(), text.end(), control);
}

Result<void> needs(const Json& target, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (text_in(target, name).empty()) return wrong(std::string("the target lacks \"") + name + "\"");
    return {};
}

Result<void> needs_questions(const Json& said) {
    if (texts_in(said, "threads").empty()) return wrong("\"threads\" names no question");
    return {};
}

Result<void> needs_text(const Json& value) {
    if (!is_line_of_text(text_in(value, "text"))) return wrong("\"text\" is one line that is not blank");
    return {};
}

Result<void> check_merge(const Json& target, const Json& value) {
    TRY_VOID(needs_questions(target));
    TRY_VOID(needs_questions(value));
    const std::vector<std::string> own = texts_in(target, "threads");
    for (const std::string& other : texts_in(value, "threads"))
        if (std::find(own.begin(), own.end(), other) != own.end())
            return wrong("a debate cannot be merged with itself");
    return {};
}

/// The names of the sides come with the statement, both or neither: the analysis would pass over one alone.
Result<void> check_proposition(const Json& target, const Json& value) {
    TRY_VOID(needs_questions(target));
    TRY_VOID(needs_text(value));
    const std::string a = text_in(value, "pole_a"), b = text_in(value, "pole_b");
    if (a.empty() && b.empty()) return {};
    if (!is_line_of_text(a) || !is_line_of_text(b) || a == b)
        return wrong("\"pole_a\" and \"pole_b\" are two different lines of text, or both are left out");
    return {};
}

Result<void> check_point(const Json& target, const Json& value) {
    if (text_in(target, "point").empty() && text_in(target, "segment").empty())
        return wrong("the target lacks \"point\" or \"segment\"");
    return needs_text(value);
}

Result<void> check_move(const Json& target, const Json& value) {
    TRY_VOID(needs(target, {"debate", "post"}));
    if (!one_of(text_in(value, "pole"), {"a", "b", "both", "unclear"}))
        return wrong("\"pole\" is none of a, b, both, unclear");
    return {};
}

Result<void> check_author(const Json& target, const Json& value) {
    TRY_VOID(needs(target, {"voice"}));
    if (!one_of(text_in(value, "kind"), {"organisation", "bot", "person"}))
        return wrong("\"kind\" is none of organisation, bot, person");
    return {};
}

Result<void> check_translation(const Json& target, const Json& value) {
    TRY_VOID(needs(target, {"original"}));
    if (!one_of(text_in(target, "part"), {"", "a", "b"})) return wrong("\"part\" is none of a, b");
    if (!is_line_of_text(text_in(value, "text")) || !one_of(text_in(value, "language"), {"", "en", "zh"}))
        return wrong("a translation has a text of one line and a language, en or zh");
    return {};
}

Result<void> check_comment(const Json& target, const Json& value) {
    if (target.empty()) return wrong("a comment has a target");
    return needs_text(value);
}

using Names = std::vector<std::string>;

/// `thing` of each question.
Names of_questions(const char* thing, const Json& said) {
    Names out = texts_in(said, "threads");
    for (std::string& name : out) name = std::string(thing) + '\n' + name;
    return out;
}

Names joined(const char* thing, const Json& target, std::initializer_list<const char*> fields) {
    std::string out = thing;
    for (const char* field : fields) out += '\n' + text_in(target, field);
    return {out};
}

Names of_point(const char* thing, const Json& target) {
    return joined(thing, target, {text_in(target, "point").empty() ? "segment" : "point"});
}

struct Kind {
    const char* what;
    std::function<Result<void>(const Json& target, const Json& value)> check;
    std::function<Names(const Json& target, const Json& value)> things;
};

Result<void> check_questions(const Json& target, const Json&) {
    return needs_questions(target);
}
Result<void> check_questions_and_text(const Json& target, const Json& value) {
    TRY_VOID(needs_questions(target));
    return needs_text(value);
}
Names questions(const Json& target, const Json&) {
    return of_questions("questions", target);
}

const std::array<Kind, 13>& kinds() {
    using J = const Json&;
    static const std::array<Kind, 13> all = {{
        {"exclude", check_questions, questions},
        {"pin", check_questions, questions},
        {"split", check_questions, questions},
        {"merge", check_merge,
         [](J target, J value) {
             Names out = questions(target, value);
             for (std::string& other : of_questions("questions", value)) out.push_back(std::move(other));
             return out;
         }},
        {"rename", check_questions_and_text, [](J target, J) { return of_questions("name", target); }},
        {"set_proposition", check_proposition, [](J target, J) { return of_questions("proposition", target); }},
        {"reword", check_point, [](J target, J) { return of_point("wording", target); }},
        {"choose_quote",
         [](J target, J) {
             return needs(target, {"point", "segment"});
         },
         [](J target, J) { return of_point("quote", target); }},
        {"reject_relation",
         [](J target, J) {
             return needs(target, {"from", "to"});
         },
         [](J target, J) {
             return joined("answer", target, {"from", "to"});
         }},
        {"move", check_move,
         [](J target, J) {
             return joined("stance", target, {"debate", "post"});
         }},
        {"mark_author", check_author, [](J target, J) { return joined("author", target, {"voice"}); }},
        {"translate", check_translation,
         [](J target, J value) {
             const std::string language = text_in(value, "language");
             return Names{joined("translation", target, {"part", "original"})[0] + '\n' +
                          (language.empty() ? "en" : language)};
         }},
        {"comment", check_comment, [](J, J) { return Names{}; }},
    }};
    return all;
}

const Kind* kind_of(const Json& line) {
    const std::string what = text_in(line, "what");
    const auto at = std::find_if(kinds().begin(), kinds().end(), [&](const Kind& kind) { return what == kind.what; });
    return at == kinds().end() ? nullptr : &*at;
}

}  // namespace

Result<void> check_correction(const Json& line) {
    const Kind* kind = kind_of(line);
    if (!kind) return wrong("a correction has a known \"what\"");
    return kind->check(object_in(line, "target"), object_in(line, "value"));
}

std::vector<std::string> things_corrected(const Json& line) {
    const Kind* kind = kind_of(line);
    return kind ? kind->things(object_in(line, "target"), object_in(line, "value")) : Names{};
}

const Json* line_of_id(const std::vector<Json>& lines, const std::string& id) {
    for (const Json& line : lines)
        if (!id.empty() && text_in(line, "id") == id) return &line;
    return nullptr;
}

bool is_undone(const std::vector<Json>& lines, const std::string& id) {
    return std::any_of(lines.begin(), lines.end(), [&](const Json& line) {
        return text_in(line, "what") == "undo" && text_in(line, "undoes") == id;
    });
}

}  // namespace agon
