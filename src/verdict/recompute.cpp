// Queries row by row over the cells' texts, thresholds from the table of docs/formats/report.md: slower than the
// report's way, and apart from it.
#include "src/verdict/recompute.hpp"

#include <array>
#include <cmath>
#include <set>
#include <vector>

namespace agon {
namespace {

using Json = simdjson::dom::element;

std::string text_of(simdjson::simdjson_result<Json> element) {
    return std::string(std::string_view(element));
}

std::string cell(const Column& column, std::size_t row) {
    if (const auto* v = std::get_if<std::vector<std::int64_t>>(&column.values)) return std::to_string((*v)[row]);
    if (const auto* v = std::get_if<std::vector<std::string>>(&column.values)) return (*v)[row];
    return "";
}

/// A condition with its column; compared as text but for >= and <=.
struct Demand {
    const Column* column = nullptr;
    std::string op, value;

    bool has_word(const std::string& words) const {
        std::size_t at = 0;
        while (at <= words.size()) {
            const std::size_t end = std::min(words.find(' ', at), words.size());
            if (words.substr(at, end - at) == value) return !value.empty();
            at = end + 1;
        }
        return false;
    }

    bool met(std::size_t row) const {
        const std::string found = cell(*column, row);
        if (op == "=") return found == value;
        if (op == "!=") return found != value;
        if (op == "has") return has_word(found);
        if (op == "in") return ("|" + value + "|").find("|" + found + "|") != std::string::npos;
        return op == ">=" ? std::stoll(found) >= std::stoll(value) : std::stoll(found) <= std::stoll(value);
    }
};

std::optional<std::vector<std::size_t>> rows_of(const Table& table, const Json& conditions) {
    std::vector<Demand> demands;
    for (const Json c : simdjson::dom::array(conditions)) {
        const std::string name = text_of(c.at(0));
        demands.push_back({table.find(name), text_of(c.at(1)), text_of(c.at(2))});
        if (!demands.back().column) return std::nullopt;
    }
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.row_count()); ++row) {
        bool all = true;
        for (const Demand& d : demands) all = all && d.met(row);
        if (all) rows.push_back(row);
    }
    return rows;
}

/// Ends of the 95 % interval of k of n as the two roots of (p - k/n)^2 = 3.8416 p (1 - p) / n.
std::array<double, 2> ends(std::int64_t k, std::int64_t n) {
    if (n <= 0) return {0, 1};
    const double share = static_cast<double>(k) / static_cast<double>(n), weight = 1.96 * 1.96 / static_cast<double>(n);
    const double a = 1 + weight, b = -(2 * share + weight), c = share * share;
    const double root = std::sqrt(std::max(0.0, b * b - 4 * a * c));
    return {(-b - root) / (2 * a), (-b + root) / (2 * a)};
}

std::string share_word(std::int64_t k, std::int64_t n, bool chinese) {
    const double low = n > 0 ? ends(k, n)[0] : 0;
    if (low > 0.8) return chinese ? "几乎所有" : "almost all";
    if (low > 0.5) return chinese ? "大多数" : "most";
    if (k * 5 >= n * 2 && k * 5 <= n * 3) return chinese ? "约半数" : "about half";
    if (k * 4 >= n) return chinese ? "不少" : "many";
    if (k * 10 >= n) return chinese ? "一些" : "some";
    return chinese ? "少数" : "few";
}

std::string balance_word(std::int64_t k, std::int64_t n, bool chinese) {
    const auto [low, high] = ends(k, n);
    if (low <= 0.5 && 0.5 <= high) {
        if (low >= 0.35 && high <= 0.65) return chinese ? "势均力敌" : "evenly matched";
        return chinese ? "差距在误差范围之内" : "within the margin of error of each other";
    }
    const bool one_sided = k * 3 < n || k * 3 > n * 2;
    return one_sided ? (chinese ? "人数悬殊" : "far apart in number") : (chinese ? "一多一少" : "unevenly matched");
}

std::string trend_word(double k1, double n1, double k2, double n2, bool chinese) {
    const char* steady = chinese ? "平稳" : "steady";
    if (n1 <= 0 || n2 <= 0) return steady;
    const double all = (k1 + k2) / (n1 + n2), variance = all * (1 - all) * (n1 + n2) / (n1 * n2);
    const double gap = k2 / n2 - k1 / n1;
    if (variance <= 0 || gap * gap <= 1.96 * 1.96 * variance) return steady;
    return gap > 0 ? (chinese ? "上升" : "growing") : (chinese ? "下降" : "shrinking");
}

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool holds_word(std::string_view text, std::string_view word) {
    for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
        bool same = true;
        for (std::size_t i = 0; same && i < word.size(); ++i)
            same = (text[at + i] | (letter(text[at + i]) ? 32 : 0)) == word[i];
        if (same && (at == 0 || !letter(text[at - 1])) &&
            (at + word.size() == text.size() || !letter(text[at + word.size()])))
            return true;
    }
    return false;
}

}  // namespace

const Table* Recount::table(const std::string& name) {
    auto found = tables_.find(name);
    if (found == tables_.end()) {
        const std::string path = folder_ + "/" + name + ".parquet";
        auto bytes = disk_.read_file(path);
        auto read = bytes ? from_parquet(std::move(*bytes), path) : Result<Table>(bytes.error());
        found = tables_.emplace(name, read ? std::optional<Table>(std::move(*read)) : std::nullopt).first;
    }
    return found->second ? &*found->second : nullptr;
}

