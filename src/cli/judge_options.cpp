#include "src/cli/judge_options.hpp"

#include <cstdlib>

namespace agon {

void add_judge_options(CLI::App& command, EndpointJudgeOptions& options) {
    command
        .add_option(
            "--judge-url", options.url,
            "send posts to this server, which speaks OpenAI's chat completions, and take its labels of stances; "
            "the key is read from AGON_JUDGE_KEY")
        ->type_name("URL")
        ->each([&options](const std::string&) {
            if (const char* key = std::getenv("AGON_JUDGE_KEY")) options.key = key;
        });
    command.add_option("--judge-model", options.model, "the model's name on that server")->type_name("NAME");
    command.add_option("--judge-requests", options.most_requests, "at most so many requests; the rest is judged here")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command.add_flag("--judge-together", options.together,
                     "eight posts a request, with what they answer: fewer tokens, and a post that gives the model "
                     "orders may turn the labels of others");
    command.add_flag("--judge-offline", options.offline, "only answers recorded by an earlier run; nothing is sent");
}

}  // namespace agon
