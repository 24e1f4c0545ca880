// zhihu_html: a page of Zhihu as a browser or crawler saved it. All that the page shows stands in it once more, as
// JSON:
//   <script id="js-initialData" type="text/json">{"initialState":{"entities":{"answers":{"123":{...}}, ...}}}</script>
// JSON in a script is not escaped for HTML, so the answer's bytes in the page are its bytes in the JSON.
// The numbers on such a page are those of the moment it was saved; only the answers that were loaded are in it.
#include "src/threads/readers.hpp"
#include "src/threads/zhihu_items.hpp"

namespace agon {
namespace {

constexpr std::string_view kScriptId = "js-initialData";

/// The state's JSON; length 0: there is none.
Span state_of(std::string_view bytes) {
    const std::size_t id = bytes.find(kScriptId);
    if (id == std::string_view::npos) return {};
    const std::size_t open = bytes.find('>', id);
    if (open == std::string_view::npos) return {};
    const std::size_t close = std::min(bytes.find("</script", open), bytes.size());
    return trimmed_json(bytes, {static_cast<std::int64_t>(open) + 1, static_cast<std::int64_t>(close)});
}

/// Comments that an entity names its thing by: {"answerId":123} or {"resourceType":"answer","resourceId":123}.
ZhihuPlace place_of(const JsonValue& comment) {
    ZhihuPlace place;
    place.answer = first_scalar(comment, {"answerId"});
    place.article = first_scalar(comment, {"articleId"});
    const std::string type = scalar(comment, "resourceType"), id = scalar(comment, "resourceId");
    if (type == "answer") place.answer = id;
    if (type == "article") place.article = id;
    return place;
}

void read_entities(ZhihuItems& items, const JsonValue& entities) {
    items.set_users(entities.find("users"));
    for (const std::string_view kind : {"questions", "answers", "articles", "pins", "zvideos", "comments"}) {
        const JsonValue* all = entities.find(kind);
        if (!all || all->kind != JsonValue::Kind::object) continue;
        for (const JsonValue& item : all->items) items.read(item, kind == "comments" ? place_of(item) : ZhihuPlace{});
    }
}

}  // namespace

Result<void> read_zhihu_html(Collector& collector, const ColumnMap&) {
    const Span where = state_of(collector.bytes());
    if (where.length() == 0) return Error{ErrorCode::unknown_format, "", 0, -1, "the page has no js-initialData"};
    JsonReader json(collector.bytes());
    ZhihuItems items(collector);
    const auto state = json.parse(where);
    if (!state) {
        items.refuse(state.error());
        return {};
    }
    const JsonValue* initial = state->find("initialState");
    const JsonValue* entities = (initial ? *initial : *state).find("entities");
    if (!entities || entities->kind != JsonValue::Kind::object) {
        items.refuse(*state, ErrorCode::missing_field, "no entities");
        return {};
    }
    read_entities(items, *entities);
    return {};
}

}  // namespace agon
