// Inside room abi: rows of the tables from and to Arrow record batches of any producer.
//
// A row type's columns (ColumnsOf) are what a batch is read by, so that a stage takes a table of a case as it is.
#pragma once

#include <arrow/api.h>
#include <arrow/c/abi.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

/// A batch that somebody handed over, column by column.
class BatchView {
  public:
    explicit BatchView(std::shared_ptr<arrow::RecordBatch> batch) : batch_(std::move(batch)) {}

    /// The batch of a call, which takes it over; the schema stays the caller's. Errors: usage, bad_value.
    static Result<BatchView> taken(ArrowArray* in, const ArrowSchema* in_schema);

    std::vector<std::string> names() const { return batch_->schema()->field_names(); }
    std::shared_ptr<arrow::Array> column(const std::string& name) const { return batch_->GetColumnByName(name); }
    std::size_t row_count() const { return static_cast<std::size_t>(batch_->num_rows()); }
    bool has(const std::string& name) const { return batch_->GetColumnByName(name) != nullptr; }
    /// Errors: missing_column.
    Result<void> require(const std::string& name) const;

    /// A column's values; `absent` where there is no column or a null. Errors: bad_value for another type.
    Result<std::vector<std::int64_t>> numbers(const std::string& name, std::int64_t absent = 0) const;
    Result<std::vector<double>> reals(const std::string& name) const;
    /// Views into the batch. `is_text`: must be UTF-8. Errors: bad_value, with the row.
    Result<std::vector<std::string_view>> texts(const std::string& name, bool is_text = true) const;

  private:
    std::shared_ptr<arrow::RecordBatch> batch_;
};

/// Releases what a call was given, whatever happens in it.
struct Released {
    ArrowArray* in;
    explicit Released(ArrowArray* in_) : in(in_) {}
    Released(const Released&) = delete;
    Released& operator=(const Released&) = delete;
    ~Released() {
        if (in && in->release) in->release(in);
    }
};

/// Rows as far as the batch has their columns; the row type's own defaults stand for the others.
template <class Row>
Result<std::vector<Row>> rows_from(const BatchView& batch) {
    std::vector<Row> rows(batch.row_count());
    Result<void> outcome;
    const auto take = [&]<class Member>(const detail::Field<Row, Member>& f) {
        if (!outcome || !batch.has(f.name)) return;
        Column column{f.name, {}};
        const auto keep = [&](auto values) {
            if (!values)
                outcome = values.error();
            else
                column.values = std::move(*values);
        };
        if constexpr (detail::is_text<Member> || detail::is_named_enum<Member>) {
            auto views = batch.texts(f.name);
            if (!views)
                outcome = views.error();
            else
                column.values = std::vector<std::string>(views->begin(), views->end());
        } else if constexpr (std::is_floating_point_v<Member>) {
            keep(batch.reals(f.name));
        } else {
            keep(batch.numbers(f.name));
        }
        std::size_t filled = 0;
        if (outcome && (!detail::fill_from(std::move(column), rows, filled, f) || filled != rows.size()))
            outcome = Error{ErrorCode::bad_value, "", 0, -1, std::string("column ") + f.name};
    };
    std::apply([&](const auto&... f) { (take(f), ...); }, ColumnsOf<Row>::columns);
    if (!outcome) return outcome.error();
    return rows;
}

/// Columns that will be one batch.
class BatchWriter {
  public:
    void add(const std::string& name, const ColumnSlice& values);
    /// Row i has the values from begins[i] to begins[i + 1].
    void add_lists(const std::string& name, const std::vector<std::int32_t>& begins,
                   const std::vector<std::int64_t>& values);
    template <class Row>
    void add_rows(const std::vector<Row>& rows) {
        const auto each = [&](const auto& f) { add(f.name, detail::slice_of(rows.data(), f, rows.size())); };
        std::apply([&](const auto&... f) { (each(f), ...); }, ColumnsOf<Row>::columns);
    }
    Result<std::shared_ptr<arrow::RecordBatch>> finish(std::size_t row_count);

  private:
    void add(const std::string& name, const arrow::Result<std::shared_ptr<arrow::Array>>& array);

    arrow::FieldVector fields_;
    arrow::ArrayVector arrays_;
    arrow::Status status_;
};

}  // namespace agon
