#include "ground/model/named_weights.hpp"

#include <toml++/toml.h>

#include "ground/text/text.hpp"

namespace agon {

Result<NamedWeights> NamedWeights::load(Disk& disk, const std::string& file, const std::vector<std::string>& features,
                                        const std::vector<std::string>& required) {
    if (!disk.exists(file)) return Error{ErrorCode::model_missing, file, 0, -1, "part of the checkout"};
    TRY(const std::string text, disk.read_file(file));
    NamedWeights read;
    read.digest = sha256_hex(text);
    const auto damaged = [&](const std::string& what) { return Error{ErrorCode::model_damaged, file, 0, -1, what}; };
    try {
        const toml::table table = toml::parse(text, file);
        for (const auto& [key, node] : table) {
            std::vector<double>& numbers = read.further[std::string(key.str())];
            if (const toml::array* list = node.as_array())
                for (const auto& value : *list) numbers.push_back(value.value_or(0.0));
            else if (const auto number = node.value<double>())
                numbers.push_back(*number);
        }
        for (const std::string& name : required)
            if (!read.further.contains(name) || read.further.at(name).empty()) return damaged("no number for " + name);
        for (const std::string& name : features) {
            const auto weight = table["weights"][name].value<double>();
            if (!weight) return damaged("no weight for " + name);
            read.weights.push_back(*weight);
        }
    } catch (const toml::parse_error& error) {
        return damaged(std::string(error.description()));
    }
    read.intercept = read.number("intercept", 0);
    return read;
}

double NamedWeights::log_odds(const std::vector<double>& features) const {
    VERIFY(features.size() == weights.size());
    double sum = intercept;
    for (std::size_t i = 0; i < features.size(); ++i) sum += weights[i] * features[i];
    return sum;
}

double NamedWeights::number(std::string_view name, double usual) const {
    const auto found = further.find(name);
    return found == further.end() || found->second.empty() ? usual : found->second.front();
}

}  // namespace agon
