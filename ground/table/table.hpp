// Parquet tables, the one interface to the disk, and the manifest of a case.
//
// A row type says its columns once (`agon_columns`), and reading, writing and schema follow from it.
// Writing is atomic: temporary name in the same folder, fsync, rename, fsync of the folder. The bytes of a table
// depend on its rows only (fixed writer settings, no timestamps).
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// A file that is read from its beginning to its end, or until the reader is let go.
class FileReader {
  public:
    virtual ~FileReader() = default;
    /// What there is next, up to `room` bytes; 0 at the end only.
    virtual Result<std::size_t> read(char* into, std::size_t room) = 0;
    /// -1: not known beforehand, as of a pipe, which cannot be opened a second time either.
    virtual std::int64_t size() const = 0;
};

/// A file that is read at any place of it; what it held when it was opened, also after another took its name.
class PlaceReader {
  public:
    virtual ~PlaceReader() = default;
    /// `count` bytes from `at` on, no fewer. Errors: file_unreadable, also where the file ends before.
    virtual Result<void> read_at(std::int64_t at, char* into, std::size_t count) const = 0;
    virtual std::int64_t size() const = 0;
};

/// A file that is written from its beginning to its end. Without finish() nothing stays of it.
class FileWriter {
  public:
    virtual ~FileWriter() = default;
    virtual Result<void> append(std::string_view bytes) = 0;
    /// Makes it durable under its name.
    virtual Result<void> finish() = 0;
};

/// A file without a name, for what waits to be read again: written at its end, read at any place, gone with its last
/// holder or with the process. Thread rule: one thread.
class ScratchFile : public PlaceReader {
  public:
    virtual Result<void> append(std::string_view bytes) = 0;
};

/// All disk access of the library passes here, so that a test can fill the disk or break a write.
/// Thread rule: implementations may be called from one thread at a time per path.
class Disk {
  public:
    virtual ~Disk() = default;
    virtual Result<std::string> read_file(const std::string& path) = 0;
    /// Atomic and durable: afterwards the path holds the old bytes or all of the new ones.
    virtual Result<void> write_file(const std::string& path, std::string_view bytes) = 0;
    virtual bool exists(const std::string& path) = 0;
    virtual Result<void> make_folder(const std::string& path) = 0;
    virtual Result<std::vector<std::string>> list_folder(const std::string& path) = 0;  // sorted names
    virtual Result<void> remove_file(const std::string& path) = 0;
    /// The four for files that may be larger than memory. What they do by default is read_file() and write_file(), and
    /// a scratch file is a text in memory; for a disk that knows better, `path` is as write_file() leaves it at every
    /// moment.
    virtual Result<std::unique_ptr<FileReader>> open_file(const std::string& path);
    virtual Result<std::unique_ptr<PlaceReader>> open_places(const std::string& path);
    virtual Result<std::unique_ptr<FileWriter>> create_file(const std::string& path);
    /// In `folder`, which is made if absent: where there is room for what waits there is room for what comes of it.
    virtual Result<std::unique_ptr<ScratchFile>> create_scratch(const std::string& folder);
    /// `to` is replaced. Atomic and durable on the machine's disk, where both are in one folder.
    virtual Result<void> rename_file(const std::string& from, const std::string& to);
};
/// The machine's own disk.
Disk& real_disk();
/// Of a file's bytes, a piece in memory at a time.
Result<std::string> sha256_of_file(Disk& disk, const std::string& path);

/// Columns of numbers with a fixed width per row (vectors).
struct FloatRows {
    std::int32_t width = 0;
    std::vector<float> values;
};

using ColumnValues = std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>, FloatRows>;
struct Column {
    std::string name;
    ColumnValues values;
};
/// Columns of equal length. Shapes on disk: int64, double, utf8, fixed_size_list<float>.
struct Table {
    std::vector<Column> columns;
    std::int64_t row_count() const;
    const Column* find(std::string_view name) const;
};

