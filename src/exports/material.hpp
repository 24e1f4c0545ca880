// Inside of room exports: the tables that arguments and networks are made of, and how ids become texts.
#pragma once

#include <map>

#include "src/exports/exports.hpp"
#include "src/points/points.hpp"

namespace agon {

/// A case as its arguments see it.
struct ArgumentTables {
    Threads threads;
    Corpus corpus;
    Segments segments;
    Debates debates;
    Camps camps;
    Points points;
    std::map<PostId, const Post*> post;
    std::map<SegmentId, const Segment*> segment;
    std::map<VoiceId, const Post*> first_post;  // of a voice: for its name
    std::map<ThreadId, const Thread*> thread;

    static Result<ArgumentTables> read(Disk& disk, const std::string& case_folder);
    /// Fills the maps, which point into the tables: called where the tables will stay.
    void index();
    std::string name_of(VoiceId voice) const;
    const std::string& text_of(SegmentId segment) const;  // empty: not in the case
};

std::string number_text(auto id) {
    return std::to_string(static_cast<std::int64_t>(id));
}
/// "p123": ids of nodes that are unique over kinds.
std::string node_id(char kind, auto id) {
    return kind + number_text(id);
}
/// Text for XML: & < > " escaped, characters that XML 1.0 does not know left out.
std::string xml_text(std::string_view text);
/// XML 1.0 has no place for control characters and two that are no characters.
bool has_place_in_xml(char32_t c);

/// One file each; see exports.hpp.
std::string network_file(const ArgumentTables& tables, Network network, bool gexf);
std::string argdown_file(const ArgumentTables& tables);
std::string aif_file(const ArgumentTables& tables);
std::string qdpx_file(const ArgumentTables& tables);

/// A table of the case with its name, e.g. camps/voices, in the order of names; without vectors.
Result<std::vector<std::pair<std::string, Table>>> all_tables(Disk& disk, const std::string& case_folder);
Result<std::string> workbook_file(const std::vector<std::pair<std::string, Table>>& tables);

}  // namespace agon
