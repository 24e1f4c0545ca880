// agon analyze: every stage from corpus to trends.
#include <cstdio>
#include <map>
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
        ->add_option("--encoder", flags->options.encoder,
                     "full reads word order, fast is for large cases; auto takes fast above " +
                         std::to_string(most_fully_encoded) + " segments")
        ->transform(CLI::CheckedTransformer(std::map<std::string, EncoderTier>{
            {"auto", EncoderTier::automatic}, {"full", EncoderTier::full}, {"fast", EncoderTier::fast}}));
    add_judge_options(*command, flags->options.judge);
    command->add_option("--threads", flags->options.threads, "threads; the result does not depend on it")
        ->check(CLI::Range(1, 64));
    return [flags](const Surroundings& surroundings) { return run_analyze(*flags, surroundings); };
}

}  // namespace agon
