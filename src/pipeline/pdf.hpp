// A page as PDF, by the Chromium that is installed.
#pragma once

#include <string>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// Chromium's path: $AGON_CHROMIUM, else the first of its usual names on $PATH. Empty: there is none.
std::string find_chromium();

/// The page printed by its print style sheet: tagged, with an outline of its headings, without any request to the
/// network. Errors: file_missing without Chromium; write_failed if it gives no PDF within two minutes.
Result<std::string> print_pdf(const std::string& html);

}  // namespace agon
