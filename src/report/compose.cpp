// The article: its sections in their order, at the greatest length that fits.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

/// From the fullest form to the shortest; the first that fits the words asked for is taken, else the last.
/// Who answers whom is dropped last but for the first argument: a debate told without it is two lists.
constexpr Form kForms[] = {{8, 5, 2, 3, 6},
                           {8, 4, 2, 2, 5},
                           {7, 4, 1, 2, 5},
                           {6, 3, 1, 2, 4},
                           {6, 3, 1, 1, 4},
                           {6, 2, 1, 1, 3},
                           {5, 2, 1, 1, 3},
                           {5, 2, 1, 1, 2},
                           {4, 2, 1, 1, 3},
                           {4, 2, 0, 1, 3},
                           {4, 2, 0, 1, 2},
                           {4, 2, 0, 1, 1},
                           {3, 2, 0, 1, 1},
                           {2, 2, 0, 1, 1},
                           {2, 1, 0, 0, 1},
                           {1, 1, 0, 0, 1},
                           {2, 1, 0, 0, 1, Parts::core},
                           {1, 1, 0, 0, 1, Parts::core},
                           {0, 0, 0, 0, 0, Parts::core},
                           {0, 0, 0, 0, 0, Parts::summary}};

Report composed(const CaseTables& tables, const Material& material, const Lexicon& lexicon, const Translations& memory,
                const ReportOptions& options, Form form, bool last) {
    Composer c(tables, material, lexicon, memory, options, form);
    using Write = void (*)(Composer&);
    constexpr std::pair<Write, Parts> sections[] = {
        {write_title, Parts::summary},  {write_summary, Parts::summary}, {write_official, Parts::core},
        {write_debates, Parts::core},   {write_votes, Parts::core},      {write_allies, Parts::core},
        {write_consensus, Parts::core}, {write_actors, Parts::all},      {write_figures, Parts::all},
        {write_pressing, Parts::all},   {write_change, Parts::all},      {write_limits, Parts::summary}};
    for (const auto& [write, least] : sections)
        if (form.parts >= least) write(c);
    const std::int64_t words = c.words_so_far();
    if (!last && words > options.words) return {};
    write_method(c);
    write_endnotes(c);
    Report report = c.take();
    report.words = words;
    return report;
}

}  // namespace

Result<Report> compose_report(Disk& disk, const std::string& case_folder, const Lexicon& lexicon,
                              const ReportOptions& options) {
    TRY(const Manifest written, Manifest::load_analysed(disk, case_folder));
    TRY(const CaseTables tables, CaseTables::load(disk, case_folder, written));
    TRY(Material material, Material::read(disk, case_folder));
    material.points_unread = points_unread(written);
    const std::string in_case = case_folder + "/translations.jsonl";
    Translations memory;
    if (!options.translations_file.empty() || disk.exists(in_case)) {
        TRY(memory, Translations::load(disk, options.translations_file.empty() ? in_case : options.translations_file,
                                       options.language));
    }
    TRY(const std::string manifest, disk.read_file(case_folder + "/manifest.json"));
    // What a model words has no say in which form fits: its answers belong to the paragraphs of that form.
    ReportOptions plain = options;
    plain.writer.clear();
    plain.answers.clear();
    Report report;
    for (std::size_t i = 0; i < std::size(kForms) && report.blocks.empty(); ++i) {
        report = composed(tables, material, lexicon, memory, plain, kForms[i], i + 1 == std::size(kForms));
        if (!report.blocks.empty() && !options.answers.empty())
            report = composed(tables, material, lexicon, memory, options, kForms[i], true);
    }
    TRY_VOID(tables.outcome());
    report.manifest_sha256 = sha256_hex(manifest);
    return report;
}

}  // namespace agon
