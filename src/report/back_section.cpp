// What cannot be said, how it was made, the endnotes with the thread around each quote, and the sources.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr int kNeighbours = 2;        // posts before and after the cited one
constexpr int kSegmentsAround = 3;    // segments before and after the quote in its own post
constexpr int kSegmentsOfOthers = 3;  // segments shown of a neighbour

Query fate(const char* name) {
    return count_rows("corpus/posts", {{"fate", "=", name}});
}
Query left_out(const char* reason) {
    return count_rows("debates/threads", {{"reason", "=", reason}});
}
Line::Slots::mapped_type slot(Query query) {
    return [query = std::move(query)](Line& l) { l.figure(query); };
}

struct Counted {
    Query query;
    const char *english, *chinese;
};

/// Of a microblog each post is a thread of its own, and no question.
bool mostly_lone_posts(const Composer& c, const std::vector<Condition>& threads) {
    std::vector<Condition> lone = threads;
    lone.push_back({"posts", "=", "1"});
    return 2 * c.tables().answer(count_rows("debates/threads", lone)) >
           c.tables().answer(count_rows("debates/threads", threads));
}

/// ": 3 as news, 17 for want of argument", without the ones that are 0.
void say_counts(const Composer& c, Line& l, const std::vector<Counted>& counts) {
    bool first = true;
    for (const Counted& counted : counts) {
        if (c.tables().answer(counted.query) == 0) continue;
        l.say(first ? c.t(": ", "：") : c.t(", ", "，")).figure(counted.query).say(" ");
        l.say(c.t(counted.english, counted.chinese));
        first = false;
    }
}

void put_note(Composer& c, std::string_view pattern, const Line::Slots& slots) {
    Line l = c.line(BlockKind::note);
    l.fill(pattern, slots);
    c.put(std::move(l));
}

/// "Author [Year]: " and up to so many segments around the one with `ordinal`.
void write_context_post(Composer& c, const Post& post, const Passage* cited, const std::string& note) {
    const auto found = c.m().segments_of.find(post.post);
    if (found == c.m().segments_of.end() || found->second.empty()) return;
    Line l = c.line(BlockKind::context);
    l.author(post).say(" [").year(post).say(c.t("]: ", "]："));
    const auto& segments = found->second;
    std::size_t first = 0, last = std::min<std::size_t>(segments.size(), kSegmentsOfOthers);
    if (cited) {
        const auto at =
            static_cast<std::size_t>(std::find(segments.begin(), segments.end(), cited->segment) - segments.begin());
        first = at > kSegmentsAround ? at - kSegmentsAround : 0;
        last = std::min(segments.size(), at + kSegmentsAround + 1);
    }
    if (first > 0) l.say("… ");
    for (std::size_t i = first; i < last; ++i) {
        if (i > first) l.say(" ");
        Passage p{&post, segments[i], segments[i]->text, segments[i]->source_begin, segments[i]->source_end};
        l.quote(p);
        if (cited && segments[i] == cited->segment) l.block().marks.back().part = "cited";
    }
    if (last < segments.size()) l.say(" …");
    l.block().part_of = note;
    c.put(std::move(l));
}

/// The question and the posts before and after a cited one, each from its first sentences.
void write_context(Composer& c, const Passage& p, const std::string& note) {
    // In a report to be shared the thread around a quote would be a quote of everybody in it.
    Line question = c.line(BlockKind::context);
    question.say(c.t("In its thread: “", "所在提问：“")).title(*c.m().thread.at(p.post->thread)).say("”");
    question.block().part_of = note;
    c.put(std::move(question));
    if (c.shared()) return;
    const std::vector<const Post*>& posts = c.m().posts_of.at(p.post->thread);
    const auto at = std::find(posts.begin(), posts.end(), p.post) - posts.begin();
    for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, at - kNeighbours);
         i < std::min<std::ptrdiff_t>(std::ssize(posts), at + kNeighbours + 1); ++i)
        write_context_post(c, *posts[static_cast<std::size_t>(i)], i == at ? &p : nullptr, note);
}

