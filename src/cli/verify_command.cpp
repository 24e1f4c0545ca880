// agon verify: every quote and number of a report against the case.
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "src/cli/command.hpp"
#include "src/forgetting/forgetting.hpp"
#include "src/pipeline/pipeline.hpp"
#include "src/verdict/verdict.hpp"

namespace agon {
namespace {

struct VerifyFlags {
    std::string case_folder, file, certificate;
    bool deep = false;
};

/// What the models here answered is what is to be checked. What a server answered is no table of agon's but material,
/// as the judge's exchanges are: it may answer otherwise today, or be gone.
void forget_answers_of_models(const std::string& case_folder) {
    namespace fs = std::filesystem;
    std::error_code failed;
    std::vector<fs::path> answers;
    for (const auto& entry : fs::directory_iterator(case_folder + "/kept", failed))
        if (entry.path().filename().string().find("-endpoint") == std::string::npos) answers.push_back(entry.path());
    for (const fs::path& path : answers) fs::remove(path, failed);
}

/// Makes every table again, in a folder of its own, from the imported threads and the parameters that the manifest
/// names; a table that comes out with other bytes is a finding.
Result<void> check_deeply(const std::string& case_folder, const std::string& data, Verdict& verdict) {
    namespace fs = std::filesystem;
    TRY(Manifest manifest, Manifest::load(real_disk(), case_folder));
    const AnalyzeOptions options = options_of(manifest);
    const Manifest before = manifest;
    const std::string folder = (fs::temp_directory_path() / ("agon_deep_" + std::to_string(::getpid()))).string();
    std::error_code failed;
    fs::remove_all(folder, failed);
    fs::copy(case_folder, folder, fs::copy_options::recursive, failed);
    if (failed) return Error{ErrorCode::write_failed, folder, 0, -1, failed.message()};
    forget_answers_of_models(folder);
    std::erase_if(manifest.stages, [&](const auto& stage) {
        if (stage.first == "threads" || stage.first == "forget") return false;
        for (const std::string& file : stage.second.files) {
            manifest.files.erase(file);
            fs::remove(folder + "/" + file, failed);
        }
        return true;
    });
    auto made = manifest.save(real_disk(), folder);
    auto stages = made ? analyze_case(real_disk(), folder, data, options, [](const std::string&) {})
                       : Result<std::vector<StageOutcome>>(made.error());
    auto after = stages ? Manifest::load(real_disk(), folder) : Result<Manifest>(stages.error());
    fs::remove_all(folder, failed);
    if (!after) return after.error();
    for (const auto& [name, file] : before.files) {
        const auto again = after->files.find(name);
        if (again == after->files.end() || again->second.sha256 != file.sha256)
            verdict.findings.push_back({"altered_table", 0, name + " is not what the sources give"});
    }
    verdict.deep = true;
    return {};
}

int run_verify(const VerifyFlags& flags, const Surroundings& surroundings) {
    auto verdict = verify_report(real_disk(), flags.file, flags.case_folder);
    if (!verdict) return fail(verdict.error());
    if (flags.deep)
        if (auto deep = check_deeply(flags.case_folder, surroundings.data, *verdict); !deep) return fail(deep.error());
    if (!flags.certificate.empty()) {
        auto json = certificate(real_disk(), flags.file, flags.case_folder, *verdict);
        if (!json) return fail(json.error());
        if (auto written = real_disk().write_file(flags.certificate, *json); !written) return fail(written.error());
    }
    const auto forgotten = changed_sources(real_disk(), flags.case_folder);
    if (!forgotten) return fail(forgotten.error());
    Json findings = Json::array();
    for (const Finding& f : verdict->findings) {
        findings.push_back({{"what", f.what}, {"line", f.line}, {"detail", f.detail}});
        if (!surroundings.json) print(f.what + (f.line ? " at line " + std::to_string(f.line) : "") + ": " + f.detail);
    }
    const std::string counts =
        std::to_string(verdict->quotes) + " quotes, " + std::to_string(verdict->numbers) + " numbers, " +
        std::to_string(verdict->names) + " names, " + std::to_string(verdict->words) + " words of quantity, " +
        std::to_string(verdict->translations) + " translations, " + std::to_string(verdict->sources) + " sources, " +
        std::to_string(verdict->tables) + " tables checked";
    if (surroundings.json)
        print_json({{"holds", verdict->holds()},
                    {"checked", counts},
                    {"forgotten", forgotten->size()},
                    {"findings", findings}});
    else
        print((verdict->holds() ? "holds: " : "DOES NOT HOLD: ") + counts);
    if (!forgotten->empty() && !surroundings.json)
        print("of the sources, " + std::to_string(forgotten->size()) +
              " are not as they were imported: agon forget took an author out of them");
    return verdict->holds() ? 0 : 6;
}

}  // namespace

CommandRun add_verify(CLI::App& app) {
    auto flags = std::make_shared<VerifyFlags>();
    CLI::App* command = app.add_subcommand("verify", "check every quote and number of a report");
    command->add_option("REPORT", flags->file, "the report file")->required()->type_name("FILE");
    command->add_option("--case", flags->case_folder, "the case it was made from")->required()->type_name("FOLDER");
    command->add_flag("--deep", flags->deep, "make every table again from the sources and compare");
    command->add_option("--certificate", flags->certificate, "file for what was verified, as JSON with all digests")
        ->type_name("FILE");
    return [flags](const Surroundings& surroundings) { return run_verify(*flags, surroundings); };
}

}  // namespace agon
