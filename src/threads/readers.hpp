// Inside room threads: the readers, one a format, and the table that names them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/threads/flat.hpp"

namespace agon {

// Errors are about the whole file; bad records are rejects of the collector. Only flat readers look at the columns.
Result<void> read_zhihu_pages(Collector& collector, const ColumnMap& columns);
Result<void> read_zhihu_html(Collector& collector, const ColumnMap& columns);
Result<void> read_hotdaily(Collector& collector, const ColumnMap& columns);
Result<void> read_document(Collector& collector, const ColumnMap& columns);
Result<void> read_stack_exchange(Collector& collector, const ColumnMap& columns);
Result<void> read_feed(Collector& collector, const ColumnMap& columns);
Result<void> read_hacker_news(Collector& collector, const ColumnMap& columns);
Result<void> read_zeeschuimer(Collector& collector, const ColumnMap& columns);
Result<void> read_polis_matrix(Collector& collector, const ColumnMap& columns);
Result<void> read_polis_summary(Collector& collector, const ColumnMap& columns);
Result<void> read_polis_counts(Collector& collector, const ColumnMap& columns);
/// Any table of no known tool, on any carrier.
Result<void> read_flat(Collector& collector, const ColumnMap& columns);

/// A workbook has several files; rows are cut from them. Its sheets and its table of strings become sources.
struct Workbook {
    std::string name, folder;
    const std::map<std::string, std::string>& parts;
};
Result<std::vector<Gathered>> read_workbook(const Workbook& book, const SourceFile& source, const std::string& format,
                                            const ColumnMap& columns);

struct Format {
    std::string_view name, platform;
    Result<void> (*read)(Collector&, const ColumnMap&);  // null: by its layout
    const Layout* layout = nullptr;
};
/// Every format that --format may name.
const std::vector<Format>& formats();
const Format* format_called(std::string_view name);
/// Reads the collector's bytes as `format`. `columns`: the generic layout's.
Result<void> read_as(const Format& format, Collector& collector, const ColumnMap& columns);

/// A file of a dump that holds nothing which a case has a place for: a Stack Exchange dump has tables of votes, tags,
/// badges, links and histories beside its posts. Its first bytes tell.
bool holds_nothing(std::string_view head);

/// The format of a file by its content (a dated .txt or .html by its name). Errors: unknown_format.
Result<const Format*> sniff_format(std::string_view bytes, const std::string& name, const ColumnMap& columns);

/// The flat format of a file whose first bytes are `head`, if each of its lines is a record: such a file need not be in
/// memory as a whole. nullptr: it must be. `wanted`: auto, or the format that the user says it has.
/// REQUIRES: kJsonPadding readable bytes follow `head`.
const Format* format_of_lines(std::string_view head, const std::string& name, const std::string& wanted,
                              const ColumnMap& columns);

}  // namespace agon
