// The article: sections in the order of docs/formats/report.md, each sentence made from rows.
//
// Quantity words have fixed thresholds on shares of voices: over 60 % "most", 40 to 60 % "about half", under that
// "some".
#include <algorithm>
#include <set>

#include "src/report/lines.hpp"

namespace agon {
namespace {

std::string id_text(auto id) {
    return std::to_string(static_cast<std::int64_t>(id));
}

struct Material {
    Threads threads;
    Segments segments;
    Debates debates;
    Camps camps;
    Points points;
    Trends trends;
    std::map<PostId, const Post*> post;
    std::map<SegmentId, const Segment*> segment;
    std::map<ThreadId, const Thread*> thread;
};

Result<Material> read_material(Disk& disk, const std::string& folder) {
    Material m;
    TRY(m.threads, read_threads(disk, folder));
    TRY(m.segments, read_segments(disk, folder));
    TRY(m.debates, read_debates(disk, folder));
    TRY(m.camps, read_camps(disk, folder));
    TRY(m.points, read_points(disk, folder));
    TRY(m.trends, read_trends(disk, folder));
    for (const Post& p : m.threads.posts)
        if (p.newest) m.post[p.post] = &p;
    for (const Segment& s : m.segments.segments) m.segment[s.segment] = &s;
    for (const Thread& t : m.threads.threads) m.thread[t.thread] = &t;
    return m;
}

class Composer {
  public:
    Composer(const CaseTables& tables, const Material& material, const Lexicon& lexicon, const ReportOptions& options)
        : tables_(tables), m_(material), lexicon_(lexicon), options_(options), chinese_(options.language == "zh") {}

    Report compose() {
        report_.language = options_.language;
        report_.names_mode = "verbatim";
        report_.tool_version = AGON_VERSION;
        write_title();
        write_summary();
        write_official();
        for (const Debate& debate : m_.debates.debates)
            if (debate.rank <= options_.most_debates) write_debate(debate);
        write_sectors();
        write_actors();
        write_ranking();
        write_limits();
        write_method();
        write_endnotes();
        return std::move(report_);
    }

  private:
    const char* t(const char* english, const char* chinese) const { return chinese_ ? chinese : english; }
    Line line(BlockKind kind) const { return Line(tables_, kind); }
    void put(Line&& l) { report_.blocks.push_back(l.take()); }
    void put(BlockKind kind, const char* english, const char* chinese) {
        put(std::move(line(kind).say(t(english, chinese))));
    }

    static Query count(std::string table, std::vector<Condition> where) {
        return {std::move(table), "count", "", std::move(where), {}};
    }
    static Query distinct(std::string table, std::string column, std::vector<Condition> where) {
        return {std::move(table), "distinct", std::move(column), std::move(where), {}};
    }
    static Query voices_of(const Debate& d, std::string pole) {
        return count("camps/voices", {{"debate", "=", id_text(d.debate)}, {"pole", "=", std::move(pole)}});
    }
    static Query share_of(const Debate& d, std::string pole) {
        return {"camps/voices",
                "share",
                "",
                {{"debate", "=", id_text(d.debate)}, {"pole", "=", std::move(pole)}},
                {{"debate", "=", id_text(d.debate)}}};
    }

    const char* camp_name(const Debate& d, Pole pole) const {
        if (d.form == QuestionForm::either_or)
            return pole == Pole::a ? t("the first answer", "前一种答案") : t("the second answer", "后一种答案");
        return pole == Pole::a ? t("those who approve or affirm", "赞成、肯定的一方")
                               : t("those who reject or deny", "反对、否定的一方");
    }

