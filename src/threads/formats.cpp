// The formats: the one table that --format, recognition, reading, the fuzz targets and the tests of the documentation
// use.
#include <algorithm>

#include "src/threads/json_tree.hpp"
#include "src/threads/readers.hpp"

namespace agon {
namespace {

Result<void> read_table(Collector& collector, const ColumnMap& columns, ReadFlat read) {
    const std::string_view bytes = collector.bytes();
    const Span all = trimmed_json(bytes, {collector.begin(), static_cast<std::int64_t>(bytes.size())});
    if (all.length() == 0) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    const char first = bytes[static_cast<std::size_t>(all.begin)];
    return first == '{' || first == '[' ? read_flat_json(collector, columns, read)
                                        : read_flat_csv(collector, columns, read);
}

}  // namespace

Result<void> read_flat(Collector& collector, const ColumnMap& columns) {
    return read_table(collector, columns, ReadFlat(nullptr));
}

const std::vector<Format>& formats() {
    static const std::vector<Format> table = [] {
        std::vector<Format> all = {{"zhihu_api_json", "zhihu", read_zhihu_pages},
                                   {"zhihu_html", "zhihu", read_zhihu_html},
                                   {"hotdaily_json", "zhihu", read_hotdaily}};
        for (const Layout& layout : layouts()) all.push_back({layout.name, layout.platform, nullptr, &layout});
        const Format rest[] = {{"polis_matrix", "polis", read_polis_matrix},
                               {"polis_summary", "polis", read_polis_summary},
                               {"polis_counts", "polis", read_polis_counts},
                               {"zeeschuimer", "zeeschuimer", read_zeeschuimer},
                               {"hacker_news", "hackernews", read_hacker_news},
                               {"stack_exchange", "stackexchange", read_stack_exchange},
                               {"feed", "feed", read_feed},
                               {"documents", "documents", read_document},
                               {"jsonl", "zhihu", read_flat},
                               {"csv", "zhihu", read_flat},
                               {"tsv", "zhihu", read_flat},
                               {"xlsx", "zhihu", read_flat}};
        all.insert(all.end(), std::begin(rest), std::end(rest));
        return all;
    }();
    return table;
}

const Format* format_called(std::string_view name) {
    const auto found =
        std::find_if(formats().begin(), formats().end(), [&](const Format& format) { return format.name == name; });
    return found == formats().end() ? nullptr : &*found;
}

std::vector<std::pair<std::string, std::string>> import_formats() {
    std::vector<std::pair<std::string, std::string>> names;
    for (const Format& format : formats()) names.emplace_back(format.name, format.platform);
    return names;
}

Result<void> read_as(const Format& format, Collector& collector, const ColumnMap& columns) {
    if (!format.layout) return format.read(collector, columns);
    return read_table(collector, ColumnMap(format.layout->slots), ReadFlat(format.layout));
}

}  // namespace agon
