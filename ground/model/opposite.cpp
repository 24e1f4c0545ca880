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

}  // namespace

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
