// Inside of room report: a paragraph as a text with slots, for a language model to reword.
//
// Everything that a report answers for, its marks, goes into slots: ⟦1⟧, ⟦2⟧, ... A slot also takes what belongs to its
// marks: quotation marks, brackets with their content ("[2019]", "[machine draft]"), the number of an endnote and the
// full stop behind it, "%", and the noun that a number counts. What is left are the words of the grammar.
//   before:  Those who say “不该” come back most often to one line; 14 voices say it. 张三 [2019] writes: “太贵。”³
//   slots:   Those who say ⟦1⟧ come back ⟦2⟧ often to one line; ⟦3⟧ say it. ⟦4⟧ writes: ⟦5⟧
#pragma once

#include <string>
#include <vector>

#include "src/report/report.hpp"

namespace agon {

struct Slot {
    std::size_t begin = 0, end = 0;        // bytes of the block's text
    std::size_t first_mark = 0, mark = 0;  // its marks: [first_mark, mark)
    std::string told;                      // what a model is told of it
    bool closes = false;                   // ends with the end of a sentence
    bool raised = false;                   // begins with a capital because a sentence begins here
};
struct SlottedText {
    std::string text;               // with slots
    std::vector<std::string> gaps;  // what stands before, between and behind the slots: one more than slots
    std::vector<Slot> slots;
};

/// "⟦1⟧"
std::string slot_name(std::size_t number);
SlottedText slotted(const Block& block, bool chinese);
/// The numbers of the slots in `text`, in their order, and what stands around them; nothing where a bracket of a slot
/// stands alone or holds no number.
struct ReadSlots {
    std::vector<std::size_t> numbers;
    std::vector<std::string> gaps;
};
bool read_slots(const std::string& text, ReadSlots& found);

/// The block with the words of `gaps` around its slots. REQUIRES: one more gap than slots, in the order of the block's.
/// `places`: where the slots lie in the new text.
Block refilled(const Block& block, const SlottedText& before, const std::vector<std::string>& gaps,
               std::vector<std::pair<std::int64_t, std::int64_t>>& places);

}  // namespace agon
