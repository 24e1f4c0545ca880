// Table <-> Parquet bytes through Arrow. Writer settings are fixed and single threaded, so equal rows are equal bytes.
#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>

#include "ground/table/table.hpp"

namespace agon {
namespace {

Error arrow_error(const std::string& file, const arrow::Status& status) {
    std::string detail = status.ToString();
    for (char& c : detail)
        if (c == '\n') c = ' ';
    return {ErrorCode::case_damaged, file, 0, -1, detail};
}

template <class Builder, class Values>
arrow::Result<std::shared_ptr<arrow::Array>> build_array(const Values& values) {
    Builder builder;
    ARROW_RETURN_NOT_OK(builder.Reserve(static_cast<std::int64_t>(values.size())));
    for (const auto& value : values) ARROW_RETURN_NOT_OK(builder.Append(value));
    return builder.Finish();
}

arrow::Result<std::shared_ptr<arrow::Array>> build_float_rows(const FloatRows& rows) {
    arrow::FloatBuilder builder;
    ARROW_RETURN_NOT_OK(builder.AppendValues(rows.values.data(), static_cast<std::int64_t>(rows.values.size())));
    ARROW_ASSIGN_OR_RAISE(auto flat, builder.Finish());
    return arrow::FixedSizeListArray::FromArrays(flat, rows.width);
}

struct ArrayOf {
    arrow::Result<std::shared_ptr<arrow::Array>> operator()(const std::vector<std::int64_t>& v) const {
        return build_array<arrow::Int64Builder>(v);
    }
    arrow::Result<std::shared_ptr<arrow::Array>> operator()(const std::vector<double>& v) const {
        return build_array<arrow::DoubleBuilder>(v);
    }
    // Large strings would be another type on disk; a column over 2 GiB is out of reach of one table anyway.
    arrow::Result<std::shared_ptr<arrow::Array>> operator()(const std::vector<std::string>& v) const {
        return build_array<arrow::StringBuilder>(v);
    }
    arrow::Result<std::shared_ptr<arrow::Array>> operator()(const FloatRows& v) const { return build_float_rows(v); }
};

arrow::Result<std::string> write_arrow(const Table& table) {
    arrow::FieldVector fields;
    arrow::ArrayVector arrays;
    for (const Column& column : table.columns) {
        ARROW_ASSIGN_OR_RAISE(auto array, std::visit(ArrayOf{}, column.values));
        fields.push_back(arrow::field(column.name, array->type(), false));
        arrays.push_back(std::move(array));
    }
    auto arrow_table = arrow::Table::Make(arrow::schema(fields), arrays, table.row_count());
    ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::BufferOutputStream::Create());
    auto properties = parquet::WriterProperties::Builder()
                          .compression(parquet::Compression::ZSTD)
                          ->compression_level(3)
                          ->created_by("agon")
                          ->build();
    // The stored Arrow schema keeps fixed_size_list what it is when the table is read again.
    auto arrow_properties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    ARROW_RETURN_NOT_OK(parquet::arrow::WriteTable(*arrow_table, arrow::default_memory_pool(), sink, 1 << 17,
                                                   properties, arrow_properties));
    ARROW_ASSIGN_OR_RAISE(auto buffer, sink->Finish());
    return buffer->ToString();
}

template <class ArrayType, class Value>
void append_values(const arrow::ChunkedArray& chunks, std::vector<Value>& out) {
    out.reserve(static_cast<std::size_t>(chunks.length()));
    for (const auto& chunk : chunks.chunks()) {
        const auto& array = static_cast<const ArrayType&>(*chunk);
        for (std::int64_t i = 0; i < array.length(); ++i) {
            if constexpr (std::is_same_v<Value, std::string>)
                out.emplace_back(array.GetView(i));
            else
                out.push_back(array.Value(i));
        }
    }
}

arrow::Result<ColumnValues> values_of(const arrow::ChunkedArray& chunks) {
    switch (chunks.type()->id()) {
        case arrow::Type::INT64: {
            std::vector<std::int64_t> v;
            append_values<arrow::Int64Array>(chunks, v);
            return ColumnValues(std::move(v));
        }
        case arrow::Type::DOUBLE: {
            std::vector<double> v;
            append_values<arrow::DoubleArray>(chunks, v);
            return ColumnValues(std::move(v));
        }
        case arrow::Type::STRING: {
            std::vector<std::string> v;
            append_values<arrow::StringArray>(chunks, v);
            return ColumnValues(std::move(v));
        }
        case arrow::Type::FIXED_SIZE_LIST: {
            FloatRows rows;
            for (const auto& chunk : chunks.chunks()) {
                const auto& list = static_cast<const arrow::FixedSizeListArray&>(*chunk);
                const auto& flat = static_cast<const arrow::FloatArray&>(*list.values());
                rows.width = list.list_type()->list_size();
                const float* begin = flat.raw_values() + list.value_offset(0);
                rows.values.insert(rows.values.end(), begin, begin + list.length() * rows.width);
            }
            return ColumnValues(std::move(rows));
        }
        default:
            return arrow::Status::Invalid("a column of type ", chunks.type()->ToString(), " is not agon's");
    }
}

arrow::Result<Table> read_arrow(std::string bytes) {
    auto source = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::move(bytes)));
    ARROW_ASSIGN_OR_RAISE(auto reader, parquet::arrow::OpenFile(source, arrow::default_memory_pool()));
    reader->set_use_threads(false);
    ARROW_ASSIGN_OR_RAISE(auto arrow_table, reader->ReadTable());
    Table table;
    for (int i = 0; i < arrow_table->num_columns(); ++i) {
        ARROW_ASSIGN_OR_RAISE(auto values, values_of(*arrow_table->column(i)));
        table.columns.push_back({arrow_table->field(i)->name(), std::move(values)});
    }
    return table;
}

}  // namespace

std::int64_t Table::row_count() const {
    if (columns.empty()) return 0;
    return std::visit(
        [](const auto& values) -> std::int64_t {
            if constexpr (std::is_same_v<std::decay_t<decltype(values)>, FloatRows>)
                return values.width == 0 ? 0 : static_cast<std::int64_t>(values.values.size()) / values.width;
            else
                return static_cast<std::int64_t>(values.size());
        },
        columns.front().values);
}

const Column* Table::find(std::string_view name) const {
    for (const Column& column : columns)
        if (column.name == name) return &column;
    return nullptr;
}

Result<std::string> to_parquet(const Table& table) {
    auto written = write_arrow(table);
    if (!written.ok()) return arrow_error("(table)", written.status());
    return std::move(written).ValueUnsafe();
}

Result<Table> from_parquet(std::string bytes, const std::string& file_for_errors) {
    auto read = read_arrow(std::move(bytes));
    if (!read.ok()) return arrow_error(file_for_errors, read.status());
    return std::move(read).ValueUnsafe();
}

}  // namespace agon
