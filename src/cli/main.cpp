// The command line. The only file that prints and exits.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "src/cli/pipeline.hpp"
#include "src/trends/trends.hpp"

namespace {

using namespace agon;
using Json = nlohmann::ordered_json;

int fail(const Error& error) {
    std::fprintf(stderr, "agon: %s\n", error.line().c_str());
    return error.exit_code();
}

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
}

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

struct Arguments {
    std::string case_folder, file, language = "en", map_text;
    std::vector<std::string> files, maps;
    ImportOptions import;
    AnalyzeOptions analyze;
    bool json = false, quiet = false;
};

int run_import(Arguments& a) {
    for (const std::string& map : a.maps) {
        const std::size_t at = map.find('=');
        if (at == std::string::npos || at == 0)
            return fail({ErrorCode::usage, "", 0, -1, "--map wants column=field, not " + map});
        a.import.column_map[map.substr(0, at)] = map.substr(at + 1);
    }
    auto outcome = import_files(real_disk(), a.case_folder, files_below(a.files), a.import);
    if (!outcome) return fail(outcome.error());
    for (const Error& error : outcome->file_errors) std::fprintf(stderr, "agon: %s\n", error.line().c_str());
    if (a.json)
        print(Json{{"posts", outcome->threads.posts.size()},
                   {"new", outcome->new_posts},
                   {"known", outcome->known_posts},
                   {"rejected", outcome->new_rejects},
                   {"files_refused", outcome->file_errors.size()}}
                  .dump());
    else
        print("imported " + std::to_string(outcome->new_posts) + " posts (" + std::to_string(outcome->known_posts) +
              " known already, " + std::to_string(outcome->new_rejects) + " records rejected); the case holds " +
              std::to_string(outcome->threads.posts.size()) + " posts under " +
              std::to_string(outcome->threads.threads.size()) + " questions");
    if (!outcome->file_errors.empty()) return outcome->file_errors.front().exit_code();
    return outcome->new_rejects > 0 ? 1 : 0;
}

int run_analyze(const Arguments& a, const std::string& data) {
    const auto progress = [&](const std::string& stage) {
        if (!a.quiet) std::fprintf(stderr, "%s ...\n", stage.c_str());
    };
    auto outcomes = analyze_case(real_disk(), a.case_folder, data, a.analyze, progress);
    if (!outcomes) return fail(outcomes.error());
    Json all = Json::array();
    for (const StageOutcome& o : *outcomes) {
        if (a.json)
            all.push_back({{"stage", o.stage}, {"skipped", o.skipped}, {"rows", o.rows}});
        else
            print(o.stage + (o.skipped ? ": unchanged" : ": " + std::to_string(o.rows) + " rows"));
    }
    if (a.json) print(all.dump());
    return 0;
}

int run_report(const Arguments& a, const std::string& data) {
    ReportOptions options;
    options.language = a.language;
    auto outcome = write_report(real_disk(), a.case_folder, data, a.file, options);
    if (!outcome) return fail(outcome.error());
    if (a.json)
        print(Json{{"file", a.file},
                   {"report", outcome->report_id},
                   {"quotes", outcome->quotes},
                   {"figures", outcome->figures}}
                  .dump());
    else
        print(a.file + ": " + std::to_string(outcome->quotes) + " quotes, " + std::to_string(outcome->figures) +
              " figures");
    return 0;
}

int run_verify(const Arguments& a) {
    auto verdict = verify_report(real_disk(), a.file, a.case_folder);
    if (!verdict) return fail(verdict.error());
    Json findings = Json::array();
    for (const Finding& f : verdict->findings) {
        findings.push_back({{"what", f.what}, {"line", f.line}, {"detail", f.detail}});
        if (!a.json) print(f.what + (f.line ? " at line " + std::to_string(f.line) : "") + ": " + f.detail);
    }
    const std::string counts = std::to_string(verdict->quotes) + " quotes, " + std::to_string(verdict->numbers) +
                               " numbers, " + std::to_string(verdict->names) + " names, " +
                               std::to_string(verdict->sources) + " sources, " + std::to_string(verdict->tables) +
                               " tables checked";
    if (a.json)
        print(Json{{"holds", verdict->holds()}, {"checked", counts}, {"findings", findings}}.dump(
            -1, ' ', false, Json::error_handler_t::replace));
    else
        print((verdict->holds() ? "holds: " : "DOES NOT HOLD: ") + counts);
    return verdict->holds() ? 0 : 6;
}