std::optional<std::int64_t> Recount::tally(const Json& query, const char* conditions) {
    const Table* rows = table(text_of(query["table"]));
    const auto kept = rows ? rows_of(*rows, query[conditions]) : std::nullopt;
    if (!kept) return std::nullopt;
    const std::string op = text_of(query["op"]);
    if (op != "distinct" && op != "share_distinct") return static_cast<std::int64_t>(kept->size());
    const Column* column = rows->find(text_of(query["column"]));
    if (!column) return std::nullopt;
    std::set<std::string> values;
    for (const std::size_t row : *kept) values.insert(cell(*column, row));
    return static_cast<std::int64_t>(values.size());
}

std::optional<Recount::Fraction> Recount::fraction(const Json& query) {
    const auto part = tally(query, "where"), whole = tally(query, "base");
    if (!part || !whole) return std::nullopt;
    return Fraction{*part, *whole};
}

std::optional<std::int64_t> Recount::people(const Json& query) {
    const std::string op = text_of(query["op"]);
    if (op == "share" || op == "share_distinct") return tally(query, "where");
    if (op != "percent") return number(query);
    const Table* rows = table(text_of(query["table"]));
    const Column* voices = rows ? rows->find("voices") : nullptr;
    const auto kept = rows ? rows_of(*rows, query["where"]) : std::nullopt;
    if (!voices || !kept || kept->size() != 1) return std::nullopt;
    return std::get<std::vector<std::int64_t>>(voices->values)[kept->front()];
}

std::optional<std::int64_t> Recount::number(const Json& query) {
    const std::string op = text_of(query["op"]);
    if (op == "count" || op == "distinct") return tally(query, "where");
    if (op == "share" || op == "share_distinct") {
        const auto f = fraction(query);
        if (!f) return std::nullopt;
        return f->whole == 0 ? 0 : (f->part * 100 + f->whole / 2) / f->whole;
    }
    const Table* rows = table(text_of(query["table"]));
    const Column* column = rows ? rows->find(text_of(query["column"])) : nullptr;
    const auto kept = rows ? rows_of(*rows, query["where"]) : std::nullopt;
    if (!column || !kept) return std::nullopt;
    if (op == "percent") {
        const auto* reals = std::get_if<std::vector<double>>(&column->values);
        if (!reals || kept->size() != 1) return std::nullopt;
        return static_cast<std::int64_t>(std::floor((*reals)[kept->front()] * 100 + 0.5));
    }
    const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column->values);
    if (!numbers) return std::nullopt;
    std::int64_t sum = 0;
    std::set<std::int64_t> values;
    for (const std::size_t row : *kept) sum += *values.insert((*numbers)[row]).first;
    if (op == "sum") return sum;
    if (op != "min" && op != "max") return std::nullopt;
    return values.empty() ? 0 : op == "min" ? *values.begin() : *values.rbegin();
}

std::string Recount::word(const Json& mark, const std::string& language, const std::string& shown) {
    const std::string format = text_of(mark["format"]);
    const bool chinese = language == "zh";
    const Json query = mark["query"];
    if (format == "leads") {
        const auto value = number(query), greatest = number(mark["other"]);
        return value && greatest && *value >= *greatest && *value > 0 ? shown : "";
    }
    if (format == "lead") {
        const auto way = number(query);
        if (!way) return "";
        if (*way == 0) return chinese ? "哪一方人数较多无从断定" : "which camp is larger cannot be said";
        const char* who = *way > 0 ? (chinese ? "前一方" : "the first") : (chinese ? "后一方" : "the second");
        return std::string(who) + (chinese ? "人数较多" : " camp is the larger one");
    }
    if (format == "none") {
        const auto rows = number(query);
        const bool says_none =
            shown == "none" || shown == "no public post" || shown == "没有一篇" || shown == "没有一个";
        return rows && *rows == 0 && says_none ? shown : "";
    }
    const auto now = fraction(query);
    if (!now) return "";
    if (format == "share") return share_word(now->part, now->whole, chinese);
    if (format == "balance") return balance_word(now->part, now->whole, chinese);
    const auto before = format == "trend" ? fraction(mark["other"]) : std::nullopt;
    if (!before) return "";
    return trend_word(static_cast<double>(before->part), static_cast<double>(before->whole),
                      static_cast<double>(now->part), static_cast<double>(now->whole), chinese);
}

bool holds_quantity_word(std::string_view text, const std::string& language) {
    constexpr std::array<std::string_view, 14> chinese = {"人数较多", "几乎所有", "大多数",   "约半数",  "不少",
                                                          "一些",     "少数",     "多数",     "半数",    "势均力敌",
                                                          "人数悬殊", "误差范围", "没有一篇", "没有一个"};
    constexpr std::array<std::string_view, 18> english = {"camp is the larger",
                                                          "camp is larger",
                                                          "most",
                                                          "almost all",
                                                          "about half",
                                                          "many",
                                                          "some",
                                                          "few",
                                                          "majority",
                                                          "minority",
                                                          "growing",
                                                          "shrinking",
                                                          "half",
                                                          "far apart in number",
                                                          "evenly matched",
                                                          "margin of error",
                                                          "none",
                                                          "no public post"};
    if (language == "zh") {
        for (const std::string_view word : chinese)
            if (text.find(word) != std::string_view::npos) return true;
        return false;
    }
    for (const std::string_view word : english)
        if (holds_word(text, word)) return true;
    return false;
}

}  // namespace agon
