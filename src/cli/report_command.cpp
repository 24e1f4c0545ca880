// agon report: the article from the tables of an analysed case.
#include <memory>

#include "src/cli/command.hpp"
#include "src/cli/pipeline.hpp"

namespace agon {
namespace {

struct ReportFlags {
    std::string case_folder, file;
    ReportOptions options;
};

int run_report(const ReportFlags& flags, const Surroundings& surroundings) {
    auto outcome = write_report(real_disk(), flags.case_folder, surroundings.data, flags.file, flags.options);
    if (!outcome) return fail(outcome.error());
    if (surroundings.json)
        print_json({{"file", flags.file},
                    {"report", outcome->report_id},
                    {"quotes", outcome->quotes},
                    {"figures", outcome->figures}});
    else
        print(flags.file + ": " + std::to_string(outcome->quotes) + " quotes, " + std::to_string(outcome->figures) +
              " figures");
    return 0;
}

}  // namespace

CommandRun add_report(CLI::App& app) {
    auto flags = std::make_shared<ReportFlags>();
    CLI::App* command = app.add_subcommand("report", "write the article");
    command->add_option("CASE", flags->case_folder, "folder of the case")->required();
    command->add_option("-o,--output", flags->file, "file to write, .html or .md")->required();
    command->add_option("--words", flags->options.words, "length of the article, without notes and tables")
        ->check(CLI::Range(100, 100000));
    command
        ->add_option("--translations", flags->options.translations_file,
                     "translation memory (default: translations.jsonl of the case)")
        ->check(CLI::ExistingFile);
    command->add_option("--lang", flags->options.language, "en or zh")->check(CLI::IsMember({"en", "zh"}));
    return [flags](const Surroundings& surroundings) { return run_report(*flags, surroundings); };
}

}  // namespace agon
