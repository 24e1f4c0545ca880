// Room forgetting: FORGET. Threads -> Threads without an author: nothing in the case leads to the person any more, and
// every quote of everybody else stands where it stood. See docs/decisions/0003-forgetting-overwrites-in-place.md.
//
// The manifest's stage "forget" names, in its parameters, each source whose bytes changed and its sha256 as imported.
#pragma once

#include "src/threads/threads.hpp"

namespace agon {

/// An author as agon forget finds one.
struct KnownAuthor {
    AuthorId author{};
    std::string platform, name;
    std::int64_t posts = 0, votes = 0;
};
/// The authors whom `who` may mean: by agon's id, by the id on their platform, or by name. Unnamed authors (匿名用户)
/// can only be meant by agon's id of one of their posts.
std::vector<KnownAuthor> authors_meant(const Threads& threads, const std::string& who);

struct ForgetOptions {
    /// In so many places of others' posts the author's name may stand as a word of their text and still be blanked;
    /// more is an error, since the name may be an ordinary word. -1: however many.
    std::int64_t most_mentions = 20;
    bool keep_mentions = false;  // the name stays where it is a word of others' texts
};
struct ForgetOutcome {
    std::int64_t posts = 0, votes = 0;
    std::int64_t sources_blanked = 0, sources_removed = 0;
    std::int64_t places = 0;    // outside the author's records: the name, the ids, and sentences that others repeat
    std::int64_t mentions = 0;  // places where the name is a word of others' texts
    std::int64_t lines = 0;     // of translation memory, corrections and codings
    std::int64_t files = 0;     // tables of later stages and reports
};
/// Takes an author out of a case: the bytes of the author's records and every other place of name, ids and sentences in
/// the sources (overwritten in place, so that the offsets of all others hold), the rows, every table of a later stage,
/// every report kept in the case, and the lines of the case's .jsonl files that quote or name the author.
/// Errors: case_missing; nothing_found; usage for a name that is a word of too many others' texts, before anything is
/// written.
Result<ForgetOutcome> forget_author(Disk& disk, const std::string& case_folder, AuthorId author,
                                    const ForgetOptions& options);

/// Sources that are not as they were imported: sha256 now -> sha256 as imported.
Result<std::map<std::string, std::string>> changed_sources(Disk& disk, const std::string& case_folder);

}  // namespace agon
