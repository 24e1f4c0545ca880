// Parquet tables, the one interface to the disk, and the manifest of a case.
//
// A row type says its columns once (`agon_columns`), and reading, writing and schema follow from it.
// Writing is atomic: temporary name in the same folder, fsync, rename, fsync of the folder. The bytes of a table
// depend on its rows only (fixed writer settings, no timestamps).
#pragma once

#include <cstdint>
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
};
/// The machine's own disk.
Disk& real_disk();

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

/// Enums are stored as their names: specialise with `static constexpr std::string_view names[]`.
template <class E>
struct EnumNames;

template <class E>
std::string_view enum_name(E value) {
    return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

namespace detail {
template <class Member>
constexpr bool is_text = std::is_same_v<Member, std::string>;
template <class Member>
constexpr bool is_named_enum = requires {
    EnumNames<Member>::names;
};

template <class Row, class Member>
struct Field {
    const char* name;
    Member Row::*member;
};
template <class Row, class Member>
constexpr Field<Row, Member> field(const char* name, Member Row::*member) {
    return {name, member};
}

template <class Row, class Member>
Column column_of(const std::vector<Row>& rows, const Field<Row, Member>& f) {
    if constexpr (is_text<Member>) {
        std::vector<std::string> v;
        v.reserve(rows.size());
        for (const Row& r : rows) v.push_back(r.*(f.member));
        return {f.name, std::move(v)};
    } else if constexpr (is_named_enum<Member>) {
        std::vector<std::string> v;
        v.reserve(rows.size());
        for (const Row& r : rows) v.emplace_back(enum_name(r.*(f.member)));
        return {f.name, std::move(v)};
    } else if constexpr (std::is_floating_point_v<Member>) {
        std::vector<double> v;
        v.reserve(rows.size());
        for (const Row& r : rows) v.push_back(static_cast<double>(r.*(f.member)));
        return {f.name, std::move(v)};
    } else {
        std::vector<std::int64_t> v;
        v.reserve(rows.size());
        for (const Row& r : rows) v.push_back(static_cast<std::int64_t>(r.*(f.member)));
        return {f.name, std::move(v)};
    }
}

template <class Row, class Member>
bool fill_from(const Table& table, std::vector<Row>& rows, const Field<Row, Member>& f) {
    const Column* column = table.find(f.name);
    if (!column) return false;
    if constexpr (is_text<Member>) {
        const auto* v = std::get_if<std::vector<std::string>>(&column->values);
        if (!v) return false;
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*(f.member) = (*v)[i];
    } else if constexpr (is_named_enum<Member>) {
        const auto* v = std::get_if<std::vector<std::string>>(&column->values);
        if (!v) return false;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            bool found = false;
            std::size_t index = 0;
            for (std::string_view name : EnumNames<Member>::names) {
                if (name == (*v)[i]) {
                    rows[i].*(f.member) = static_cast<Member>(index);
                    found = true;
                }
                ++index;
            }
            if (!found) return false;
        }
    } else if constexpr (std::is_floating_point_v<Member>) {
        const auto* v = std::get_if<std::vector<double>>(&column->values);
        if (!v) return false;
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*(f.member) = static_cast<Member>((*v)[i]);
    } else {
        const auto* v = std::get_if<std::vector<std::int64_t>>(&column->values);
        if (!v) return false;
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*(f.member) = static_cast<Member>((*v)[i]);
    }
    return true;
}
}  // namespace detail

/// A row type declares: static constexpr auto agon_columns = std::tuple{column("name", &Row::member), ...};
/// outside the class through a specialisation of ColumnsOf.
template <class Row>
struct ColumnsOf;

template <class Row, class Member>
constexpr auto column(const char* name, Member Row::*member) {
    return detail::field(name, member);
}

template <class Row>
Table table_of(const std::vector<Row>& rows) {
    Table table;
    std::apply([&](const auto&... f) { (table.columns.push_back(detail::column_of(rows, f)), ...); },
               ColumnsOf<Row>::columns);
    return table;
}

template <class Row>
Result<std::vector<Row>> rows_of(const Table& table, const std::string& file_for_errors) {
    std::vector<Row> rows(static_cast<std::size_t>(table.row_count()));
    bool good = true;
    std::apply([&](const auto&... f) { ((good = good && detail::fill_from(table, rows, f)), ...); },
               ColumnsOf<Row>::columns);
    if (!good) return Error{ErrorCode::case_damaged, file_for_errors, 0, -1, "a column is missing or of another type"};
    return rows;
}

template <class Row>
Result<void> write_rows(Disk& disk, const std::string& path, const std::vector<Row>& rows) {
    TRY(std::string bytes, to_parquet(table_of(rows)));
    return disk.write_file(path, bytes);
}

template <class Row>
Result<std::vector<Row>> read_rows(Disk& disk, const std::string& path) {
    if (!disk.exists(path)) return Error{ErrorCode::stage_missing, path, 0, -1, ""};
    TRY(std::string bytes, disk.read_file(path));
    TRY(Table table, from_parquet(std::move(bytes), path));
    return rows_of<Row>(table, path);
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
    std::string tool_version;
    std::map<std::string, std::string> models;  // name -> sha256
    std::map<std::string, ManifestFile> files;  // relative path -> digest
    std::map<std::string, ManifestStage> stages;

    static Result<Manifest> load(Disk& disk, const std::string& case_folder);  // empty manifest if none
    Result<void> save(Disk& disk, const std::string& case_folder) const;
};

}  // namespace agon
