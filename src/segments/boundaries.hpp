// Where a text is cut into units: whole sentences where one can, clauses only where a sentence is too long to read.
//
// Idea. A line is read once into characters. 。！？ and their kin close a sentence, an English full stop only where it
// is one (not in 3.5, U.S., Mr.); inside a short quotation or bracket nothing closes. "；" closes where both sides are
// long enough to be thoughts of their own. Numbered lists are cut at their numbers, and numbers, bullets and "第一，"
// stay outside the unit. Only sentences above the limit are cut at clauses, best before 但是 or 因为, so that pieces
// begin with a turn of thought and not in the middle of one. Fits: "他说：“没有订单。也没有人。”我信一半。" gives two
// units, the quotation whole. Does not fit: a page without any punctuation; it stays one unit.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ground/lexicon/lexicon.hpp"
#include "ground/text/text.hpp"

namespace agon {

struct Unit {
    Span span;                              // bytes of the text, without surrounding space, list number or bullet
    std::vector<std::int64_t> clause_cuts;  // bytes of the text where a clause ends inside the unit, ascending
    bool cut_before = false;                // begins inside a sentence that was too long
    bool cut_after = false;                 // ends inside one
};

struct UnitWords {
    const LexiconList& contrast;     // 但是, because: good places to cut a sentence that is too long
    const LexiconList& boilerplate;  // 谢邀: left out at the beginning of a unit
};

/// Units in the order of the text, not overlapping, none without a letter or digit. No unit crosses one of the
/// `borders` (bytes of the text, ascending: where others' words begin and end). REQUIRES: text is UTF-8.
std::vector<Unit> units_of(std::string_view text, const UnitWords& words, std::int64_t longest_bytes,
                           const std::vector<std::int64_t>& borders = {});

}  // namespace agon