void write_sources(Composer& c) {
    std::set<std::string> cited;
    for (const Passage& p : c.cited()) cited.insert(p.post->source);
    if (cited.empty() || c.shared()) return;
    c.put(BlockKind::heading, "Sources", "来源文件");
    c.put(BlockKind::table_head, "File\tPlatform\tPosts\tDigest", "文件\t平台\t帖子\t摘要值");
    for (const SourceFile& s : c.m().threads.sources) {
        if (!cited.contains(s.sha256)) continue;
        Line row = c.line(BlockKind::table_row);
        row.term("threads/sources", "name", s.name).say("\t");
        row.term("threads/sources", "platform", s.platform).say("\t");
        row.figure(count_rows("threads/posts", {{"source", "=", s.sha256}, {"newest", "=", "1"}})).say("\t");
        row.term("threads/sources", "sha256", s.sha256);
        c.put(std::move(row));
    }
}

Query placed_posts() {
    return count_rows("camps/stances", {{"judged_by", "=", "analyst"}});
}

/// Readings of judges, without the posts that an analyst placed.
Query readings(const Composer& c) {
    if (c.tables().answer(placed_posts()) == 0) return count_rows("camps/stances", {});
    return count_rows("camps/stances", {{"judged_by", "!=", "analyst"}});
}

/// What the posts that an analyst placed said of the judges.
void say_lessons(Composer& c, Paragraph& p) {
    if (c.tables().answer(placed_posts()) == 0) return;
    const auto of_all = [](const char* column) { return slot(value_of("camps/lessons", "sum", column, {})); };
    p.sentence(
        c.t("{N} posts were placed by an analyst. Where they take a side, the judges had put {right} of {sided} on the "
            "same one; the case believes them accordingly, and reads the other posts by who answers whom as well, so "
            "that a "
            "post which nobody answers often keeps no side.",
            "有 {n} 篇帖子由分析者亲自归类。其中表明立场的 {sided} 篇里，判断器原先判对 {right} "
            "篇；本案例据此决定在多大程度上采信判断器，其余帖子还依据谁回应谁来归类，因此无人回应的帖子往往仍无立场。"),
        {{"n", slot(placed_posts())}, {"right", of_all("own_right")}, {"sided", of_all("sided")}});
}

