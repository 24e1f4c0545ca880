// Which language a post is written in.
//
// Script says most: kana are Japanese, Hangul Korean, Han without kana Chinese. Among languages in Latin letters the
// small words tell, since every sentence has some and they are no loans: "the", "der", "que".
//   fits: "这个 iPhone 15 Pro Max 的价格" -> zh, though most letters are Latin: a fifth Han is a Chinese sentence
//   does not: "OK", "666 hhh", a bare link -> other
// DEVIATION: not a trained model. The rooms after this one need to tell Chinese from English and both from the rest.
#include <algorithm>
#include <array>

#include "src/corpus/steps.hpp"

namespace agon {
namespace {

struct ScriptCounts {
    std::int64_t letters = 0, han = 0, kana = 0, hangul = 0, cyrillic = 0, arabic = 0, thai = 0, latin = 0,
                 accented = 0;
};

ScriptCounts count_scripts(std::string_view text) {
    ScriptCounts n;
    std::size_t at = 0;
    while (at < text.size()) {
        const char32_t c = next_code_point(text, at);
        if (c >= U'0' && c <= U'9') continue;
        if (!is_word_character(c)) continue;
        ++n.letters;
        n.han += is_han(c) ? 1 : 0;
        n.kana += (c >= 0x3041 && c <= 0x30FE) || (c >= 0xFF66 && c <= 0xFF9F) ? 1 : 0;
        n.hangul += (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF) ? 1 : 0;
        n.cyrillic += c >= 0x400 && c <= 0x52F ? 1 : 0;
        n.arabic += c >= 0x600 && c <= 0x6FF ? 1 : 0;
        n.thai += c >= 0xE01 && c <= 0xE59 ? 1 : 0;
        n.latin += c < 0x250 ? 1 : 0;
        n.accented += c >= 0xC0 && c < 0x250 ? 1 : 0;
    }
    return n;
}

struct SmallWords {
    std::string_view language;
    std::string_view words;  // each between spaces
};

constexpr SmallWords kSmallWords[] = {
    {"en",
     " the of and to in is that it was for on are with as be this have from not you they but what he we i a my "
     "your so if just like don't can will do no at or an by all me about would "},
    {"de", " der die und das ist nicht ein eine zu den mit ich auf von dem sich auch es wir sie wie aber oder für "},
    {"fr", " le la les des et est une dans que qui pour pas sur avec ce il je nous vous mais du au sont plus "},
    {"es", " el la los las que y es en un una por con para no se lo del pero más como su al son este "},
    {"pt", " o os as que e é em um uma por com para não se do da mas mais como dos das são isso "},
    {"it", " il lo gli che e è di un una per con non si del della ma come sono questo più anche nel "},
    {"vi", " là của và có không được cho các những người này với một trong đã để "},
    {"id", " yang dan di ini itu dengan untuk tidak dari ke pada adalah saya kami akan juga "},
};

std::string_view language_in_latin(std::string_view text, const ScriptCounts& n) {
    std::array<std::int64_t, std::size(kSmallWords)> found{};
    std::int64_t words = 0;
    std::string word = " ";
    const auto close = [&] {
        if (word.size() == 1) return;
        word += ' ';
        ++words;
        for (std::size_t i = 0; i < found.size(); ++i)
            found[i] += kSmallWords[i].words.find(word) != std::string_view::npos ? 1 : 0;
        word = " ";
    };
    std::size_t at = 0;
    while (at < text.size()) {
        const char32_t c = fold_character(next_code_point(text, at));
        if (is_word_character(c) || c == U'\'')
            append_utf8(word, c);
        else
            close();
    }
    close();
    const auto best = std::max_element(found.begin(), found.end());
    // One small word in ten is less than any language has; a short text is English if nothing speaks for another.
    if (*best * 10 >= words && *best > 0) return kSmallWords[static_cast<std::size_t>(best - found.begin())].language;
    return words >= 2 && n.accented == 0 ? "en" : "other";
}

}  // namespace

std::string_view language_of(std::string_view text) {
    const ScriptCounts n = count_scripts(text);
    if (n.letters == 0) return "other";
    const auto at_least = [&](std::int64_t part, std::int64_t of_ten) { return part * 10 >= n.letters * of_ten; };
    if ((n.han + n.kana) * 5 >= n.letters) return n.kana * 5 >= n.han + n.kana ? "ja" : "zh";
    if (at_least(n.hangul, 3)) return "ko";
    if (at_least(n.cyrillic, 5)) return "ru";
    if (at_least(n.arabic, 5)) return "ar";
    if (at_least(n.thai, 5)) return "th";
    if (at_least(n.latin, 9)) return language_in_latin(text, n);
    return "other";
}

}  // namespace agon
