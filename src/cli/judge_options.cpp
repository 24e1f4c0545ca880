#include "src/cli/judge_options.hpp"

#include <cstdlib>
#include <filesystem>

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

void add_folder_option(CLI::App& command, const std::string& name, std::string& folder, const std::string& what) {
    command.add_option(name, folder, what)
        ->check(CLI::Validator(CLI::ExistingDirectory).description(""))  // its own words would end the type's name
        ->transform(
            [](const std::string& given) { return std::filesystem::absolute(given).lexically_normal().string(); })
        ->type_name("FOLDER");
}

}  // namespace agon
