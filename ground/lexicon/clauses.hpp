// Clauses of a question's title. Room debates makes a statement of one, the report a short headline.
#pragma once

#include <string_view>

namespace agon {

/// "程序员的工作，可以干一辈子吗": what can be done for a lifetime stands before the comma, so the clause says nothing
/// alone.
inline bool wants_a_subject(std::string_view clause) {
    for (const std::string_view verb : {"可以", "能", "会", "是不是", "是否", "算"})
        if (clause.starts_with(verb)) return true;
    return false;
}

}  // namespace agon