/// Who read the stances.
void write_judges(Composer& c, const Query& labelled, const Query& read, bool asked_elsewhere) {
    if (c.tables().answer(read) > 0) {
        put_note(
            c,
            c.t("Of {all} readings of a post’s stance, {read} were made by the reader: the first layers of a language "
                "model on this machine with what was learned on top of them from labelled posts; it gave three shares "
                "a text and wrote nothing here{labels}. {pair} were made by a small network, the rest by a smaller "
                "one.",
                "在 {all} 次立场判断中，{read} "
                "次由“阅读器”作出：它是本机上一个语言模型的前几层，加上用带标注的帖子训练的部分，对每段文字只给出三个比"
                "例，"
                "未写本文任何内容{labels}；{pair} 次由一个小型网络作出，其余由更小的网络判断。"),
            {{"all", slot(readings(c))},
             {"read", slot(read)},
             {"labels",
              [&](Line& l) {
                  if (asked_elsewhere)
                      l.fill(c.t("; {labelled} are labels of a language model that the analyst named",
                                 "；另有 {labelled} 次是分析者指定的语言模型给出的标签"),
                             {{"labelled", slot(labelled)}});
              }},
             {"pair", slot(count_rows("camps/stances", {{"judged_by", "=", "pair"}}))}});
        return;
    }
    const Query own = count_rows("camps/stances", {{"judged_by", "=", "own"}});
    if (c.tables().answer(own) > 0)
        return put_note(
            c,
            asked_elsewhere
                ? c.t("{own} readings of a post’s stance were made by a network and {labelled} by a language model, "
                      "both "
                      "of them named by the analyst; the case’s manifest says which. How well the network reads was "
                      "not measured here.",
                      "{own} 次立场判断由分析者指定的网络作出，{labelled} "
                      "次由分析者指定的语言模型作出，案例清单写明是哪"
                      "一个；该网络的准确程度未在此处测量。")
                : c.t("All {own} readings of a post’s stance were made by a network that the analyst named; the case’s "
                      "manifest says which. How well it reads was not measured here.",
                      "全部 {own} 次立场判断由分析者指定的网络作出，案例清单写明是哪一个；其准确程度未在此处测量。"),
            {{"own", slot(own)}, {"labelled", slot(labelled)}});
    const Line::Slots slots = {{"all", slot(readings(c))},
                               {"labelled", slot(labelled)},
                               {"pair", slot(count_rows("camps/stances", {{"judged_by", "=", "pair"}}))}};
    if (asked_elsewhere)
        return put_note(
            c,
            c.t("Of {all} readings of a post’s stance, {labelled} are labels of a language model that the analyst "
                "named (the case’s manifest says which; it gave one word a text and wrote nothing here), {pair} were "
                "made by the larger of two trained judges, the rest by a smaller network.",
                "在 {all} 次立场判断中，{labelled} "
                "次是分析者指定的语言模型给出的标签（案例清单写明是哪一个；它对每段文字只给一个词，"
                "未写本文任何内容），{pair} 次由两个训练模型中较大的一个作出，其余由较小的网络判断。"),
            slots);
    if (c.tables().answer(count_rows("camps/stances", {{"judged_by", "=", "pair"}})) == c.tables().answer(readings(c)))
        return put_note(c,
                        c.t("Stance was read by a small BERT network that learned from labelled Chinese posts: {pair} "
                            "readings of a post.",
                            "立场由一个用带标注的中文帖子训练的小型 BERT 网络判断，共 {pair} 次。"),
                        slots);
    put_note(
        c,
        c.t("Of {all} readings of a post’s stance, {pair} were made by the larger of two trained judges, a small "
            "BERT network that learned from labelled Chinese posts; the rest, posts without Chinese and those "
            "beyond the number of questions set for a case, by a smaller network.",
            "在 {all} 次立场判断中，{pair} 次由两个训练模型中较大的一个作出，它是用带标注的中文帖子训练的小型 BERT "
            "网络；其余（不含中文的帖子，以及超出案例提问上限的帖子）由较小的网络判断。"),
        slots);
}

}  // namespace

