// A batch as a table of a case, for those who made its rows elsewhere.
#include "src/abi/batches.hpp"
#include "src/abi/calls.hpp"

namespace agon {
namespace {

Result<Column> column_from(const BatchView& batch, const std::string& name, const arrow::Array& array) {
    switch (array.type_id()) {
        case arrow::Type::INT64: {
            TRY(auto numbers, batch.numbers(name));
            return Column{name, std::move(numbers)};
        }
        case arrow::Type::DOUBLE: {
            TRY(auto reals, batch.reals(name));
            return Column{name, std::move(reals)};
        }
        case arrow::Type::FIXED_SIZE_LIST: {
            const auto& lists = static_cast<const arrow::FixedSizeListArray&>(array);
            const std::int32_t width = lists.list_type()->list_size();
            if (lists.value_type()->id() != arrow::Type::FLOAT) break;
            const auto& values = static_cast<const arrow::FloatArray&>(*lists.values());
            const float* first = values.raw_values() + lists.value_offset(0);
            return Column{name, FloatRows{width, std::vector<float>(first, first + lists.length() * width)}};
        }
        default: {
            TRY(const auto views, batch.texts(name));
            return Column{name, std::vector<std::string>(views.begin(), views.end())};
        }
    }
    return Error{ErrorCode::bad_value, "", 0, -1, "column " + name + " is of type " + array.type()->ToString()};
}

Result<agon_status> write_table(const char* file, ArrowArray* in, const ArrowSchema* in_schema) {
    TRY(const BatchView batch, BatchView::taken(in, in_schema));
    if (!file || !*file) return Error{ErrorCode::usage, "", 0, -1, "no file"};
    Table table;
    for (const std::string& name : batch.names()) {
        TRY(Column column, column_from(batch, name, *batch.column(name)));
        table.columns.push_back(std::move(column));
    }
    TRY(const std::string bytes, to_parquet(table));
    TRY_VOID(real_disk().write_file(file, bytes));
    return AGON_OK;
}

}  // namespace
}  // namespace agon

extern "C" {

agon_status agon_write_table(const char* file, struct ArrowArray* in, const struct ArrowSchema* in_schema,
                             char** message) {
    const agon::Released released(in);
    return agon::guarded(message, [&] { return agon::write_table(file, in, in_schema); });
}
}
