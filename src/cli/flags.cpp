#include "src/cli/flags.hpp"

#include <algorithm>

namespace agon {
namespace {

/// The values in the first braces of CLI11's name of a type: "TEXT:{en,zh}".
std::vector<std::string> choices_in(const std::string& type) {
    const std::size_t begin = type.find('{'), end = type.find('}');
    if (begin == std::string::npos || end == std::string::npos) return {};
    std::vector<std::string> choices = CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
    std::sort(choices.begin(), choices.end());
    return choices;
}

Flag flag_of(const CLI::Option& option) {
    Flag flag;
    flag.positional = option.get_positional();
    if (flag.positional) {
        flag.names.push_back(option.get_name(true));
    } else {
        for (const std::string& name : option.get_snames()) flag.names.push_back("-" + name);
        for (const std::string& name : option.get_lnames()) flag.names.push_back("--" + name);
    }
    flag.required = option.get_required();
    flag.repeats = option.get_items_expected_max() > 1;
    const std::string type = option.get_type_name();
    if (option.get_items_expected_max() > 0) {
        flag.value = type.ends_with("FILE")     ? ValueKind::file
                     : type.ends_with("FOLDER") ? ValueKind::folder
                                                : ValueKind::text;
        flag.choices = choices_in(type);
        flag.default_text = option.get_default_str();
    }
    flag.description = option.get_description();
    return flag;
}

CommandFlags flags_of_command(const CLI::App& app) {
    CommandFlags command{app.get_name(), app.get_description(), {}};
    for (const CLI::Option* option : app.get_options()) command.flags.push_back(flag_of(*option));
    // --help names the positionals first.
    std::stable_partition(command.flags.begin(), command.flags.end(), [](const Flag& f) { return f.positional; });
    return command;
}

}  // namespace

std::vector<CommandFlags> flags_of(const CLI::App& app) {
    std::vector<CommandFlags> commands = {flags_of_command(app)};
    commands.front().name.clear();
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        commands.push_back(flags_of_command(*command));
    return commands;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : between) + word;
    return all;
}

}  // namespace agon
