// The drawings: SVG from the cells of the table that stands below each, so that a drawing cannot say what its table
// does not. Sizes are in units of a 400 wide box; every text is a cell, or the beginning of one with "…".
#include <algorithm>
#include <cstdlib>

#include "ground/text/text.hpp"
#include "src/report/renderings.hpp"

namespace agon {
namespace {

using Rows = std::vector<std::vector<std::string>>;
constexpr std::int64_t kWide = 400;

std::int64_t number_of(const std::string& cell) {
    std::string digits;
    for (const char c : cell)
        if (c != ',') digits += c;
    return std::strtoll(digits.c_str(), nullptr, 10);
}

/// Shortened to about so many Latin letters; a Han character counts as two.
std::string shortened(const std::string& text, std::size_t letters) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t before = at;
        width += next_code_point(text, at) > 0x2E7F ? 2 : 1;
        if (width > letters && at < text.size()) return text.substr(0, before) + "…";
    }
    return text;
}

class Drawing {
  public:
    void rect(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height, const std::string& name) {
        if (width <= 0 || height <= 0) return;
        out_ += "<rect x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" width=\"" +
                std::to_string(width) + "\" height=\"" + std::to_string(height) + "\" class=\"" + name + "\"/>";
    }
    void path(const std::string& d, const std::string& name) {
        out_ += "<path d=\"" + d + "\" class=\"" + name + "\"/>";
    }
    void text(std::int64_t x, std::int64_t y, const std::string& words, const std::string& name = "label") {
        out_ += "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" class=\"" + name + "\">";
        append_html_escaped(out_, words);
        out_ += "</text>";
    }
    std::string take(std::int64_t height, const std::string& label_id) {
        return "<svg role=\"img\" aria-labelledby=\"" + label_id + "\" viewBox=\"0 0 " + std::to_string(kWide) + " " +
               std::to_string(height) + "\">" + out_ + "</svg>";
    }

  private:
    std::string out_;
};

std::int64_t greatest(const Rows& rows, std::size_t column) {
    std::int64_t most = 1;
    for (std::size_t i = 1; i < rows.size(); ++i) most = std::max(most, number_of(rows[i][column]));
    return most;
}

/// A bar per debate: its voices; beneath it the places it takes when voices are drawn again, on a scale of places.
std::string ranking(const Rows& rows, const std::string& id) {
    Drawing d;
    const std::int64_t most = greatest(rows, 1), places = std::max(greatest(rows, 4), greatest(rows, 2));
    std::int64_t y = 0;
    for (std::size_t i = 1; i < rows.size(); ++i, y += 50) {
        d.text(0, y + 14, shortened(rows[i][0], 62));
        d.rect(0, y + 20, number_of(rows[i][1]) * 240 / most, 14, "a");
        d.text(number_of(rows[i][1]) * 240 / most + 6, y + 32, rows[i][1]);
        const auto place = [&](const std::string& cell) {
            return 290 + (number_of(cell) - 1) * 100 / std::max<std::int64_t>(1, places - 1);
        };
        d.path("M290 " + std::to_string(y + 27) + "H390", "axis");
        d.path("M" + std::to_string(place(rows[i][3]) - 3) + " " + std::to_string(y + 27) + "H" +
                   std::to_string(place(rows[i][4]) + 3),
               "range");
        d.path("M" + std::to_string(place(rows[i][2])) + " " + std::to_string(y + 21) + "v12", "tick");
    }
    return d.take(y, id);
}

/// Below each question a bar per camp from 0 to 100 percent, with the interval of its share as a line.
std::string camps(const Rows& rows, const std::string& id) {
    Drawing d;
    std::int64_t y = 0;
    const auto at = [](const std::string& cell) { return number_of(cell) * 340 / 100; };
    bool first = true;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (rows[i][1].empty()) {
            y += i > 1 ? 14 : 0;
            d.text(0, y + 14, shortened(rows[i][0], 56), "label strong");
            y += 22;
            first = true;
            continue;
        }
        const std::string middle = std::to_string(y + 26), top = std::to_string(y + 22);
        const std::string low = std::to_string(at(rows[i][2])), high = std::to_string(at(rows[i][3]));
        d.text(0, y + 14, shortened(rows[i][0], 62));
        d.rect(0, y + 20, 340, 12, "ground");
        d.rect(0, y + 20, at(rows[i][1]), 12, first ? "a" : "b");
        d.path("M" + low + " " + middle + "H" + high + "M" + low + " " + top + "v8M" + high + " " + top + "v8",
               "interval");
        d.text(350, y + 31, rows[i][1]);
        y += 40;
        first = false;
    }
    return d.take(y, id);
}

