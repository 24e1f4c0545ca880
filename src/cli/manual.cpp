// agon(1) in the man macros that groff and mandoc both know (TH, SH, SS, TP, B, I), with nothing that changes from
// build to build.
#include "src/cli/flags.hpp"

namespace agon {
namespace {

/// Text as man's language wants it: no escapes of its own, no line that begins with a request, and dashes that can be
/// copied into a terminal.
std::string quoted(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += std::string("\\&") + c;
        else
            out += c;
    }
    return out;
}

std::string value_name(const Flag& flag) {
    if (!flag.choices.empty()) return joined(flag.choices, "|");
    return flag.value == ValueKind::file ? "FILE" : flag.value == ValueKind::folder ? "FOLDER" : "VALUE";
}

std::string usage_of(const CommandFlags& command) {
    std::string line = "agon " + command.name;
    for (const Flag& flag : command.flags) {
        if (!flag.positional && flag.required) line += " " + flag.names.back() + " " + value_name(flag);
        if (flag.positional) line += " " + flag.names.front() + (flag.repeats ? " ..." : "");
    }
    return line + " [flags]";
}

std::string entry_of(const Flag& flag) {
    std::vector<std::string> bold;
    for (const std::string& name : flag.names) bold.push_back("\\fB" + quoted(name) + "\\fR");
    std::string entry = ".TP\n" + joined(bold, ", ");
    if (!flag.positional && flag.value != ValueKind::none) entry += " \\fI" + quoted(value_name(flag)) + "\\fR";
    entry += "\n" + quoted(flag.description);
    if (!flag.default_text.empty()) entry += " (default: " + quoted(flag.default_text) + ")";
    return entry + "\n";
}

constexpr const char* kAfterCommands = R"(.SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
done, but records were rejected, or nothing was found
.TP
.B 2
the command was misused
.TP
.B 3
bad input
.TP
.B 4
the disk failed or is full; the case is as before
.TP
.B 5
another run holds the case
.TP
.B 6
verification failed
.SH ENVIRONMENT
.TP
.B AGON_DATA
folder of the programme's models, word lists and encoder; without it they are where agon was built or installed
.SH SEE ALSO
The guide, the method and the formats of all tables are in the folder docs of the sources.
)";

}  // namespace

std::string manual_page(const std::vector<CommandFlags>& commands) {
    std::string page = ".TH AGON 1 \"\" \"agon " AGON_VERSION "\" \"User commands\"\n.SH NAME\nagon \\- " +
                       quoted("find what is debated in threads, and write it up with verifiable quotes") +
                       "\n.SH SYNOPSIS\n.B agon\n.I command\n[flags]\n.SH DESCRIPTION\n";
    page += quoted(commands.front().description) +
            "\nIt reads exported question-and-answer and forum threads into a case, a folder of Parquet tables, and "
            "writes an article in which every number can be recomputed and every quote found again.\n"
            "Nothing it does needs the network.\n";
    for (const Flag& flag : commands.front().flags) page += entry_of(flag);
    page += ".SH COMMANDS\n";
    for (std::size_t i = 1; i < commands.size(); ++i) {
        page += ".SS " + quoted(usage_of(commands[i])) + "\n" + quoted(commands[i].description) + "\n";
        for (const Flag& flag : commands[i].flags) page += entry_of(flag);
    }
    return page + kAfterCommands;
}

}  // namespace agon
