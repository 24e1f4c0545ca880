// The key that pseudonyms are made with: a file of 32 secret bytes, outside every case.
#pragma once

#include <string>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// $XDG_CONFIG_HOME/agon/pseudonyms.key
std::string usual_key_file();
/// The key of the file, which is made when it is not there, for nobody else to read. It must lie outside the case, so
/// that a case can be handed on without it. Errors: usage inside the case; bad_value for a file that is no key.
Result<std::string> key_from(const std::string& file, const std::string& case_folder);
/// Puts new bytes into a key file: no name made before can be worked out again. False if there is no such file.
Result<bool> renew_key(const std::string& file);

}  // namespace agon
