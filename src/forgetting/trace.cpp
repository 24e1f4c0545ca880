// What counts as a trace of an author.
//   fits: a sentence of 20 characters or more that somebody else repeats word for word
//   does not: 我同意楼上的观点, which is nobody's own
#include "src/forgetting/trace.hpp"

#include <simdjson.h>

namespace agon {
namespace {

constexpr std::size_t kOwnSentence = 20;  // code points
constexpr std::size_t kOwnPassage = 8;    // code points, of a text that nobody else has
constexpr std::size_t kLeastPostId = 6, kLeastPersonId = 4;

bool in_id(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/// Every text and number of a JSON value, numbers as text.
void take_scalars(const simdjson::dom::element& value, std::vector<std::string>& out) {
    using Type = simdjson::dom::element_type;
    if (value.type() == Type::OBJECT) {
        for (const auto [key, member] : simdjson::dom::object(value)) take_scalars(member, out);
    } else if (value.type() == Type::ARRAY) {
        for (const simdjson::dom::element item : simdjson::dom::array(value)) take_scalars(item, out);
    } else if (value.type() == Type::STRING) {
        out.emplace_back(std::string_view(value));
    } else if (value.type() == Type::INT64) {
        out.push_back(std::to_string(std::int64_t(value)));
    }
}

}  // namespace

// Import makes its ids so (room threads, values.cpp); tests/forget_test.cpp looks for the platform's id and would
// notice.
AuthorId author_known_as(const std::string& platform, const std::string& person) {
    return static_cast<AuthorId>(stable_id(platform + "\nauthor\n" + person));
}

std::vector<std::string> own_sentences(const std::string& text) {
    std::vector<std::string> out;
    std::string sentence;
    const auto close = [&] {
        if (count_code_points(sentence) >= kOwnSentence) out.push_back(sentence);
        sentence.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c < 0x20 || c == '"' || c == '\\' || c == '/' || c == '<' || c == '>' || c == '&') {
            close();
            continue;
        }
        sentence.append(text, begin, at - begin);
        if (c == U'。' || c == U'！' || c == U'？' || c == '!' || c == '?') close();
    }
    close();
    return out;
}

void Trace::add_post(const Post& post, const std::string& body, std::string_view record) {
    if (post.native_id.size() >= kLeastPostId && !post.native_id.starts_with("~")) ids.add(post.native_id, true);
    row_ids.insert(std::to_string(static_cast<std::int64_t>(post.post)));
    for (const std::string& sentence : own_sentences(body)) sentences.add(sentence, false);
    text += body + '\n';
    // The word of the record that his AuthorId was made from is the id that the platform knows him by.
    for (std::size_t at = 0; at < record.size();) {
        std::size_t end = at;
        while (end < record.size() && in_id(record[end])) ++end;
        const std::string word(record.substr(at, end - at));
        if (word.size() >= kLeastPersonId && author_known_as(post.platform, word) == post.author) ids.add(word, true);
        at = end + 1;
    }
}

void Trace::add_segments(const Table& segments, const std::set<PostId>& posts) {
    const auto numbers = [&](const char* name) {
        const Column* found = segments.find(name);
        return found ? std::get_if<std::vector<std::int64_t>>(&found->values) : nullptr;
    };
    const auto *of_post = numbers("post"), *ids_of = numbers("segment"), *voices = numbers("voice");
    const Column* texts = segments.find("text");
    if (!of_post || !ids_of || !voices || !texts) return;
    for (std::size_t row = 0; row < of_post->size(); ++row) {
        if (!posts.contains(static_cast<PostId>((*of_post)[row]))) continue;
        row_ids.insert(std::to_string((*ids_of)[row]));
        row_ids.insert(std::to_string((*voices)[row]));
        digests.insert(sha256_hex(std::get<std::vector<std::string>>(texts->values)[row]));
    }
}

bool Trace::leads_from(const std::string& line, const std::string& rest) const {
    if (!names.find(line, Charset::utf8).empty() || !sentences.find(line, Charset::utf8).empty()) return true;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(line).get(root) != simdjson::SUCCESS) return false;
    std::vector<std::string> scalars;
    take_scalars(root, scalars);
    for (const std::string& scalar : scalars) {
        if (row_ids.contains(scalar) || digests.contains(scalar)) return true;
        if (!names.find(scalar, Charset::utf8).empty() || !sentences.find(scalar, Charset::utf8).empty()) return true;
        if (count_code_points(scalar) >= kOwnPassage && text.find(scalar) != std::string::npos &&
            rest.find(scalar) == std::string::npos)
            return true;
    }
    return false;
}

}  // namespace agon
