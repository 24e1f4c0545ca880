#include "src/explorer/tables.hpp"

#include <algorithm>
#include <charconv>

namespace agon {
namespace {

constexpr std::int64_t kLargestExact = 9007199254740991;  // 2^53 - 1: JavaScript's numbers are exact up to here

bool parse_number(std::string_view text, double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

bool is_one_of(std::string_view value, std::string_view joined) {
    while (true) {
        const std::size_t bar = joined.find('|');
        if (joined.substr(0, bar) == value) return true;
        if (bar == std::string_view::npos) return false;
        joined.remove_prefix(bar + 1);
    }
}

/// A condition with its column found and its value read once.
struct Test {
    const Condition& condition;
    const Column& column;
    double value = 0;
    bool numeric = false;
    std::int64_t whole_value = 0;
    bool whole = false;  // the value is a whole number as std::to_string() writes it

    Test(const Condition& c, const Column& in) : condition(c), column(in), numeric(parse_number(c.value, value)) {
        std::from_chars(c.value.data(), c.value.data() + c.value.size(), whole_value);
        whole = std::to_string(whole_value) == c.value;
    }

    bool holds(std::size_t row) const {
        if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) return text_holds((*texts)[row]);
        if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
            const std::int64_t cell = (*numbers)[row];
            if (condition.op == "=") return whole && cell == whole_value;
            if (condition.op == "!=") return !whole || cell != whole_value;
            if (condition.op == "in") return text_holds(std::to_string(cell));
            return number_holds(static_cast<double>(cell));
        }
        if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) return number_holds((*reals)[row]);
        return false;
    }

  private:
    bool text_holds(const std::string& cell) const {
        if (condition.op == "=") return cell == condition.value;
        if (condition.op == "!=") return cell != condition.value;
        if (condition.op == "in") return is_one_of(cell, condition.value);
        if (condition.op == "~") return cell.find(condition.value) != std::string::npos;
        double number = 0;
        return parse_number(cell, number) && number_holds(number);
    }
    bool number_holds(double number) const {
        if (!numeric) return false;
        if (condition.op == ">=") return number >= value;
        if (condition.op == "<=") return number <= value;
        return (number == value) == (condition.op == "=");
    }
};

}  // namespace

TableView::TableView(Table table) : table_(std::move(table)), rows_(static_cast<std::size_t>(table_.row_count())) {}

std::int64_t TableView::number(std::string_view column, std::size_t row) const {
    const Column* c = table_.find(column);
    const auto* values = c ? std::get_if<std::vector<std::int64_t>>(&c->values) : nullptr;
    return values ? (*values)[row] : 0;
}

double TableView::real(std::string_view column, std::size_t row) const {
    const Column* c = table_.find(column);
    const auto* values = c ? std::get_if<std::vector<double>>(&c->values) : nullptr;
    return values ? (*values)[row] : static_cast<double>(number(column, row));
}

const std::vector<std::int64_t>* TableView::numbers(std::string_view column) const {
    const Column* c = table_.find(column);
    return c ? std::get_if<std::vector<std::int64_t>>(&c->values) : nullptr;
}

const std::vector<std::string>* TableView::texts(std::string_view column) const {
    const Column* c = table_.find(column);
    return c ? std::get_if<std::vector<std::string>>(&c->values) : nullptr;
}

const std::string& TableView::text(std::string_view column, std::size_t row) const {
    static const std::string kNothing;
    const Column* c = table_.find(column);
    const auto* values = c ? std::get_if<std::vector<std::string>>(&c->values) : nullptr;
    return values ? (*values)[row] : kNothing;
}

std::string TableView::shown(std::string_view column, std::size_t row) const {
    const Column* c = table_.find(column);
    if (!c) return "";
    if (const auto* values = std::get_if<std::vector<std::int64_t>>(&c->values)) return std::to_string((*values)[row]);
    if (const auto* values = std::get_if<std::vector<double>>(&c->values)) {
        char out[32];
        const auto end = std::to_chars(out, out + sizeof out, (*values)[row]).ptr;
        return {out, end};
    }
    return text(column, row);
}

bool ServedTables::exists(const std::string& name) const {
    return disk_->exists(folder_ + "/" + name + ".parquet");
}

