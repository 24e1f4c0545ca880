#include "src/abi/batches.hpp"

#include <arrow/c/bridge.h>

#include "ground/text/text.hpp"

namespace agon {
namespace {

using MaybeArray = arrow::Result<std::shared_ptr<arrow::Array>>;

Error bad_column(const std::string& name, const arrow::Array& array) {
    return {ErrorCode::bad_value, "", 0, -1, "column " + name + " is of type " + array.type()->ToString()};
}

/// Calls `take(row, value)` for every value that is no null. False if the array holds no numbers.
template <class Take>
bool each_number(const arrow::Array& array, const Take& take) {
    const auto all = [&]<class Typed>(const Typed& typed) {
        for (std::int64_t i = 0; i < typed.length(); ++i)
            if (typed.IsValid(i)) take(static_cast<std::size_t>(i), typed.Value(i));
        return true;
    };
    switch (array.type_id()) {
        case arrow::Type::BOOL:
            return all(static_cast<const arrow::BooleanArray&>(array));
        case arrow::Type::INT8:
            return all(static_cast<const arrow::Int8Array&>(array));
        case arrow::Type::INT16:
            return all(static_cast<const arrow::Int16Array&>(array));
        case arrow::Type::INT32:
            return all(static_cast<const arrow::Int32Array&>(array));
        case arrow::Type::INT64:
            return all(static_cast<const arrow::Int64Array&>(array));
        case arrow::Type::UINT8:
            return all(static_cast<const arrow::UInt8Array&>(array));
        case arrow::Type::UINT16:
            return all(static_cast<const arrow::UInt16Array&>(array));
        case arrow::Type::UINT32:
            return all(static_cast<const arrow::UInt32Array&>(array));
        case arrow::Type::FLOAT:
            return all(static_cast<const arrow::FloatArray&>(array));
        case arrow::Type::DOUBLE:
            return all(static_cast<const arrow::DoubleArray&>(array));
        default:
            return false;
    }
}

template <class Take>
bool each_text(const arrow::Array& array, const Take& take) {
    const auto all = [&]<class Typed>(const Typed& typed) {
        for (std::int64_t i = 0; i < typed.length(); ++i)
            if (typed.IsValid(i)) take(static_cast<std::size_t>(i), std::string_view(typed.GetView(i)));
        return true;
    };
    switch (array.type_id()) {
        case arrow::Type::STRING:
        case arrow::Type::BINARY:
            return all(static_cast<const arrow::BinaryArray&>(array));
        case arrow::Type::LARGE_STRING:
        case arrow::Type::LARGE_BINARY:
            return all(static_cast<const arrow::LargeBinaryArray&>(array));
        case arrow::Type::STRING_VIEW:
        case arrow::Type::BINARY_VIEW:
            return all(static_cast<const arrow::BinaryViewArray&>(array));
        default:
            return false;
    }
}

/// The slices are gone when the batch is read, so everything is copied.
struct CopiedArray {
    template <class Builder, class Value>
    static MaybeArray built(const std::vector<Value>& values) {
        Builder builder;
        ARROW_RETURN_NOT_OK(builder.AppendValues(values));
        return builder.Finish();
    }
    MaybeArray operator()(const std::vector<std::int64_t>& v) const { return built<arrow::Int64Builder>(v); }
    MaybeArray operator()(const std::vector<double>& v) const { return built<arrow::DoubleBuilder>(v); }
    MaybeArray operator()(const std::vector<std::string_view>& v) const {
        arrow::StringBuilder builder;
        for (const std::string_view value : v) ARROW_RETURN_NOT_OK(builder.Append(value));
        return builder.Finish();
    }
    MaybeArray operator()(const FloatRowsView& v) const {
        arrow::FloatBuilder builder;
        ARROW_RETURN_NOT_OK(builder.AppendValues(v.values, v.rows * v.width));
        ARROW_ASSIGN_OR_RAISE(auto flat, builder.Finish());
        return arrow::FixedSizeListArray::FromArrays(flat, v.width);
    }
};

}  // namespace

Result<BatchView> BatchView::taken(ArrowArray* in, const ArrowSchema* in_schema) {
    if (!in || !in->release || !in_schema || !in_schema->release)
        return Error{ErrorCode::usage, "", 0, -1, "a batch or its schema is missing or was released"};
    ArrowSchema copy = *in_schema;  // the import releases what it is given
    copy.release = [](ArrowSchema* schema) { schema->release = nullptr; };
    auto batch = arrow::ImportRecordBatch(in, &copy);
    if (!batch.ok()) return Error{ErrorCode::bad_value, "(batch)", 0, -1, batch.status().ToString()};
    if (const auto valid = (*batch)->Validate(); !valid.ok())
        return Error{ErrorCode::bad_value, "(batch)", 0, -1, valid.ToString()};
    return BatchView(std::move(batch).ValueUnsafe());
}

Result<void> BatchView::require(const std::string& name) const {
    if (!has(name)) return Error{ErrorCode::missing_column, "", 0, -1, name};
    return {};
}

Result<std::vector<std::int64_t>> BatchView::numbers(const std::string& name, std::int64_t absent) const {
    std::vector<std::int64_t> values(row_count(), absent);
    const auto array = batch_->GetColumnByName(name);
    // NOLINTNEXTLINE(bugprone-signed-char-misuse): a column of int8 holds numbers, not characters
    if (array && !each_number(*array, [&](std::size_t i, auto value) { values[i] = static_cast<std::int64_t>(value); }))
        return bad_column(name, *array);
    return values;
}

Result<std::vector<double>> BatchView::reals(const std::string& name) const {
    std::vector<double> values(row_count());
    const auto array = batch_->GetColumnByName(name);
    if (array && !each_number(*array, [&](std::size_t i, auto value) { values[i] = static_cast<double>(value); }))
        return bad_column(name, *array);
    return values;
}

Result<std::vector<std::string_view>> BatchView::texts(const std::string& name, bool is_text) const {
    std::vector<std::string_view> values(row_count());
    const auto array = batch_->GetColumnByName(name);
    if (array && !each_text(*array, [&](std::size_t i, std::string_view value) { values[i] = value; }))
        return bad_column(name, *array);
    for (std::size_t i = 0; is_text && i < values.size(); ++i)
        if (const std::int64_t at = first_invalid_utf8(values[i]); at >= 0)
            return Error{ErrorCode::not_text, "", static_cast<std::int64_t>(i) + 1, at, "column " + name};
    return values;
}

void BatchWriter::add(const std::string& name, const MaybeArray& array) {
    if (!array.ok()) {
        status_ = array.status();
        return;
    }
    fields_.push_back(arrow::field(name, (*array)->type(), false));
    arrays_.push_back(*array);
}

void BatchWriter::add(const std::string& name, const ColumnSlice& values) {
    add(name, std::visit(CopiedArray{}, values));
}

void BatchWriter::add_lists(const std::string& name, const std::vector<std::int32_t>& begins,
                            const std::vector<std::int64_t>& values) {
    const auto lists = [&]() -> MaybeArray {
        ARROW_ASSIGN_OR_RAISE(auto flat, CopiedArray{}(values));
        ARROW_ASSIGN_OR_RAISE(auto offsets, CopiedArray::built<arrow::Int32Builder>(begins));
        return arrow::ListArray::FromArrays(*offsets, *flat);
    };
    add(name, lists());
}

Result<std::shared_ptr<arrow::RecordBatch>> BatchWriter::finish(std::size_t row_count) {
    if (!status_.ok()) return Error{ErrorCode::write_failed, "(batch)", 0, -1, status_.ToString()};
    return arrow::RecordBatch::Make(arrow::schema(fields_), static_cast<std::int64_t>(row_count), arrays_);
}

}  // namespace agon
