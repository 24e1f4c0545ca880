// What fuzzing tries of room corpus, and what the unit tests replay.
#pragma once

#include <string_view>

namespace agon {

/// Takes `bytes` as the text field of a record, in every encoding of fields, as HTML and as plain text, and checks what
/// must hold for any: clean text is UTF-8; its runs tile it and ascend in the field; every character leads back to
/// bytes that read as it again; spans ascend and lie in the text; folding and comparing end. A broken promise ends the
/// program (VERIFY).
void fuzz_clean(std::string_view bytes);

}  // namespace agon
