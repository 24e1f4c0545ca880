// The patterns. Each group holds ways to do one thing; which is taken follows from an id, never twice in a row.
#include "src/report/phrases.hpp"

#include <map>

#include "ground/outcome/outcome.hpp"

namespace agon {
namespace {

using Groups = std::map<std::string_view, std::vector<Phrase>>;

/// How a debate's section begins: size and span, then how the sides stand.
const Groups& debate_patterns() {
    static const Groups groups = {
        {"official_word",
         {{"Of the official texts, “{title}” of {dated} comes nearest to the question: {quote}",
           "官方文本中与此最接近的一句，出自 {dated} 年的《{title}》：{quote}"},
          {"Nearest to this in the official texts stands a sentence of {dated}, from “{title}”: {quote}",
           "官方文本里最贴近这一问题的话，见于 {dated} 年的《{title}》：{quote}"}}},
        {"sides_unread",
         {{"For {unclear} % of the voices no position can be read with confidence, so no camps are set against each "
           "other; what follows stands in the order of upvotes.",
           "其中 {unclear}% 的人立场无法确定，不足以分出阵营；以下按获赞数排列。"}}},
        {"endorsed_asked",
         {{"Under the question “{asked}”, {author} [{year}] {says} with the assent of {votes} readers: {quote}",
           "在“{asked}”之下，{author} [{year}] 的帖子获得 {votes} 个赞，其中{says}：{quote}"},
          {"To “{asked}”, {author} [{year}] answers in a post with {votes} upvotes: {quote}",
           "对于“{asked}”，{author} [{year}] 在一篇获得 {votes} 个赞的帖子里回答：{quote}"}}},
        {"own_wording",
         {{"The threads ask it of one field after another, so the question above is agon’s wording; typical of theirs "
           "is "
           "“{question}”.",
           "各个提问分别就某一领域而问，标题因此由 agon 概括；其中有代表性的是“{question}”。"}}},
        {"opening",
         {{"The question has been put in {threads} different threads{span}; {voices} voices argue over it, in {posts} "
           "posts.",
           "{span}这个问题先后在 {threads} 个提问下出现，{voices} 位发言者写了 {posts} 篇帖子来争论它。"},
          {"{Voices} voices take it up{span}, in {posts} posts under {threads} questions.",
           "{span}有 {voices} 位发言者参与争论，{posts} 篇帖子散见于 {threads} 个提问。"},
          {"Across {threads} threads{span}, {voices} voices have written {posts} posts on this.",
           "{span}在 {threads} 个提问下，{voices} 位发言者就此写了 {posts} 篇帖子。"}}},
        {"opening_alone",
         {{"{Voices} voices take it up{span}, in {posts} posts that each stand alone.",
           "{span}有 {voices} 位发言者参与争论，共 {posts} 篇帖子，各自独立成篇。"}}},
        {"one_thread",
         {{"One thread carries it{span}: {voices} voices, {posts} posts.",
           "{span}争论集中在一个提问下：{voices} 位发言者，{posts} 篇帖子。"}}},
        {"sides",
         {{"{CampA} ({a} voices) and {campB} ({b}) are {balance}; for {unclear} % of the voices no position can be "
           "read "
           "with confidence.",
           "{campA}（{a} 人）与{campB}（{b} 人）{balance}；另有 {unclear}% 的发言者立场无法可靠判断。"},
          {"On one side stand {campA}, with {a} voices, on the other {campB}, with {b}: the two are {balance}. "
           "{Unclear} % of the voices could not be placed.",
           "一边是{campA}，{a} 人；另一边是{campB}，{b} 人，双方{balance}。其余 {unclear}% 的发言者无法归入任何一方。"},
          {"Counted by voices, {campA} ({a}) and {campB} ({b}) are {balance}, with {unclear} % that could not be "
           "placed.",
           "按人数算，{campA}（{a} 人）与{campB}（{b} 人）{balance}，{unclear}% 的发言者无法归类。"}}},
        {"sides_partly",
         {{"Where a side can be read, {a} voices stand with {campA} and {b} with {campB}; {unclear} % of the voices "
           "could not be placed, so neither can be called the larger.",
           "能读出立场的，{campA}有 {a} 人，{campB}有 {b} 人；{unclear}% 的发言者无法归类，因此说不上哪一方人多。"},
          {"For {unclear} % of the voices no side can be read. Among the others, {a} are of {campA} and {b} of "
           "{campB}, which is too little to say who is ahead.",
           "{unclear}% 的发言者读不出立场；其余的人当中，{campA} {a} 人，{campB} {b} 人，不足以断定哪一方占先。"}}},
        {"sides_as_read",
         {{"As the programme reads them, {campA} have {a} voices and {campB} {b}; for {unclear} % of the voices no "
           "position can be read with confidence.",
           "程序读出{campA} {a} 人，{campB} {b} 人；另有 {unclear}% 的发言者立场无法可靠判断。"}}},
        {"sides_corrected",
         {{"People who did not see these readings coded {posts} of the posts. Corrected for the errors that they "
           "found, {campA} have {x} % of all voices (between {xl} and {xh} %; {xr} % as read) and {campB} {y} % "
           "(between {yl} and {yh} %; {yr} % as read): {lead}.",
           "另有人在看不到程序判断的情况下为其中 {posts} 篇帖子编码。按所发现的误差修正后，{campA}占全部发言者的 "
           "{x}%（区间 {xl}% 至 {xh}%，程序读出 {xr}%），{campB}占 {y}%（区间 {yl}% 至 {yh}%，程序读出 "
           "{yr}%）：{lead}。"}}},
        {"divide",
         {{"What separates the two sides is less the answer than what each looks at. One speaks of {terms_a}; the "
           "other "
           "of {terms_b}. {Author} [{year}] {says}: {quote} {Author2} [{year2}] {says2}: {quote2}",
           "双方的分歧与其说在答案，不如说在各自看什么：一边谈{terms_a}，另一边谈{terms_b}。{author} [{year}] "
           "{says}：{quote}{author2} [{year2}] {says2}：{quote2}"},
          {"The line between the camps runs along what they talk about: {terms_a} on the one side, {terms_b} on the "
           "other. Set {author}’s sentence of [{year}], {quote} against that of {author2} [{year2}]: {quote2}",
           "两个阵营之间的分界线，在于谈论的东西不同：一边是{terms_a}，另一边是{terms_b}。不妨把 {author} [{year}] "
           "的这句话：{quote}与 {author2} [{year2}] 的这句话放在一起看：{quote2}"}}},
        {"divide_told",
         {{"The line between the camps runs along what they talk about: {terms_a} on the one side, {terms_b} on the "
           "other.",
           "两个阵营之间的分界线，在于谈论的东西不同：一边是{terms_a}，另一边是{terms_b}。"}}},
        {"divide_one",
         {{"One thing marks {camp}: they keep coming back to {terms}; nothing marks the other side in that way.",
           "{camp}有一个特点：总会说到{terms}；另一方没有这样的特点。"}}},
        {"divide_none",
         {{"No dividing line shows in what these camps talk about: neither uses a word or subject more often than "
           "chance would have it.",
           "从谈论的内容里找不到两个阵营的分界线：没有哪个词或话题在一方出现得多到超出偶然。"},
          {"Where the camps part does not show in their words: they speak of the same subjects about equally often.",
           "两个阵营在哪里分开，从用词上看不出来：双方谈到各个话题的多少大致相当。"}}},
        {"divide_plain",
         {{"Side by side, one sentence of each camp that says plainly where it stands. {Author} [{year}] {says}: "
           "{quote} "
           "{Author2} [{year2}] {says2}: {quote2}",
           "把双方各一句直白的话放在一起看。{author} [{year}] {says}：{quote}{author2} [{year2}] {says2}：{quote2}"},
          {"A plain sentence of each side shows where they part. On the one hand, {author} [{year}]: {quote} On the "
           "other, {author2} [{year2}]: {quote2}",
           "双方各有一句话，可以看出他们在哪里分道扬镳。一方面，{author} [{year}] {says}：{quote}另一方面，{author2} "
           "[{year2}] {says2}：{quote2}"}}},
    };
    return groups;
}

/// The sentences of a camp's paragraph.
const Groups& camp_patterns() {
    static const Groups groups = {
        {"first_point",
         {{"{Camp} come back {most} often to one line{about}; {voices} voices say something like it. {Author} [{year}] "
           "{says}: {quote}",
           "{camp}{most}常走的一条思路{about}，有 {voices} 人说法相近。{author} [{year}] {says}：{quote}"},
          {"Among {camp}, the line with the {most} voices near it ({voices}) is this{about}. {Author} [{year}] {says}: "
           "{quote}",
           "在{camp}当中，说法相近者{most}多（{voices} 人）的一点是这样的{about}。{author} [{year}] {says}：{quote}"},
          {"The case of {camp} runs {most} often, in {voices} voices, along a line{about} that {author} [{year}] puts "
           "into words: {quote}",
           "{camp}{most}倚重的一点{about}，有 {voices} 人说法相近，{author} [{year}] 把它说了出来：{quote}"}}},
        {"first_point_contrast",
         {{"In contrast, {camp} argue {most} often along a line{about} that {voices} voices come near. {Author} "
           "[{year}] {says}: {quote}",
           "相反，{camp}{most}常走的一条思路{about}，有 {voices} 人说法相近。{author} [{year}] {says}：{quote}"},
          {"{Camp} see it differently. Their {most} frequent line{about}, with {voices} voices near it, is put by "
           "{author} [{year}]: {quote}",
           "{camp}看法不同。他们{most}常见的一种说法{about}，有 {voices} 人与之相近，{author} [{year}] "
           "{says}：{quote}"},
          {"Against this, {camp} set a line that comes up {most} often on their side{about}; {voices} voices say "
           "something like it. {Author} [{year}] {says}: {quote}",
           "与此相对，{camp}{most}常见的一种说法{about}，有 {voices} 人与之相近。{author} [{year}] {says}：{quote}"}}},
        {"first_point_of_few",
         {{"One line{about} on the side of {camp}, with {voices} voices near it, is put by {author} [{year}]: {quote}",
           "{camp}的一条思路{about}，有 {voices} 人说法相近，{author} [{year}] {says}：{quote}"},
          {"Among {camp}, {voices} voices come near a line{about} that {author} [{year}] puts into words: {quote}",
           "在{camp}当中，有 {voices} 人的说法{about}与 {author} [{year}] 的话相近：{quote}"}}},
        {"first_point_of_few_contrast",
         {{"Against this, {camp} have a line{about} that {voices} voices come near. {Author} [{year}] {says}: {quote}",
           "与此相对，{camp}的一条思路{about}有 {voices} 人说法相近。{author} [{year}] {says}：{quote}"},
          {"{Camp} see it differently. A line of theirs{about}, with {voices} voices near it, is put by {author} "
           "[{year}]: {quote}",
           "{camp}看法不同。其中一条思路{about}，有 {voices} 人说法相近，{author} [{year}] {says}：{quote}"}}},
        {"next_point",
         {{"A further line{about}, with {voices} voices near it, is put by {author} [{year}]: {quote}",
           "另有一点{about}，{voices} 人说法相近，{author} [{year}] {says}：{quote}"},
          {"{Voices} voices come at it from another angle{about}, much as {author} [{year}] does: {quote}",
           "{voices} 人从另一个角度{about}切入，与 {author} [{year}] 的说法相近：{quote}"},
          {"Then there is a point{about} that {author} [{year}] makes and {voices} voices come near: {quote}",
           "此外还有一点{about}，{voices} 人说法相近，{author} [{year}] {says}：{quote}"},
          {"{Author} [{year}] adds a thought{about} that {voices} voices come near: {quote}",
           "{author} [{year}] 补充的一点{about}，有 {voices} 人说法相近：{quote}"}}},
        {"told_first",
         {{"{Camp} argue first from {terms}: {voices} voices do so, between {first} and {last}.",
           "{camp}首先谈的是{terms}：从 {first} 年到 {last} 年有 {voices} 人这样说。"},
          {"Among {camp}, the first line turns on {terms} ({voices} voices, from {first} to {last}).",
           "在{camp}当中，第一条思路围绕{terms}（{voices} 人，{first} 至 {last} 年）。"}}},
        {"told_first_undated",
         {{"{Camp} argue first from {terms}: {voices} voices do so.", "{camp}首先谈的是{terms}，有 {voices} 人。"}}},
        {"told_next",
         {{"A further line, with {voices} voices near it between {first} and {last}, turns on {terms}.",
           "另一条思路围绕{terms}，从 {first} 年到 {last} 年有 {voices} 人说法相近。"},
          {"{Voices} voices speak of {terms}, from {first} to {last}.",
           "还有 {voices} 人谈到{terms}，从 {first} 年到 {last} 年。"}}},
        {"told_next_undated",
         {{"A further line, with {voices} voices near it, turns on {terms}.",
           "另一条思路围绕{terms}，有 {voices} 人说法相近。"}}},
        {"told_unnamed",
         {{"{Camp} number {a} here; the words that set their arguments apart have no English name in the lists used.",
           "{camp}在此有 {a} 人，其论据没有足以概括的特征词。"}}},
        {"next_point_asked",
         {{"Under the question “{asked}”, {author} [{year}] brings up a point{about} that {voices} voices come near: "
           "{quote}",
           "在“{asked}”之下，{author} [{year}] 提到一点{about}，有 {voices} 人说法相近：{quote}"},
          {"Asked “{asked}”, {author} [{year}] gives an answer{about} that {voices} voices come near: {quote}",
           "被问到“{asked}”，{author} [{year}] 的回答{about}有 {voices} 人说法相近：{quote}"}}},
        {"echo",
         {{"Echoing this, {author} [{year}] {says}: {quote}", "与此呼应，{author} [{year}] {says}：{quote}"},
          {"In the same vein, {author} [{year}]: {quote}", "{author} [{year}] 也有类似的话：{quote}"},
          {"{Author} [{year}] comes near to it: {quote}", "{author} [{year}] 的话与此相近：{quote}"},
          {"Much the same way goes {author} [{year}]: {quote}", "{author} [{year}] 说得差不多：{quote}"}}},
        {"echo_voted",
         {{"{Author} [{year}], in a post with {votes} upvotes, {says}: {quote}",
           "{author} [{year}] 在一篇获得 {votes} 个赞的帖子里{says}：{quote}"},
          {"A post by {author} [{year}] that {votes} readers endorsed has it thus: {quote}",
           "{author} [{year}] 在一篇有 {votes} 人点赞的帖子里这样说：{quote}"}}},
        {"exchange_within",
         {{"Within this camp {author} [{year}] {says}: {quote} {Author2} [{year2}] objects: {quote2}",
           "同一阵营之内，{author} [{year}] {says}：{quote}{author2} [{year2}] 反驳：{quote2}"}}},
        {"exchange_aside",
         {{"To {author} [{year}], who could not be placed on either side ({quote}), {author2} [{year2}] replies: "
           "{quote2}",
           "{author} [{year}] 的立场无法归类：{quote}{author2} [{year2}] 回应：{quote2}"}}},
        {"exchange_across",
         {{"{Author} [{year}], of the other side, wrote: {quote} {Author2} [{year2}] objected: {quote2}",
           "另一方的 {author} [{year}] 写道：{quote}{author2} [{year2}] 反驳：{quote2}"},
          {"From the other side {author} [{year}] {says}: {quote} {Author2} [{year2}] replies: {quote2}",
           "另一方的 {author} [{year}] {says}：{quote}{author2} [{year2}] 回应：{quote2}"}}},
        {"rebuttal",
         {{"{Author} [{year}] contradicts {author2} [{year2}]: {quote}",
           "{author} [{year}] 反驳 {author2} [{year2}]：{quote}"},
          {"Against {author2} [{year2}], {author} [{year}] objects: {quote}",
           "针对 {author2} [{year2}]，{author} [{year}] 反对说：{quote}"}}},
        {"concession",
         {{"Even so, {author} [{year}] concedes to {author2} [{year2}]: {quote}",
           "即便如此，{author} [{year}] 也向 {author2} [{year2}] 承认：{quote}"},
          {"{Author} [{year}] grants {author2} [{year2}] a point all the same: {quote}",
           "{author} [{year}] 还是承认 {author2} [{year2}] 说得有理：{quote}"}}},
        {"figure_disputed",
         {{"{Author} [{year}] {says}: {quote} {Author2} [{year2}] does not let the figure stand: {quote2}",
           "{author} [{year}] {says}：{quote}{author2} [{year2}] 质疑这个数字：{quote2}"},
          {"One figure comes from {author} [{year}]: {quote} {Author2} [{year2}] objects: {quote2}",
           "{author} [{year}] 给出数字：{quote}{author2} [{year2}] 不认：{quote2}"}}},
        {"figure_against",
         {{"{Author} [{year}] {says}: {quote} {Author2} [{year2}] sets another figure against it: {quote2}",
           "{author} [{year}] {says}：{quote}{author2} [{year2}] 拿出另一个数字：{quote2}"}}},
        {"figure_raised",
         {{"{Author} [{year}] {says}: {quote} {Author2} [{year2}] answers that it is more: {quote2}",
           "{author} [{year}] {says}：{quote}{author2} [{year2}] 说还不止：{quote2}"}}},
        {"figure_read",
         {{"{Author} [{year}] {says}: {quote} {Author2} [{year2}] reads the figure in another way: {quote2}",
           "{author} [{year}] {says}：{quote}{author2} [{year2}] 对这个数字另有解读：{quote2}"}}},
        {"figure_granted",
         {{"A figure can also persuade. {Author} [{year}] {says}: {quote} {Author2} [{year2}] grants it: {quote2}",
           "数字也能说服人。{author} [{year}] {says}：{quote}{author2} [{year2}] 认可：{quote2}"}}},
        {"own_words",
         {{"For {camp} {author} [{year}] {says}: {quote}", "{camp}中，{author} [{year}] {says}：{quote}"},
          {"How {camp} argue can be heard from {author} [{year}]: {quote}",
           "{camp}怎样论证，可以听听 {author} [{year}] 的话：{quote}"}}},
        {"own_words_contrast",
         {{"Against them stand {camp}. {Author} [{year}] {says}: {quote}",
           "与此相对的是{camp}。{author} [{year}] {says}：{quote}"},
          {"{Camp} see it differently. {Author} [{year}] {says}: {quote}",
           "{camp}看法不同。{author} [{year}] {says}：{quote}"}}},
        {"own_words_next",
         {{"In the words of {author} [{year}]: {quote}", "用 {author} [{year}] 的话说：{quote}"},
          {"{Author} [{year}] makes another case: {quote}", "{author} [{year}] 从另一点说起：{quote}"},
          {"{Author} [{year}] puts it like this: {quote}", "{author} [{year}] 这样说：{quote}"},
          {"Another of them, {author} [{year}], {says}: {quote}", "同在这一方的 {author} [{year}] {says}：{quote}"}}},
        {"own_words_asked",
         {{"Under the question “{asked}”, {author} [{year}] {says}: {quote}",
           "在“{asked}”之下，{author} [{year}] {says}：{quote}"},
          {"Asked “{asked}”, {author} [{year}] answers: {quote}", "被问到“{asked}”，{author} [{year}] 回答：{quote}"}}},
        {"no_argument_told",
         {{"{Camp} number {a} here; in their {posts} posts, written from {first} to {last}, no argument was found that "
           "enough of them make.",
           "{camp}在此有 {a} 人，{first} 至 {last} 年间写了 {posts} 篇帖子，没有读出足够多人共有的论据。"},
          {"Among {camp}, {a} voices in {posts} posts from {first} to {last}, no point was found that could be told "
           "for "
           "several.",
           "在{camp}当中，{a} 人于 {first} 至 {last} 年间写了 {posts} 篇帖子，没有读出几个人共同的论点。"}}},
        {"no_argument",
         {{"{Camp} number {a} here, but no argument of theirs was found in enough voices to be reported.",
           "{camp}在此有 {a} 人，但没有读出足够多人共有的论据，故不列出。"}}},
    };
    return groups;
}

}  // namespace

const std::vector<Phrase>& phrases(std::string_view group) {
    for (const Groups* groups : {&debate_patterns(), &camp_patterns()})
        if (const auto found = groups->find(group); found != groups->end()) return found->second;
    VERIFY(false);
    return debate_patterns().begin()->second;
}

}  // namespace agon
