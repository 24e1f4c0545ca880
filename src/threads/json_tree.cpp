// JSON with addresses. simdjson walks a record on demand and hands out pointers into the file's own bytes; subtracting
// the start of the file gives the offset of every value, so that a post can say which bytes are its text:
//   {"id":7,"content":"a\nb"}     content.span = [17,23)   content.inside() = [18,22)   content.text = a LF b
// On-demand parsing checks only what is visited, so the walk visits everything: a record is good as a whole or rejected
// as a whole. https://github.com/simdjson/simdjson/blob/v3.0.1/doc/ondemand.md
#include "src/threads/json_tree.hpp"

#include <simdjson.h>

namespace agon {

const std::size_t kJsonPadding = simdjson::SIMDJSON_PADDING;

namespace {

namespace ondemand = simdjson::ondemand;

constexpr int kDeepest = 128;

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Walk {
  public:
    explicit Walk(std::string_view bytes) : bytes_(bytes) {}

    simdjson::error_code into(ondemand::value value, JsonValue& out, int depth) {
        std::string_view token = value.raw_json_token();
        while (!token.empty() && is_space(token.back())) token.remove_suffix(1);
        at_ = token.data() - bytes_.data();
        out.span = {at_, at_ + static_cast<std::int64_t>(token.size())};
        if (token.empty()) return simdjson::TAPE_ERROR;
        if (depth > kDeepest) return simdjson::DEPTH_ERROR;
        switch (token.front()) {
            case '{':
                return object(value, out, depth);
            case '[':
                return list(value, out, depth);
            case '"':
                return text(value, out);
            default:
                return plain(value, token, out);
        }
    }

    std::int64_t at() const { return at_; }

  private:
    simdjson::error_code object(ondemand::value value, JsonValue& out, int depth) {
        out.kind = JsonValue::Kind::object;
        ondemand::object members;
        if (const auto error = value.get_object().get(members)) return error;
        for (auto member : members) {
            std::string_view name;
            if (const auto error = member.unescaped_key().get(name)) return error;
            out.names.emplace_back(name);
            ondemand::value inner;
            if (const auto error = member.value().get(inner)) return error;
            if (const auto error = into(inner, out.items.emplace_back(), depth + 1)) return error;
        }
        close(out);
        return simdjson::SUCCESS;
    }

    simdjson::error_code list(ondemand::value value, JsonValue& out, int depth) {
        out.kind = JsonValue::Kind::list;
        ondemand::array elements;
        if (const auto error = value.get_array().get(elements)) return error;
        for (auto element : elements) {
            ondemand::value inner;
            if (const auto error = element.get(inner)) return error;
            if (const auto error = into(inner, out.items.emplace_back(), depth + 1)) return error;
        }
        close(out);
        return simdjson::SUCCESS;
    }

    static simdjson::error_code text(ondemand::value value, JsonValue& out) {
        out.kind = JsonValue::Kind::text;
        std::string_view decoded;
        if (const auto error = value.get_string().get(decoded)) return error;
        out.text = decoded;
        return simdjson::SUCCESS;
    }

    static simdjson::error_code plain(ondemand::value value, std::string_view token, JsonValue& out) {
        if (token.front() == 'n') {
            if (token != "null") return simdjson::N_ATOM_ERROR;
            return value.is_null().error();
        }
        out.text = token;
        if (token == "true" || token == "false") {
            out.kind = JsonValue::Kind::boolean;
            return value.get_bool().error();
        }
        out.kind = JsonValue::Kind::number;
        return value.get_double().error();
    }

    /// The bracket that closes a list or object stands after its last value and white space.
    void close(JsonValue& out) const {
        std::int64_t end = out.items.empty() ? out.span.begin + 1 : out.items.back().span.end;
        const auto size = static_cast<std::int64_t>(bytes_.size());
        while (end < size && is_space(bytes_[static_cast<std::size_t>(end)])) ++end;
        out.span.end = std::min(end + 1, size);
    }

    std::string_view bytes_;
    std::int64_t at_ = 0;
};

/// Where the first pass of simdjson, which gives no place, stumbled: bytes that are no UTF-8, a raw control character
/// in a string, or the quote that is never closed; else the beginning.
std::int64_t trouble_in(std::string_view record, simdjson::error_code code) {
    if (code == simdjson::UTF8_ERROR) return std::max<std::int64_t>(first_invalid_utf8(record), 0);
    bool in_text = false;
    std::size_t opened = 0;
    for (std::size_t i = 0; i < record.size(); ++i) {
        if (record[i] == '"') {
            in_text = !in_text;
            opened = i;
        } else if (in_text && record[i] == '\\') {
            ++i;
        } else if (in_text && static_cast<unsigned char>(record[i]) < 0x20) {
            return static_cast<std::int64_t>(i);
        }
    }
    return in_text ? static_cast<std::int64_t>(opened) : 0;
}

Error malformed(std::int64_t offset, simdjson::error_code code) {
    if (code == simdjson::DEPTH_ERROR) return {ErrorCode::malformed_json, "", 0, offset, "nested more than 128 deep"};
    switch (code) {
        case simdjson::UNCLOSED_STRING:
            return {ErrorCode::malformed_json, "", 0, offset, "a string is not closed"};
        case simdjson::UNESCAPED_CHARS:
            return {ErrorCode::malformed_json, "", 0, offset, "a control character stands in a string"};
        case simdjson::STRING_ERROR:
            return {ErrorCode::malformed_json, "", 0, offset, "bad escape in a string"};
        case simdjson::NUMBER_ERROR:
            return {ErrorCode::malformed_json, "", 0, offset, "bad number"};
        case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
            return {ErrorCode::malformed_json, "", 0, offset, "a list or object is not closed"};
        case simdjson::UTF8_ERROR:
            return {ErrorCode::not_text, "", 0, offset, ""};
        case simdjson::TRAILING_CONTENT:
            return {ErrorCode::malformed_json, "", 0, offset, "something follows the record"};
        default:
            return {ErrorCode::malformed_json, "", 0, offset, "something else was expected after this"};
    }
}

}  // namespace

Error json_error(std::string_view record, std::int64_t record_begin, std::int64_t at, int simdjson_code) {
    const auto code = static_cast<simdjson::error_code>(simdjson_code);
    return malformed(at >= 0 ? at : record_begin + trouble_in(record, code), code);
}

const JsonValue* JsonValue::find(std::string_view name) const {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name && items[i].kind != Kind::null) return &items[i];
    return nullptr;
}

