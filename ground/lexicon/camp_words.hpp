// What those are called who stand for a pole of a question that can be answered with yes or no. Report, explorer and
// `agon ask` say it alike.
//
// A question that puts up two answers of its own (先搞产业升级，还是先提高工人收入？) names its camps by them instead.
#pragma once

#include <string>
#include <string_view>

namespace agon {

/// Endings of a proposition that asks for a view: "X，这样做是对的" (a deed, which sides approve or object to),
/// "X，这是好事" (a state of things, which they see favourably or not). Of others they answer a question with yes or
/// no.
inline constexpr std::string_view proposition_of_deed = "，这样做是对的", proposition_of_state = "，这是好事";

/// Ending of one that is an English title which asks nothing but states it: sides agree with it or do not.
inline constexpr std::string_view proposition_as_stated = ".";

/// The contrary view: "X，这样做是错的", "X，这是坏事". Empty where the proposition asks for none.
std::string contrary_view(std::string_view proposition);

/// What a question of degree ("差距有多大") can ask for, and what stands before it in the statement ("差距很大").
inline constexpr std::string_view degrees_asked[] = {"严重", "重要", "大", "高", "强", "深", "重"}, degree_put = "很";

/// The statement of the debate whose questions ask of one field after another who should lead, and its two poles.
inline constexpr std::string_view proposition_of_lead = "应该由国家主导", pole_of_state = "国家主导",
                                  pole_of_market = "市场主导";

/// A question for such a debate, worded by agon since each of its real questions speaks of one field; empty for others.
std::string_view issue_words(std::string_view proposition, bool chinese);

/// What a debate is headed by: the analyst's name for it, agon's own question where many fields are one issue, else the
/// question that names it. A view of one of the arguments or of a constant.
std::string_view heading_words(std::string_view name, std::string_view proposition, std::string_view question,
                               bool chinese);

/// "those who approve", "those who answer no" ... `first`: pole a. Without a proposition the sides have no names.
std::string_view camp_words(std::string_view proposition, bool first, bool chinese);

}  // namespace agon
