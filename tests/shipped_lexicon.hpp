// The word lists that ship with agon, loaded once for all tests of a program.
#pragma once

#include "ground/lexicon/lexicon.hpp"

namespace agon {

inline const Lexicon& shipped_lexicon() {
    static const Lexicon loaded = Lexicon::load(real_disk(), "ground/lexicon").value();
    return loaded;
}

}  // namespace agon
