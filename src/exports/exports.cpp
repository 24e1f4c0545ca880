#include "src/exports/exports.hpp"

#include "src/exports/material.hpp"

namespace agon {

std::vector<std::string> case_export_formats() {
    return {"graphml", "gexf", "argdown", "aif", "qdpx", "xlsx"};
}

Result<std::string> export_case(Disk& disk, const std::string& case_folder, const std::string& format,
                                Network network) {
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    if (format == "xlsx") {
        TRY(const auto tables, all_tables(disk, case_folder));
        return workbook_file(tables);
    }
    TRY(const ArgumentTables tables, ArgumentTables::read(disk, case_folder));
    if (format == "graphml" || format == "gexf") return network_file(tables, network, format == "gexf");
    if (format == "argdown") return argdown_file(tables);
    if (format == "aif") return aif_file(tables);
    if (format == "qdpx") return qdpx_file(tables);
    return Error{ErrorCode::usage, "", 0, -1, "no such export format: " + format};
}

}  // namespace agon