    void write_title() {
        std::string topic;
        for (const SourceFile& s : m_.threads.sources)
            if (topic.empty()) topic = s.topic;
        Line title = line(BlockKind::title);
        if (topic.empty())
            title.say(t("What is being debated", "人们在争论什么"));
        else
            title.say(t("What is being debated under “", "“")).say(topic).say(t("”", "”：人们在争论什么"));
        put(std::move(title));
        Line l = line(BlockKind::subtitle);
        const std::vector<Condition> read = {{"fate", "=", "analysed"}, {"stream", "=", "public"}};
        std::vector<Condition> dated = read;
        dated.push_back({"year", ">=", "1"});
        l.say(t("Read: ", "共读取 ")).figure(count("corpus/posts", read)).say(t(" posts by ", " 篇帖子，"));
        l.figure(distinct("corpus/posts", "voice", read)).say(t(" voices under ", " 位发言者，"));
        l.figure(distinct("corpus/posts", "thread", read)).say(t(" questions", " 个问题"));
        if (tables_.answer(count("corpus/posts", dated)) > 0) {
            l.say(t(", ", "，")).figure({"corpus/posts", "min", "year", dated, {}}, "plain").say(t(" to ", " 至 "));
            l.figure({"corpus/posts", "max", "year", dated, {}}, "plain").say(t("", " 年"));
        }
        l.say(t(". Quotes stand in the original; user names are followed by the year of the post.",
                "。引文均为原文；用户名后的方括号内为发帖年份。"));
        put(std::move(l));
    }

    void write_summary() {
        put(BlockKind::heading, "Summary", "摘要");
        int shown = 0;
        for (const Debate& d : m_.debates.debates) {
            if (++shown > 4) break;
            Line l = line(BlockKind::bullet);
            l.say("“")
                .title(*m_.thread.at(d.question_thread))
                .say(t("” draws ", "”："))
                .figure(count("camps/voices", {{"debate", "=", id_text(d.debate)}}));
            l.say(t(" voices. ", " 位发言者参与。"))
                .figure(share_of(d, "a"))
                .say(t(" % lean to ", "% 倾向"))
                .say(camp_name(d, Pole::a));
            l.say(t(", ", "，")).figure(share_of(d, "b")).say(t(" % to ", "% 倾向")).say(camp_name(d, Pole::b));
            l.say(t("; the rest argue both ways or stay unclear.", "，其余两面都说或立场不明。"));
            put(std::move(l));
        }
        if (m_.debates.debates.empty())
            put(BlockKind::paragraph, "No question in this case is debated by enough voices on both sides.",
                "本案例中没有哪个问题有足够多的双方发言者在争论。");
    }

    void write_official() {
        std::map<std::string, std::pair<std::int32_t, std::int32_t>> last;  // term -> official, public last year
        std::map<std::string, int> official_uses;
        for (const TermUse& u : m_.trends.terms) {
            auto& [official, open] = last[u.term];
            auto& year = u.stream == "official" ? official : open;
            year = std::max(year, u.year);
            if (u.stream == "official") ++official_uses[u.term];
        }
        bool headed = false;
        for (const LexiconEntry& entry : lexicon_.list("policy_terms").entries()) {
            const auto found = last.find(entry.name);
            if (found == last.end() || official_uses[entry.name] < 3 || found->second.second - found->second.first < 3)
                continue;
            if (!headed) put(BlockKind::heading, "Official silence, public debate", "官方沉寂，民间仍在争论");
            headed = true;
            const auto where = [&](const char* stream) {
                return std::vector<Condition>{{"term", "=", entry.name}, {"stream", "=", stream}, {"year", ">=", "1"}};
            };
            Line l = line(BlockKind::paragraph);
            write_term(l, entry.name);
            l.say(t(" stands in ", "：官方文本中有 ")).figure(count("trends/terms", where("official")));
            l.say(t(" official texts, from ", " 篇使用，自 "))
                .figure({"trends/terms", "min", "year", where("official"), {}}, "plain");
            l.say(t(" to ", " 年到 ")).figure({"trends/terms", "max", "year", where("official"), {}}, "plain");
            l.say(t(", and in none after that. In the threads it goes on: ", " 年，此后不再出现。民间讨论仍在继续："))
                .figure(count("trends/terms", where("public")));
            l.say(t(" posts, the last in ", " 篇帖子，最后一篇在 "))
                .figure({"trends/terms", "max", "year", where("public"), {}}, "plain")
                .say(t(".", " 年。"));
            put(std::move(l));
        }
    }

    /// A lexicon term; its digits, if any, are covered by a figure-free title mark with neither source nor thread.
    void write_term(Line& l, const std::string& name) const {
        l.say("“");
        Mark m;
        m.kind = MarkKind::title;
        m.field = "term";
        m.begin = static_cast<std::int64_t>(l.block().text.size());
        l.say(name);
        m.end = static_cast<std::int64_t>(l.block().text.size());
        l.block().marks.push_back(m);
        l.say("”");
    }

