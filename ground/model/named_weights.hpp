// The weights of a logistic model over named features, as the scripts of training/ write them:
//
//   intercept = -2.5
//   threshold = 0.26          # further numbers, or lists of them, that the model's reader knows
//   [weights]
//   opposition = 0.83         # one for each feature
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ground/table/table.hpp"

namespace agon {

struct NamedWeights {
    double intercept = 0;
    std::vector<double> weights;  // in the order of the names asked for, on raw values
    std::map<std::string, std::vector<double>, std::less<>>
        further;         // at the top of the file; a number is a list of one
    std::string digest;  // sha256 of the file

    /// Errors: model_missing, model_damaged (no TOML, no weight for one of `features`, none of the `required` numbers).
    static Result<NamedWeights> load(Disk& disk, const std::string& file, const std::vector<std::string>& features,
                                     const std::vector<std::string>& required = {});
    /// REQUIRES: one number a feature, in order.
    double log_odds(const std::vector<double>& features) const;
    /// A single further number, or `usual` where the file has none.
    double number(std::string_view name, double usual) const;
};

}  // namespace agon
