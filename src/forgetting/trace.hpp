// Inside room forgetting: what leads to an author, gathered before he is forgotten.
#pragma once

#include <set>

#include "src/forgetting/blanking.hpp"
#include "src/threads/threads.hpp"

namespace agon {

struct Trace {
    Needles names;                  // that nobody else of the case bears, from two characters on
    Needles ids;                    // his own on the platform, and those of his posts
    Needles sentences;              // of his posts, from 20 characters on
    std::string text;               // of all his posts
    std::set<std::string> row_ids;  // of his posts, segments and voice, as the tables number them
    std::set<std::string> digests;  // sha256 of his segments' texts

    /// Adds what a post says: its text decoded, its record's bytes.
    void add_post(const Post& post, const std::string& body, std::string_view record);
    /// Adds rows of segments/segments.parquet, which a later room makes: by the columns' names.
    void add_segments(const Table& segments, const std::set<PostId>& posts);
    /// Does a line of a .jsonl file of the case name him or his rows, hold a sentence of his, or a text that stands in
    /// his posts and not in `rest`, the texts of all others?
    bool leads_from(const std::string& line, const std::string& rest) const;
};

/// The id of the person that a platform knows by `person`, as import makes it.
AuthorId author_known_as(const std::string& platform, const std::string& person);

/// Text without quotes, tags and escapes, which formats write each in their own way, cut into sentences of at least 20
/// characters.
std::vector<std::string> own_sentences(const std::string& text);

}  // namespace agon
