// Inside of room report: the translation memory, a file of lines that an analyst edits.
//
// One JSON object a line: {"sha256": of the original's text, "original": ..., "language": "en", "text": ..., "maker":
// ..., "part": ""}. `part` "a" or "b": not a translation but what those are called who stand for that pole of the
// question `original`; its sha256 is that of the text, '#' and the part. "original" is there for the reader; a line
// counts by its sha256, and where "original" is given and does not have it, the file is refused. Of two lines with the
// same key the later one counts. "draft": made by the model of this digest and read by no person; with "withheld" and
// an empty text, a draft that is not shown. See drafts.cpp.
#pragma once

#include <map>

#include "src/report/report.hpp"

namespace agon {

class Translations {
  public:
    /// Errors: malformed_json, bad_value with file and line. `file` must exist.
    static Result<Translations> load(Disk& disk, const std::string& file, const std::string& language);
    /// nullptr: there is none.
    const TranslationUsed* find(const std::string& original, const std::string& part = "") const;
    /// Adds one that another list gives (the lexicons' English names), unless there is one.
    void offer(const std::string& original, const std::string& text, const std::string& maker);
    bool empty() const { return by_digest_.empty(); }

  private:
    std::map<std::string, TranslationUsed> by_digest_;
};

}  // namespace agon
