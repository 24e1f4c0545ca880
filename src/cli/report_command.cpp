// agon report: the article from the tables of an analysed case.
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "src/cli/command.hpp"
#include "src/cli/pipeline.hpp"

namespace agon {
namespace {

struct ReportFlags {
    std::string case_folder, file, names = "verbatim", key_file, untranslated;
    ReportOptions options;
};

/// $XDG_CONFIG_HOME/agon/pseudonyms.key
std::string usual_key_file() {
    const char* config = std::getenv("XDG_CONFIG_HOME");
    const char* home = std::getenv("HOME");
    const std::string base = config && *config ? config : std::string(home ? home : ".") + "/.config";
    return base + "/agon/pseudonyms.key";
}

/// The key of the file, which is made when it is not there, for nobody else to read. It must lie outside the case, so
/// that a case can be handed on without it.
Result<std::string> key_from(const std::string& file, const std::string& case_folder) {
    std::error_code ignored;
    const std::string key_path = std::filesystem::weakly_canonical(file, ignored).string();
    const std::string inside = std::filesystem::weakly_canonical(case_folder, ignored).string() + "/";
    if (key_path.starts_with(inside)) return Error{ErrorCode::usage, file, 0, -1, "the key must lie outside the case"};
    if (!real_disk().exists(file)) {
        if (sodium_init() < 0) return Error{ErrorCode::write_failed, file, 0, -1, "no source of randomness"};
        std::string key(crypto_generichash_KEYBYTES, '\0');
        randombytes_buf(key.data(), key.size());
        std::filesystem::create_directories(std::filesystem::path(key_path).parent_path(), ignored);
        const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (made < 0) return Error{ErrorCode::write_failed, file, 0, -1, ""};
        const ssize_t written = ::write(made, key.data(), key.size());
        if (::close(made) != 0 || written != static_cast<ssize_t>(key.size()))
            return Error{ErrorCode::write_failed, file, 0, -1, ""};
    }
    TRY(std::string key, real_disk().read_file(file));
    if (key.size() != crypto_generichash_KEYBYTES)
        return Error{ErrorCode::bad_value, file, 0, -1, "not a key of 32 bytes"};
    return key;
}

int run_report(ReportFlags flags, const Surroundings& surroundings) {
    if (flags.names == "pseudonyms") {
        auto key = key_from(flags.key_file.empty() ? usual_key_file() : flags.key_file, flags.case_folder);
        if (!key) return fail(key.error());
        flags.options.names = NamesMode::pseudonyms;
        flags.options.pseudonym_key = *key;
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
    command
        ->add_option(
            "-o,--output", flags->file,
            "file to write: the article as .html, .md, .docx or .json; what it cites as .bib, .ris, .csl.json, "
            ".jsonld")
        ->required();
    command->add_option("--words", flags->options.words, "length of the article, without notes and tables")
        ->check(CLI::Range(100, 100000));
    command
        ->add_option("--translations", flags->options.translations_file,
                     "translation memory (default: translations.jsonl of the case)")
        ->check(CLI::ExistingFile);
    command->add_option("--untranslated", flags->untranslated,
                        "file for the translation memory's lines that are still missing, to be filled in");
    command->add_option("--names", flags->names, "verbatim, or pseudonyms for a report to be shared")
        ->check(CLI::IsMember({"verbatim", "pseudonyms"}));
    command->add_option("--key", flags->key_file,
                        "key file of the pseudonyms, made when missing (default: " +
                            std::string("agon/pseudonyms.key in the user's configuration)"));
    command->add_option("--lang", flags->options.language, "en or zh")->check(CLI::IsMember({"en", "zh"}));
    return [flags](const Surroundings& surroundings) { return run_report(*flags, surroundings); };
}

}  // namespace agon