namespace {

Line::Slots::mapped_type tally(const Composer& c, const char* kind, bool shown) {
    return [&c, kind, shown](Line& l) { l.tally(kind, shown, c.written(kind, shown)); };
}

/// Everything that a language model could have had a hand in.
bool has_written(const Composer& c, const char* kind) {
    return c.written(kind, true) + c.written(kind, false) > 0;
}

/// What a language model had a hand in, among what cannot be said.
void say_written(Composer& c, Paragraph& p) {
    const Line::Slots slots = {{"writer", [&](Line& l) { l.writer(c.writer()); }},
                               {"shown", tally(c, "paragraph", true)},
                               {"withheld", tally(c, "paragraph", false)},
                               {"camps", tally(c, "camp", true)},
                               {"camps_not", tally(c, "camp", false)},
                               {"points", tally(c, "point", true)},
                               {"points_not", tally(c, "point", false)}};
    if (has_written(c, "paragraph"))
        p.sentence(
            c.t("{Shown} paragraphs above were smoothed by a language model, {writer}: what is marked stayed and "
                "nothing "
                "but joining words changed, yet a joint can stress what the case does not. {Withheld} of its "
                "rewordings "
                "were dropped.",
                "上文有 {shown} 段经语言模型 {writer} 润色：凡有标记之处保持原样，变动的只有连接用语，但连接方式仍可能"
                "带来案例中没有的侧重。它的另外 {withheld} 处改写未予采用。"),
            slots);
    if (has_written(c, "camp") || has_written(c, "point"))
        p.sentence(
            c.t("{Camps} camps carry a name and {points} arguments a short form that {writer} gave from their quotes, "
                "each "
                "marked as its own; such a name can miss what the quotes say, which stand beside it. {Camps_not} names "
                "and {points_not} short forms were dropped.",
                "有 {camps} 个阵营的名称和 {points} 个论据的短语由 {writer} 根据所引原句给出，均标明出处；"
                "这样的名称可能偏离原句，以旁边的原句为准。另有 {camps_not} 个名称和 {points_not} 个短语未予采用。"),
            slots);
}

/// How the language model was asked and what its words were held to.
void write_writer(Composer& c) {
    const Line::Slots slots = {{"writer", [&](Line& l) { l.writer(c.writer()); }}};
    if (has_written(c, "paragraph"))
        put_note(
            c,
            c.t("{writer} was given paragraphs in which every number, name, quote and word of quantity was an empty "
                "slot, and saw no post for it. A rewording stands, with a line at its side in the page, only if each "
                "slot is there once and in its order and, between two slots, nothing but joining words of a fixed list "
                "changed; its words are those that the case’s record of exchanges holds. Otherwise the programme’s own "
                "paragraph stands.",
                "交给 {writer} "
                "的段落里，数字、名称、引文和数量词都是空格位，为此它没有看到任何帖子。只有每个空格位各出现一次且"
                "顺序不变、两个空格位之间只变动了固定词表中的连接用语时，改写才予采用（网页中以侧线标示），其文字即案例"
                "的交换记录所"
                "存；否则仍用程序原来的段落。"),
            slots);
    if (has_written(c, "camp") || has_written(c, "point"))
        put_note(c,
                 c.t("For names of camps and short forms of arguments {writer} was given the quotes that stand beside "
                     "them, as "
                     "data. What holds a number, a quotation mark, a word of quantity, an actor whom the quotes do not "
                     "name or a "
                     "negation that they do not have, or lies far from them by the sentence encoder, is dropped.",
                     "阵营名称和论据短语由 {writer} "
                     "根据旁边所列的引文给出，引文只作为材料。含有数字、引号、数量词、引文未提到的名称、"
                     "引文没有的否定，或按句子编码器与引文相距较远的，不予采用。"),
                 slots);
}

/// How far the voices near a line of argument make it: docs/labelling/arguments.md, models/pair.md.
void say_likeness(Composer& c, Paragraph& p) {
    if (c.leads().empty()) {
        if (!c.m().points.statements.empty())
            p.sentence(
                c.t("No argument was found in the words of three voices, so the arguments stand without a count; the "
                    "same argument told in quite other words is not recognised, so they may well be shared.",
                    "没有读出三个人共有的论据，因此各论据不附人数；换一种说法讲的同一道理认不出来，所以它们未必没有人共"
                    "有。"));
        return;
    }
    const auto told = [&](ToldBy by) {
        return std::any_of(c.leads().begin(), c.leads().end(),
                           [&](const auto& lead) { return lead.first->told_by == by; });
    };
    const bool read = told(ToldBy::reading);
    if (read)
        p.sentence(
            c.t("Who comes near to a line was read by a small network, two sentences at a time, among those whose "
                "words lie near: a strict reader calls about {share} of the sentences that it counts the same "
                "argument, and it misses those who make it in quite other words, so a count is a measure of size and "
                "no list of supporters.",
                "哪些人与某条思路说法相近，由一个小型网络在用词相近的句子中两两对读得出：它计入的句子，严格的读者约认可"
                "{share}"
                "为同一个论据，换一种说法讲同一道理的人则会漏掉；人数只表示大小，不是支持者名单。"),
            {{"share", [&](Line& l) { l.say(c.t("two in five", "五分之二")); }}});
    if (!told(ToldBy::likeness)) return;
    const Line::Slots share{{"share", [&](Line& l) { l.say(c.t("one in four", "四分之一")); }}};
    if (read)
        p.sentence(c.t("In debates where that finds no line of three voices, voices come near by how alike their "
                       "sentences are; of such pairs the strict reader calls hardly more than {share} the same "
                       "argument, so there the counts are upper bounds.",
                       "有些争论里这样读不出三个人共有的思路，就按句子有多相似判断；这样的句子，严格的读者只把其中"
                       "{share}左右算作同一个论据，所以那里的人数是上限。"),
                   share);
    else
        p.sentence(c.t("Voices come near to a line by how alike their sentences are; a strict reader calls hardly more "
                       "than {share} of such pairs the same argument, so these counts are upper bounds.",
                       "哪些人与某条思路说法相近，是按句子有多相似判断的；严格的读者只把其中{share}"
                       "左右算作同一个论据，因此这些人数是上限。"),
                   share);
}

/// How far a subject that is touched on is complained of: docs/labelling/concerns.md.
void say_subjects(Composer& c, Paragraph& p) {
    if (c.tables().answer(count_rows("trends/concern_reach", {{"debates", ">=", "2"}})) == 0) return;
    p.sentence(
        c.t("A subject is touched on where one of its words stands; of such sentences that were labelled, hardly "
            "more than {share} voiced a worry about it.",
            "谈到一个话题，是指用了属于它的词；在标注过的这类句子里，只有{share}左右说出了忧虑。"),
        {{"share", [&](Line& l) { l.say(c.t("one in three", "三分之一")); }}});
}

}  // namespace

