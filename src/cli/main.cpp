// The command line. The one room that prints and exits.
#include "src/cli/command.hpp"
#include "src/pipeline/pipeline.hpp"

int main(int argc, char** argv) {
    using namespace agon;
    CLI::App app{"agon reads the threads of a topic and says what is being debated."};
    app.set_version_flag("--version", "agon " AGON_VERSION);
    app.require_subcommand(1);
    Surroundings surroundings;
    std::vector<CommandRun> runs;
    for (const auto add : {add_import, add_inspect, add_analyze, add_ask, add_report, add_verify, add_serve, add_export,
                           add_forget, add_eval, add_models})
        runs.push_back(add(app));
    const auto any = [](CLI::App*) { return true; };
    for (CLI::App* command : app.get_subcommands(any)) {
        command->add_flag("--json", surroundings.json, "machine-readable output");
        command->add_flag("--quiet", surroundings.quiet, "no progress on stderr");
    }
    for (const auto add : {add_manual, add_completions}) runs.push_back(add(app));
    const std::vector<CLI::App*> commands = app.get_subcommands(any);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    surroundings.data = data_folder(argv[0]);
    for (std::size_t i = 0; i < commands.size(); ++i)
        if (commands[i]->parsed()) return runs[i](surroundings);
    return 2;
}
