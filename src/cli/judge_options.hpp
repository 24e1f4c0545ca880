// The flags that name a language model elsewhere, for the commands that may ask one.
#pragma once

#include <CLI/CLI.hpp>

#include "ground/model/endpoint_judge.hpp"

namespace agon {

/// Adds --judge-url, --judge-model, --judge-requests, --judge-together and --judge-offline. The key comes from
/// $AGON_JUDGE_KEY only, since other users of a machine see a command line.
void add_judge_options(CLI::App& command, EndpointJudgeOptions& options);

}  // namespace agon