Result<std::string> to_parquet(const Table& table);
Result<Table> from_parquet(std::string bytes, const std::string& file_for_errors);

/// The layout of a case's tables: which columns there are. Raised by one whenever any table of any room gains, loses or
/// renames a column (tests/cases/table/columns.txt holds them all). What a case of an older layout means:
/// docs/formats/schema.md.
///   1  cases whose manifest names no version
///   2  charset, charset_ground, container, body_is_cut, parent_missing, url; the tables votes and authors
inline constexpr int kTableSchema = 2;

/// Some rows of a column, for writing: texts are views into rows that must outlive it.
struct FloatRowsView {
    std::int32_t width = 0;
    const float* values = nullptr;
    std::int64_t rows = 0;
};
using ColumnSlice =
    std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string_view>, FloatRowsView>;
/// A column that is asked for row group by row group, so that a table of rows is never held a second time.
struct ColumnSource {
    std::string name;
    std::function<ColumnSlice(std::size_t begin, std::size_t end)> slice;
};
/// The bytes are those of the Table with the same columns.
Result<std::string> to_parquet(std::size_t row_count, const std::vector<ColumnSource>& columns);
/// The same bytes, handed over piece by piece. Asked for are the first rows, then row group by row group in their
/// order, each before the next. Errors: those of `take`.
using TakeBytes = std::function<Result<void>(std::string_view)>;
Result<void> write_parquet(std::size_t row_count, const std::vector<ColumnSource>& columns, const TakeBytes& take);
inline constexpr std::size_t kRowsPerGroup = 1 << 17;
/// Brings the next rows and says how many: kRowsPerGroup, fewer at the end, 0 behind it.
using NextRows = std::function<Result<std::size_t>()>;
/// The same where how many rows there are shows only at their end. Columns are asked for the rows that `next` brought
/// last, counted from the first of all. How many it were. Errors: those of `next`, too.
Result<std::size_t> write_parquet(const NextRows& next, const std::vector<ColumnSource>& columns,
                                  const TakeBytes& take);

/// A table opened for reading one column at a time, a row group of it in Arrow's memory. Errors: case_damaged.
class TableReader {
  public:
    static Result<TableReader> open(std::string bytes, const std::string& file_for_errors);
    /// Reads of the file what is asked for.
    static Result<TableReader> open(std::unique_ptr<PlaceReader> file, const std::string& file_for_errors);
    TableReader(TableReader&&) noexcept;
    TableReader& operator=(TableReader&&) noexcept;
    ~TableReader();
    std::int64_t row_count() const;
    std::vector<std::string> column_names() const;
    Result<Column> read(std::string_view name);
    /// The column's part in one of the row groups, counted from 0; nothing of the others is read.
    Result<Column> read(std::string_view name, int group);
    int group_count() const;

