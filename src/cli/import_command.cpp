// agon import: exported files into a case.
#include <cstdio>
#include <memory>
#include <set>

#include "src/cli/command.hpp"
#include "src/pipeline/pipeline.hpp"
#include "src/threads/threads.hpp"

namespace agon {
namespace {

struct ImportFlags {
    std::string case_folder;
    std::vector<std::string> files, maps;
    ImportOptions options;
};

/// Files that were not read as UTF-8 throughout, and why agon thinks that they are what it took them for.
void print_charsets(const std::vector<SourceFile>& sources) {
    for (const SourceFile& source : sources) {
        if (source.charset_ground == CharsetGround::damaged_utf8)
            print(source.name + ": UTF-8 with damaged places; records that hold one were rejected");
        else if (source.charset != Charset::utf8)
            print(source.name + ": read as " + std::string(enum_name(source.charset)) + " (" +
                  std::string(enum_name(source.charset_ground)) + ")");
    }
}

/// Tables of a dump or an export that hold no posts, votes or names.
void print_passed_over(const std::vector<SourceFile>& sources) {
    for (const SourceFile& source : sources)
        if (source.sha256.empty() || source.format == "polis_counts")
            print(source.name + ": holds nothing that agon reads");
}

constexpr std::size_t kRejectsShown = 20;

std::string line_of(const Reject& r) {
    return r.file + ": record " + std::to_string(r.record) + ": byte " + std::to_string(r.offset) + ": " + r.reason;
}

/// The lines of rejects that the case had before.
std::set<std::string> known_rejects(const std::string& case_folder) {
    std::set<std::string> lines;
    const std::string path = case_folder + "/threads/rejects.parquet";
    if (!real_disk().exists(path)) return lines;
    if (const auto rows = read_rows<Reject>(real_disk(), path))
        for (const Reject& reject : *rows) lines.insert(line_of(reject));
    return lines;
}

/// Every record that did not come in this time, by file, record and byte; the first of many.
void print_new_rejects(const std::vector<Reject>& rejects, const std::set<std::string>& known) {
    std::size_t shown = 0, more = 0;
    for (const Reject& reject : rejects) {
        const std::string line = line_of(reject);
        const bool is_file = reject.source.empty() && reject.record == 0;  // told of as an error
        if (is_file || known.contains(line)) continue;
        if (shown < kRejectsShown) {
            std::fprintf(stderr, "agon: %s\n", line.c_str());
            ++shown;
        } else {
            ++more;
        }
    }
    if (more > 0)
        std::fprintf(stderr, "agon: and %zu more records that did not come in: threads/rejects.parquet names them\n",
                     more);
}

Json sources_json(const std::vector<SourceFile>& sources) {
    Json all = Json::array();
    for (const SourceFile& source : sources)
        all.push_back({{"name", source.name},
                       {"format", source.format},
                       {"platform", source.platform},
                       {"charset", enum_name(source.charset)},
                       {"charset_ground", enum_name(source.charset_ground)}});
    return all;
}

int run_import(ImportFlags& flags, const Surroundings& surroundings) {
    for (const std::string& map : flags.maps) {
        const std::size_t at = map.find('=');
        if (at == std::string::npos || at == 0)
            return fail({ErrorCode::usage, "", 0, -1, "--map wants column=field, not " + map});
        flags.options.column_map[map.substr(0, at)] = map.substr(at + 1);
    }
    const std::set<std::string> known = known_rejects(flags.case_folder);
    auto outcome = import_into_case(real_disk(), flags.case_folder, files_below(flags.files), flags.options);
    if (!outcome) return fail(outcome.error());
    for (const Error& error : outcome->file_errors) std::fprintf(stderr, "agon: %s\n", error.line().c_str());
    print_new_rejects(outcome->rejects, known);
    if (!surroundings.json) {
        print_passed_over(outcome->read);
        print_charsets(outcome->read);
    }
    if (surroundings.json)
        print_json({{"posts", outcome->post_count},
                    {"new", outcome->new_posts},
                    {"known", outcome->known_posts},
                    {"rejected", outcome->new_rejects},
                    {"votes", outcome->vote_count},
                    {"files_refused", outcome->file_errors.size()},
                    {"sources", sources_json(outcome->read)}});
    else
        print("imported " + std::to_string(outcome->new_posts) + " posts (" + std::to_string(outcome->known_posts) +
              " known already, " + std::to_string(outcome->new_rejects) + " records rejected); the case holds " +
              std::to_string(outcome->post_count) + " posts under " + std::to_string(outcome->thread_count) +
              " questions" +
              (outcome->vote_count == 0 ? "" : " and " + std::to_string(outcome->vote_count) + " votes"));
    if (!outcome->file_errors.empty()) return outcome->file_errors.front().exit_code();
    return outcome->new_rejects > 0 ? 1 : 0;
}

}  // namespace

CommandRun add_import(CLI::App& app) {
    auto flags = std::make_shared<ImportFlags>();
    CLI::App* command = app.add_subcommand("import", "read exported files into a case");
    command->add_option("CASE", flags->case_folder, "folder of the case")->required()->type_name("FOLDER");
    command->add_option("FILES", flags->files, "files, folders, patterns or archives; - for standard input")
        ->required()
        ->type_name("FILE");
    std::string names = "auto";
    for (const auto& [name, platform] : import_formats()) names += ", " + name;
    command->add_option("--format", flags->options.format, names)->capture_default_str();
    command->add_option("--platform", flags->options.platform, "where the posts come from; else the format's own");
    command->add_option("--stream", flags->options.stream, "public, official or expert")
        ->check(CLI::IsMember({"public", "official", "expert"}));
    command->add_option("--topic", flags->options.topic, "the topic's name");
    command->add_option("--map", flags->maps, "column=field, for CSV, TSV, XLSX and JSON records");
    return [flags](const Surroundings& surroundings) { return run_import(*flags, surroundings); };
}

}  // namespace agon
