// agon analyze: every stage from corpus to trends.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "src/cli/command.hpp"
#include "src/cli/judge_options.hpp"
#include "src/pipeline/pipeline.hpp"

namespace agon {
namespace {

struct AnalyzeFlags {
    std::string case_folder;
    AnalyzeOptions options;
};

int run_analyze(const AnalyzeFlags& flags, const Surroundings& surroundings) {
    const auto progress = [&](const std::string& stage) {
        if (!surroundings.quiet) std::fprintf(stderr, "%s ...\n", stage.c_str());
    };
    auto outcomes = analyze_case(real_disk(), flags.case_folder, surroundings.data, flags.options, progress);
    if (!outcomes) return fail(outcomes.error());
    Json all = Json::array();
    for (const StageOutcome& o : *outcomes) {
        if (surroundings.json)
            all.push_back({{"stage", o.stage}, {"skipped", o.skipped}, {"rows", o.rows}});
        else
            print(o.stage + (o.skipped ? ": unchanged" : ": " + std::to_string(o.rows) + " rows"));
    }
    if (surroundings.json) print_json(all);
    return 0;
}

}  // namespace

CommandRun add_analyze(CLI::App& app) {
    auto flags = std::make_shared<AnalyzeFlags>();
    CLI::App* command = app.add_subcommand("analyze", "find debates, camps, arguments and trends");
    command->add_option("CASE", flags->case_folder, "folder of the case")->required()->type_name("FOLDER");
    command->add_option("--from", flags->options.from, "first day, month or year of the window");
    command->add_option("--to", flags->options.to, "last day, month or year of the window");
    command->add_option("--topic", flags->options.topic, "only what was imported under this topic");
    command->add_option("--stream", flags->options.stream, "only public, official or expert posts")
        ->check(CLI::IsMember({"public", "official", "expert"}));
    command
        ->add_option_function<std::string>(
            "--encoder",
            [flags](const std::string& name) {
                flags->options.encoder = name == "full"   ? EncoderTier::full
                                         : name == "fast" ? EncoderTier::fast
                                                          : EncoderTier::automatic;
            },
            "full reads word order, fast is for large cases; auto takes fast above " +
                std::to_string(most_fully_encoded) + " segments")
        ->check(CLI::IsMember({"auto", "fast", "full"}));
    command
        ->add_option("--encoder-url", flags->options.own_encoder.endpoint.url,
                     "send sentences to this server, which speaks OpenAI's embeddings, and take its vectors instead; "
                     "the key is read from AGON_ENCODER_KEY")
        ->type_name("URL");
    command->add_option("--encoder-model", flags->options.own_encoder.endpoint.model, "the model's name on that server")
        ->type_name("NAME");
    add_folder_option(*command, "--encoder-folder", flags->options.own_encoder.folder,
                      "take the vectors of an ONNX network of your own instead: model.onnx and its tokenizer; needs "
                      "setup/openvino");
    command
        ->add_option("--lexicon", flags->options.lexicons,
                     "a TOML file with actors, sectors or other words of your own, which is put into the case; "
                     "once for each file")
        ->type_name("FILE")
        ->allow_extra_args(false);
    add_judge_options(*command, flags->options.judge);
    add_folder_option(*command, "--judge-folder", flags->options.judge_folder,
                      "ask an ONNX network of your own for stances instead: model.onnx, tokenizer and labels; needs "
                      "setup/openvino");
    command
        ->add_option("--reader", flags->options.reader_questions,
                     "let the larger judge read stances and replies, at most so many texts, two to three CPU seconds "
                     "each; needs "
                     "agon models add reader")
        ->check(CLI::Validator(CLI::Range(1, 10000000)).description(""))
        ->excludes("--judge-folder")  // the report could not say who read the rest
        ->type_name("TEXTS");
    command->add_option("--threads", flags->options.threads, "threads; the result does not depend on it")
        ->check(CLI::Range(1, 64));
    return [flags](const Surroundings& surroundings) { return run_analyze(*flags, surroundings); };
}

}  // namespace agon
