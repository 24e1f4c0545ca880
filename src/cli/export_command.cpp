// agon export: a case for other tools. The ending of the output's name chooses the format, or --format does.
#include <filesystem>
#include <memory>

#include "src/cli/command.hpp"
#include "src/exports/exports.hpp"
#include "src/threads/threads.hpp"

namespace agon {
namespace {

struct ExportFlags {
    std::string case_folder, format, output, network = "voices";
};

struct Ending {
    const char *ending, *format;
};
constexpr Ending kEndings[] = {{".graphml", "graphml"}, {".gexf", "gexf"}, {".argdown", "argdown"}, {".ad", "argdown"},
                               {".aif.json", "aif"},    {".qdpx", "qdpx"}, {".xlsx", "xlsx"},       {".jsonl", "jsonl"},
                               {".csv", "4cat"},        {"/", "tables"}};

std::string format_of(const ExportFlags& flags) {
    if (!flags.format.empty()) return flags.format;
    for (const Ending& e : kEndings)
        if (flags.output.ends_with(e.ending)) return e.format;
    return std::filesystem::is_directory(flags.output) ? "tables" : "";
}

/// Every table as CSV with datapackage.json, into a folder. Returns the bytes written.
Result<std::size_t> write_tables(const ExportFlags& flags) {
    TRY(const auto files, export_tables(real_disk(), flags.case_folder));
    std::size_t bytes = 0;
    for (const auto& [name, content] : files) {
        const std::filesystem::path path = std::filesystem::path(flags.output) / name;
        TRY_VOID(real_disk().make_folder(path.parent_path().string()));
        TRY_VOID(real_disk().write_file(path.string(), content));
        bytes += content.size();
    }
    return bytes;
}

Result<std::size_t> write_one(const ExportFlags& flags, const std::string& format) {
    const Network network = flags.network == "arguments" ? Network::arguments : Network::voices;
    const bool posts = format == "4cat" || format == "jsonl";
    TRY(const std::string bytes, posts ? export_threads(real_disk(), flags.case_folder, format)
                                       : export_case(real_disk(), flags.case_folder, format, network));
    TRY_VOID(real_disk().write_file(flags.output, bytes));
    return bytes.size();
}

int run_export(const ExportFlags& flags, const Surroundings& surroundings) {
    const std::string format = format_of(flags);
    if (format.empty())
        return fail({ErrorCode::usage, flags.output, 0, -1, "say --format: the name has no known ending"});
    const auto bytes = format == "tables" ? write_tables(flags) : write_one(flags, format);
    if (!bytes) return fail(bytes.error());
    if (surroundings.json)
        print_json({{"file", flags.output}, {"format", format}, {"bytes", *bytes}});
    else if (!surroundings.quiet)
        print("wrote " + flags.output + " (" + format + ", " + std::to_string(*bytes) + " bytes)");
    return 0;
}

}  // namespace

CommandRun add_export(CLI::App& app) {
    auto flags = std::make_shared<ExportFlags>();
    CLI::App* command = app.add_subcommand("export", "write a case for other tools");
    command->add_option("CASE", flags->case_folder, "folder of the case")->required()->type_name("FOLDER");
    std::vector<std::string> formats = {"4cat", "jsonl", "tables"};
    for (const std::string& format : case_export_formats()) formats.push_back(format);
    command
        ->add_option("--format", flags->format,
                     "posts: 4cat (CSV), jsonl (agon's own lines); networks: graphml, gexf; arguments: argdown, aif; "
                     "coding: qdpx; tables: xlsx, tables (a folder of CSV with datapackage.json). Default: by the "
                     "ending of the output")
        ->check(CLI::IsMember(formats));
    command->add_option("--network", flags->network, "graphml, gexf: voices (who answers whom) or arguments")
        ->check(CLI::IsMember({"voices", "arguments"}))
        ->capture_default_str();
    command->add_option("-o,--output", flags->output, "the file to write; a folder for tables")
        ->required()
        ->type_name("FILE");
    return [flags](const Surroundings& surroundings) { return run_export(*flags, surroundings); };
}

}  // namespace agon
