// What a stage reads of the tables that the stages before it made, and the digest of it that its key holds.
//
// A correction that changes only what later stages do not read (a debate's name, the wording of a key point, which
// quote stands first, what became of a line of corrections) ends with its own stage: the later ones have the same keys
// and are skipped. So that no stage can read what its key does not hold, it is handed these copies instead of the
// tables.
#pragma once

#include <string>

#include "ground/text/text.hpp"
#include "src/points/points.hpp"

namespace agon {

Debates seen_later(const Debates& made);
Camps seen_later(const Camps& made);
Points seen_later(const Points& made);

/// Into `digester`: the rows, column by column.
template <class Row>
void take_rows(Digester& digester, const std::string& table, const std::vector<Row>& rows) {
    digester.take(table + ' ' + std::to_string(rows.size()) + '\n');
    const auto window = [&rows](std::size_t begin, std::size_t) { return rows.data() + begin; };
    const auto raw = [&](const auto& values) {
        digester.take({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0])});
    };
    for (const ColumnSource& column : column_sources<Row>(window)) {
        const ColumnSlice slice = column.slice(0, rows.size());
        if (const auto* texts = std::get_if<std::vector<std::string_view>>(&slice))
            for (const std::string_view text : *texts) {
                digester.take(std::to_string(text.size()) + ' ');
                digester.take(text);
            }
        else if (const auto* numbers = std::get_if<std::vector<double>>(&slice))
            raw(*numbers);
        else
            raw(std::get<std::vector<std::int64_t>>(slice));
    }
}

/// Of all rows of a room's tables.
template <class Tables>
std::string digest_of_rows(const Tables& tables) {
    Digester digester;
    const auto taken = each_table_of(tables, [&](const std::string& name, const auto& rows) -> Result<void> {
        take_rows(digester, name, rows);
        return {};
    });
    VERIFY(taken.ok());
    return digester.hex();
}

}  // namespace agon