/// How often the judges that agon ships are right about a side (models/pair.md, models/reader.md), in words: the
/// figures are of labelled sets, not of the case.
void say_accuracy(Composer& c, Paragraph& p) {
    const auto read_by = [&c](const char* judge) {
        return c.tables().answer(count_rows("camps/stances", {{"judged_by", "=", judge}}));
    };
    const std::int64_t reader = read_by("reader"), others = read_by("pair") + read_by("attention");
    if (reader + others == 0) return;
    const bool by_reader = reader > others;
    p.sentence(
        c.t("On labelled posts, {judges} of the sentences that speak to the statement asked. Forum users mostly do "
            "not: "
            "of labelled Zhihu answers that take a side, the judge that reads here by default, alone and on a question "
            "it never saw, names the right one hardly more often than a coin; what lifts a camp above that are "
            "replies, other posts of the voice and posts that an analyst placed. The camps are a first sorting: open a "
            "post before citing it for a side.",
            "在带标注的帖子上，凡正面回应所问主张的句子，{judges}"
            "。论坛用户多半不这样说话：在带标注、表明立场的知乎回答上，默认的判断器面对没见过的问题，单独判断比抛硬币"
            "好不了多少；使阵营好于此的，是回帖关系、同一人的其他帖子和分析者归类的帖子。"
            "阵营只是初步归类：要引用某帖代表某方，请先打开原帖。"),
        {{"judges", [&](Line& l) {
              l.say(by_reader
                        ? c.t("the reader names the right side of nearly nine in ten", "阅读器判对立场的将近九成")
                        : c.t("the judges name the right side of about four in five", "判断器判对立场的约五分之四"));
          }}});
}

