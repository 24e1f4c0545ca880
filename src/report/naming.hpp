// Inside of room report: names of camps and short forms of arguments by a language model, and what is held against one.
//
// Idea: a camp is asked for by what is quoted of it, in one request of its own. A name stands beside the quotes that it
// was made from, never instead of them, marked with the model that gave it. It may say less than they do, but nothing
// that would need an origin: no digit, no number or word of quantity, no quotation mark, no actor whom none of them
// names, no "not" where none of them denies; and by the sentence encoder it must be near to one of them.
//   fits:          "Wages before growth"
//   does not fit:  a name that is near, plain and wrong; it stays marked as the model's.
#pragma once

#include <optional>

#include "ground/model/writer_question.hpp"
#include "src/report/report.hpp"

namespace agon {

/// What is quoted of a camp: `text` as the report shows it.
struct QuotedOfCamp {
    std::string text;
    std::int64_t post = 0;
    bool is_point = false;  // the lead of an argument, to be worded itself
};

inline constexpr const char *kCampId = "camp", *kPointId = "point";

/// One question for the camp, if there is enough to name, and one for each argument by itself, so that no quote is
/// read for the short form of another. `question` and `camp`: as the report says them.
struct NamingQuestions {
    std::optional<WriterQuestion> camp;
    std::vector<WriterQuestion> points;  // of the quotes that are points, in their order
};
NamingQuestions naming_questions(const std::string& question, const std::string& camp,
                                 const std::vector<QuotedOfCamp>& quotes, bool chinese);

/// The name that a model's answer gives: without the full stops and blanks at its end, which models put there anyway.
std::string name_in(const std::string& answer);

/// Why a name is not shown: form, quantity, names, negation; empty: it is.
std::string name_objection(const std::string& name, const std::vector<std::string>& about, const Lexicon& lexicon,
                           bool chinese);

}  // namespace agon
