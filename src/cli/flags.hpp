// What the commands' flags are, read back from CLI11, so that the man page and the completions cannot say anything else
// than --help does.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace agon {

/// What a flag's value is, as far as a shell can help with it.
enum class ValueKind { none, text, file, folder };

struct Flag {
    std::vector<std::string> names;  // "-o", "--output"; a positional has one name, without dashes
    bool positional = false;
    bool required = false;
    bool repeats = false;  // takes several values
    ValueKind value = ValueKind::none;
    std::vector<std::string> choices;  // the only values there are, sorted; empty: any
    std::string default_text;
    std::string description;
};

struct CommandFlags {
    std::string name;  // empty: the programme itself
    std::string description;
    std::vector<Flag> flags;  // in the order of --help
};

/// The programme first, then its commands in the order of --help.
std::vector<CommandFlags> flags_of(const CLI::App& app);

/// "-o, --output", as a person writes the names.
std::string joined(const std::vector<std::string>& words, const std::string& between);

/// The page agon(1) in man's own language.
std::string manual_page(const std::vector<CommandFlags>& commands);
/// A script that completes agon's command line. `shell`: bash, zsh or fish.
std::string completions(const std::vector<CommandFlags>& commands, const std::string& shell);

}  // namespace agon
