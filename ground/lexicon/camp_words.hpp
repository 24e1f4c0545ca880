// What those are called who stand for a pole of a question that can be answered with yes or no. Report, explorer and
// `agon ask` say it alike.
//
// A question that puts up two answers of its own (先搞产业升级，还是先提高工人收入？) names its camps by them instead.
#pragma once

#include <string_view>

namespace agon {

/// Endings of a proposition that asks for approval: "X，这样做是对的" (a deed), "X，这是好事" (a state of things).
inline constexpr std::string_view proposition_of_deed = "，这样做是对的", proposition_of_state = "，这是好事";

/// True for a proposition with one of those endings: sides approve or object, or take a favourable view or none; they
/// answer no question with yes or no.
bool asks_for_approval(std::string_view proposition);

/// "those who approve", "those who answer no" ... `first`: pole a.
std::string_view camp_words(std::string_view proposition, bool first, bool chinese);

}  // namespace agon
