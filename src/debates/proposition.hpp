// Inside of room debates: the statement that a question puts up for debate.
#pragma once

#include <string>
#include <string_view>

namespace agon {

/// The statement to be for or against, made from the title's first yes/no, "how do you see" or "why" sentence; empty if
/// the title asks for none. Pure text work, no state.
std::string proposition_of(std::string_view title);

/// What stands before `mark` (还是) in the sentence that holds it, without fillers: the statement of the first pole.
std::string statement_before(std::string_view title, std::string_view mark);

/// The first `what` in the text is taken out. False if there is none.
bool take_out(std::string& text, std::string_view what);

}  // namespace agon
