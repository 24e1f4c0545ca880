// agon import: exported files into a case.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "src/cli/command.hpp"
#include "src/threads/threads.hpp"

namespace agon {
namespace {

struct ImportFlags {
    std::string case_folder;
    std::vector<std::string> files, maps;
    ImportOptions options;
};

/// Folders stand for the files in them, in the order of their names.
std::vector<std::string> files_below(const std::vector<std::string>& given) {
    std::vector<std::string> files;
    for (const std::string& path : given) {
        std::error_code ignored;
        if (!std::filesystem::is_directory(path, ignored)) {
            files.push_back(path);
            continue;
        }
        std::vector<std::string> below;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path, ignored))
            if (entry.is_regular_file()) below.push_back(entry.path().string());
        std::sort(below.begin(), below.end());
        files.insert(files.end(), below.begin(), below.end());
    }
    return files;
}

int run_import(ImportFlags& flags, const Surroundings& surroundings) {
    for (const std::string& map : flags.maps) {
        const std::size_t at = map.find('=');
        if (at == std::string::npos || at == 0)
            return fail({ErrorCode::usage, "", 0, -1, "--map wants column=field, not " + map});
        flags.options.column_map[map.substr(0, at)] = map.substr(at + 1);
    }
    auto outcome = import_files(real_disk(), flags.case_folder, files_below(flags.files), flags.options);
    if (!outcome) return fail(outcome.error());
    for (const Error& error : outcome->file_errors) std::fprintf(stderr, "agon: %s\n", error.line().c_str());
    if (surroundings.json)
        print_json({{"posts", outcome->threads.posts.size()},
                    {"new", outcome->new_posts},
                    {"known", outcome->known_posts},
                    {"rejected", outcome->new_rejects},
                    {"files_refused", outcome->file_errors.size()}});
    else
        print("imported " + std::to_string(outcome->new_posts) + " posts (" + std::to_string(outcome->known_posts) +
              " known already, " + std::to_string(outcome->new_rejects) + " records rejected); the case holds " +
              std::to_string(outcome->threads.posts.size()) + " posts under " +
              std::to_string(outcome->threads.threads.size()) + " questions");
    if (!outcome->file_errors.empty()) return outcome->file_errors.front().exit_code();
    return outcome->new_rejects > 0 ? 1 : 0;
}

}  // namespace

CommandRun add_import(CLI::App& app) {
    auto flags = std::make_shared<ImportFlags>();
    CLI::App* command = app.add_subcommand("import", "read exported files into a case");
    command->add_option("CASE", flags->case_folder, "folder of the case")->required();
    command->add_option("FILES", flags->files, "files or folders")->required();
    command->add_option("--format", flags->options.format,
                        "auto, zhihu_api_json, hotdaily_json, jsonl, csv or documents");
    command->add_option("--platform", flags->options.platform, "where the posts come from");
    command->add_option("--stream", flags->options.stream, "public, official or expert")
        ->check(CLI::IsMember({"public", "official", "expert"}));
    command->add_option("--topic", flags->options.topic, "the topic's name");
    command->add_option("--map", flags->maps, "column=field, for CSV and JSONL");
    return [flags](const Surroundings& surroundings) { return run_import(*flags, surroundings); };
}

}  // namespace agon
