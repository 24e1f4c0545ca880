#include "src/evals/evals.hpp"

#include "src/evals/steps.hpp"

namespace agon {

std::span<const Eval> all_evals() {
    static constexpr Eval kEvals[] = {
        {"debates", "posts of mixed targets in groups; with --case, the case's questions in debates", eval_debates},
        {"sample", "debates and stances of the synthetic sample against its gold (--case)", eval_sample},
        {"stance", "the trained stance judge on unseen targets of four sets, or with --test on test splits",
         eval_stance},
        {"claims", "the claim score on iam's Chinese and English labels", eval_claims},
        {"points", "matching of arguments and key points, and generated key points, on kpa2021", eval_points},
        {"trends", "numbers, actors, attitude, change points; frames and silence of the sample (--case)", eval_trends},
        {"relations", "key points, relations and sector cells of the sample against its gold (--case)", eval_relations},
        {"groups", "opinion groups, consensus and divisive statements from Polis votes", eval_groups},
        {"campus", "the judges on 300 labelled Zhihu answers, never trained on", eval_campus},
        {"translations", "drafts of a language model (--translator) beside the sample's translations",
         eval_translations},
    };
    return kEvals;
}

}  // namespace agon
