// What fuzzing tries on every input, and what the unit tests replay: one body, so that what is searched and what is
// guarded cannot drift apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace agon {

/// "auto", every format of import_formats(), "packed" (archives) and "html" (a fragment to text).
std::vector<std::string> fuzz_targets();

/// Reads `bytes` as the target says, without a case, and checks every post and reject as fuzz_import() does; a file of
/// lines also in small pieces. Sixty times cheaper than fuzz_import(), and all that is peculiar to a format.
void fuzz_reading(const std::string& target, std::string_view bytes);

/// Imports `bytes` as the target says into a case in memory and checks what must hold for any input: the import itself does
/// not fail; every post lies in its source and decodes to a text that is not empty, the same in the verifier's decoder;
/// every reject has a reason on one line and an offset in its file; a second import changes nothing; what is exported
/// comes in again. A broken promise ends the program (VERIFY).
void fuzz_import(const std::string& target, std::string_view bytes);

}  // namespace agon
