// Inside of room explorer: rows of a table by conditions on its own columns and on the posts that they name.
#pragma once

#include "src/explorer/pages.hpp"

namespace agon {

/// As rows_where(). Columns called "post.X" are those of the post that the row names: stream, platform, kind, year,
/// quarter and month (of its day, as the tables of trends write them; 0 where the day is unknown), author_declares (1:
/// its author declares first-hand knowledge somewhere). Errors: usage, also for another X or a table without posts.
Result<std::vector<std::size_t>> selected_rows(CaseReading& reading, const TableView& table,
                                               const std::vector<Condition>& where);

}  // namespace agon