int run_inspect(const Arguments& a) {
    if (!real_disk().exists(a.case_folder + "/manifest.json"))
        return fail({ErrorCode::case_missing, a.case_folder, 0, -1, ""});
    auto manifest = Manifest::load(real_disk(), a.case_folder);
    if (!manifest) return fail(manifest.error());
    if (a.json) {
        Json files = Json::object();
        for (const auto& [name, file] : manifest->files) files[name] = file.rows;
        print(Json{{"tool_version", manifest->tool_version}, {"files", files}}.dump());
        return 0;
    }
    auto threads = read_threads(real_disk(), a.case_folder);
    if (!threads) return fail(threads.error());
    print("case " + a.case_folder + ": " + std::to_string(threads->sources.size()) + " sources, " +
          std::to_string(threads->threads.size()) + " questions, " + std::to_string(threads->posts.size()) +
          " posts, " + std::to_string(threads->rejects.size()) + " rejected records");
    auto debates = read_debates(real_disk(), a.case_folder);
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

int main(int argc, char** argv) {
    Arguments a;
    CLI::App app{"agon reads the threads of a topic and says what is being debated."};
    app.set_version_flag("--version", "agon " AGON_VERSION);
    app.require_subcommand(1);
    const auto common = [&](CLI::App* command, bool with_case) {
        command->add_flag("--json", a.json, "machine-readable output");
        command->add_flag("--quiet", a.quiet, "no progress on stderr");
        if (with_case) command->add_option("CASE", a.case_folder, "folder of the case")->required();
    };
    CLI::App* import = app.add_subcommand("import", "read exported files into a case");
    common(import, true);
    import->add_option("FILES", a.files, "files or folders")->required();
    import->add_option("--format", a.import.format, "auto, zhihu_api_json, hotdaily_json, jsonl, csv or documents");
    import->add_option("--platform", a.import.platform, "where the posts come from");
    import->add_option("--stream", a.import.stream, "public, official or expert")
        ->check(CLI::IsMember({"public", "official", "expert"}));
    import->add_option("--topic", a.import.topic, "the topic's name");
    import->add_option("--map", a.maps, "column=field, for CSV and JSONL");
    CLI::App* analyze = app.add_subcommand("analyze", "find debates, camps, arguments and trends");
    common(analyze, true);
    analyze->add_option("--from", a.analyze.from, "first day, month or year of the window");
    analyze->add_option("--to", a.analyze.to, "last day, month or year of the window");
    analyze->add_option("--threads", a.analyze.threads, "threads; the result does not depend on it")
        ->check(CLI::Range(1, 64));
    CLI::App* report = app.add_subcommand("report", "write the article");
    common(report, true);
    report->add_option("-o,--output", a.file, "file to write, .html or .md")->required();
    report->add_option("--lang", a.language, "en or zh")->check(CLI::IsMember({"en", "zh"}));
    CLI::App* verify = app.add_subcommand("verify", "check every quote and number of a report");
    common(verify, false);
    verify->add_option("REPORT", a.file, "the report file")->required();
    verify->add_option("--case", a.case_folder, "the case it was made from")->required();
    CLI::App* inspect = app.add_subcommand("inspect", "what is in a case");
    common(inspect, true);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : 2;
    }
    const std::string data = data_folder(argv[0]);
    if (import->parsed()) return run_import(a);
    if (analyze->parsed()) return run_analyze(a, data);
    if (report->parsed()) return run_report(a, data);
    if (verify->parsed()) return run_verify(a);
    return run_inspect(a);
}
