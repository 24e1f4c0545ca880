// Drafts of translations for a report: composed, drafted, composed again until nothing is missing.
#include "ground/model/encoder.hpp"
#include "ground/model/translator.hpp"
#include "ground/text/text.hpp"
#include "src/pipeline/pipeline.hpp"

namespace agon {
namespace {

// A report with more translations can be of another length and quote other posts; there are not more forms than this.
constexpr int kMostRounds = 13;

bool lacks_translations(const Report& report) {
    for (const Untranslated& u : report.untranslated)
        if (u.part.empty() && has_han(u.original)) return true;  // a quote, or a title at least
    return false;
}

}  // namespace

Result<DraftsMade> draft_report(Disk& disk, const std::string& case_folder, const std::string& data,
                                const ReportOptions& options, const DraftOptions& drafts) {
    if (options.language != "en")
        return Error{ErrorCode::usage, "", 0, -1, "drafts are made from Chinese into English: --lang en"};
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    TRY(const Lexicon lexicon, load_report_lexicon(disk, data, case_folder, options.language));
    TRY(Report report, compose_report(disk, case_folder, lexicon, options));
    DraftsMade all;
    if (!lacks_translations(report)) return all;
    const std::string folder = translator_folder(data);
    TRY(const std::unique_ptr<Translator> translator,
        open_translator(
            {folder + "/translate", drafts.model.empty() ? folder + "/model.gguf" : drafts.model, drafts.threads},
            draft_beginning()));
    TRY(const std::unique_ptr<Encoder> encoder, load_embedded_encoder(data + "/.deps/encoder", disk));
    const std::string memory =
        options.translations_file.empty() ? case_folder + "/translations.jsonl" : options.translations_file;
    for (int round = 0; round < kMostRounds; ++round) {
        TRY(const DraftsMade made,
            add_drafts(disk, memory, report, drafter_of(*translator), *encoder, lexicon, drafts.progress));
        all.shown += made.shown, all.withheld += made.withheld;
        if (made.shown == 0) break;
        TRY(report, compose_report(disk, case_folder, lexicon, options));
    }
    return all;
}

}  // namespace agon