struct JsonReader::Engine {
    ondemand::parser parser;
};

JsonReader::JsonReader(std::string_view bytes) : bytes_(bytes), engine_(std::make_unique<Engine>()) {}
JsonReader::~JsonReader() = default;

Result<JsonValue> JsonReader::parse(Span where) {
    const std::string_view record =
        bytes_.substr(static_cast<std::size_t>(where.begin), static_cast<std::size_t>(where.length()));
    if (record.empty() || (record.front() != '{' && record.front() != '['))
        return Error{ErrorCode::malformed_json, "", 0, where.begin, "an object was expected"};
    ondemand::document document;
    if (const auto error =
            engine_->parser.iterate(record.data(), record.size(), record.size() + kJsonPadding).get(document))
        return malformed(where.begin + trouble_in(record, error), error);
    ondemand::value value;
    if (const auto error = document.get_value().get(value)) return malformed(where.begin, error);
    JsonValue tree;
    Walk walk(bytes_);
    if (const auto error = walk.into(value, tree, 0)) return malformed(walk.at(), error);
    if (tree.span.end != where.end) return malformed(tree.span.end, simdjson::TRAILING_CONTENT);
    return tree;
}

Span trimmed_json(std::string_view bytes, Span where) {
    while (where.begin < where.end && is_space(bytes[static_cast<std::size_t>(where.begin)])) ++where.begin;
    while (where.begin < where.end && is_space(bytes[static_cast<std::size_t>(where.end - 1)])) --where.end;
    return where;
}

void for_each_line(std::string_view bytes, std::int64_t begin, const TakeSpan& take) {
    auto at = static_cast<std::size_t>(begin);
    while (at < bytes.size()) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        const Span line = trimmed_json(bytes, {static_cast<std::int64_t>(at), static_cast<std::int64_t>(end)});
        if (line.length() > 0) take(line);
        at = end + 1;
    }
}

std::vector<Span> json_lines(std::string_view bytes, std::int64_t begin) {
    std::vector<Span> lines;
    for_each_line(bytes, begin, [&](Span line) { lines.push_back(line); });
    return lines;
}

std::vector<Span> list_elements(std::string_view bytes, std::int64_t begin) {
    std::vector<Span> elements;
    for_each_element(bytes, begin, [&](Span element) { elements.push_back(element); });
    return elements;
}

void for_each_element(std::string_view bytes, std::int64_t begin, const TakeSpan& emit) {
    std::int64_t depth = 0;
    bool in_text = false;
    std::int64_t first = begin + 1;
    const auto take = [&](std::int64_t end) {
        const Span element = trimmed_json(bytes, {first, end});
        if (element.length() > 0) emit(element);
        first = end + 1;
    };
    for (auto i = static_cast<std::size_t>(begin) + 1; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (in_text) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_text = false;
            continue;
        }
        if (c == '"') in_text = true;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth < 0) {
            take(static_cast<std::int64_t>(i));
            break;
        }
        if (c == ',' && depth == 0) take(static_cast<std::int64_t>(i));
    }
    const auto size = static_cast<std::int64_t>(bytes.size());
    if (first < size) take(size);
}

}  // namespace agon
