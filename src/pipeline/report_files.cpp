// A report in the format that its file's name asks for.
#include "src/pipeline/pdf.hpp"
#include "src/pipeline/pipeline.hpp"

namespace agon {
namespace {

/// The format that a file's name asks for; empty: none of ours.
std::string report_ending(const std::string& file) {
    for (const char* ending : {"csl.json", "html", "md", "docx", "pdf", "json", "bib", "ris", "jsonld"})
        if (file.ends_with(std::string(".") + ending)) return ending;
    return "";
}

}  // namespace

Result<ReportOutcome> write_report(Disk& disk, const std::string& case_folder, const std::string& data,
                                   const std::string& file, const ReportOptions& options) {
    const std::string ending = report_ending(file);
    if (ending.empty())
        return Error{ErrorCode::usage, file, 0, -1,
                     "the name must end in .html, .md, .docx, .pdf, .json, .bib, .ris, .csl.json or .jsonld"};
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    TRY(const Lexicon lexicon, load_report_lexicon(disk, data, case_folder, options.language));
    TRY(const Report report, compose_report(disk, case_folder, lexicon, options));
    const std::string json = report_json(report);
    ReportOutcome outcome;
    outcome.report_id = sha256_hex(json);
    outcome.blocks = static_cast<std::int64_t>(report.blocks.size());
    for (const Block& block : report.blocks)
        for (const Mark& mark : block.marks) {
            outcome.quotes += mark.kind == MarkKind::quote ? 1 : 0;
            outcome.figures += mark.kind == MarkKind::figure ? 1 : 0;
        }
    for (const WrittenText& w : report.written) ++(w.withheld.empty() ? outcome.written : outcome.withheld);
    TRY_VOID(disk.write_file(case_folder + "/report/" + outcome.report_id + ".json", json));
    outcome.words = report.words;
    outcome.untranslated = untranslated_lines(report);
    const std::string& id = outcome.report_id;
    std::string bytes = ending == "html" || ending == "pdf" ? render_html(report, id)
                        : ending == "md"                    ? render_markdown(report, id)
                        : ending == "docx"                  ? render_docx(report, id)
                        : ending == "json"                  ? json
                                                            : render_citations(report, ending);
    if (ending == "pdf") {
        TRY(bytes, print_pdf(bytes));
    }
    TRY_VOID(disk.write_file(file, bytes));
    return outcome;
}

}  // namespace agon
