#include "src/evals/evals.hpp"

#include "src/evals/steps.hpp"

namespace agon {

std::span<const Eval> all_evals() {
    static constexpr Eval kEvals[] = {
        {"sample", "debates and stances of the synthetic sample against its gold (--case)", eval_sample},
    };
    return kEvals;
}

}  // namespace agon
