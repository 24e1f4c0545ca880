// What an analyst sets for one case: case.toml in its folder. Each room reads its own table of it.
#pragma once

#include <toml++/toml.h>

#include "ground/table/table.hpp"

namespace agon {

/// The path, for errors about what it holds.
std::string case_settings_file(const std::string& case_folder);
/// Empty where the case has no such file. Errors: the disk's; bad_value, if it is no TOML.
Result<toml::table> read_case_settings(Disk& disk, const std::string& case_folder);

}  // namespace agon
