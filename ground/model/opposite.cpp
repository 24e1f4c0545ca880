// A statement turned round by one word, as the stance judge was trained on turned statements.
#include <algorithm>
#include <array>

#include "ground/model/judge.hpp"

namespace agon {
namespace {

struct Turn {
    std::string_view old_words, new_words;
};

// The first that occurs is replaced, once.
constexpr std::array<Turn, 19> turns = {{{"不应该", "应该"},
                                         {"不应当", "应当"},
                                         {"不应", "应"},
                                         {"不该", "该"},
                                         {"应该", "不应该"},
                                         {"应当", "不应当"},
                                         {"不能", "能"},
                                         {"反对", "支持"},
                                         {"支持", "反对"},
                                         {"禁止", "允许"},
                                         {"取消", "保留"},
                                         {"限制", "放开"},
                                         {"排斥", "接受"},
                                         {"会", "不会"},
                                         {"是", "不是"},
                                         {"should not ", "should "},
                                         {"should ", "should not "},
                                         {" is not ", " is "},
                                         {" is ", " is not "}}};

// Words that the pair network misreads in a statement. It takes 劝 for dissuading: beside "应该劝年轻人进厂" it put
// "希望年轻人进厂" against (.77), beside "应该让年轻人进厂" for (.82). And a complaint that says 不让 itself it takes
// for consent to a measure called so: of twenty invented sentences on "天津大学仍然不让学生出校门，这样做是对的" the
// supporters' stood above the opponents' in .48 of the pairs, with 禁止 in .77.
constexpr std::array<Turn, 5> clearer = {
    {{"该劝", "该让"}, {"不允许", "禁止"}, {"不让", "禁止"}, {"不准", "禁止"}, {"不许", "禁止"}}};

}  // namespace

std::string plain_statement(std::string_view statement) {
    std::string plain(statement);
    for (const std::string_view mark : {"“", "”", "「", "」", "‘", "’"})
        for (auto at = plain.find(mark); at != std::string::npos; at = plain.find(mark)) plain.erase(at, mark.size());
    for (const Turn& turn : clearer)
        if (const auto at = plain.find(turn.old_words); at != std::string::npos)
            plain.replace(at, turn.old_words.size(), turn.new_words);
    constexpr std::string_view comma = "，";
    const auto at = plain.rfind(comma);
    if (at == std::string::npos || at == 0) return plain;
    const std::string_view last = std::string_view(plain).substr(at + comma.size());
    for (const std::string_view rejects : {"少", "别", "不要", "而不是", "而非"})
        if (last.starts_with(rejects)) return plain.substr(0, at);
    return plain;
}

std::string opposite_of(std::string_view statement) {
    const auto ascii = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    };
    const bool english = ascii(statement);
    for (const Turn& turn : turns) {
        const auto at = statement.find(turn.old_words);
        if (at == std::string_view::npos || ascii(turn.old_words) != english) continue;
        std::string turned(statement);
        return turned.replace(at, turn.old_words.size(), turn.new_words);
    }
    return (english ? "Against: " : "反对") + std::string(statement);
}

}  // namespace agon
