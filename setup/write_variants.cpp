// Build step: OpenCC's traditional-to-simplified dictionaries as the source of what ground/text/variants.hpp declares.
//
// OpenCC keeps its dictionaries as tries in .ocd2 files. agon folds every post that it compares, so it wants the same
// pairs in a form that is looked up in one load, and it must not depend on what is installed where it runs. The pairs
// are OpenCC's; of several values of a key the first is the one that OpenCC uses.
//   write_variants /usr/share/opencc OUTPUT
#include <cstdio>
#include <exception>
#include <fstream>
#include <opencc/DictEntry.hpp>
#include <opencc/Lexicon.hpp>
#include <opencc/MarisaDict.hpp>
#include <string>

namespace {

bool write_dictionary(std::ofstream& out, const std::string& path, const char* name) {
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) {
        std::fprintf(stderr, "write_variants: cannot read %s\n", path.c_str());
        return false;
    }
    const opencc::MarisaDictPtr dictionary = opencc::MarisaDict::NewFromFile(file);
    std::fclose(file);
    out << "std::span<const VariantPair> " << name << "() {\n    static constexpr VariantPair pairs[] = {\n";
    for (const auto& entry : *dictionary->GetLexicon())
        out << "        {\"" << entry->Key() << "\", \"" << entry->GetDefault() << "\"},\n";
    out << "    };\n    return pairs;\n}\n";
    return true;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: write_variants FOLDER OUTPUT\n");
        return 2;
    }
    try {
        const std::string folder = arguments[1];
        std::ofstream out(arguments[2]);
        out << "#include \"ground/text/variants.hpp\"\n\nnamespace agon {\n\n";
        const bool good = write_dictionary(out, folder + "/TSPhrases.ocd2", "traditional_phrases") &&
                          write_dictionary(out, folder + "/TSCharacters.ocd2", "traditional_characters");
        out << "\n}  // namespace agon\n";
        out.close();
        return good && out ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "write_variants: %s\n", error.what());
        return 1;
    }
}