    void write_debate(const Debate& d) {
        put(std::move(line(BlockKind::heading).title(*m_.thread.at(d.question_thread))));
        Line l = line(BlockKind::paragraph);
        const Condition in{"debate", "=", id_text(d.debate)};
        l.figure(count("camps/voices", {in}))
            .say(t(" voices argue it in ", " 位发言者在 "))
            .figure(distinct("camps/stances", "post", {in}));
        l.say(t(" posts, under ", " 篇帖子中参与争论，涉及 "))
            .figure(count("debates/threads", {in}))
            .say(t(" questions of their own", " 个直接的问题"));
        if (d.first_year > 0) {
            const std::vector<Condition> dated = {in, {"year", ">=", "1"}};
            l.say(t(", from ", "，时间从 "))
                .figure({"camps/stances", "min", "year", dated, {}}, "plain")
                .say(t(" to ", " 年到 "));
            l.figure({"camps/stances", "max", "year", dated, {}}, "plain").say(t("", " 年"));
        }
        l.say(t(". ", "。"))
            .figure(share_of(d, "a"))
            .say(t(" % lean to ", "% 倾向"))
            .say(camp_name(d, Pole::a))
            .say(t(", ", "，"));
        l.figure(share_of(d, "b"))
            .say(t(" % to ", "% 倾向"))
            .say(camp_name(d, Pole::b))
            .say(t(", ", "，"))
            .figure(share_of(d, "unclear"));
        l.say(t(" % cannot be placed.", "% 无法判断。"));
        put(std::move(l));
        write_camp(d, Pole::a);
        write_camp(d, Pole::b);
        write_divide(d);
    }

    Citable citable(SegmentId id) const {
        const Segment* s = m_.segment.at(id);
        return {m_.post.at(s->post), s};
    }

    bool may_quote(const Citable& c) {
        const auto key = static_cast<std::int64_t>(c.post->author);
        return quotes_of_voice_[key] < 3 && quoted_.insert(static_cast<std::int64_t>(c.segment->segment)).second;
    }

    void put_quote(const Citable& c) {
        ++quotes_of_voice_[static_cast<std::int64_t>(c.post->author)];
        Line l = line(BlockKind::quote);
        l.say("“").quote(c).say(t("” — ", "”——")).author(*c.post).say(" [").year(*c.post).say("]");
        put(std::move(l));
        endnotes_.push_back(c);
    }

    void write_camp(const Debate& d, Pole pole) {
        const std::string name(enum_name(pole));
        Line head = line(BlockKind::subheading);
        if (d.form == QuestionForm::either_or) {
            head.say(pole == Pole::a ? t("First answer: “", "前一种答案：“") : t("Second answer: “", "后一种答案：“"));
            Mark m;
            m.kind = MarkKind::title;
            m.field = "pole";
            m.thread = static_cast<std::int64_t>(d.question_thread);
            m.begin = static_cast<std::int64_t>(head.block().text.size());
            head.say(pole == Pole::a ? d.pole_a : d.pole_b);
            m.end = static_cast<std::int64_t>(head.block().text.size());
            head.block().marks.push_back(m);
            head.say("”");
        } else {
            head.say(pole == Pole::a ? t("Approve or affirm", "赞成、肯定") : t("Reject or deny", "反对、否定"));
        }
        put(std::move(head));
        Line l = line(BlockKind::paragraph);
        l.figure(voices_of(d, name)).say(t(" voices stand here.", " 位发言者站在这一边。"));
        put(std::move(l));
        std::int64_t shown = 0;
        for (const KeyPoint& p : m_.points.points) {
            if (p.debate != d.debate || p.pole != pole || shown >= 4) continue;
            const Citable c = citable(p.segment);
            if (!may_quote(c)) continue;
            ++shown;
            const Condition of{"point", "=", id_text(p.point)};
            Line lead = line(BlockKind::paragraph);
            lead.say(shown == 1   ? t("The argument with most voices behind it (", "支持者最多的论点（")
                     : shown == 2 ? t("A second one (", "其次（")
                                  : t("Also argued (", "另有论点（"));
            lead.figure(distinct("points/matches", "voice", {of}))
                .say(t(" voices, ", " 位发言者，"))
                .figure(distinct("points/matches", "post", {of}))
                .say(t(" posts):", " 篇帖子）："));
            put(std::move(lead));
            put_quote(c);
        }
        if (shown == 0)
            put(BlockKind::paragraph, "No single argument here is made by three or more voices; we do not invent one.",
                "这一边没有任何论点得到三位以上发言者的支持，故不列出。");
        write_answers(d, pole);
    }

