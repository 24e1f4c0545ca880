// agon verify: every quote and number of a report against the case.
#include <memory>

#include "src/cli/command.hpp"
#include "src/verdict/verdict.hpp"

namespace agon {
namespace {

struct VerifyFlags {
    std::string case_folder, file;
};

int run_verify(const VerifyFlags& flags, const Surroundings& surroundings) {
    auto verdict = verify_report(real_disk(), flags.file, flags.case_folder);
    if (!verdict) return fail(verdict.error());
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
        print_json({{"holds", verdict->holds()}, {"checked", counts}, {"findings", findings}});
    else
        print((verdict->holds() ? "holds: " : "DOES NOT HOLD: ") + counts);
    return verdict->holds() ? 0 : 6;
}

}  // namespace

CommandRun add_verify(CLI::App& app) {
    auto flags = std::make_shared<VerifyFlags>();
    CLI::App* command = app.add_subcommand("verify", "check every quote and number of a report");
    command->add_option("REPORT", flags->file, "the report file")->required();
    command->add_option("--case", flags->case_folder, "the case it was made from")->required();
    return [flags](const Surroundings& surroundings) { return run_verify(*flags, surroundings); };
}

}  // namespace agon
