// Names from a keyed hash. Two authors share one with a chance of one in ten million a pair.
#include "src/report/pseudonyms.hpp"

#include <sodium.h>

#include <array>

#include "ground/outcome/outcome.hpp"

namespace agon {
namespace {

struct Word {
    const char *english, *chinese;
};
constexpr std::array<Word, 32> kAdjectives = {{
    {"Quiet", "安静的"},    {"Bright", "明亮的"},    {"Patient", "耐心的"}, {"Brisk", "轻快的"},
    {"Steady", "沉稳的"},   {"Curious", "好奇的"},   {"Frank", "坦率的"},   {"Gentle", "温和的"},
    {"Nimble", "灵巧的"},   {"Plain", "朴素的"},     {"Sober", "清醒的"},   {"Early", "早起的"},
    {"Northern", "北方的"}, {"Southern", "南方的"},  {"Grey", "灰色的"},    {"Amber", "琥珀色的"},
    {"Blue", "蓝色的"},     {"Green", "青色的"},     {"Distant", "远方的"}, {"Tall", "高高的"},
    {"Small", "小小的"},    {"Wandering", "漫游的"}, {"Silent", "沉默的"},  {"Merry", "快活的"},
    {"Careful", "谨慎的"},  {"Bold", "大胆的"},      {"Winter", "冬天的"},  {"Spring", "春天的"},
    {"Autumn", "秋天的"},   {"Summer", "夏天的"},    {"River", "河边的"},   {"Mountain", "山里的"},
}};
constexpr std::array<Word, 32> kAnimals = {{
    {"Heron", "苍鹭"},  {"Otter", "水獭"},   {"Badger", "獾"},  {"Crane", "鹤"},      {"Falcon", "隼"},
    {"Hare", "野兔"},   {"Lynx", "猞猁"},    {"Marten", "貂"},  {"Swift", "雨燕"},    {"Tern", "燕鸥"},
    {"Wren", "鹪鹩"},   {"Finch", "雀"},     {"Carp", "鲤鱼"},  {"Pike", "狗鱼"},     {"Turtle", "龟"},
    {"Beetle", "甲虫"}, {"Cricket", "蟋蟀"}, {"Moth", "飞蛾"},  {"Sparrow", "麻雀"},  {"Magpie", "喜鹊"},
    {"Ibex", "羱羊"},   {"Yak", "牦牛"},     {"Camel", "骆驼"}, {"Stork", "鹳"},      {"Owl", "猫头鹰"},
    {"Raven", "渡鸦"},  {"Seal", "海豹"},    {"Whale", "鲸"},   {"Squirrel", "松鼠"}, {"Hedgehog", "刺猬"},
    {"Pheasant", "雉"}, {"Lark", "云雀"},
}};

}  // namespace

std::string pseudonym(const std::string& key, std::int64_t author, bool chinese) {
    VERIFY(key.size() == crypto_generichash_KEYBYTES);
    std::array<unsigned char, 8> id{};
    for (std::size_t i = 0; i < id.size(); ++i)
        id[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(author) >> (8 * i));
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(), id.data(), id.size(),
                       reinterpret_cast<const unsigned char*>(key.data()), key.size());
    const Word adjective = kAdjectives[hash[0] % kAdjectives.size()], animal = kAnimals[hash[1] % kAnimals.size()];
    const unsigned number = 1000 + (hash[2] * 65536U + hash[3] * 256U + hash[4]) % 9000;
    const std::string digits = std::to_string(number);
    return chinese ? std::string(adjective.chinese) + animal.chinese + digits
                   : std::string(adjective.english) + " " + animal.english + " " + digits;
}

}  // namespace agon
