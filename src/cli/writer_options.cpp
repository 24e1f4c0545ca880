#include "src/cli/writer_options.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace agon {
namespace {

constexpr int kPatience = 300;  // seconds for one answer: a small machine writes a paragraph in minutes

}  // namespace

void add_writer_options(CLI::App& command, WriterFlags& flags) {
    EndpointWriterOptions& endpoint = flags.options.endpoint;
    endpoint.limits.seconds = kPatience;
    CLI::Option* url =
        command
            .add_option("--writer", endpoint.url,
                        "have the language model on this server, which speaks OpenAI's chat completions, word parts of "
                        "the article under a check (docs/guide.md); the key is read from AGON_WRITER_KEY")
            ->type_name("URL")
            ->each([&endpoint](const std::string&) {
                if (const char* key = std::getenv("AGON_WRITER_KEY")) endpoint.key = key;
            });
    CLI::Option* model = command.add_option("--model", endpoint.model, "the writer's name on that server");
    model->type_name("NAME")->needs(url);
    url->needs(model);
    command
        .add_option(
            "--writer-for", flags.asked_for,
            "what it is asked for: paragraphs (smoothed), names (of camps and arguments), translations (drafts)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember({"paragraphs", "names", "translations"}))
        ->type_name("WHAT")
        ->default_str("paragraphs,names,translations")
        ->needs(url);
    command
        .add_option("--writer-requests", endpoint.most_requests, "at most so many requests; the rest is left as it is")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->needs(url);
    command
        .add_option("--writer-tokens", endpoint.most_tokens,
                    "at most so many tokens, prompts and answers together, estimated rather too high")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->needs(url);
    command.add_option("--writer-price", flags.price, "of a million tokens, in any currency, for the forecast")
        ->check(CLI::NonNegativeNumber)
        ->type_name("PRICE")
        ->needs(url);
    CLI::Option* offline = command.add_flag("--writer-offline", endpoint.offline,
                                            "only answers recorded by an earlier run; nothing is sent");
    offline->needs(url);
    command
        .add_flag("--writer-forecast", flags.options.only_forecast,
                  "say what asking would cost, and do nothing else; nothing is sent")
        ->needs(url)
        ->excludes(offline);
}

std::string forecast_line(const WriterForecast& forecast, const WriterFlags& flags) {
    std::string line = "writer: " + std::to_string(forecast.questions) + " texts, " +
                       std::to_string(forecast.recorded) + " answered before, " + std::to_string(forecast.requests) +
                       " requests, about " + std::to_string(forecast.prompt_tokens) + " tokens to send and at most " +
                       std::to_string(forecast.most_answer_tokens) + " to receive";
    if (flags.price <= 0) return line;
    char cost[64];
    const auto tokens = static_cast<double>(forecast.prompt_tokens + forecast.most_answer_tokens);
    std::snprintf(cost, sizeof cost, ", about %.2f", tokens / 1e6 * flags.price);
    return line + cost;
}

std::string use_line(const WriterUse& use) {
    return "writer: " + std::to_string(use.sent) + " requests sent, " + std::to_string(use.replayed) +
           " answered before, " + std::to_string(use.refused) + " answered unfittingly, " + std::to_string(use.left) +
           " left, about " + std::to_string(use.tokens) + " tokens";
}

void prepare_writing(WriterFlags& flags, const Surroundings& surroundings) {
    const bool quiet = surroundings.quiet;
    const auto wants = [&flags](const char* what) {
        return std::find(flags.asked_for.begin(), flags.asked_for.end(), what) != flags.asked_for.end();
    };
    flags.options.paragraphs = wants("paragraphs");
    flags.options.names = wants("names");
    flags.options.translations = wants("translations");
    flags.options.forecast = [&flags, quiet](const WriterForecast& forecast) {
        if (!quiet || flags.options.only_forecast) std::fprintf(stderr, "%s\n", forecast_line(forecast, flags).c_str());
    };
    flags.options.progress = [quiet](std::size_t done, std::size_t of) {
        if (!quiet && (done % 10 == 0 || done == of)) std::fprintf(stderr, "written %zu of %zu\n", done, of);
    };
}

}  // namespace agon
