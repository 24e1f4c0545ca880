#include "ground/outcome/outcome.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace agon {
namespace {

struct CodeRow {
    ErrorCode code;
    std::string_view name;
    std::string_view sentence;
    int exit_code;
};

// The one table of wording. Order is free; every code stands exactly once (tests/outcome_test.cpp).
constexpr CodeRow kCodes[] = {
    {ErrorCode::file_missing, "file_missing", "no such file", 3},
    {ErrorCode::file_unreadable, "file_unreadable", "cannot be read", 3},
    {ErrorCode::is_directory, "is_directory", "this is a directory, a file was expected", 3},
    {ErrorCode::file_empty, "file_empty", "the file is empty", 3},
    {ErrorCode::not_text, "not_text", "this is not text in an encoding that agon knows", 3},
    {ErrorCode::unknown_format, "unknown_format", "the format was not recognised", 3},
    {ErrorCode::malformed_json, "malformed_json", "malformed JSON", 3},
    {ErrorCode::malformed_csv, "malformed_csv", "malformed CSV", 3},
    {ErrorCode::malformed_xml, "malformed_xml", "malformed XML", 3},
    {ErrorCode::archive_damaged, "archive_damaged", "the archive is damaged", 3},
    {ErrorCode::archive_refused, "archive_refused", "the archive is larger than agon will unpack", 3},
    {ErrorCode::missing_column, "missing_column", "a column is missing", 3},
    {ErrorCode::missing_field, "missing_field", "a field is missing", 3},
    {ErrorCode::bad_value, "bad_value", "a value cannot be understood", 3},
    {ErrorCode::write_failed, "write_failed", "writing failed", 4},
    {ErrorCode::read_only_target, "read_only_target", "the target cannot be written to", 4},
    {ErrorCode::case_missing, "case_missing", "there is no case here (run agon import first)", 3},
    {ErrorCode::case_damaged, "case_damaged", "the case is damaged", 3},
    {ErrorCode::case_outdated, "case_outdated", "the case was analysed by an older agon: run agon analyze on it again",
     3},
    {ErrorCode::case_newer, "case_newer",
     "the case was made by a newer agon: use that one, or import the files into a new case", 3},
    {ErrorCode::stage_missing, "stage_missing", "a stage has not been run yet (run agon analyze)", 3},
    {ErrorCode::model_missing, "model_missing", "the model file is missing", 3},
    {ErrorCode::model_damaged, "model_damaged", "the model file is damaged", 3},
    {ErrorCode::lexicon_damaged, "lexicon_damaged", "a lexicon file cannot be understood", 3},
    {ErrorCode::locked, "locked", "another agon is working on this case", 5},
    {ErrorCode::usage, "usage", "wrong use", 2},
    {ErrorCode::nothing_found, "nothing_found", "nothing was found", 1},
};

const CodeRow& row_of(ErrorCode code) {
    for (const CodeRow& row : kCodes)
        if (row.code == code) return row;
    VERIFY(!"every ErrorCode stands in kCodes");
    return kCodes[0];
}

/// What others say of a file (libarchive's messages end in line ends) and names of files may hold anything.
std::string without_controls(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    while (text.ends_with(' ')) text.pop_back();
    return text;
}

}  // namespace

std::string_view sentence_of(ErrorCode code) {
    return row_of(code).sentence;
}

std::string_view name_of(ErrorCode code) {
    return row_of(code).name;
}

std::string Error::line() const {
    std::string out;
    if (!file.empty()) out += file + ": ";
    if (record > 0) out += fmt::format("record {}: ", record);
    if (offset >= 0) out += fmt::format("byte {}: ", offset);
    out += sentence_of(code);
    if (!detail.empty()) out += fmt::format(" ({})", without_controls(detail));
    return without_controls(std::move(out));
}

int Error::exit_code() const {
    return row_of(code).exit_code;
}

void report_broken_invariant(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "agon: bug: %s does not hold at %s:%d\n", condition, file, line);
    std::abort();
}

}  // namespace agon
