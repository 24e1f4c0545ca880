// Table -> Parquet bytes through Arrow, a column of a row group at a time: a table of a million posts is never held
// twice. Writer settings are fixed and single threaded, so equal rows are equal bytes.
#include <algorithm>
#include <unordered_map>

#include "ground/table/arrow_file.hpp"

namespace agon {
namespace {

using MaybeArray = arrow::Result<std::shared_ptr<arrow::Array>>;

/// Numbers become an array without being copied: the array is a view of the slice.
template <class ArrayType, class Value>
MaybeArray view_array(const std::vector<Value>& values) {
    return std::make_shared<ArrayType>(static_cast<std::int64_t>(values.size()), arrow::Buffer::Wrap(values));
}

/// UnsafeAppend copies from the view's pointer even where there is nothing to copy; a null pointer is undefined there.
std::string_view never_null(std::string_view text) {
    return text.data() ? text : std::string_view("");
}

/// The distinct texts, and which of them stands in each row. Texts of a million rows are often one text in one place.
MaybeArray dictionary_array(const std::vector<std::string_view>& values) {
    std::unordered_map<std::string_view, std::int32_t> known;
    std::vector<std::int32_t> indices(values.size());
    arrow::StringBuilder texts;
    std::string_view last;
    std::int32_t last_index = -1;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string_view value = values[i];
        if (last_index < 0 || value.data() != last.data() || value.size() != last.size()) {
            const auto [found, is_new] = known.try_emplace(value, static_cast<std::int32_t>(known.size()));
            if (is_new) ARROW_RETURN_NOT_OK(texts.Append(value));
            last = value;
            last_index = found->second;
        }
        indices[i] = last_index;
    }
    ARROW_ASSIGN_OR_RAISE(auto dictionary, texts.Finish());
    auto rows = std::make_shared<arrow::Int32Array>(static_cast<std::int64_t>(values.size()),
                                                    arrow::Buffer::FromVector(std::move(indices)));
    return arrow::DictionaryArray::FromArrays(arrow::dictionary(arrow::int32(), arrow::utf8()), rows, dictionary);
}

struct ArrayOf {
    bool as_dictionary = false;

    MaybeArray operator()(const std::vector<std::int64_t>& v) const { return view_array<arrow::Int64Array>(v); }
    MaybeArray operator()(const std::vector<double>& v) const { return view_array<arrow::DoubleArray>(v); }
    MaybeArray operator()(const std::vector<std::string_view>& v) const {
        if (as_dictionary) return dictionary_array(v);
        std::size_t bytes = 0;
        for (const std::string_view value : v) bytes += value.size();
        arrow::StringBuilder builder;
        ARROW_RETURN_NOT_OK(builder.Reserve(static_cast<std::int64_t>(v.size())));
        ARROW_RETURN_NOT_OK(builder.ReserveData(static_cast<std::int64_t>(bytes)));
        for (const std::string_view value : v) builder.UnsafeAppend(never_null(value));
        return builder.Finish();
    }
    MaybeArray operator()(const FloatRowsView& v) const {
        const std::int64_t count = v.rows * v.width;
        auto flat =
            std::make_shared<arrow::FloatArray>(count, arrow::Buffer::Wrap(v.values, static_cast<std::size_t>(count)));
        return arrow::FixedSizeListArray::FromArrays(flat, v.width);
    }
};

/// Views of a column that is already there.
struct SliceOf {
    std::size_t begin, end;

    template <class Value>
    ColumnSlice operator()(const std::vector<Value>& v) const {
        const auto first = v.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last = v.begin() + static_cast<std::ptrdiff_t>(end);
        if constexpr (std::is_same_v<Value, std::string>)
            return std::vector<std::string_view>(first, last);
        else
            return std::vector<Value>(first, last);
    }
    ColumnSlice operator()(const FloatRows& v) const {
        return FloatRowsView{v.width, v.values.data() + begin * static_cast<std::size_t>(v.width),
                             static_cast<std::int64_t>(end - begin)};
    }
};

/// How a column is laid down. A dictionary of a million different values is made in vain, and what is random cannot be
/// squeezed: ids are written as they are, offsets in the bits that they need.
struct Layout {
    bool dictionary = true;
    parquet::Encoding::type encoding = parquet::Encoding::PLAIN;  // without dictionary
    bool compressed = true;
    bool statistics = true;
};

constexpr std::size_t kLayoutRows = 4096;

/// Decided by the column's first rows alone, so that equal rows are equal bytes.
struct LayoutOf {
    template <class Value>
    Layout operator()(const std::vector<Value>& first) const {
        std::vector<Value> distinct(first);
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        Layout layout;
        layout.statistics = !std::is_same_v<Value, std::string_view>;  // nobody asks for the least of all texts
        if (distinct.size() < 64 || distinct.size() * 2 < first.size()) return layout;
        layout.dictionary = false;
        if constexpr (std::is_same_v<Value, std::int64_t>) {
            layout.compressed = false;
            const auto range =
                static_cast<std::uint64_t>(distinct.back()) - static_cast<std::uint64_t>(distinct.front());
            if (range >> 48 == 0) layout.encoding = parquet::Encoding::DELTA_BINARY_PACKED;
        }
        return layout;
    }
    Layout operator()(const FloatRowsView&) const { return {.dictionary = false, .compressed = false}; }
};

/// Hands on what Arrow writes. An error of the taker is kept, since Arrow has words of its own for errors only.
class HandingOn final : public arrow::io::OutputStream {
  public:
    explicit HandingOn(const TakeBytes& take) : take_(take) {}
    arrow::Status Write(const void* bytes, std::int64_t count) override {
        if (outcome) outcome = take_({static_cast<const char*>(bytes), static_cast<std::size_t>(count)});
        if (!outcome) return arrow::Status::IOError("not taken");
        written_ += count;
        return arrow::Status::OK();
    }
    using arrow::io::Writable::Write;
    arrow::Result<std::int64_t> Tell() const override { return written_; }
    arrow::Status Close() override {
        closed_ = true;
        return arrow::Status::OK();
    }
    bool closed() const override { return closed_; }

