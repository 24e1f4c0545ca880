// Whole cases behind the C interface: what the commands of the same names do, without printing and without exiting.
#include <nlohmann/json.hpp>

#include "src/abi/calls.hpp"
#include "src/pipeline/pipeline.hpp"
#include "src/verdict/verdict.hpp"

namespace agon {
namespace {

using Json = nlohmann::ordered_json;

void give_result(const Json& json, char** result) {
    if (result) *result = handed_over(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<std::string> required(const char* text, const char* what) {
    if (!text || !*text) return Error{ErrorCode::usage, "", 0, -1, std::string("no ") + what};
    return std::string(text);
}

Result<agon_status> import_case(const char* folder, const char* const* files, std::size_t count, const char* json,
                                char** result, char** message) {
    TRY(const std::string case_folder, required(folder, "case"));
    TRY(const CallOptions call, CallOptions::parse(json, {"format", "platform", "stream", "topic", "map"}));
    ImportOptions options;
    options.format = call.text("format", "auto");
    options.platform = call.text("platform");
    options.stream = call.text("stream", "public");
    if (options.stream != "public" && options.stream != "official" && options.stream != "expert")
        return Error{ErrorCode::usage, "", 0, -1, "option stream must be public, official or expert"};
    options.topic = call.text("topic");
    options.column_map = call.members("map");
    std::vector<std::string> given;
    for (std::size_t i = 0; i < count; ++i) {
        TRY(std::string file, required(files ? files[i] : nullptr, "file"));
        given.push_back(std::move(file));
    }
    TRY(const ImportSummary outcome, import_into_case(real_disk(), case_folder, files_below(given), options));
    Json sources = Json::array(), refused_files = Json::array();
    for (const SourceFile& source : outcome.read)
        sources.push_back({{"name", source.name},
                           {"format", source.format},
                           {"platform", source.platform},
                           {"charset", enum_name(source.charset)},
                           {"charset_ground", enum_name(source.charset_ground)}});
    for (const Error& error : outcome.file_errors) refused_files.push_back(error.line());
    give_result({{"posts", outcome.post_count},
                 {"new", outcome.new_posts},
                 {"known", outcome.known_posts},
                 {"rejected", outcome.new_rejects},
                 {"votes", outcome.vote_count},
                 {"files_refused", outcome.file_errors.size()},
                 {"refused", refused_files},
                 {"sources", sources}},
                result);
    if (!outcome.file_errors.empty()) return refused(outcome.file_errors.front(), message);
    if (outcome.new_rejects == 0) return AGON_OK;
    if (message) *message = handed_over(std::to_string(outcome.new_rejects) + " records were rejected");
    return AGON_PARTLY;
}

Result<agon_status> analyze(const char* data, const char* folder, const char* json, char** result) {
    TRY(const std::string case_folder, required(folder, "case"));
    TRY(const CallOptions call,
        CallOptions::parse(json, {"from", "to", "topic", "stream", "encoder", "threads", "adopt"}));
    AnalyzeOptions options;
    options.from = call.text("from");
    options.to = call.text("to");
    options.topic = call.text("topic");
    options.stream = call.text("stream");
    TRY(const std::int64_t threads, call.number("threads", 2, 1, 64));
    options.threads = static_cast<int>(threads);
    TRY(const std::int64_t adopt, call.number("adopt", 0, 0, 1));
    options.adopt = adopt == 1;
    const std::string encoder = call.text("encoder", "auto");
    if (encoder != "auto" && encoder != "full" && encoder != "fast")
        return Error{ErrorCode::usage, "", 0, -1, "option encoder must be auto, full or fast"};
    options.encoder = encoder == "auto"   ? EncoderTier::automatic
                      : encoder == "full" ? EncoderTier::full
                                          : EncoderTier::fast;
    TRY(const auto outcomes, analyze_case(real_disk(), case_folder, data_of(data), options, [](const std::string&) {}));
    Json stages = Json::array();
    for (const StageOutcome& stage : outcomes)
        stages.push_back({{"stage", stage.stage}, {"skipped", stage.skipped}, {"rows", stage.rows}});
    give_result(stages, result);
    return AGON_OK;
}

Result<agon_status> report(const char* data, const char* folder, const char* path, const char* json, char** result) {
    TRY(const std::string case_folder, required(folder, "case"));
    TRY(const std::string file, required(path, "file"));
    TRY(const CallOptions call, CallOptions::parse(json, {"language", "words", "translations"}));
    ReportOptions options;
    options.language = call.text("language", "en");
    if (options.language != "en" && options.language != "zh")
        return Error{ErrorCode::usage, "", 0, -1, "option language must be en or zh"};
    TRY(options.words, call.number("words", options.words, 100, 100000));
    options.translations_file = call.text("translations");
    TRY(const ReportOutcome outcome, write_report(real_disk(), case_folder, data_of(data), file, options));
    give_result(
        {{"file", file}, {"report", outcome.report_id}, {"quotes", outcome.quotes}, {"figures", outcome.figures}},
        result);
    return AGON_OK;
}

Result<agon_status> verify(const char* file, const char* folder, char** result, char** message) {
    TRY(const std::string report_file, required(file, "report"));
    TRY(const std::string case_folder, required(folder, "case"));
    TRY(const Verdict verdict, verify_report(real_disk(), report_file, case_folder));
    Json findings = Json::array();
    for (const Finding& finding : verdict.findings)
        findings.push_back({{"what", finding.what}, {"line", finding.line}, {"detail", finding.detail}});
    give_result({{"holds", verdict.holds()},
                 {"quotes", verdict.quotes},
                 {"numbers", verdict.numbers},
                 {"names", verdict.names},
                 {"sources", verdict.sources},
                 {"tables", verdict.tables},
                 {"findings", findings}},
                result);
    if (verdict.holds()) return AGON_OK;
    if (message)
        *message = handed_over(std::to_string(verdict.findings.size()) + " things do not hold, the first: " +
                               verdict.findings.front().what + ": " + verdict.findings.front().detail);
    return AGON_NOT_VERIFIED;
}

/// Like guarded(), but `work` has set the message where it gives a status.
template <class Work>
agon_status whole_case(char** result, char** message, const Work& work) noexcept {
    if (result) *result = nullptr;
    return guarded(message, work);
}

}  // namespace
}  // namespace agon

extern "C" {

agon_status agon_import(const char* case_folder, const char* const* files, size_t count, const char* options,
                        char** result, char** message) {
    return agon::whole_case(result, message,
                            [&] { return agon::import_case(case_folder, files, count, options, result, message); });
}

agon_status agon_analyze(const char* data_folder, const char* case_folder, const char* options, char** result,
                         char** message) {
    return agon::whole_case(result, message, [&] { return agon::analyze(data_folder, case_folder, options, result); });
}

agon_status agon_report(const char* data_folder, const char* case_folder, const char* file, const char* options,
                        char** result, char** message) {
    return agon::whole_case(result, message,
                            [&] { return agon::report(data_folder, case_folder, file, options, result); });
}

agon_status agon_verify(const char* report_file, const char* case_folder, char** result, char** message) {
    return agon::whole_case(result, message, [&] { return agon::verify(report_file, case_folder, result, message); });
}
}
