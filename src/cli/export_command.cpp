// agon export: a case's posts for other tools.
#include <memory>

#include "src/cli/command.hpp"
#include "src/threads/threads.hpp"

namespace agon {
namespace {

struct ExportFlags {
    std::string case_folder, format = "jsonl", output;
};

int run_export(const ExportFlags& flags, const Surroundings& surroundings) {
    const auto bytes = export_threads(real_disk(), flags.case_folder, flags.format);
    if (!bytes) return fail(bytes.error());
    if (const auto written = real_disk().write_file(flags.output, *bytes); !written) return fail(written.error());
    if (surroundings.json)
        print_json({{"file", flags.output}, {"format", flags.format}, {"bytes", bytes->size()}});
    else if (!surroundings.quiet)
        print("wrote " + flags.output + " (" + flags.format + ", " + std::to_string(bytes->size()) + " bytes)");
    return 0;
}

}  // namespace

CommandRun add_export(CLI::App& app) {
    auto flags = std::make_shared<ExportFlags>();
    CLI::App* command = app.add_subcommand("export", "write the posts of a case for other tools");
    command->add_option("CASE", flags->case_folder, "folder of the case")->required()->type_name("FOLDER");
    command->add_option("--format", flags->format, "4cat (CSV) or jsonl (agon's own lines)")
        ->check(CLI::IsMember({"4cat", "jsonl"}))
        ->capture_default_str();
    command->add_option("-o,--output", flags->output, "the file to write")->required()->type_name("FILE");
    return [flags](const Surroundings& surroundings) { return run_export(*flags, surroundings); };
}

}  // namespace agon
