// Inside of room report: paragraphs reworded by a language model, and what is held against a rewording.
//
// Idea: a rewording is not judged by what it means, which a programme cannot do, but by what it may touch. Slots stay,
// each once and in their order. Between two slots the model may add and drop joining words of a closed list (and,
// while, here, ...) and put "writes" for "says"; each other word stays between the same two slots, so that a "not", a
// comparison or who did what to whom can neither come, go nor move. Fits: two sentences made one. Does not fit: a
// better paragraph of other words; the grammar's stands then.
#pragma once

#include <optional>

#include "ground/model/writer_question.hpp"
#include "src/report/slots.hpp"

namespace agon {

/// What is asked of a model for one paragraph; `rests_on`: the posts that its marks name.
WriterQuestion smoothing_question(const Block& block, const SlottedText& before, bool chinese);
inline constexpr const char* kParagraphId = "paragraph";

/// The words around the slots that a rewording has, if nothing is held against it; else why it is dropped: form
/// (no line of prose, too long, digits, quotation marks), slots (missing, twice, unknown), order, words.
struct Rewording {
    std::vector<std::string> gaps;
    std::string withheld;
};
Rewording checked_rewording(const SlottedText& before, const std::string& answer, bool chinese);

/// What may change in a rewording; in smoothing_words.cpp. Empty: it may come and go; else the class within which it
/// may be exchanged; nothing: it stays.
std::optional<std::string_view> joining_class(std::string_view lower_case_word);
/// The longest such word that `text` begins with; size 0: it begins with none.
struct ChineseJoint {
    std::size_t size = 0;
    std::string_view name;  // of its class
};
ChineseJoint chinese_joint(std::string_view text);

}  // namespace agon