    void write_answers(const Debate& d, Pole pole) {
        for (const RelationKind kind : {RelationKind::rebuts, RelationKind::echoes}) {
            const Relation* best = nullptr;
            std::int64_t best_votes = -1;
            for (const Relation& r : m_.points.relations) {
                if (r.debate != d.debate || r.kind != kind || r.cue.empty()) continue;
                const auto stance =
                    std::find_if(m_.camps.stances.begin(), m_.camps.stances.end(),
                                 [&](const PostStance& s) { return s.debate == d.debate && s.post == r.from_post; });
                if (stance == m_.camps.stances.end() || stance->pole != pole || stance->votes <= best_votes) continue;
                if (count_code_points(m_.segment.at(r.evidence)->text) > 120) continue;
                best = &r;
                best_votes = stance->votes;
            }
            if (!best) continue;
            const Citable c = citable(best->evidence);
            if (!may_quote(c)) continue;
            Line l = line(BlockKind::paragraph);
            l.author(*c.post).say(" [").year(*c.post).say(kind == RelationKind::rebuts ? t("] answers ", "] 反驳 ")
                                                                                       : t("] echoes ", "] 呼应 "));
            const Post& to = *m_.post.at(best->to_post);
            l.author(to).say(" [").year(to).say(t("]:", "]："));
            put(std::move(l));
            put_quote(c);
        }
    }

    void write_divide(const Debate& d) {
        for (const Divide& divide : m_.points.divides) {
            if (divide.debate != d.debate) continue;
            const Citable a = citable(divide.segment_a), b = citable(divide.segment_b);
            if (!may_quote(a) || !may_quote(b)) return;
            put(BlockKind::subheading, "The dividing line", "分界线");
            Line l = line(BlockKind::paragraph);
            l.say(t("The two sides part over what they talk about. One side speaks of ", "双方谈的是不同的事。一边谈"))
                .say(readable(divide.terms_a));
            l.say(t("; the other of ", "；另一边谈"))
                .say(readable(divide.terms_b))
                .say(t(". On the one hand:", "。一边说："));
            put(std::move(l));
            put_quote(a);
            put(BlockKind::paragraph, "On the other:", "另一边说：");
            put_quote(b);
        }
    }

    /// Space separated terms as a list; terms with digits are left out, since they carry no mark.
    std::string readable(const std::string& terms) const {
        std::string out;
        std::size_t at = 0;
        while (at < terms.size()) {
            const std::size_t end = std::min(terms.find(' ', at), terms.size());
            const std::string word = terms.substr(at, end - at);
            if (word.find_first_of("0123456789") == std::string::npos) out += (out.empty() ? "" : "、") + word;
            at = end + 1;
        }
        return out.empty() ? "…" : out;
    }

    void write_sectors() {
        std::map<std::string, std::map<std::string, std::set<VoiceId>>> cells;
        for (const SectorView& v : m_.points.sectors) cells[v.sector][v.approach].insert(v.voice);
        std::vector<std::pair<std::size_t, std::string>> order;
        for (const auto& [sector, by] : cells) {
            std::set<VoiceId> all;
            for (const auto& [approach, voices] : by) all.insert(voices.begin(), voices.end());
            if (all.size() >= 5) order.emplace_back(all.size(), sector);
        }
        if (order.empty()) return;
        std::sort(order.rbegin(), order.rend());
        put(BlockKind::heading, "Sector by sector: who should lead", "分行业看：该由谁主导");
        put(BlockKind::paragraph,
            "Voices that name a sector and, in the same sentence, the state or the market as what leads it; sectors "
            "with five voices or more.",
            "在同一句话里提到某一行业、并说明由国家还是市场主导的发言者人数；只列五人以上的行业。");
        for (const auto& [size, sector] : order) {
            const LexiconEntry* entry = lexicon_.list("sectors").entry(sector);
            Line l = line(BlockKind::bullet);
            l.say(chinese_ || !entry ? sector : entry->english + " (" + sector + ")").say(t(": ", "："));
            const auto cell = [&name = sector](const char* approach) {
                return distinct("points/sectors", "voice", {{"sector", "=", name}, {"approach", "=", approach}});
            };
            l.figure(cell("state"))
                .say(t(" for the state, ", " 人说国家，"))
                .figure(cell("market"))
                .say(t(" for the market, ", " 人说市场，"));
            l.figure(cell("mixed")).say(t(" for both.", " 人说两者兼有。"));
            put(std::move(l));
        }
    }

