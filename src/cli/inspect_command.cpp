// agon inspect: what is in a case, in a screen of text.
#include <algorithm>
#include <map>
#include <memory>

#include "src/cli/command.hpp"
#include "src/corpus/corpus.hpp"
#include "src/debates/debates.hpp"

namespace agon {
namespace {

int inspect_as_json(const std::string& case_folder) {
    auto manifest = Manifest::load(real_disk(), case_folder);
    if (!manifest) return fail(manifest.error());
    Json files = Json::object();
    for (const auto& [name, file] : manifest->files) files[name] = file.rows;
    print_json({{"tool_version", manifest->tool_version}, {"files", files}});
    return 0;
}

/// Per format: how many files, and those that were not plain UTF-8 by name.
void print_sources(const Threads& threads) {
    std::map<std::string, std::int64_t> formats;
    for (const SourceFile& source : threads.sources)
        ++formats[source.platform + ", " + source.format + ", " + source.stream];
    for (const auto& [format, files] : formats) print("  " + format + ": " + std::to_string(files) + " files");
    for (const SourceFile& source : threads.sources)
        if (source.charset != Charset::utf8 || source.charset_ground == CharsetGround::damaged_utf8)
            print("  " + source.name + ": " + std::string(enum_name(source.charset)) + " (" +
                  std::string(enum_name(source.charset_ground)) + ")");
    std::int64_t revisions = 0, missing = 0, cut = 0;
    for (const Post& post : threads.posts) {
        revisions += post.newest ? 0 : 1;
        missing += post.parent_missing;
        cut += post.body_is_cut;
    }
    print("  " + std::to_string(revisions) + " older revisions, " + std::to_string(missing) +
          " replies to posts that are not here, " + std::to_string(cut) + " posts cut short by their source, " +
          std::to_string(threads.votes.size()) + " votes");
}

constexpr std::size_t kMostAccounts = 5;

/// What became of the posts, and who posts one text again and again.
void print_corpus(const Corpus& corpus) {
    std::map<std::string_view, std::int64_t> fates;
    for (const CleanPost& post : corpus.posts) ++fates[enum_name(post.fate)];
    std::string line = "posts:";
    for (const auto& [fate, count] : fates) line += ' ' + std::to_string(count) + ' ' + std::string(fate) + ',';
    line.back() = ' ';
    print(line + "(twin and relay are echo: they count for no voice)");
    if (corpus.accounts.empty()) return;
    print("accounts that posted one text in many threads: " + std::to_string(corpus.accounts.size()) + " texts");
    for (std::size_t i = 0; i < std::min(kMostAccounts, corpus.accounts.size()); ++i) {
        const RepeatedText& text = corpus.accounts[i];
        print("  " + text.account + " (" + text.platform + "): one text " + std::to_string(text.posts) + " times in " +
              std::to_string(text.threads) + " threads" +
              (text.echo_of == PostId{} ? "" : ", first written by somebody else"));
    }
}

int run_inspect(const std::string& case_folder, const Surroundings& surroundings) {
    if (!real_disk().exists(case_folder + "/manifest.json"))
        return fail({ErrorCode::case_missing, case_folder, 0, -1, ""});
    if (surroundings.json) return inspect_as_json(case_folder);
    auto threads = read_threads(real_disk(), case_folder);
    if (!threads) return fail(threads.error());
    print("case " + case_folder + ": " + std::to_string(threads->sources.size()) + " sources, " +
          std::to_string(threads->threads.size()) + " questions, " + std::to_string(threads->posts.size()) +
          " posts, " + std::to_string(threads->rejects.size()) + " rejected records");
    print_sources(*threads);
    if (auto analysed = Manifest::load_analysed(real_disk(), case_folder); !analysed) {
        print(analysed.error().line());
        return 0;
    }
    auto corpus = read_corpus(real_disk(), case_folder);
    if (corpus) print_corpus(*corpus);
    auto debates = read_debates(real_disk(), case_folder);
    if (!debates) {
        print("not analysed yet");
        return 0;
    }
    for (const Debate& d : debates->debates)
        print(std::to_string(d.rank) + ". " + d.question + "  (" + std::to_string(d.voices) + " voices, " +
              std::to_string(d.posts) + " posts, " + std::to_string(d.threads) + " questions; " + d.terms + ")");
    return 0;
}

}  // namespace

CommandRun add_inspect(CLI::App& app) {
    auto case_folder = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("inspect", "what is in a case");
    command->add_option("CASE", *case_folder, "folder of the case")->required()->type_name("FOLDER");
    return [case_folder](const Surroundings& surroundings) { return run_inspect(*case_folder, surroundings); };
}

}  // namespace agon
