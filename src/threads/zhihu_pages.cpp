// zhihu_api_json: pages of Zhihu's web API, {"paging":{...},"data":[...]}, one to a file or one a line; and its objects
// alone, an answer or article a line.
//
// What the comments of a page are comments on stands only in the page's own paging URLs:
// ".../answers/123/root_comment?..." Pages of replies name their root comment instead
// (".../comment/456/child_comment").
#include "src/threads/readers.hpp"
#include "src/threads/zhihu_items.hpp"

namespace agon {
namespace {

/// The digits after "/<mark>/" in a URL.
std::string id_after(std::string_view url, std::string_view mark) {
    const std::size_t at = url.find(mark);
    if (at == std::string_view::npos) return "";
    url.remove_prefix(at + mark.size());
    const std::size_t end = std::min(url.find_first_not_of("0123456789"), url.size());
    return std::string(url.substr(0, end));
}

/// What a page's URLs say it belongs to.
ZhihuPlace place_of(const JsonValue& page) {
    ZhihuPlace place;
    const JsonValue* paging = page.find("paging");
    if (!paging) return place;
    const auto keep = [](std::string& into, std::string found) {
        if (into.empty()) into = std::move(found);
    };
    for (const JsonValue& value : paging->items) {
        if (value.kind != JsonValue::Kind::text) continue;
        keep(place.question, id_after(value.text, "/questions/"));
        keep(place.answer, id_after(value.text, "/answers/"));
        keep(place.article, id_after(value.text, "/articles/"));
        keep(place.comment, id_after(value.text, "/comment/"));
        keep(place.comment, id_after(value.text, "/comments/"));
    }
    return place;
}

void read_page(ZhihuItems& items, const JsonValue& page) {
    const JsonValue* data = page.find("data");
    if (!data && page.kind == JsonValue::Kind::object && page.find("type")) return items.read(page, {});
    if (!data || data->kind != JsonValue::Kind::list)
        return items.refuse(page, ErrorCode::missing_field, "no list \"data\"");
    const ZhihuPlace place = place_of(page);
    for (const JsonValue& item : data->items) {
        const JsonValue* target = item.find("target");  // feeds wrap their answers
        items.read(target && target->kind == JsonValue::Kind::object ? *target : item, place);
    }
}

/// One page over several lines, or a page a line: only pages open at the start of a line.
std::vector<Span> pages_of(std::string_view bytes, std::int64_t begin) {
    std::vector<Span> lines = json_lines(bytes, begin);
    std::size_t pages = 0;
    for (const Span line : lines) {
        const auto at = static_cast<std::size_t>(line.begin);
        if (bytes[at] == '{' && (line.begin == begin || bytes[at - 1] == '\n')) ++pages;
    }
    if (pages > 1) return lines;
    const Span all = trimmed_json(bytes, {begin, static_cast<std::int64_t>(bytes.size())});
    if (all.length() > 0 && bytes[static_cast<std::size_t>(all.begin)] == '[') return list_elements(bytes, all.begin);
    return {all};
}

}  // namespace

Result<void> read_zhihu_pages(Collector& collector, const ColumnMap&) {
    JsonReader json(collector.bytes());
    ZhihuItems items(collector);
    for (const Span where : pages_of(collector.bytes(), collector.begin())) {
        const auto page = json.parse(where);
        if (page)
            read_page(items, *page);
        else
            items.refuse(page.error());
    }
    return {};
}

}  // namespace agon