    void write_actors() {
        std::map<std::string, std::set<VoiceId>> voices;
        std::map<std::string, std::map<std::string, std::set<VoiceId>>> framed;
        for (const ActorUse& u : m_.trends.actors) {
            voices[u.actor].insert(u.voice);
            if (!u.frame.empty()) framed[u.actor][u.frame].insert(u.voice);
        }
        std::vector<std::pair<std::size_t, std::string>> order;
        for (const auto& [actor, who] : voices)
            if (who.size() >= 5) order.emplace_back(who.size(), actor);
        if (order.empty()) return;
        std::sort(order.rbegin(), order.rend());
        if (order.size() > 8) order.resize(8);
        put(BlockKind::heading, "Actors and how they are framed", "谁被怎样谈论");
        for (const auto& [size, actor] : order) {
            const LexiconEntry* entry = lexicon_.list("actors").entry(actor);
            Line l = line(BlockKind::bullet);
            l.say(chinese_ || !entry ? actor : entry->english + " (" + actor + ")").say(t(": named by ", "："));
            l.figure(distinct("trends/actors", "voice", {{"actor", "=", actor}})).say(t(" voices", " 位发言者提到"));
            const std::string* best = nullptr;
            std::size_t most = 2;
            for (const auto& [frame, who] : framed[actor])
                if (who.size() > most) most = who.size(), best = &frame;
            if (best) {
                const LexiconEntry* frame = lexicon_.list("frames").entry(*best);
                l.say(t(", most often with words of the frame “", "，最常见的说法是“"))
                    .say(chinese_ ? frame_in_chinese(*best) : frame->english)
                    .say(t("” (", "”（"));
                l.figure(distinct("trends/actors", "voice", {{"actor", "=", actor}, {"frame", "=", *best}}))
                    .say(t(" voices).", " 位）。"));
            } else {
                l.say(t("; no frame recurs.", "，没有反复出现的说法。"));
            }
            put(std::move(l));
        }
    }

    static std::string frame_in_chinese(const std::string& frame) {
        static const std::map<std::string, std::string> names = {
            {"gold_standard", "标杆"}, {"rival", "对手"},   {"cautionary_tale", "前车之鉴"},
            {"model", "榜样"},         {"threat", "威胁"},  {"partner", "伙伴"},
            {"saviour", "希望"},       {"victim", "受害者"}};
        return names.at(frame);
    }

    void write_ranking() {
        if (m_.debates.debates.empty()) return;
        put(BlockKind::heading, "Which debate is hottest", "哪个争论最热");
        const Debate& first = m_.debates.debates.front();
        Line l = line(BlockKind::paragraph);
        if (first.rank_high <= 1)
            l.say("“")
                .title(*m_.thread.at(first.question_thread))
                .say(t("” stands first in at least nineteen of twenty resamples of the voices: it is the most pressing "
                       "question here.",
                       "”在至少二十分之十九的重抽样中居首，是此处最紧迫的问题。"));
        else
            l.say(
                t("The order below is not certain: drawing the voices again changes the first place, so we call no "
                  "question the most pressing.",
                  "以下次序并不确定：对发言者重新抽样后首位会变，因此我们不称任何问题为“最紧迫”。"));
        put(std::move(l));
        for (const Debate& d : m_.debates.debates) {
            if (d.rank > 10) break;
            Line row = line(BlockKind::bullet);
            const Condition in{"debate", "=", id_text(d.debate)};
            row.say("“")
                .title(*m_.thread.at(d.question_thread))
                .say(t("”: ", "”："))
                .figure(count("camps/voices", {in}))
                .say(t(" voices, ", " 位发言者，"));
            row.figure({"debates/debates", "sum", "votes", {in}, {}})
                .say(t(" votes, rank ", " 个赞，名次 "))
                .figure({"debates/debates", "sum", "rank", {in}, {}}, "plain");
            row.say(t(" (between ", "（介于 "))
                .figure({"debates/debates", "sum", "rank_low", {in}, {}}, "plain")
                .say(t(" and ", " 与 "));
            row.figure({"debates/debates", "sum", "rank_high", {in}, {}}, "plain").say(t(").", " 之间）。"));
            put(std::move(row));
        }
    }

