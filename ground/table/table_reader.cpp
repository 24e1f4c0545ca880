// Parquet bytes -> Table through Arrow, a column of a row group at a time: what Arrow holds beside the values is never
// more than that.
#include <arrow/io/memory.h>
#include <parquet/file_reader.h>

#include "ground/table/arrow_file.hpp"

namespace agon {
namespace {

template <class ArrayType, class Value>
void append_array(const arrow::Array& chunk, std::vector<Value>& out) {
    const auto& array = static_cast<const ArrayType&>(chunk);
    for (std::int64_t i = 0; i < array.length(); ++i) {
        if constexpr (std::is_same_v<Value, std::string>)
            out.emplace_back(array.GetView(i));
        else
            out.push_back(array.Value(i));
    }
}

void append_array(const arrow::Array& chunk, FloatRows& rows) {
    const auto& list = static_cast<const arrow::FixedSizeListArray&>(chunk);
    const auto& flat = static_cast<const arrow::FloatArray&>(*list.values());
    const float* begin = flat.raw_values() + list.value_offset(0);
    rows.values.insert(rows.values.end(), begin, begin + list.length() * rows.width);
}

/// No values yet of what `type` holds, with room for so many.
arrow::Result<ColumnValues> values_for(const arrow::DataType& type, std::int64_t count) {
    const auto with_room = [count](auto values) {
        values.reserve(static_cast<std::size_t>(count));
        return ColumnValues(std::move(values));
    };
    switch (type.id()) {
        case arrow::Type::INT64:
            return with_room(std::vector<std::int64_t>());
        case arrow::Type::DOUBLE:
            return with_room(std::vector<double>());
        case arrow::Type::STRING:
            return with_room(std::vector<std::string>());
        case arrow::Type::FIXED_SIZE_LIST: {
            FloatRows rows;
            rows.width = static_cast<const arrow::FixedSizeListType&>(type).list_size();
            rows.values.reserve(static_cast<std::size_t>(count * rows.width));
            return ColumnValues(std::move(rows));
        }
        default:
            return arrow::Status::Invalid("a column of type ", type.ToString(), " is not agon's");
    }
}

void append_chunks(const arrow::ChunkedArray& chunks, ColumnValues& values) {
    for (const auto& chunk : chunks.chunks()) {
        if (auto* numbers = std::get_if<std::vector<std::int64_t>>(&values))
            append_array<arrow::Int64Array>(*chunk, *numbers);
        else if (auto* reals = std::get_if<std::vector<double>>(&values))
            append_array<arrow::DoubleArray>(*chunk, *reals);
        else if (auto* texts = std::get_if<std::vector<std::string>>(&values))
            append_array<arrow::StringArray>(*chunk, *texts);
        else
            append_array(*chunk, std::get<FloatRows>(values));
    }
}

}  // namespace

struct TableReader::State {
    std::string file_for_errors;
    std::unique_ptr<parquet::arrow::FileReader> reader;
    std::shared_ptr<arrow::Schema> schema;

    static Result<std::unique_ptr<State>> open(const std::shared_ptr<arrow::io::RandomAccessFile>& source,
                                               const std::string& file_for_errors);
    /// The place of a column among the columns. Errors: case_damaged.
    Result<int> index_of(std::string_view name) const;
    /// Appends the column's part in the group.
    Result<void> read(int index, int group, ColumnValues& values) const;
};

Result<std::unique_ptr<TableReader::State>> TableReader::State::open(
    const std::shared_ptr<arrow::io::RandomAccessFile>& source, const std::string& file_for_errors) {
    auto state = std::make_unique<State>();
    state->file_for_errors = file_for_errors;
    auto reader = parquet::arrow::OpenFile(source, arrow::default_memory_pool());
    if (!reader.ok()) return arrow_error(file_for_errors, reader.status());
    state->reader = std::move(reader).ValueUnsafe();
    state->reader->set_use_threads(false);
    if (const auto status = state->reader->GetSchema(&state->schema); !status.ok())
        return arrow_error(file_for_errors, status);
    return state;
}

Result<int> TableReader::State::index_of(std::string_view name) const {
    const int index = schema->GetFieldIndex(std::string(name));
    if (index >= 0) return index;
    return Error{ErrorCode::case_damaged, file_for_errors, 0, -1, "column " + std::string(name) + " is missing"};
}

Result<void> TableReader::State::read(int index, int group, ColumnValues& values) const {
    std::shared_ptr<arrow::ChunkedArray> chunks;
    const arrow::Status status = reader->RowGroup(group)->Column(index)->Read(&chunks);
    if (!status.ok()) return arrow_error(file_for_errors, status);
    append_chunks(*chunks, values);
    return {};
}

TableReader::TableReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader& TableReader::operator=(TableReader&&) noexcept = default;
TableReader::~TableReader() = default;

Result<TableReader> TableReader::open(std::string bytes, const std::string& file_for_errors) {
    TRY(auto state, State::open(std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::move(bytes))),
                                file_for_errors));
    return TableReader(std::move(state));
}

Result<TableReader> TableReader::open(std::unique_ptr<PlaceReader> file, const std::string& file_for_errors) {
    TRY(auto state, State::open(std::make_shared<ArrowFile>(std::move(file)), file_for_errors));
    return TableReader(std::move(state));
}

std::int64_t TableReader::row_count() const {
    return state_->reader->parquet_reader()->metadata()->num_rows();
}

int TableReader::group_count() const {
    return state_->reader->num_row_groups();
}

std::vector<std::string> TableReader::column_names() const {
    return state_->schema->field_names();
}

Result<Column> TableReader::read(std::string_view name) {
    TRY(const int index, state_->index_of(name));
    auto values = values_for(*state_->schema->field(index)->type(), row_count());
    if (!values.ok()) return arrow_error(state_->file_for_errors, values.status());
    Column column{std::string(name), std::move(values).ValueUnsafe()};
    for (int group = 0; group < group_count(); ++group) TRY_VOID(state_->read(index, group, column.values));
    return column;
}

Result<Column> TableReader::read(std::string_view name, int group) {
    TRY(const int index, state_->index_of(name));
    const std::int64_t count = state_->reader->parquet_reader()->metadata()->RowGroup(group)->num_rows();
    auto values = values_for(*state_->schema->field(index)->type(), count);
    if (!values.ok()) return arrow_error(state_->file_for_errors, values.status());
    Column column{std::string(name), std::move(values).ValueUnsafe()};
    TRY_VOID(state_->read(index, group, column.values));
    return column;
}

Result<Table> from_parquet(std::string bytes, const std::string& file_for_errors) {
    TRY(TableReader reader, TableReader::open(std::move(bytes), file_for_errors));
    Table table;
    for (const std::string& name : reader.column_names()) {
        TRY(Column column, reader.read(name));
        table.columns.push_back(std::move(column));
    }
    return table;
}

}  // namespace agon
