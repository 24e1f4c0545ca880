// Room exports: EXPORT. A case's tables -> files for other tools. Nothing here is computed anew: every edge, count and
// code is a row of a table. Formats: docs/formats/exports.md.
//
//   graphml, gexf   networks, for Gephi, visone, igraph, networkx
//   argdown         debates, key points and their relations as an Argdown document
//   aif             the same as AIF JSON: I-, RA-, CA-, L- and YA-nodes
//   qdpx            REFI-QDA project: threads as texts, debates, camps and key points as codes, quotes as codings
//   xlsx            a workbook, one sheet a table
// and export_tables(): one CSV a table with a Frictionless datapackage.json.
// Names stand as they are in the case: an export is not for sharing.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

/// What a network is of. voices: who answers whom, with sign. arguments: debates, camps' key points, which supports or
/// rebuts which.
enum class Network { voices, arguments };
template <>
struct EnumNames<Network> {
    static constexpr std::string_view names[] = {"voices", "arguments"};
};

/// The formats of export_case.
std::vector<std::string> case_export_formats();
/// The file's bytes; the same for the same case. Errors: stage_missing before agon analyze; usage for an unknown
/// format; bad_value for a table with more rows than a sheet holds.
Result<std::string> export_case(Disk& disk, const std::string& case_folder, const std::string& format, Network network);

/// Name and bytes of each file: ROOM/TABLE.csv for every table but vectors, and datapackage.json. Cells that a
/// spreadsheet would take for a formula (= + - @, tab, carriage return) get an apostrophe before them.
Result<std::vector<std::pair<std::string, std::string>>> export_tables(Disk& disk, const std::string& case_folder);

}  // namespace agon
