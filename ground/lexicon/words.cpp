// Word segmentation through cppjieba; what counts as a content word is decided here, by its shape and a stop list.
#include <cppjieba/MixSegment.hpp>
#include <filesystem>
#include <fstream>
#include <unordered_set>

#include "ground/lexicon/lexicon.hpp"

namespace agon {

struct Words::Engine {
    // What cppjieba::Jieba::Cut stands on, without the tables of its keyword finder.
    cppjieba::DictTrie dictionary;
    cppjieba::HMMModel model;
    cppjieba::MixSegment segment{&dictionary, &model};
    std::unordered_set<std::string> stop_words;
    explicit Engine(const std::string& folder)
        : dictionary(folder + "/jieba.dict.utf8", folder + "/user.dict.utf8"), model(folder + "/hmm_model.utf8") {
        std::ifstream file(folder + "/stop_words.utf8");
        for (std::string word; std::getline(file, word);) stop_words.insert(word);
    }
};

Words::Words(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Words::~Words() = default;

Result<std::unique_ptr<Words>> Words::load(const std::string& dictionary_folder) {
    for (const char* name : {"jieba.dict.utf8", "hmm_model.utf8", "user.dict.utf8", "stop_words.utf8"})
        if (const std::string path = dictionary_folder + "/" + name; !std::filesystem::exists(path))
            return Error{ErrorCode::model_missing, path, 0, -1, "run setup/install"};
    return std::unique_ptr<Words>(new Words(std::make_unique<Engine>(dictionary_folder)));
}

std::vector<std::string> Words::cut(std::string_view text) const {
    std::vector<std::string> pieces;
    engine_->segment.Cut(std::string(text), pieces, true);
    return pieces;
}

void Words::learn(std::string_view word) {
    // Of 60 million of the dictionary: 在|职场 goes before 在职|场, and a word of every day before either. Its texts
    // are of the nineties: a word that was rare then (职场: 3) counts as one that it does not have.
    constexpr int kFrequency = 100;
    constexpr double kWeight = -13.3;
    cppjieba::RuneStrArray runes;
    if (!cppjieba::DecodeUTF8RunesInString(std::string(word), runes)) return;
    const cppjieba::DictUnit* known = engine_->dictionary.Find(runes.begin(), runes.end());
    if (known == nullptr)
        engine_->dictionary.InsertUserWord(std::string(word), kFrequency);
    else if (known->weight < kWeight)
        engine_->dictionary.InsertUserWord(std::string(word), kFrequency, std::string(known->tag));
}

bool Words::is_name_of_something(std::string_view word) const {
    cppjieba::RuneStrArray runes;
    if (!cppjieba::DecodeUTF8RunesInString(std::string(word), runes)) return false;
    const cppjieba::DictUnit* known = engine_->dictionary.Find(runes.begin(), runes.end());
    if (known == nullptr) return runes.size() > 2;
    // Nouns and names (n, nr, ns ...), nouns of verbs and adjectives, set phrases, foreign words.
    return known->tag.starts_with("n") || known->tag == "vn" || known->tag == "an" || known->tag == "i" ||
           known->tag == "l" || known->tag == "j" || known->tag == "eng";
}

std::vector<std::string> Words::content_words(std::string_view text) const {
    std::vector<std::string> kept;
    for (std::string& piece : cut(fold_for_matching(text))) {
        if (count_code_points(piece) < 2 || engine_->stop_words.contains(piece)) continue;
        std::size_t at = 0;
        bool meaningful = true, letter = false;
        while (at < piece.size()) {
            const char32_t c = next_code_point(piece, at);
            meaningful = meaningful && is_word_character(c);
            letter = letter || !(c >= U'0' && c <= U'9');
        }
        if (meaningful && letter) kept.push_back(std::move(piece));
    }
    return kept;
}

}  // namespace agon
