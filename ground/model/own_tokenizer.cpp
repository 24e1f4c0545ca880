#include "ground/model/own_tokenizer.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace agon {
namespace {

namespace json = simdjson::dom;

/// The text behind a key of an object; empty where there is none.
std::string_view text_of(const json::element& object, const char* key) {
    std::string_view text;
    return object[key].get(text) ? std::string_view() : text;
}

bool is_true(const json::element& object, const char* key, bool otherwise) {
    bool value = otherwise;
    return object[key].get(value) ? otherwise : value;
}

Error unreadable(const std::string& path, const std::string& what) {
    return Error{ErrorCode::usage, path, 0, -1,
                 what + "; agon reads WordPiece with BERT's normalizer, and SentencePiece files (*.model)"};
}

/// The part of a tokenizer.json that changes a text before it is cut. Errors: usage.
Result<WordPieceRules> rules_of(const json::element& root, const std::string& path) {
    json::element normalizer, splitter;
    if (root["normalizer"].get(normalizer) || text_of(normalizer, "type") != "BertNormalizer" ||
        !is_true(normalizer, "clean_text", true))
        return unreadable(path, "its normalizer is not BERT's");
    if (root["pre_tokenizer"].get(splitter) || text_of(splitter, "type") != "BertPreTokenizer")
        return unreadable(path, "its splitter is not BERT's");
    WordPieceRules rules;
    rules.lower_case = is_true(normalizer, "lowercase", true);
    rules.strips_accents = is_true(normalizer, "strip_accents", rules.lower_case);  // null: as the case
    rules.splits_chinese = is_true(normalizer, "handle_chinese_chars", true);
    return rules;
}

}  // namespace

Result<OwnTokenizer> OwnTokenizer::of_json(const std::string& path, Disk& disk) {
    TRY(const std::string bytes, disk.read_file(path));
    json::parser parser;
    json::element root, model;
    json::object vocabulary;
    if (const auto error = parser.parse(bytes).get(root))
        return Error{ErrorCode::model_damaged, path, 0, -1, simdjson::error_message(error)};
    if (root["model"].get(model)) return Error{ErrorCode::model_damaged, path, 0, -1, "no model in it"};
    const std::string_view type = text_of(model, "type");
    if (type != "WordPiece")
        return unreadable(path, fmt::format("its model is {}", type.empty() ? "of no kind" : type));
    TRY(WordPieceRules rules, rules_of(root, path));
    std::int64_t longest = 100;
    if (!model["max_input_chars_per_word"].get(longest) && longest > 0)
        rules.longest_word = static_cast<std::size_t>(longest);
    if (const std::string_view inside = text_of(model, "continuing_subword_prefix"); inside != "##")
        return unreadable(path, "pieces inside a word do not begin with ##");
    if (model["vocab"].get(vocabulary)) return Error{ErrorCode::model_damaged, path, 0, -1, "no vocabulary in it"};
    std::unordered_map<std::string, std::int32_t> numbers;
    for (const auto& [piece, value] : vocabulary) {
        std::int64_t number = 0;
        if (value.get(number) || number < 0 || number > 100000000)
            return Error{ErrorCode::model_damaged, path, 0, -1, "a piece without a number"};
        numbers.emplace(piece, static_cast<std::int32_t>(number));
    }
    const std::string unknown(text_of(model, "unk_token"));
    OwnTokenizer made;
    TRY(made.words_, WordPieces::of(numbers, unknown, rules, path));
    for (const auto& [mark, at] : {std::pair{"[CLS]", &made.marks_.begin}, std::pair{"[SEP]", &made.marks_.end}}) {
        const auto found = numbers.find(mark);
        if (found == numbers.end())
            return Error{ErrorCode::model_damaged, path, 0, -1, fmt::format("its vocabulary has no piece {}", mark)};
        *at = found->second;
    }
    return made;
}

Result<OwnTokenizer> OwnTokenizer::of_sentence_piece(const std::string& path, bool as_roberta, Disk& disk) {
    TRY(const std::string bytes, disk.read_file(path));
    OwnTokenizer made;
    TRY(PieceSplitter opened, PieceSplitter::open(bytes, path));
    made.sentence_piece_ = std::make_shared<const PieceSplitter>(std::move(opened));
    const PieceSplitter& splitter = *made.sentence_piece_;
    made.unknown_piece_ = splitter.unknown_mark();
    made.marks_ = {splitter.begin_mark(), splitter.end_mark(), made.unknown_piece_, 1, true, 0};
    // <s> <pad> </s> <unk>, then the pieces from the third on, each one later than in its file.
    if (as_roberta) made.marks_ = {0, 2, 3, 2, false, 1};
    return made;
}

Result<OwnTokenizer> OwnTokenizer::load(const std::string& folder, Disk& disk) {
    if (!disk.exists(folder)) return Error{ErrorCode::model_missing, folder, 0, -1, ""};
    TRY(const std::vector<std::string> names, disk.list_folder(folder));
    std::vector<std::string> splitters;
    for (const std::string& name : names)
        if (name.ends_with(".model")) splitters.push_back(name);
    if (splitters.size() > 1)
        return Error{ErrorCode::usage, folder, 0, -1, "two SentencePiece files: " + splitters[0] + ", " + splitters[1]};
    if (!splitters.empty())
        return of_sentence_piece(folder + "/" + splitters[0], splitters[0] == "sentencepiece.bpe.model", disk);
    if (std::find(names.begin(), names.end(), "tokenizer.json") != names.end())
        return of_json(folder + "/tokenizer.json", disk);
    return Error{ErrorCode::model_missing, folder + "/tokenizer.json", 0, -1,
                 "nor is there a SentencePiece file *.model"};
}

std::vector<std::int64_t> OwnTokenizer::numbers_of(std::string_view text, std::size_t most) const {
    const std::vector<std::int32_t> found = words_ ? words_->split(text, most) : sentence_piece_->pieces_of(text, most);
    std::vector<std::int64_t> numbers;
    for (const std::int32_t number : found)
        numbers.push_back(words_ ? number : number == unknown_piece_ ? marks_.unknown : number + marks_.moved);
    return numbers;
}

TokenizedText OwnTokenizer::one(std::string_view text, std::size_t most) const {
    VERIFY(most >= 3);
    TokenizedText made;
    made.pieces.push_back(marks_.begin);
    for (const std::int64_t number : numbers_of(text, most - 2)) made.pieces.push_back(number);
    made.pieces.push_back(marks_.end);
    made.parts.assign(made.pieces.size(), 0);
    return made;
}

TokenizedText OwnTokenizer::two(std::string_view first, std::string_view second, std::size_t most) const {
    VERIFY(most >= 6);
    const std::size_t room = most - 2 - static_cast<std::size_t>(marks_.between);
    std::vector<std::int64_t> left = numbers_of(first, room), right = numbers_of(second, room);
    while (left.size() + right.size() > room) (left.size() > right.size() ? left : right).pop_back();
    TokenizedText made;
    made.pieces.push_back(marks_.begin);
    made.pieces.insert(made.pieces.end(), left.begin(), left.end());
    made.pieces.insert(made.pieces.end(), static_cast<std::size_t>(marks_.between), marks_.end);
    made.parts.assign(made.pieces.size(), 0);
    made.pieces.insert(made.pieces.end(), right.begin(), right.end());
    made.pieces.push_back(marks_.end);
    made.parts.resize(made.pieces.size(), marks_.second_part ? 1 : 0);
    return made;
}

}  // namespace agon
