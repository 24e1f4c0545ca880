// agon forget: an author out of a case, and the case analysed again without him.
#include <memory>

#include "src/cli/command.hpp"
#include "src/cli/pseudonym_key.hpp"
#include "src/forgetting/forgetting.hpp"
#include "src/pipeline/pipeline.hpp"

namespace agon {
namespace {

struct ForgetFlags {
    std::string case_folder, author, mentions, key_file;
    bool keep_key = false, no_analysis = false;
};

/// The settings of the last analysis, which forgetting removes; none if the case was not analysed.
Result<std::optional<AnalyzeOptions>> settings_of(const std::string& case_folder) {
    TRY(const Manifest manifest, Manifest::load(real_disk(), case_folder));
    if (!manifest.stages.contains("corpus")) return std::optional<AnalyzeOptions>();
    return std::optional<AnalyzeOptions>(options_of(manifest));
}

/// The one author who is meant; with several of that name, an error that lists them.
Result<AuthorId> author_meant(const ForgetFlags& flags) {
    if (!real_disk().exists(flags.case_folder + "/manifest.json"))
        return Error{ErrorCode::case_missing, flags.case_folder, 0, -1, ""};
    TRY(const Threads threads, read_threads(real_disk(), flags.case_folder));
    const std::vector<KnownAuthor> found = authors_meant(threads, flags.author);
    if (found.empty()) return Error{ErrorCode::nothing_found, flags.case_folder, 0, -1, "no author " + flags.author};
    if (found.size() == 1) return found.front().author;
    std::string list;
    for (const KnownAuthor& known : found)
        list += (list.empty() ? "" : ", ") + std::to_string(static_cast<std::int64_t>(known.author)) + " on " +
                known.platform + " with " + std::to_string(known.posts) + " posts";
    return Error{ErrorCode::usage, flags.case_folder, 0, -1, "several authors of that name, say which id: " + list};
}

int run_forget(const ForgetFlags& flags, const Surroundings& surroundings) {
    const auto author = author_meant(flags);
    if (!author) return fail(author.error());
    const auto settings = settings_of(flags.case_folder);
    if (!settings) return fail(settings.error());
    ForgetOptions options;
    if (!flags.mentions.empty()) options.most_mentions = -1;
    options.keep_mentions = flags.mentions == "keep";
    const auto outcome = forget_author(real_disk(), flags.case_folder, *author, options);
    if (!outcome) return fail(outcome.error());
    bool renewed = false;
    if (!flags.keep_key) {
        const auto key = renew_key(flags.key_file.empty() ? usual_key_file() : flags.key_file);
        if (!key) return fail(key.error());
        renewed = *key;
    }
    const bool analysed = *settings && !flags.no_analysis;
    if (analysed) {
        const auto stages =
            analyze_case(real_disk(), flags.case_folder, surroundings.data, **settings, [](const std::string&) {});
        if (!stages) return fail(stages.error());
    }
    if (surroundings.json) {
        print_json({{"posts", outcome->posts},
                    {"votes", outcome->votes},
                    {"sources_blanked", outcome->sources_blanked},
                    {"sources_removed", outcome->sources_removed},
                    {"places", outcome->places},
                    {"mentions", outcome->mentions},
                    {"lines", outcome->lines},
                    {"files", outcome->files},
                    {"key_renewed", renewed},
                    {"analysed", analysed}});
        return 0;
    }
    const auto text = [](std::int64_t number) { return std::to_string(number); };
    print("forgot " + text(outcome->posts) + " posts and " + text(outcome->votes) +
          " votes: " + text(outcome->sources_blanked) + " sources blanked, " + text(outcome->sources_removed) +
          " removed, " + text(outcome->places) + " places in the records of others, " + text(outcome->lines) +
          " lines of corrections and translations, " + text(outcome->files) + " tables and reports");
    if (options.keep_mentions && outcome->mentions > 0)
        print(text(outcome->mentions) + " posts of others still hold the name as a word of their text");
    if (renewed) print("the key of the pseudonyms is a new one: names in reports to come differ from those handed out");
    print(analysed ? "analysed again without the author" : "run agon analyze to make the tables again");
    print(
        "reports outside the case, translation memories given with --translations, the files you imported and their "
        "backups are not touched");
    return 0;
}

}  // namespace

CommandRun add_forget(CLI::App& app) {
    auto flags = std::make_shared<ForgetFlags>();
    CLI::App* command = app.add_subcommand("forget", "take an author out of a case, leaving nothing behind");
    command->add_option("CASE", flags->case_folder, "folder of the case")->required()->type_name("FOLDER");
    command->add_option("--author", flags->author, "name, id on the platform, or agon's author id")->required();
    command
        ->add_option("--mentions", flags->mentions,
                     "blank or keep the name where it is a word of others' texts (default: blank in up to 20 posts, "
                     "else ask)")
        ->check(CLI::IsMember({"blank", "keep"}));
    command->add_option("--key", flags->key_file, "key file of the pseudonyms (default: the user's)")
        ->type_name("FILE");
    command->add_flag("--keep-key", flags->keep_key, "do not renew the key of the pseudonyms");
    command->add_flag("--no-analysis", flags->no_analysis, "do not analyse the case again");
    return [flags](const Surroundings& surroundings) { return run_forget(*flags, surroundings); };
}

}  // namespace agon