  private:
    struct State;
    explicit TableReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Enums are stored as their names: specialise with `static constexpr std::string_view names[]`.
template <class E>
struct EnumNames;

template <class E>
std::string_view enum_name(E value) {
    return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

namespace detail {
template <class Member>
constexpr bool is_text = std::is_same_v<Member, std::string> || std::is_same_v<Member, std::string_view>;
template <class Member>
constexpr bool is_named_enum = requires {
    EnumNames<Member>::names;
};

template <class Row, class Member>
struct Field {
    const char* name;
    Member Row::*member;
    int since;
};

template <class Row, class Member>
ColumnSlice slice_of(const Row* rows, const Field<Row, Member>& f, std::size_t count) {
    const auto each = [&]<class Value>(std::vector<Value> values, const auto& value_of) -> ColumnSlice {
        values.reserve(count);
        for (std::size_t i = 0; i < count; ++i) values.push_back(value_of(rows[i].*(f.member)));
        return values;
    };
    if constexpr (is_text<Member>)
        return each(std::vector<std::string_view>(), [](const Member& m) { return std::string_view(m); });
    else if constexpr (is_named_enum<Member>)
        return each(std::vector<std::string_view>(), [](const Member& m) { return enum_name(m); });
    else if constexpr (std::is_floating_point_v<Member>)
        return each(std::vector<double>(), [](const Member& m) { return static_cast<double>(m); });
    else
        return each(std::vector<std::int64_t>(), [](const Member& m) { return static_cast<std::int64_t>(m); });
}

template <class Row, class Member>
Column column_of(const std::vector<Row>& rows, const Field<Row, Member>& f) {
    ColumnSlice slice = slice_of(rows.data(), f, rows.size());
    if (const auto* views = std::get_if<std::vector<std::string_view>>(&slice))
        return {f.name, std::vector<std::string>(views->begin(), views->end())};
    if (auto* numbers = std::get_if<std::vector<double>>(&slice)) return {f.name, std::move(*numbers)};
    return {f.name, std::move(std::get<std::vector<std::int64_t>>(slice))};
}

/// The place of `name` among the names of the enum, asking the last answer first.
template <class Member>
bool enum_from(std::string_view name, Member& out) {
    if (name == enum_name(out)) return true;
    std::size_t index = 0;
    for (const std::string_view known : EnumNames<Member>::names) {
        if (known == name) {
            out = static_cast<Member>(index);
            return true;
        }
        ++index;
    }
    return false;
}

/// Takes the column's values into the rows from `begin` on, and moves it behind them. False if they are not of the
/// member's type, or too many.
template <class Row, class Member>
bool fill_from(Column column, std::vector<Row>& rows, std::size_t& begin, const Field<Row, Member>& f) {
    static_assert(!std::is_same_v<Member, std::string_view>, "a row that is read owns its texts");
    const auto take = [&](auto* values, const auto& put) {
        if (!values || values->size() > rows.size() - begin) return false;
        for (auto& value : *values)
            if (!put(std::move(value), rows[begin++].*(f.member))) return false;
        return true;
    };
    if constexpr (is_text<Member> || is_named_enum<Member>) {
        return take(std::get_if<std::vector<std::string>>(&column.values), [](std::string text, Member& member) {
            if constexpr (is_named_enum<Member>)
                return enum_from(text, member);
            else
                member = std::move(text);
            return true;
        });
    } else {
        using Value = std::conditional_t<std::is_floating_point_v<Member>, double, std::int64_t>;
        return take(std::get_if<std::vector<Value>>(&column.values), [](Value value, Member& member) {
            member = static_cast<Member>(value);
            return true;
        });
    }
}

/// The same for the whole column, a row group at a time.
template <class Row, class Member>
Result<void> fill_from(TableReader& reader, const std::string& file_for_errors, std::vector<Row>& rows,
                       const Field<Row, Member>& f) {
    std::size_t filled = 0;
    for (int group = 0; group < reader.group_count(); ++group) {
        TRY(Column column, reader.read(f.name, group));
        if (!fill_from(std::move(column), rows, filled, f))
            return Error{ErrorCode::case_damaged, file_for_errors, 0, -1,
                         std::string("column ") + f.name + " is of another type"};
    }
    if (filled == rows.size()) return {};
    return Error{ErrorCode::case_damaged, file_for_errors, 0, -1, std::string("column ") + f.name + " is too short"};
}
}  // namespace detail

/// A row type declares: static constexpr auto agon_columns = std::tuple{column("name", &Row::member), ...};
/// outside the class through a specialisation of ColumnsOf.
template <class Row>
struct ColumnsOf;

/// `since`: the first kTableSchema with the column. In tables of an older case the row's own default stands for it.
template <class Row, class Member>
constexpr auto column(const char* name, Member Row::*member, int since = 1) {
    return detail::Field<Row, Member>{name, member, since};
}

template <class Row>
Table table_of(const std::vector<Row>& rows) {
    Table table;
    std::apply([&](const auto&... f) { (table.columns.push_back(detail::column_of(rows, f)), ...); },
               ColumnsOf<Row>::columns);
    return table;
}

/// `window(begin, end)`: a pointer to rows begin to end, good until the next call.
template <class Row, class Window>
std::vector<ColumnSource> column_sources(const Window& window) {
    std::vector<ColumnSource> columns;
    const auto add = [&](const auto& f) {
        columns.push_back({f.name, [window, f](std::size_t begin, std::size_t end) {
                               return detail::slice_of(window(begin, end), f, end - begin);
                           }});
    };
    std::apply([&](const auto&... f) { (add(f), ...); }, ColumnsOf<Row>::columns);
    return columns;
}

template <class Row>
Result<std::string> to_parquet(const std::vector<Row>& rows) {
    return to_parquet(rows.size(),
                      column_sources<Row>([&rows](std::size_t begin, std::size_t) { return rows.data() + begin; }));
}

/// `schema`: of the case that the table is from. A column that is missing is damage, unless the case is older than it.
template <class Row>
Result<std::vector<Row>> rows_from(TableReader reader, const std::string& file_for_errors, int schema) {
    std::vector<Row> rows(static_cast<std::size_t>(reader.row_count()));
    Result<void> outcome;
    const std::vector<std::string> there = reader.column_names();
    const auto take = [&](const auto& f) {
        if (!outcome) return;
        if (f.since > schema && std::find(there.begin(), there.end(), f.name) == there.end()) return;
        outcome = detail::fill_from(reader, file_for_errors, rows, f);
    };
    std::apply([&](const auto&... f) { (take(f), ...); }, ColumnsOf<Row>::columns);
    if (!outcome) return outcome.error();
    return rows;
}

template <class Row>
Result<void> write_rows(Disk& disk, const std::string& path, const std::vector<Row>& rows) {
    TRY(const std::string bytes, to_parquet(rows));
    return disk.write_file(path, bytes);
}

template <class Row>
Result<std::vector<Row>> read_rows(Disk& disk, const std::string& path, int schema = kTableSchema) {
    if (!disk.exists(path)) return Error{ErrorCode::stage_missing, path, 0, -1, ""};
    TRY(auto file, disk.open_places(path));
    TRY(TableReader reader, TableReader::open(std::move(file), path));
    return rows_from<Row>(std::move(reader), path, schema);
}

/// The tables of a room, by its each_table_of.
template <class Tables>
Result<Tables> read_tables(Disk& disk, const std::string& case_folder) {
    Tables out;
    TRY_VOID(each_table_of(out, [&]<class Row>(const std::string& name, std::vector<Row>& rows) -> Result<void> {
        TRY(rows, read_rows<Row>(disk, case_folder + "/" + name));
        return {};
    }));
    return out;
}

/// What the manifest says of one file of the case: digest of its bytes and number of rows (-1: not a table).
struct ManifestFile {
    std::string sha256;
    std::int64_t rows = -1;
};
/// What a stage was made from; `key` is the digest over inputs, parameters, models and tool version.
struct ManifestStage {
    std::string key;
    std::map<std::string, std::string> parameters;
    std::vector<std::string> files;  // relative paths it wrote, sorted
};
/// manifest.json of a case. Maps are sorted, so equal content is equal bytes.
struct Manifest {
    int schema = kTableSchema;
    std::string tool_version;
    std::map<std::string, std::string> models;  // name -> sha256
    std::map<std::string, ManifestFile> files;  // relative path -> digest
    std::map<std::string, ManifestStage> stages;

    /// Empty manifest if there is none. Errors: case_newer if the case is of a layout that this agon does not know.
    static Result<Manifest> load(Disk& disk, const std::string& case_folder);
    /// The same for a case whose analysis is to be read: case_outdated if that has the tables of an older layout.
    static Result<Manifest> load_analysed(Disk& disk, const std::string& case_folder);
    /// From now on of the present layout: forgets the stages whose tables were made in an older one, all but `kept`.
    void take_present_schema(const std::string& kept);
    std::string text() const;
    Result<void> save(Disk& disk, const std::string& case_folder) const;
};

}  // namespace agon
