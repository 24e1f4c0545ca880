// Room verdict: VERIFY. Threads and Report only -> Verdict. Shares no code with what it checks.
//
// 1. The rendered file is read line by line and must hold exactly the blocks of the report it names; and the digest of
//    all its bytes must be the one that the report states for this rendering.
// 2. Every source of the case must have the bytes that its digests say, every table the digest of the manifest.
// 3. Every figure is recomputed from the tables, every quote and title is cut from the source bytes and decoded anew,
//    every name and year is compared with the post.
// 4. Words of quantity are chosen again from the thresholds, translations must be of the bytes they claim to translate,
//    endnotes must lead to the post that is quoted.
// 5. No digit, no word of quantity and no quoted word may stand outside a mark.
#pragma once

#include <string>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "src/report/report.hpp"
#include "src/threads/threads.hpp"

namespace agon {

/// One thing that does not hold, with its place.
struct Finding {
    std::string what;       // altered_text, missing_text, wrong_number, wrong_word, altered_quote, wrong_name,
                            // loose_digit, loose_word, loose_quote, altered_source, altered_table
    std::int64_t line = 0;  // of the report file, 0: not about a line
    std::string detail;
};
struct Verdict {
    std::int64_t quotes = 0, numbers = 0, names = 0, words = 0, translations = 0, sources = 0, tables = 0;  // checked
    bool deep = false;  // the tables were made again from the sources
    std::vector<Finding> findings;
    bool holds() const { return findings.empty(); }
};

/// Errors only where the report file or the case cannot be read at all; everything else is a Finding.
Result<Verdict> verify_report(Disk& disk, const std::string& report_file, const std::string& case_folder);

/// Machine-readable: digests of report, manifest, sources, tables and models, what was checked and what was found.
Result<std::string> certificate(Disk& disk, const std::string& report_file, const std::string& case_folder,
                                const Verdict& verdict);

}  // namespace agon
