// The flags that name a model of the analyst's own, for the commands that may ask one.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "ground/model/endpoint_judge.hpp"

namespace agon {

/// Adds --judge-url, --judge-model, --judge-requests, --judge-together and --judge-offline. The key comes from
/// $AGON_JUDGE_KEY only, since other users of a machine see a command line.
void add_judge_options(CLI::App& command, EndpointJudgeOptions& options);
/// Adds a flag for a folder that must exist. It is given on as a whole path, since the case will know it by that and
/// later commands may run elsewhere.
void add_folder_option(CLI::App& command, const std::string& name, std::string& folder, const std::string& what);

}  // namespace agon
