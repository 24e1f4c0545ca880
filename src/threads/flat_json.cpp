// Flat records in JSON: an object a line, or a list of objects. A line is a record whatever stands in it, so a line
// that was cut short costs itself only; of a list that was cut short, its last element.
//
// This is the path that gigabytes take, so nothing is built per record: simdjson walks the line on demand, a wanted
// value is a view into its buffer, an unwanted one is checked and dropped. Crawlers write the members of every record
// in the same order, so the slot of the third member is looked up once and then compared:
//   {"id":1,"author":"a","text":"x"} {"id":2,"author":"b","text":"y"}    three look-ups, then three comparisons a line
#include <simdjson.h>

#include <algorithm>

#include "src/threads/flat.hpp"
#include "src/threads/json_tree.hpp"

namespace agon {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr int kDeepest = 128;

class FlatWalk {
  public:
    explicit FlatWalk(const ColumnMap& columns) : columns_(columns) {}

    void move_on(std::string_view bytes) { bytes_ = bytes; }

    Result<void> read(Span where, FlatRecord& record) {
        const std::string_view text =
            bytes_.substr(static_cast<std::size_t>(where.begin), static_cast<std::size_t>(where.length()));
        at_ = where.begin;
        if (text.front() != '{') return Error{ErrorCode::malformed_json, "", 0, where.begin, "an object was expected"};
        ondemand::document document;
        if (const auto error = parser_.iterate(text.data(), text.size(), text.size() + kJsonPadding).get(document))
            return json_error(text, where.begin, -1, error);
        if (text.back() != '}') return json_error(text, where.begin, where.begin, simdjson::INCOMPLETE_ARRAY_OR_OBJECT);
        ondemand::object object;
        if (const auto error = document.get_object().get(object)) return json_error(text, where.begin, at_, error);
        if (const auto error = members(object, record)) return json_error(text, where.begin, at_, error);
        const char* after = nullptr;
        if (!document.current_location().get(after))
            return json_error(text, where.begin, after - bytes_.data(), simdjson::TRAILING_CONTENT);
        return {};
    }

  private:
    simdjson::error_code members(ondemand::object& object, FlatRecord& record) {
        std::size_t position = 0;
        for (auto member : object) {
            ondemand::field field;
            if (const auto error = std::move(member).get(field)) return error;
            const char* key = field.key().raw();
            at_ = key - 1 - bytes_.data();
            const auto slot = slot_at(position++, key);
            if (const auto error = take(field.value(), slot, record)) return error;
        }
        return simdjson::SUCCESS;
    }

    /// Keys are compared as they are written; one with an escape is none that a layout knows.
    std::optional<SlotOfColumn> slot_at(std::size_t position, const char* key) {
        const char* end = key;
        while (*end != '"') end += *end == '\\' ? 2 : 1;
        const std::string_view name(key, static_cast<std::size_t>(end - key));
        if (position < known_.size() && known_[position].name == name) return known_[position].slot;
        if (position >= known_.size()) known_.resize(position + 1);
        known_[position] = {std::string(name), columns_.slot_of(name)};
        return known_[position].slot;
    }

    simdjson::error_code take(ondemand::value value, const std::optional<SlotOfColumn>& slot, FlatRecord& record) {
        std::string_view token = value.raw_json_token();
        while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
        if (token.empty()) return simdjson::TAPE_ERROR;
        at_ = token.data() - bytes_.data();
        if (token.front() == '"') {
            std::string_view text;
            if (const auto error = value.get_string().get(text)) return error;
            if (slot)
                record.take(
                    *slot,
                    {text, {at_ + 1, at_ + static_cast<std::int64_t>(token.size()) - 1}, FieldEncoding::json_string});
            return simdjson::SUCCESS;
        }
        if (token.front() == '{' || token.front() == '[' || token.front() == 't' || token.front() == 'f' ||
            token.front() == 'n')
            return check(value, token, 0);
        if (const auto error = value.get_double().error()) return error;
        if (slot) record.take(*slot, {token, {at_, at_ + static_cast<std::int64_t>(token.size())}});
        return simdjson::SUCCESS;
    }

    /// A value that is not taken must be good all the same.
    simdjson::error_code check(ondemand::value value, std::string_view token, int depth) {
        if (depth > kDeepest) return simdjson::DEPTH_ERROR;
        if (token.empty()) return simdjson::TAPE_ERROR;
        at_ = token.data() - bytes_.data();
        switch (token.front()) {
            case '{': {
                ondemand::object object;
                if (const auto error = value.get_object().get(object)) return error;
                for (auto member : object) {
                    ondemand::field field;
                    if (const auto error = std::move(member).get(field)) return error;
                    if (const auto error = check(field.value(), field.value().raw_json_token(), depth + 1))
                        return error;
                }
                return simdjson::SUCCESS;
            }
            case '[': {
                ondemand::array list;
                if (const auto error = value.get_array().get(list)) return error;
                for (auto element : list) {
                    ondemand::value inner;
                    if (const auto error = element.get(inner)) return error;
                    if (const auto error = check(inner, inner.raw_json_token(), depth + 1)) return error;
                }
                return simdjson::SUCCESS;
            }
            case '"':
                return value.get_string().error();
            case 't':
            case 'f':
                return value.get_bool().error();
            case 'n':
                return token.starts_with("null") ? value.is_null().error() : simdjson::N_ATOM_ERROR;
            default:
                return value.get_double().error();
        }
    }

    struct Known {
        std::string name;
        std::optional<SlotOfColumn> slot;
    };
    std::string_view bytes_;
    const ColumnMap& columns_;
    ondemand::parser parser_;
    std::vector<Known> known_;
    std::int64_t at_ = 0;
};

}  // namespace

struct FlatLines::State {
    Collector& collector;
    ReadFlat read;
    FlatContext context;
    FlatWalk walk;
    FlatRecord record;
    FlatFacts facts;

    void take(Span where) {
        const std::int64_t number = record.number + 1;
        record = {};
        record.number = number;
        record.bytes = where;
        if (const auto outcome = walk.read(where, record)) {
            read(record, context, facts);
            deliver(collector, record, facts);
        } else {
            collector.reject(number, outcome.error());
        }
    }
};

FlatLines::FlatLines(Collector& collector, const ColumnMap& columns, ReadFlat read)
    : state_(std::make_unique<State>(State{collector,
                                           read,
                                           {collector.source(), collector.file_name(), collector.folder(), ""},
                                           FlatWalk(columns),
                                           {},
                                           {}})) {}
FlatLines::~FlatLines() = default;

void FlatLines::read() {
    const std::string_view bytes = state_->collector.bytes();
    state_->walk.move_on(bytes);
    for_each_line(bytes, state_->collector.begin(), [&](Span where) { state_->take(where); });
}

void FlatLines::read_list() {
    const std::string_view bytes = state_->collector.bytes();
    const Span all = trimmed_json(bytes, {state_->collector.begin(), static_cast<std::int64_t>(bytes.size())});
    state_->walk.move_on(bytes);
    for_each_element(bytes, all.begin, [&](Span where) { state_->take(where); });
}

Result<void> read_flat_json(Collector& collector, const ColumnMap& columns, ReadFlat read) {
    const std::string_view bytes = collector.bytes();
    const Span all = trimmed_json(bytes, {collector.begin(), static_cast<std::int64_t>(bytes.size())});
    FlatLines lines(collector, columns, read);
    if (all.length() > 0 && bytes[static_cast<std::size_t>(all.begin)] == '[')
        lines.read_list();
    else
        lines.read();
    return {};
}

}  // namespace agon
