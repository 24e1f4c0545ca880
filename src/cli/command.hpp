// One command is one file: its flags, its help, and what it does. A flag is defined once, where CLI11 reads it; help,
// the man page and the completions are made by walking the same CLI::App.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

using Json = nlohmann::ordered_json;

/// What every command is told besides its own flags.
struct Surroundings {
    std::string data;  // folder of the programme's data files, see data_folder()
    bool json = false;
    bool quiet = false;
};

/// Runs a parsed command and returns the exit code of interface.md.
using CommandRun = std::function<int(const Surroundings&)>;

/// Prints the error's line on stderr and returns its exit code.
int fail(const Error& error);
/// One line on stdout.
void print(const std::string& text);
/// One line of JSON on stdout; bytes that are no UTF-8 are replaced.
void print_json(const Json& json);

/// Each adds its subcommand to `app` and returns what to run when that subcommand was given.
CommandRun add_import(CLI::App& app);
CommandRun add_inspect(CLI::App& app);
CommandRun add_analyze(CLI::App& app);
CommandRun add_ask(CLI::App& app);
CommandRun add_report(CLI::App& app);
CommandRun add_verify(CLI::App& app);
CommandRun add_serve(CLI::App& app);
CommandRun add_export(CLI::App& app);
CommandRun add_forget(CLI::App& app);
CommandRun add_eval(CLI::App& app);
CommandRun add_models(CLI::App& app);
/// These two read the flags of all the others when they are run.
CommandRun add_manual(CLI::App& app);
CommandRun add_completions(CLI::App& app);

}  // namespace agon
