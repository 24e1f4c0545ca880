// Inside of ground/table: the header of a Parquet page, as far as finding plain numbers behind it needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace agon {

struct PageHeader {
    std::int64_t header_bytes = 0, page_bytes = 0;  // of the header itself, and of what follows it
    std::int64_t numbers = 0;
    bool plain = false;  // a page of data of the first version, its numbers one behind the other
};

/// `bytes` begin with the header and may go on behind it. Empty if they hold none.
std::optional<PageHeader> read_page_header(std::string_view bytes);

}  // namespace agon
