// agon manual and agon completions: the man page and the shells' completion scripts, on standard output.
#include <memory>

#include "src/cli/command.hpp"
#include "src/cli/flags.hpp"

namespace agon {

CommandRun add_manual(CLI::App& app) {
    app.add_subcommand("manual", "write the man page");
    return [&app](const Surroundings&) {
        print(manual_page(flags_of(app)));
        return 0;
    };
}

CommandRun add_completions(CLI::App& app) {
    auto shell = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("completions", "write the script that completes agon's flags in a shell");
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    return [&app, shell](const Surroundings&) {
        print(completions(flags_of(app), *shell));
        return 0;
    };
}

}  // namespace agon
