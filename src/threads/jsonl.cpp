// jsonl: an object a line (or a list of objects), members as columns. A line is a record whatever stands in it, so a
// line that was cut short costs itself only.
#include "src/threads/json_tree.hpp"
#include "src/threads/reading.hpp"

namespace agon {
namespace {

FlatRecord flat_record(const JsonValue& object, std::int64_t number, const ColumnMap& columns) {
    FlatRecord record;
    record.number = number;
    record.bytes = object.span;
    for (std::size_t i = 0; i < object.names.size(); ++i) {
        const JsonValue& value = object.items[i];
        if (!value.is_scalar()) continue;
        const auto field = columns.field_of(object.names[i]);
        if (!field) continue;
        FlatField& into = record.at(field->first);
        if (into.present && into.rank <= field->second) continue;
        const bool quoted = value.kind == JsonValue::Kind::text;
        into = {value.text, quoted ? value.inside() : value.span,
                quoted ? FieldEncoding::json_string : FieldEncoding::plain, true, field->second};
    }
    return record;
}

}  // namespace

Result<void> read_jsonl(Collector& collector, std::int64_t begin, const ColumnMap& columns) {
    const std::string_view bytes = collector.bytes();
    const Span all = trimmed_json(bytes, {begin, static_cast<std::int64_t>(bytes.size())});
    const bool is_list = all.length() > 0 && bytes[static_cast<std::size_t>(all.begin)] == '[';
    JsonReader json(bytes);
    std::int64_t number = 0;
    for (const Span where : is_list ? list_elements(bytes, all.begin) : json_lines(bytes, begin)) {
        ++number;
        const auto object = json.parse(where);
        if (!object)
            collector.reject(number, object.error());
        else if (object->kind != JsonValue::Kind::object)
            collector.reject(number, {ErrorCode::malformed_json, "", 0, where.begin, "an object was expected"});
        else
            add_flat_record(collector, flat_record(*object, number, columns), "");
    }
    return {};
}

}  // namespace agon