void write_limits(Composer& c) {
    c.word_alone();
    c.put(BlockKind::heading, "What we cannot say", "我们不能说什么");
    Paragraph p = c.paragraph();
    p.sentence(
        c.t("The threads are what was exported, not the public at large: who writes under a topic chose to, and no "
            "count here is a share of the population.",
            "所读的是导出的讨论，不是全体公众：在话题下发言的人是自己选择发言的，本文的任何人数都不能当作人口比例。"));
    const std::vector<Condition> unclear = {{"pole", "=", "unclear"}};
    if (c.tables().answer(count_rows("camps/stances", {})) > 0)
        p.sentence(
            c.t("Of {all} readings of a post’s stance, {unclear} ended without a verdict, {share} % of them; irony and "
                "allusion are read badly, and a camp can hold posts that do not belong there.",
                "在 {all} 次立场判断中，{unclear} 次没有结论，占 "
                "{share}%；反讽和影射往往读错，阵营里可能混入不属于它的帖子。"),
            {{"all", slot(count_rows("camps/stances", {}))},
             {"unclear", slot(count_rows("camps/stances", unclear))},
             {"share", slot(Query{"camps/stances", "share", "", unclear, {}})}});
    say_accuracy(c, p);
    say_likeness(c, p);
    if (c.m().points_unread)
        p.sentence(
            c.t("Corrections were applied in haste: who makes which argument was told without reading every "
                "sentence that they touch, and agon analyze will read the rest.",
                "更正是先行应用的：谁持哪个论点，尚未逐句读完；运行 agon analyze 会读完其余部分。"));
    say_subjects(c, p);
    say_lessons(c, p);
    say_coding(c, p);
    const std::vector<Condition> undated = {{"fate", "=", "analysed"}, {"stream", "=", "public"}, {"year", "=", "0"}};
    if (c.tables().answer(count_rows("corpus/posts", undated)) > 0)
        p.sentence(c.t("{N} posts carry no date and are missing from everything said about time.",
                       "{n} 篇帖子没有日期，凡涉及时间的说法都不包括它们。"),
                   {{"n", slot(count_rows("corpus/posts", undated))}});
    const Query unnamed =
        count_rows("threads/posts", {{"author_name", "=", ""}, {"newest", "=", "1"}, {"stream", "=", "public"}});
    if (!c.shared() && c.tables().answer(unnamed) > 0)
        p.sentence(
            c.t("{N} posts name no author and are quoted without a name.", "{n} 篇帖子没有作者名，引用时也不署名。"),
            {{"n", slot(unnamed)}});
    const std::vector<Counted> aside = {{left_out("news"), "as news", "个是新闻"},
                                        {left_out("few_voices"), "for want of voices", "个发言者太少"},
                                        {left_out("little_argument"), "for want of argument", "个论证太少"},
                                        {left_out("little_disagreement"), "for want of disagreement", "个没有分歧"}};
    const std::vector<Condition> are_aside = {{"reason", "!=", "debate"}};
    const Query all_aside = count_rows("debates/threads", are_aside);
    if (c.tables().answer(all_aside) > 0)
        p.sentence(mostly_lone_posts(c, are_aside)
                       ? c.t("{Out} posts and threads were set aside{list}.", "有 {out} 个帖子或讨论未列入争论{list}。")
                       : c.t("{Out} questions were set aside{list}.", "有 {out} 个提问未列入争论{list}。"),
                   {{"out", slot(all_aside)}, {"list", [&](Line& l) { say_counts(c, l, aside); }}});
    say_no_allies(c, p);
    if (c.any_original_alone() && !c.chinese())
        p.sentence(
            "Quotes without a translation stand in the original; the glosses after them name single terms from a "
            "word list and translate nothing.");
    say_written(c, p);
    c.put(std::move(p));
}

