// A day in the platform's zone. Chinese platforms show +08:00 all year round, so the offset is a number and no zone
// table of the machine is asked: an instant falls on the same day everywhere.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace agon {

constexpr std::int64_t platform_zone_seconds = 8 * 3600;

/// All zero: unknown; month and day zero: only the year is known.
struct CivilDate {
    std::int32_t year = 0, month = 0, day = 0;
    std::int32_t year_quarter() const { return month == 0 ? 0 : year * 10 + (month + 2) / 3; }
    std::int32_t year_month() const { return month == 0 ? 0 : year * 100 + month; }
    /// "2018-04-24"; empty where the day is not known.
    std::string text() const { return month == 0 ? "" : fmt::format("{:04}-{:02}-{:02}", year, month, day); }
};

/// The day of an instant (seconds since 1970, UTC) at +08:00.
inline CivilDate civil_date(std::int64_t seconds) {
    using namespace std::chrono;
    const sys_seconds local{std::chrono::seconds{seconds + platform_zone_seconds}};
    const year_month_day date{floor<days>(local)};
    return {static_cast<int>(date.year()), static_cast<std::int32_t>(static_cast<unsigned>(date.month())),
            static_cast<std::int32_t>(static_cast<unsigned>(date.day()))};
}

}  // namespace agon
