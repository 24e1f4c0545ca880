// Completion scripts for three shells, each in the way its own manual recommends: bash's compgen, zsh's _arguments, and
// fish's complete.
#include "src/cli/flags.hpp"

namespace agon {
namespace {

/// Every character of `special` gets `before` put in front of it.
std::string escaped(const std::string& text, const std::string& special, const std::string& before) {
    std::string out;
    for (const char c : text) {
        if (special.find(c) != std::string::npos) out += before;
        out += c;
    }
    return out;
}

std::vector<std::string> names_of(const CommandFlags& command) {
    std::vector<std::string> names;
    for (const Flag& flag : command.flags)
        if (!flag.positional) names.insert(names.end(), flag.names.begin(), flag.names.end());
    return names;
}

/// What the command's own words are, the last positional standing for all that follow.
ValueKind positional_kind(const CommandFlags& command) {
    ValueKind kind = ValueKind::none;
    for (const Flag& flag : command.flags)
        if (flag.positional) kind = flag.value;
    return kind;
}

// ---- bash
// ------------------------------------------------------------------------------------------------------------

/// `generate` is what compgen is asked.
std::string bash_reply(const std::string& generate) {
    return "mapfile -t COMPREPLY < <(compgen " + generate + " -- \"$current\")";
}

std::string bash_value(const Flag& flag) {
    if (!flag.choices.empty()) return bash_reply("-W '" + joined(flag.choices, " ") + "'");
    if (flag.value == ValueKind::file) return bash_reply("-f");
    if (flag.value == ValueKind::folder) return bash_reply("-d");
    return ":";  // a value that only its writer knows
}

std::string bash_completions(const std::vector<CommandFlags>& commands) {
    std::vector<std::string> first_words = names_of(commands.front()), verbs;
    std::string values, words;
    for (std::size_t i = 1; i < commands.size(); ++i) {
        const CommandFlags& command = commands[i];
        verbs.push_back(command.name);
        Flag last;
        for (const Flag& flag : command.flags) {
            if (flag.positional) last = flag;
            if (flag.positional || flag.value == ValueKind::none) continue;
            std::vector<std::string> patterns;
            for (const std::string& name : flag.names) patterns.push_back(command.name + ":" + name);
            values += "        " + joined(patterns, " | ") + ") " + bash_value(flag) + "; return ;;\n";
        }
        words += "        " + command.name + ":-*) " + bash_reply("-W '" + joined(names_of(command), " ") + "'") +
                 " ;;\n        " + command.name + ":*) " + bash_value(last) + " ;;\n";
    }
    first_words.insert(first_words.begin(), verbs.begin(), verbs.end());
    return "# bash completion of agon " AGON_VERSION
           ", written by: agon completions bash\n"
           "_agon() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= word\n"
           "    COMPREPLY=()\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case $word in " +
           joined(verbs, " | ") +
           ") command=$word; break ;; esac\n"
           "    done\n"
           "    case $command:$previous in\n" +
           values +
           "    esac\n"
           "    case $command:$current in\n"
           "        :*) " +
           bash_reply("-W '" + joined(first_words, " ") + "'") + " ;;\n" + words +
           "    esac\n"
           "}\n"
           "complete -o filenames -F _agon agon\n";
}

// ---- zsh
// -------------------------------------------------------------------------------------------------------------

/// Inside single quotes, and inside the brackets and colons of _arguments.
std::string zsh_quoted(const std::string& text) {
    std::string out;
    for (const char c : escaped(text, "\\[]:", "\\")) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out;
}

std::string zsh_value(const Flag& flag) {
    if (!flag.choices.empty()) return "value:(" + joined(flag.choices, " ") + ")";
    if (flag.value == ValueKind::file) return "file:_files";
    if (flag.value == ValueKind::folder) return "folder:_files -/";
    return "value: ";
}

std::string zsh_arguments(const CommandFlags& command, const std::string& indent) {
    std::string all;
    for (const Flag& flag : command.flags) {
        all += " \\\n" + indent;
        if (flag.positional) {
            all += std::string("'") + (flag.repeats ? "*:" : ":") + zsh_value(flag) + "'";
            continue;
        }
        const bool two = flag.names.size() > 1;
        if (flag.repeats)
            all += "'*'";
        else if (two)
            all += "'(" + joined(flag.names, " ") + ")'";
        all += (two ? "{" + joined(flag.names, ",") + "}" : flag.names.front()) + "'[" + zsh_quoted(flag.description) +
               "]" + (flag.value == ValueKind::none ? "" : ":" + zsh_value(flag)) + "'";
    }
    return all;
}

std::string zsh_completions(const std::vector<CommandFlags>& commands) {
    std::string verbs, cases;
    for (std::size_t i = 1; i < commands.size(); ++i) {
        verbs += "        '" + commands[i].name + ":" + zsh_quoted(commands[i].description) + "'\n";
        cases += "            " + commands[i].name + ")\n                _arguments" +
                 zsh_arguments(commands[i], std::string(20, ' ')) + " ;;\n";
    }
    return "#compdef agon\n"
           "# zsh completion of agon " AGON_VERSION
           ", written by: agon completions zsh\n"
           "_agon() {\n"
           "    local curcontext=$curcontext state line\n"
           "    local -a verbs=(\n" +
           verbs +
           "    )\n"
           "    _arguments -C" +
           zsh_arguments(commands.front(), std::string(8, ' ')) +
           " \\\n        '1: :->verb' '*:: :->rest'\n"
           "    case $state in\n"
           "        verb) _describe command verbs ;;\n"
           "        rest) case $line[1] in\n" +
           cases +
           "        esac ;;\n"
           "    esac\n"
           "}\n"
           "if [ \"$funcstack[1]\" = _agon ]; then _agon \"$@\"; else compdef _agon agon; fi\n";
}

// ---- fish
// ------------------------------------------------------------------------------------------------------------

std::string fish_flag(const Flag& flag, const std::string& condition) {
    std::string line = "complete -c agon -n '" + condition + "'";
    if (!flag.positional)
        for (const std::string& name : flag.names)
            line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!flag.choices.empty())
        line += " -x -a '" + joined(flag.choices, " ") + "'";
    else if (flag.value == ValueKind::file)
        line += flag.positional ? " -F" : " -r -F";
    else if (flag.value == ValueKind::folder)
        line += std::string(flag.positional ? "" : " -x") + " -a '(__fish_complete_directories)'";
    else if (flag.value == ValueKind::text)
        line += " -x";
    return line + " -d '" + escaped(flag.description, "\\'", "\\") + "'\n";
}

std::string fish_completions(const std::vector<CommandFlags>& commands) {
    std::string all =
        "# fish completion of agon " AGON_VERSION ", written by: agon completions fish\ncomplete -c agon -f\n";
    for (const Flag& flag : commands.front().flags) all += fish_flag(flag, "__fish_use_subcommand");
    for (std::size_t i = 1; i < commands.size(); ++i) {
        all += "complete -c agon -n __fish_use_subcommand -a " + commands[i].name + " -d '" +
               escaped(commands[i].description, "\\'", "\\") + "'\n";
        const std::string condition = "__fish_seen_subcommand_from " + commands[i].name;
        for (const Flag& flag : commands[i].flags) {
            if (flag.positional && flag.value != positional_kind(commands[i])) continue;
            if (flag.positional && flag.value == ValueKind::text && flag.choices.empty()) continue;
            all += fish_flag(flag, condition);
        }
    }
    return all;
}

}  // namespace

std::string completions(const std::vector<CommandFlags>& commands, const std::string& shell) {
    return shell == "bash"  ? bash_completions(commands)
           : shell == "zsh" ? zsh_completions(commands)
                            : fish_completions(commands);
}

}  // namespace agon
