// The words that a language model may change in the grammar's paragraphs.
//
// Free ones join and point; they may come and go. Of a class, one word may stand for another, but where one stood one
// must stand. No word of either kind denies, counts, compares, doubts, opposes, gives a cause, takes a side or says who
// does what to whom: of, by, with, to, is and has are in none of the lists and stay where they are.
//   fits: "... writes: X. Next, ... says: Y" for "... says: X ... writes: Y"
//   does not: "the camp, 85 voices of the other camp", which would be made of free words if "of" were one
#include <algorithm>
#include <set>

#include "src/report/smoothing.hpp"

namespace agon {
namespace {

using Words = std::set<std::string, std::less<>>;

struct Class {
    std::string_view name;  // empty: free
    Words words;
};

const std::vector<Class>& english() {
    static const std::vector<Class> kClasses = {
        {"",
         {"a",    "an",   "the",   "and",     "this",     "these",   "those",       "that",      "which",       "who",
          "it",   "they", "their", "them",    "there",    "here",    "where",       "while",     "whereas",     "then",
          "next", "also", "again", "further", "moreover", "besides", "furthermore", "meanwhile", "additionally"}},
        {"says",
         {"say",      "says",  "said",    "saying",   "write",     "writes",  "wrote",     "written",  "writing",
          "note",     "notes", "noted",   "noting",   "remark",    "remarks", "remarked",  "observe",  "observes",
          "observed", "hold",  "holds",   "held",     "argue",     "argues",  "argued",    "arguing",  "add",
          "adds",     "added", "mention", "mentions", "mentioned", "express", "expresses", "expressed"}},
        {"makes", {"make",  "makes",  "made",    "making", "give",   "gives",  "gave", "given", "put",  "puts",
                   "bring", "brings", "brought", "raise",  "raises", "raised", "take", "takes", "took", "taken"}},
        {"point",
         {"point", "points", "argument", "arguments", "position", "positions", "view", "views", "thought",
          "thoughts"}}};
    return kClasses;
}

const std::vector<Class>& chinese() {
    static const std::vector<Class> kClasses = {
        {"", {"其中", "此外", "另外", "同时", "与此同时", "而",   "则",   "并",   "并且", "以及", "还",
              "也",   "又",   "再",   "在此", "这里",     "那里", "同样", "接着", "随后", "继而", "然后",
              "至于", "与",   "和",   "及",   "的",       "了",   "这",   "那",   "该",   "其",   "他们"}},
        {"says", {"表示", "说", "写道", "写到", "谈到", "指出", "认为", "说道", "讲", "这样说"}},
        {"point", {"看法", "观点", "论据", "论点", "想法", "意见", "说法"}}};
    return kClasses;
}

}  // namespace

std::optional<std::string_view> joining_class(std::string_view word) {
    for (const Class& c : english())
        if (c.words.contains(word)) return c.name;
    return std::nullopt;
}

ChineseJoint chinese_joint(std::string_view text) {
    ChineseJoint longest;
    for (const Class& c : chinese())
        for (const std::string& word : c.words)
            if (text.starts_with(word) && word.size() > longest.size) longest = {word.size(), c.name};
    return longest;
}

}  // namespace agon