void write_method(Composer& c) {
    c.put(BlockKind::heading, "How this was made", "方法");
    const std::vector<Counted> fates = {
        {fate("twin"), "folded as copies", "条作为重复合并"},
        {fate("relay"), "that only hand on others’ words", "条只转发他人的话"},
        {fate("outside_window"), "outside the window", "条在时间窗外"},
        {fate("empty"), "without words", "条没有文字"},
        {fate("superseded"), "older revisions", "条是旧版本"},
        {fate("notice"), "notices of removal", "条是删除提示"},
        {count_rows("threads/rejects", {{"record", ">=", "1"}}), "that could not be read", "条无法读取"}};
    const Query all = count_rows("corpus/posts", {});
    const bool left_out_none = c.tables().answer(all) == c.tables().answer(fate("analysed"));
    put_note(
        c,
        left_out_none ? c.t("{all} records came in and were analysed{list}.", "读入并分析 {all} 条记录{list}。")
                      : c.t("{all} records came in, {read} of them were analysed{list}.",
                            "读入 {all} 条记录，分析 {read} 条{list}。"),
        {{"all", slot(all)}, {"read", slot(fate("analysed"))}, {"list", [&](Line& l) { say_counts(c, l, fates); }}});
    const Query labelled = count_rows("camps/stances", {{"judged_by", "=", "endpoint"}});
    const bool asked_elsewhere = c.tables().answer(labelled) > 0;
    const Query read = count_rows("camps/stances", {{"judged_by", "=", "reader"}});
    if (c.tables().answer(count_rows("camps/stances", {})) > 0) write_judges(c, labelled, read, asked_elsewhere);
    const bool by_model = asked_elsewhere || c.tables().answer(read) > 0;
    const std::string english = by_model ? "by a programme that, but for these labels, asks no generative model; "
                                         : "by a programme that asks no generative model; ";
    const std::string chinese = by_model ? "除上述标签外未使用生成式模型；" : "未使用生成式模型；";
    c.put(
        BlockKind::note,
        "A voice is one account; authors without a name are counted post by post. Debates, stances and arguments were "
        "found " +
            english +
            "every number can be recomputed from the case’s tables, every quote found again in the imported bytes. "
            "Words of quantity follow a fixed table of thresholds on intervals of ninety-five percent and are checked "
            "like numbers. agon verify does all of this with code of its own.",
        "一位发言者即一个账号；没有名字的作者按帖子分别计。争论、立场和论据由程序找出，" + chinese +
            "每个数字都能由案例的表格重算，每段引文都能在导入的字节中找到。表示数量的词依固定的阈值表和百分之九十五的区"
            "间选用，"
            "与数字一样受检验。agon verify 用另一套代码检验以上各项。");
    write_writer(c);
    if (c.told())
        c.put(
            BlockKind::note,
            "For sharing, no sentence of a post is quoted and no author named: an argument is told by the words that "
            "set it apart, its voices and its years. Questions keep their titles. Numbers of fewer than five voices "
            "are withheld.",
            "为便于分享，本文不引用帖子原句，也不写作者：每个论据只以它的特征词、人数和年份来表述；提问保留标题。不足五"
            "人的人数不予显示。");
    else if (c.shared())
        c.put(BlockKind::note,
              "For sharing, authors carry pseudonyms, the same one wherever they speak; numbers of fewer than five "
              "voices are "
              "withheld, and the places of posts are left out.",
              "为便于分享，作者一律使用化名，同一作者始终同一化名；不足五人的人数不予显示，帖子的出处也略去。");
    if (c.any_translation())
        c.put(BlockKind::note,
              "Translations and English names are marked with their maker in the endnotes; the original stands beside "
              "each.",
              "译文在注释中标明译者，原文列于其旁。");
    if (c.uses_dictionary())
        c.put(
            BlockKind::note,
            "Glosses of words that agon’s own lists do not name come from CC-CEDICT, a dictionary given out under the "
            "licence Creative Commons Attribution-ShareAlike; each is the first sense that names something, and may "
            "not be the one meant.",
            "");
    if (const TranslationUsed* draft = c.any_draft()) {
        Line l = c.line(BlockKind::note);
        l.say(c.t("What is followed by [machine draft] was translated on the analyst’s machine by a language model and "
                  "read by nobody: ",
                  "标有 [machine draft] 的译文由分析者机器上的语言模型译出，未经人工校阅："))
            .maker(*draft)
            .say(c.t(
                ". Drafts that lose a number, a name or a negation, or whose sense lies far from the original by the "
                "sentence encoder, are withheld; the others can be wrong. The original decides.",
                "。丢失数字、名称或否定，或按句子编码器与原文意思相距较远的译稿不予显示；其余仍可能有误，以原文为准"
                "。"));
        c.put(std::move(l));
    }
}

void write_endnotes(Composer& c) {
    if (c.cited().empty()) return;
    c.put(BlockKind::heading, "Endnotes", "注释");
    const std::vector<Passage> cited = c.cited();
    for (std::size_t i = 0; i < cited.size(); ++i) {
        const Passage& p = cited[i];
        const std::string note = "n" + std::to_string(i + 1);
        Line l = c.line(BlockKind::endnote);
        l.note(static_cast<std::int64_t>(i) + 1, *p.post).say(" ");
        l.author(*p.post).say(" [").year(*p.post).say(c.t("]: “", "]：“")).quote(p).say("”");
        if (const TranslationUsed* used = c.translation_of(p)) {
            l.say(c.t(" In English: “", " 中译：“")).translation(p, *used).say(c.t("” Translated by ", "” 译者："));
            l.maker(*used).say(c.t(".", "。"));
        }
        l.say(" ").platform(*p.post);
        if (!c.shared()) {
            l.say(" ").native_id(*p.post).say(c.t(", bytes ", "，字节 ")).bytes(p);
            l.say(c.t(" of source ", "，来源 ")).digest(p);
        }
        l.say(c.t(".", "。"));
        l.block().part_of = note;
        c.put(std::move(l));
        write_context(c, p, note);
    }
    write_sources(c);
}

}  // namespace agon