Result<const TableView*> ServedTables::find(const std::string& name) {
    const auto known = loaded_.find(name);
    if (known != loaded_.end()) return &known->second;
    TRY(const Manifest manifest, Manifest::load(*disk_, folder_));
    const auto entry = manifest.files.find(name + ".parquet");
    if (entry == manifest.files.end()) return Error{ErrorCode::stage_missing, folder_, 0, -1, name};
    const std::string path = folder_ + "/" + name + ".parquet";
    TRY(std::string bytes, disk_->read_file(path));
    TRY(Table table, from_parquet(std::move(bytes), path));
    digests_[name] = entry->second.sha256;
    return &loaded_.emplace(name, TableView(std::move(table))).first->second;
}

Result<std::vector<std::string>> ServedTables::refresh() {
    TRY(const Manifest manifest, Manifest::load(*disk_, folder_));
    std::vector<std::string> changed;
    for (const auto& [name, digest] : digests_) {
        const auto entry = manifest.files.find(name + ".parquet");
        if (entry == manifest.files.end() || entry->second.sha256 != digest) changed.push_back(name);
    }
    for (const std::string& name : changed) {
        loaded_.erase(name);
        digests_.erase(name);
    }
    return changed;
}

/// Only tables that the manifest names are served: a path can never lead out of the case.
std::vector<std::string> ServedTables::names() const {
    std::vector<std::string> out;
    auto manifest = Manifest::load(*disk_, folder_);
    if (!manifest) return out;
    for (const auto& [name, file] : manifest->files)
        if (name.ends_with(".parquet")) out.push_back(name.substr(0, name.size() - 8));
    return out;
}

Result<std::vector<std::size_t>> rows_where(const TableView& table, const std::vector<Condition>& where) {
    std::vector<Test> tests;
    for (const Condition& c : where) {
        const Column* column = table.table().find(c.column);
        if (!column) return Error{ErrorCode::usage, "", 0, -1, "no column is called " + c.column};
        tests.emplace_back(c, *column);
    }
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < table.rows(); ++row)
        if (std::all_of(tests.begin(), tests.end(), [&](const Test& test) { return test.holds(row); }))
            rows.push_back(row);
    return rows;
}

Result<std::vector<Condition>> read_conditions(const std::string& text) {
    std::vector<Condition> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        if (line.empty()) continue;
        std::size_t place = std::string::npos;
        std::string op;
        for (const char* candidate : {"!=", ">=", "<=", " in ", "=", "~"})
            if (const std::size_t found = line.find(candidate); found < place) place = found, op = candidate;
        if (place == 0 || place == std::string::npos)
            return Error{ErrorCode::usage, "", 0, -1, "not a condition: " + line};
        out.push_back({line.substr(0, place), op == " in " ? "in" : op, line.substr(place + op.size())});
    }
    return out;
}

Json number_json(std::int64_t value) {
    if (value > kLargestExact || value < -kLargestExact) return std::to_string(value);
    return value;
}

Json row_json(const TableView& table, std::size_t row) {
    Json out = Json::object();
    for (const Column& c : table.table().columns) {
        if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&c.values))
            out[c.name] = number_json((*numbers)[row]);
        else if (const auto* reals = std::get_if<std::vector<double>>(&c.values))
            out[c.name] = (*reals)[row];
        else if (const auto* texts = std::get_if<std::vector<std::string>>(&c.values))
            out[c.name] = (*texts)[row];
    }
    return out;
}

std::string csv_of(const TableView& table, const std::vector<std::size_t>& rows) {
    std::string out;
    const auto put = [&](std::string cell, bool last) {
        if (!cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos) {
            double number = 0;
            if (!parse_number(cell, number)) cell.insert(cell.begin(), '\'');
        }
        const bool quote = cell.find_first_of(",\"\r\n") != std::string::npos;
        if (quote) out += '"';
        for (const char c : cell) {
            if (c == '"') out += '"';
            out += c;
        }
        if (quote) out += '"';
        out += last ? "\r\n" : ",";
    };
    std::vector<std::string> columns;
    for (const Column& c : table.table().columns)
        if (!std::holds_alternative<FloatRows>(c.values)) columns.push_back(c.name);
    for (std::size_t i = 0; i < columns.size(); ++i) put(columns[i], i + 1 == columns.size());
    for (const std::size_t row : rows)
        for (std::size_t i = 0; i < columns.size(); ++i) put(table.shown(columns[i], row), i + 1 == columns.size());
    return out;
}

}  // namespace agon