/// One panel of columns per series, all on the same years and the same scale.
std::string panels(const Rows& rows, const std::string& id, bool own_scale) {
    Drawing d;
    const auto series = rows.front().size() - 1;
    const auto years = static_cast<std::int64_t>(rows.size()) - 1;
    if (years < 1) return d.take(1, id);
    std::int64_t most = 1;
    for (std::size_t s = 1; s <= series; ++s) most = std::max(most, greatest(rows, s));
    std::int64_t y = 0;
    const std::int64_t step = kWide / years;
    for (std::size_t s = 1; s <= series; ++s, y += 74) {
        d.text(0, y + 14, shortened(rows.front()[s], 62));
        const std::int64_t scale = own_scale ? greatest(rows, s) : most;
        for (std::int64_t i = 0; i < years; ++i) {
            const std::int64_t value = number_of(rows[static_cast<std::size_t>(i) + 1][s]), height = value * 40 / scale;
            const std::int64_t tall = value > 0 ? std::max<std::int64_t>(2, height) : 0;
            d.rect(i * step, y + 62 - tall, std::max<std::int64_t>(1, step - 3), tall, s % 2 == 1 ? "a" : "b");
        }
        d.path("M0 " + std::to_string(y + 62) + "H" + std::to_string(years * step), "axis");
    }
    d.text(0, y + 10, rows[1][0], "small");
    d.text((years - 1) * step - 8, y + 10, rows.back()[0], "small");
    return d.take(y + 16, id);
}

/// A grid of cells, the darker the more voices, with the number in each.
std::string heat(const Rows& rows, const std::string& id) {
    Drawing d;
    std::int64_t most = 1;
    for (std::size_t column = 1; column < rows.front().size(); ++column) most = std::max(most, greatest(rows, column));
    for (std::size_t column = 1; column < rows.front().size(); ++column)
        d.text(170 + static_cast<std::int64_t>(column - 1) * 76, 14, rows.front()[column]);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const std::int64_t y = static_cast<std::int64_t>(i) * 28 - 6;
        d.text(0, y + 17, shortened(rows[i][0], 24));
        for (std::size_t column = 1; column < rows[i].size(); ++column) {
            const std::int64_t x = 170 + static_cast<std::int64_t>(column - 1) * 76;
            const std::int64_t shade = number_of(rows[i][column]) * 4 / most;
            d.rect(x, y, 72, 24, "heat" + std::to_string(shade));
            d.text(x + 30, y + 17, rows[i][column], shade >= 3 ? "label on" : "label");
        }
    }
    return d.take(static_cast<std::int64_t>(rows.size()) * 28 - 4, id);
}

/// Camps with their arguments as branches: one line a row, indented below the camp, a bar for the voices.
std::string tree(const Rows& rows, const std::string& id) {
    Drawing d;
    const std::int64_t most = greatest(rows, 2);
    std::int64_t y = 0, camp = 0;
    for (std::size_t i = 1; i < rows.size(); ++i, y += 26) {
        if (!rows[i][0].empty()) {
            d.text(0, y + 18, shortened(rows[i][0], 56), "label strong");
            camp = y + 22;
            continue;
        }
        d.path("M8 " + std::to_string(camp) + "V" + std::to_string(y + 12) + "H18", "axis");
        d.rect(22, y + 5, number_of(rows[i][2]) * 40 / most, 14, "a");
        d.text(68, y + 16, shortened(rows[i][1], 46));
        d.text(372, y + 16, rows[i][2]);
    }
    return d.take(y + 4, id);
}

}  // namespace

std::string draw_chart(const std::string& chart, const Rows& head_and_rows, const std::string& label_id) {
    if (chart == "ranking") return ranking(head_and_rows, label_id);
    if (chart == "camps") return camps(head_and_rows, label_id);
    if (chart == "heat") return heat(head_and_rows, label_id);
    if (chart == "tree") return tree(head_and_rows, label_id);
    return panels(head_and_rows, label_id, chart == "streams");
}

}  // namespace agon
