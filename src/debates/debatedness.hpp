// Inside of room debates: the model that says how much a thread looks like a debate.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ground/model/named_weights.hpp"
#include "src/debates/debates.hpp"

namespace agon {

/// Logistic regression over named features; weights from models/debatedness.toml.
class DebatednessModel {
  public:
    /// Errors: model_missing, model_damaged (no TOML, an unknown feature, a missing weight).
    static Result<DebatednessModel> load(Disk& disk, const std::string& file);
    /// 0..1. `title` is the title's vector, by the encoder that the weights were trained with, or empty.
    double probability(const Evidence& evidence, std::span<const float> title) const;
    /// A thread at or above it is a debate.
    double threshold() const { return threshold_; }
    const std::string& digest() const { return weights_.digest; }

    /// Feature names in the order of features_of.
    static const std::vector<std::string>& feature_names();
    static std::vector<double> features_of(const Evidence& evidence);

  private:
    NamedWeights weights_;
    double threshold_ = 0.5;
    std::vector<double> title_weights_;  // by dimension of the title's vector; empty: titles are not read
};

}  // namespace agon
