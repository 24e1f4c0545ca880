// How well the sides of a debate come out, see sides.cpp.
#pragma once

#include "ground/model/judge.hpp"
#include "src/evals/evals.hpp"

namespace agon {

/// The strings must outlive it.
struct SideExample {
    std::string_view target, text, answered;
    int side = 0;  // 1: for, -1: against, 0: neither
};

/// Adds two scores, if a target has enough texts.
Result<void> score_sides(const std::string& name, const std::vector<SideExample>& examples, const Judge& pair,
                         std::vector<Score>& scores);

}  // namespace agon