    void write_limits() {
        put(BlockKind::heading, "What we cannot say", "我们不能说什么");
        Line l = line(BlockKind::paragraph);
        l.figure(count("camps/stances", {{"pole", "=", "unclear"}}))
            .say(t(" of ", " 篇（共 "))
            .figure(count("camps/stances", {}));
        l.say(
            t(" posts in the debates could not be placed. Stance is judged by words and replies without a trained "
              "judge: irony is not recognised, and a camp can hold posts that do not belong there. The threads are "
              "what was exported, not the public at large.",
              " 篇）争论中的帖子立场无法判断。立场由词语和回复关系判断，没有经过训练的模型：反讽无法识别，阵营中可能混"
              "入不属于它的帖子。所读的是导出的帖子，不代表公众整体。"));
        put(std::move(l));
    }

    void write_method() {
        put(BlockKind::heading, "How this was made", "方法");
        Line l = line(BlockKind::note);
        const auto fate = [](const char* name) { return count("corpus/posts", {{"fate", "=", name}}); };
        l.say(t("Records that came in: ", "读入记录："))
            .figure(count("corpus/posts", {}))
            .say(t("; read: ", "；分析："))
            .figure(fate("analysed"));
        l.say(t("; folded as copies: ", "；作为重复合并："))
            .figure(fate("twin"))
            .say(t("; outside the window: ", "；在时间窗外："))
            .figure(fate("outside_window"));
        l.say(t("; without words: ", "；没有文字："))
            .figure(fate("empty"))
            .say(t("; older revisions: ", "；旧版本："))
            .figure(fate("superseded"));
        l.say(t("; removal notices: ", "；删除提示："))
            .figure(fate("notice"))
            .say(t("; rejected records: ", "；拒收记录："))
            .figure(count("threads/rejects", {}))
            .say(t(".", "。"));
        put(std::move(l));
        Line u = line(BlockKind::note);
        u.say(t("Questions read: ", "读取问题："))
            .figure(count("debates/threads", {}))
            .say(t("; in a debate: ", "；属于某个争论："))
            .figure(count("debates/threads", {{"reason", "=", "debate"}}));
        u.say(t("; left out as news: ", "；作为新闻略去："))
            .figure(count("debates/threads", {{"reason", "=", "news"}}));
        u.say(t(", for little argument: ", "；论证少："))
            .figure(count("debates/threads", {{"reason", "=", "little_argument"}}));
        u.say(t(", for little disagreement: ", "；分歧少："))
            .figure(count("debates/threads", {{"reason", "=", "little_disagreement"}}));
        u.say(t(", for few voices: ", "；发言者少："))
            .figure(count("debates/threads", {{"reason", "=", "few_voices"}}))
            .say(t(".", "。"));
        put(std::move(u));
    }

    void write_endnotes() {
        put(BlockKind::heading, "Sources of the quotes", "引文出处");
        for (const Citable& c : endnotes_) {
            Line l = line(BlockKind::endnote);
            l.author(*c.post).say(" [").year(*c.post).say("] · ").say(c.post->platform).say(" · ");
            l.native_id(*c.post).say(t(" · bytes ", " · 字节 ")).bytes(c).say(t(" of source ", "，来源 ")).digest(c);
            put(std::move(l));
        }
    }

    const CaseTables& tables_;
    const Material& m_;
    const Lexicon& lexicon_;
    const ReportOptions& options_;
    bool chinese_;
    Report report_;
    std::vector<Citable> endnotes_;
    std::map<std::int64_t, int> quotes_of_voice_;
    std::set<std::int64_t> quoted_;
};

}  // namespace

Result<Report> compose_report(Disk& disk, const std::string& case_folder, const Lexicon& lexicon,
                              const ReportOptions& options) {
    TRY(const CaseTables tables, CaseTables::load(disk, case_folder));
    TRY(const Material material, read_material(disk, case_folder));
    return Composer(tables, material, lexicon, options).compose();
}

}  // namespace agon
