// What an analyst sets for one case.
#include "ground/table/case_settings.hpp"

namespace agon {

std::string case_settings_file(const std::string& case_folder) {
    return case_folder + "/case.toml";
}

Result<toml::table> read_case_settings(Disk& disk, const std::string& case_folder) {
    const std::string file = case_settings_file(case_folder);
    if (!disk.exists(file)) return toml::table();
    TRY(const std::string text, disk.read_file(file));
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        return Error{ErrorCode::bad_value, file, 0, -1, std::string(error.description())};
    }
}

}  // namespace agon