    Result<void> outcome;

  private:
    const TakeBytes& take_;
    std::int64_t written_ = 0;
    bool closed_ = false;
};

std::shared_ptr<parquet::WriterProperties> properties_for(const std::vector<std::pair<std::string, Layout>>& layouts) {
    parquet::WriterProperties::Builder builder;
    builder.created_by("agon")->disable_dictionary();
    for (const auto& [path, layout] : layouts) {
        if (layout.dictionary)
            builder.enable_dictionary(path);
        else
            builder.encoding(path, layout.encoding);
        if (!layout.statistics) builder.disable_statistics(path);
        if (layout.compressed) builder.compression(path, parquet::Compression::ZSTD)->compression_level(path, 1);
    }
    return builder.build();
}

/// Opens a writer for the columns' types, which their first rows tell.
arrow::Result<std::unique_ptr<parquet::arrow::FileWriter>> open_writer(
    std::size_t row_count, const std::vector<ColumnSource>& columns, const std::shared_ptr<HandingOn>& sink,
    std::vector<std::pair<std::string, Layout>>& layouts) {
    arrow::FieldVector fields;
    for (const ColumnSource& column : columns) {
        const ColumnSlice first = column.slice(0, std::min(row_count, kLayoutRows));
        ARROW_ASSIGN_OR_RAISE(auto array, std::visit(ArrayOf{}, first));
        fields.push_back(arrow::field(column.name, array->type(), false));
        layouts.emplace_back(column.name, std::visit(LayoutOf{}, first));
    }
    // The stored Arrow schema keeps fixed_size_list what it is when the table is read again.
    auto arrow_properties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    return parquet::arrow::FileWriter::Open(*arrow::schema(fields), arrow::default_memory_pool(), sink,
                                            properties_for(layouts), arrow_properties);
}

/// Arrow has words of its own for errors only, so ours are kept beside.
class Groups {
  public:
    Groups(const NextRows& next, const std::vector<ColumnSource>& columns, const TakeBytes& take)
        : next_(next), columns_(columns), sink_(std::make_shared<HandingOn>(take)) {}

    Result<std::size_t> write() {
        const arrow::Status status = write_all();
        if (!outcome_) return outcome_.error();
        if (!sink_->outcome) return sink_->outcome.error();
        if (!status.ok()) return arrow_error("(table)", status);
        return begin_;
    }

  private:
    arrow::Status write_all() {
        std::size_t count = 0;
        ARROW_RETURN_NOT_OK(bring(count));
        ARROW_ASSIGN_OR_RAISE(auto writer, open_writer(count, columns_, sink_, layouts_));
        while (count > 0) {
            ARROW_RETURN_NOT_OK(writer->NewRowGroup());
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                const ColumnSlice slice = columns_[i].slice(begin_, begin_ + count);
                ARROW_ASSIGN_OR_RAISE(auto array, std::visit(ArrayOf{layouts_[i].second.dictionary}, slice));
                ARROW_RETURN_NOT_OK(writer->WriteColumnChunk(*array));
            }
            begin_ += count;
            ARROW_RETURN_NOT_OK(bring(count));
        }
        return writer->Close();
    }

    arrow::Status bring(std::size_t& count) {
        auto brought = next_();
        count = brought ? *brought : 0;
        if (brought) return arrow::Status::OK();
        outcome_ = brought.error();
        return arrow::Status::IOError("not brought");
    }

    const NextRows& next_;
    const std::vector<ColumnSource>& columns_;
    std::shared_ptr<HandingOn> sink_;
    std::vector<std::pair<std::string, Layout>> layouts_;
    std::size_t begin_ = 0;
    Result<void> outcome_;
};

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

Result<std::string> to_parquet(std::size_t row_count, const std::vector<ColumnSource>& columns) {
    std::string bytes;
    TRY_VOID(write_parquet(row_count, columns, [&](std::string_view more) -> Result<void> {
        bytes += more;
        return {};
    }));
    return bytes;
}

Result<std::size_t> write_parquet(const NextRows& next, const std::vector<ColumnSource>& columns,
                                  const TakeBytes& take) {
    return Groups(next, columns, take).write();
}

Result<void> write_parquet(std::size_t row_count, const std::vector<ColumnSource>& columns, const TakeBytes& take) {
    std::size_t left = row_count;
    const auto next = [&]() -> Result<std::size_t> {
        const std::size_t count = std::min(left, kRowsPerGroup);
        left -= count;
        return count;
    };
    TRY_VOID(write_parquet(next, columns, take));
    return {};
}

Result<std::string> to_parquet(const Table& table) {
    std::vector<ColumnSource> columns;
    for (const Column& column : table.columns)
        columns.push_back({column.name, [&column](std::size_t begin, std::size_t end) {
                               return std::visit(SliceOf{begin, end}, column.values);
                           }});
    return to_parquet(static_cast<std::size_t>(table.row_count()), columns);
}

}  // namespace agon
