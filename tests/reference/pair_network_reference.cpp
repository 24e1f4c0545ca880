#include "tests/reference/pair_network_reference.hpp"

#include <algorithm>
#include <cmath>

namespace agon::reference {
namespace {

Table linear(const Tables& tables, const std::string& name, const Table& in) {
    const Table &matrix = tables.at(name), &bias = tables.at(name + ".bias");
    Table out{in.rows, matrix.columns, std::vector<double>(in.rows * matrix.columns)};
    for (std::size_t r = 0; r < in.rows; ++r)
        for (std::size_t c = 0; c < matrix.columns; ++c) {
            double sum = bias.numbers[c];
            for (std::size_t k = 0; k < matrix.rows; ++k) sum += in.at(r, k) * matrix.at(k, c);
            out.numbers[r * out.columns + c] = sum;
        }
    return out;
}

Table normed(Table rows, const Table& norm) {
    for (std::size_t r = 0; r < rows.rows; ++r) {
        double mean = 0, variance = 0;
        for (std::size_t c = 0; c < rows.columns; ++c) mean += rows.at(r, c) / static_cast<double>(rows.columns);
        for (std::size_t c = 0; c < rows.columns; ++c)
            variance += (rows.at(r, c) - mean) * (rows.at(r, c) - mean) / static_cast<double>(rows.columns);
        for (std::size_t c = 0; c < rows.columns; ++c)
            rows.numbers[r * rows.columns + c] =
                (rows.at(r, c) - mean) / std::sqrt(variance + 1e-12) * norm.at(0, c) + norm.at(1, c);
    }
    return rows;
}

Table sum_of(Table left, const Table& right) {
    for (std::size_t i = 0; i < left.numbers.size(); ++i) left.numbers[i] += right.numbers[i];
    return left;
}

Table attention(const Table& query, const Table& key, const Table& value, std::size_t head_columns) {
    Table seen{query.rows, query.columns, std::vector<double>(query.numbers.size())};
    for (std::size_t head = 0; head < query.columns; head += head_columns)
        for (std::size_t i = 0; i < query.rows; ++i) {
            std::vector<double> shares(key.rows);
            double sum = 0;
            for (std::size_t j = 0; j < key.rows; ++j) {
                for (std::size_t d = head; d < head + head_columns; ++d) shares[j] += query.at(i, d) * key.at(j, d);
                sum += shares[j] = std::exp(shares[j] / std::sqrt(static_cast<double>(head_columns)));
            }
            for (std::size_t j = 0; j < key.rows; ++j)
                for (std::size_t d = head; d < head + head_columns; ++d)
                    seen.numbers[i * seen.columns + d] += shares[j] / sum * value.at(j, d);
        }
    return seen;
}

}  // namespace

std::vector<double> pair_logits(const Tables& tables, const std::string& task, const std::vector<std::int32_t>& pieces,
                                const std::vector<std::uint8_t>& parts) {
    const Table &table = tables.at("embed"), &place = tables.at("position"), &part = tables.at("type");
    Table rows{pieces.size(), table.columns, {}};
    for (std::size_t k = 0; k < pieces.size(); ++k)
        for (std::size_t c = 0; c < table.columns; ++c)
            rows.numbers.push_back(table.at(static_cast<std::size_t>(pieces[k]), c) + place.at(k, c) +
                                   part.at(parts[k], c));
    rows = normed(rows, tables.at("embed.norm"));
    const std::size_t head_columns =
        tables.contains("heads") ? rows.columns / static_cast<std::size_t>(tables.at("heads").numbers[0]) : 64;
    for (std::size_t i = 0; tables.contains("l" + std::to_string(i) + ".up"); ++i) {
        const std::string layer = "l" + std::to_string(i) + ".";
        const Table seen = attention(linear(tables, layer + "query", rows), linear(tables, layer + "key", rows),
                                     linear(tables, layer + "value", rows), head_columns);
        rows = normed(sum_of(linear(tables, layer + "out", seen), rows), tables.at(layer + "norm1"));
        Table inner = linear(tables, layer + "up", rows);
        for (double& x : inner.numbers) x *= 0.5 * (1 + std::erf(x / std::sqrt(2.0)));
        rows = normed(sum_of(linear(tables, layer + "down", inner), rows), tables.at(layer + "norm2"));
    }
    Table first{
        1, rows.columns, {rows.numbers.begin(), rows.numbers.begin() + static_cast<std::ptrdiff_t>(rows.columns)}};
    Table hidden = linear(tables, "head." + task + ".hidden", first);
    for (double& x : hidden.numbers) x = std::tanh(x);
    return linear(tables, "head." + task + ".out", hidden).numbers;
}

}  // namespace agon::reference
