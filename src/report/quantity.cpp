// Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. JASA 22.
#include "src/report/quantity.hpp"

#include <cmath>

namespace agon {
namespace {

constexpr double kZ = 1.96;

}  // namespace

Interval wilson(std::int64_t k, std::int64_t n) {
    if (n <= 0) return {};
    const double count = static_cast<double>(n), p = static_cast<double>(k) / count;
    const double square = kZ * kZ / count;
    const double middle = p + square / 2, half = kZ * std::sqrt(p * (1 - p) / count + square / (4 * count));
    return {(middle - half) / (1 + square), (middle + half) / (1 + square)};
}

Share share_word(std::int64_t k, std::int64_t n) {
    const double low = wilson(k, n).low;
    if (n > 0 && low > 0.8) return Share::almost_all;
    if (n > 0 && low > 0.5) return Share::most;
    if (10 * k >= 4 * n && 10 * k <= 6 * n) return Share::half;
    if (4 * k >= n) return Share::many;
    return 10 * k >= n ? Share::some : Share::few;
}

Balance balance_word(std::int64_t k, std::int64_t n) {
    const Interval interval = wilson(k, n);
    if (interval.low <= 0.5 && interval.high >= 0.5)
        return interval.low >= 0.35 && interval.high <= 0.65 ? Balance::even : Balance::close;
    return 3 * k > 2 * n || 3 * k < n ? Balance::lopsided : Balance::uneven;
}

Trend trend_word(std::int64_t k1, std::int64_t n1, std::int64_t k2, std::int64_t n2) {
    if (n1 <= 0 || n2 <= 0) return Trend::steady;
    const double a = static_cast<double>(n1), b = static_cast<double>(n2);
    const double pooled = static_cast<double>(k1 + k2) / (a + b);
    const double spread = std::sqrt(pooled * (1 - pooled) * (1 / a + 1 / b));
    if (spread <= 0) return Trend::steady;
    const double z = (static_cast<double>(k2) / b - static_cast<double>(k1) / a) / spread;
    return z > kZ ? Trend::growing : z < -kZ ? Trend::shrinking : Trend::steady;
}

std::string_view words_of(Share share, bool chinese) {
    constexpr std::string_view english[] = {"almost all", "most", "about half", "many", "some", "few"};
    constexpr std::string_view in_chinese[] = {"几乎所有", "大多数", "约半数", "不少", "一些", "少数"};
    return (chinese ? in_chinese : english)[static_cast<std::size_t>(share)];
}

std::string_view words_of(Balance balance, bool chinese) {
    constexpr std::string_view english[] = {"evenly matched", "within the margin of error of each other",
                                            "unevenly matched", "far apart in number"};
    constexpr std::string_view in_chinese[] = {"势均力敌", "差距在误差范围之内", "一多一少", "人数悬殊"};
    return (chinese ? in_chinese : english)[static_cast<std::size_t>(balance)];
}

std::string_view words_of(Trend trend, bool chinese) {
    constexpr std::string_view english[] = {"growing", "steady", "shrinking"};
    constexpr std::string_view in_chinese[] = {"上升", "平稳", "下降"};
    return (chinese ? in_chinese : english)[static_cast<std::size_t>(trend)];
}

std::string_view words_of(Lead lead, bool chinese) {
    constexpr std::string_view english[] = {"the first camp is the larger one", "which camp is larger cannot be said",
                                            "the second camp is the larger one"};
    constexpr std::string_view in_chinese[] = {"前一方人数较多", "哪一方人数较多无从断定", "后一方人数较多"};
    return (chinese ? in_chinese : english)[static_cast<std::size_t>(lead)];
}

}  // namespace agon
