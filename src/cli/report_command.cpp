// agon report: the article from the tables of an analysed case.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>

#include "src/cli/command.hpp"
#include "src/cli/pseudonym_key.hpp"
#include "src/cli/writer_options.hpp"
#include "src/pipeline/pipeline.hpp"

namespace agon {
namespace {

constexpr int kMostThreads = 8;  // each has a state of the model

struct ReportFlags {
    std::string case_folder, file, names = "verbatim", key_file, untranslated, translator;
    bool translate = false;
    ReportOptions options;
    WriterFlags writer;
};

/// Nothing to do without --translate.
Result<DraftsMade> drafts_wanted(const ReportFlags& flags, const Surroundings& surroundings) {
    if (!flags.translate && flags.translator.empty()) return DraftsMade{};
    DraftOptions drafts;
    drafts.model = flags.translator;
    drafts.threads = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostThreads);
    drafts.progress = [quiet = surroundings.quiet](std::size_t done, std::size_t of) {
        if (!quiet) std::fprintf(stderr, "translated %zu of %zu\n", done, of);
    };
    return draft_report(real_disk(), flags.case_folder, surroundings.data, flags.options, drafts);
}

int run_report(ReportFlags flags, const Surroundings& surroundings) {
    if (flags.names == "paraphrase") flags.options.names = NamesMode::paraphrase;
    if (flags.names == "pseudonyms") {
        auto key = key_from(flags.key_file.empty() ? usual_key_file() : flags.key_file, flags.case_folder);
        if (!key) return fail(key.error());
        flags.options.names = NamesMode::pseudonyms;
        flags.options.pseudonym_key = *key;
    }
    auto drafts = drafts_wanted(flags, surroundings);
    if (!drafts) return fail(drafts.error());
    WriterUse use;
    if (flags.writer.asked()) {
        prepare_writing(flags.writer, surroundings);
        auto asked = ask_writer(real_disk(), flags.case_folder, surroundings.data, flags.options, flags.writer.options);
        if (!asked) return fail(asked.error());
        if (flags.writer.options.only_forecast) return 0;
        use = asked->use;
        drafts->shown += asked->drafts.shown, drafts->withheld += asked->drafts.withheld;
    }
    auto outcome = write_report(real_disk(), flags.case_folder, surroundings.data, flags.file, flags.options);
    if (!outcome) return fail(outcome.error());
    if (!flags.untranslated.empty())
        if (auto written = real_disk().write_file(flags.untranslated, outcome->untranslated); !written)
            return fail(written.error());
    if (surroundings.json)
        print_json({{"file", flags.file},
                    {"report", outcome->report_id},
                    {"quotes", outcome->quotes},
                    {"figures", outcome->figures},
                    {"words", outcome->words},
                    {"drafts", drafts->shown},
                    {"drafts_withheld", drafts->withheld},
                    {"requests", use.sent},
                    {"written", outcome->written},
                    {"written_withheld", outcome->withheld}});
    else
        print(flags.file + ": " + std::to_string(outcome->quotes) + " quotes, " + std::to_string(outcome->figures) +
              " figures" +
              (drafts->shown + drafts->withheld == 0 ? ""
                                                     : ", " + std::to_string(drafts->shown) + " new drafts, " +
                                                           std::to_string(drafts->withheld) + " withheld") +
              (flags.writer.asked() ? ", " + std::to_string(outcome->written) + " texts of the writer, " +
                                          std::to_string(outcome->withheld) + " withheld"
                                    : ""));
    if (outcome->words > flags.options.words && !surroundings.quiet)
        std::fprintf(stderr, "agon: the shortest form of this article has %lld words, more than --words %lld\n",
                     static_cast<long long>(outcome->words), static_cast<long long>(flags.options.words));
    if (flags.writer.asked() && !surroundings.quiet) std::fprintf(stderr, "%s\n", use_line(use).c_str());
    return 0;
}

}  // namespace

CommandRun add_report(CLI::App& app) {
    auto flags = std::make_shared<ReportFlags>();
    CLI::App* command = app.add_subcommand("report", "write the article");
    command->add_option("CASE", flags->case_folder, "folder of the case")->required()->type_name("FOLDER");
    command
        ->add_option(
            "-o,--output", flags->file,
            "file to write: the article as .html, .md, .docx, .pdf (needs Chromium) or .json; what it cites as .bib, "
            ".ris, .csl.json, .jsonld")
        ->required()
        ->type_name("FILE");
    command->add_option("--words", flags->options.words, "length of the article, without notes and tables")
        ->check(CLI::Range(100, 100000));
    command
        ->add_option("--translations", flags->options.translations_file,
                     "translation memory (default: translations.jsonl of the case)")
        ->check(CLI::ExistingFile);
    command
        ->add_option("--untranslated", flags->untranslated,
                     "file for the translation memory's lines that are still missing, to be filled in")
        ->type_name("FILE");
    command->add_flag("--translate", flags->translate,
                      "have a language model on this machine draft what has no translation; see agon models");
    command->add_option("--translator", flags->translator, "the same by this model, a GGUF file")
        ->check(CLI::ExistingFile)
        ->type_name("FILE");
    add_writer_options(*command, flags->writer);
    command
        ->add_option("--mode,--names", flags->names,
                     "verbatim; for sharing: pseudonyms, or paraphrase (no quotes and no authors at all)")
        ->check(CLI::IsMember({"verbatim", "pseudonyms", "paraphrase"}))
        ->capture_default_str();
    command
        ->add_option("--key", flags->key_file,
                     "key file of the pseudonyms, made when missing (default: " +
                         std::string("agon/pseudonyms.key in the user's configuration)"))
        ->type_name("FILE");
    command->add_option("--lang", flags->options.language, "en or zh")->check(CLI::IsMember({"en", "zh"}));
    return [flags](const Surroundings& surroundings) { return run_report(*flags, surroundings); };
}

}  // namespace agon
