// What the sections share: choosing phrases, naming camps, citing.
#include "src/report/composer.hpp"

#include <algorithm>

#include "ground/lexicon/camp_words.hpp"
#include "ground/lexicon/clauses.hpp"
#include "ground/text/date.hpp"
#include "ground/text/spaced_words.hpp"
#include "src/report/phrases.hpp"

namespace agon {
namespace {

constexpr int kQuotesOfOneVoice = 3;
constexpr const char* kDraft = " [machine draft]";  // verdict looks for it

/// True if the words lean on what was said before them: 如何看待此事？ names nothing, 是甲，还是乙？ says of nothing
/// that it is one of them.
bool leans_back(std::string_view text) {
    constexpr std::string_view pointing[] = {"此事", "此举", "此次", "这一", "这种", "这个", "这件", "这些",
                                             "这样", "这次", "两者", "二者", "他们", "她们", "对此"};
    return std::any_of(std::begin(pointing), std::end(pointing),
                       [&](std::string_view p) { return text.find(p) != std::string_view::npos; }) ||
           wants_a_subject(text) || text.starts_with("是");
}

/// The shortest end of a question, from a comma on, that still asks and stands alone:
/// 芯片被断供，中国制造是不是大而不强？ gives the part from 中国制造 on. The whole if there is no such part.
std::string asking_end(const Lexicon& lexicon, const std::string& title) {
    const std::string comma = "，";
    std::string best = title;
    for (std::size_t at = title.find(comma); at != std::string::npos; at = title.find(comma, at + 1)) {
        const std::string end = title.substr(at + comma.size());
        const auto count = [&end](const char* what) {
            std::int64_t n = 0;
            for (std::size_t i = end.find(what); i != std::string::npos; i = end.find(what, i + 1)) ++n;
            return n;
        };
        const bool whole = count("“") == count("”") && count("「") == count("」") && count("《") == count("》");
        if (whole && !leans_back(end) && count_code_points(end) >= 8 &&
            lexicon.list("debate_question").contains_any(end) && end.find("还是") != 0)
            best = end;
    }
    return best;
}

/// The sides that the analyst named with a statement which none of the debate's questions asks: what the memory calls
/// those who stand for a question's poles speaks of others.
bool has_sides_of_its_own(const Debates& all, const Debate& debate) {
    if (debate.pole_a.empty() || debate.pole_b.empty()) return false;
    return std::none_of(all.threads.begin(), all.threads.end(), [&](const ThreadPlace& place) {
        return place.debate == debate.debate && place.proposition == debate.proposition;
    });
}

}  // namespace

Paragraph& Paragraph::sentence(std::string_view pattern, const Line::Slots& slots) {
    if (!line_.empty() && !line_.chinese()) line_.say(" ");
    line_.fill(pattern, slots);
    return *this;
}

Composer::Composer(const CaseTables& tables, const Material& material, const Lexicon& lexicon,
                   const Translations& memory, const ReportOptions& options, Form form)
    : tables_(tables),
      m_(material),
      lexicon_(lexicon),
      memory_(memory),
      form_(form),
      names_{options.names, options.pseudonym_key},
      chinese_(options.language == "zh"),
      answers_(options.answers) {
    report_.writer = options.writer;
    report_.language = options.language;
    report_.names_mode = std::string(enum_name(options.names));
    report_.tool_version = AGON_VERSION;
}

std::string_view Composer::phrase(std::string_view group, std::int64_t id) {
    const std::vector<Phrase>& all = phrases(group);
    std::size_t choice = static_cast<std::size_t>(id) % all.size();
    const auto last = last_phrase_.find(group);
    if (last != last_phrase_.end() && last->second == choice) choice = (choice + 1) % all.size();
    last_phrase_.insert_or_assign(std::string(group), choice);
    return chinese_ ? all[choice].chinese : all[choice].english;
}

void Composer::put(Paragraph&& p) {
    if (p.empty()) return;
    if (reworded_ && p.line().block().kind == BlockKind::paragraph) reword(p.line().block());
    put(std::move(p.line()));
}

void Composer::put(BlockKind kind, std::string_view english, std::string_view chinese) {
    Line l = line(kind);
    l.say(t(english, chinese));
    put(std::move(l));
}

void Composer::put_chart(const std::string& chart, std::string_view english, std::string_view chinese) {
    Line alt = line(BlockKind::chart);
    alt.say(t(english, chinese));
    alt.block().chart = chart;
    put(std::move(alt));
}

void Composer::headline(Line& l, const Thread& thread) {
    if (const TranslationUsed* found = has_han(thread.title) == chinese_ ? nullptr : memory_.find(thread.title)) {
        use(*found);
        l.title_translation(thread, *found, "");
        if (found->draft) l.say(kDraft);
        return;
    }
    if (!chinese_ && has_han(thread.title)) {
        original_alone_ = true;
        miss(thread.title, "");
        const std::vector<TranslationUsed> terms = glosses_in(thread.title, true);
        for (std::size_t i = 0; i < terms.size(); ++i) {
            use(terms[i]);
            l.say(i == 0 ? "" : i + 1 == terms.size() ? " and " : ", ").gloss(terms[i], false);
        }
        if (!terms.empty()) {
            l.say(" (").title(thread).say(")");
            return;
        }
    }
    l.title(thread);
}

void Composer::short_headline(Line& l, const Thread& thread) {
    const bool translated = has_han(thread.title) != chinese_ && memory_.find(thread.title);
    const std::string end = asking_end(lexicon_, thread.title);
    if (translated || end == thread.title) return headline(l, thread);
    l.pole(thread, end);
}

bool Composer::own_headline(Line& l, const Debate& debate) {
    if (!debate.name.empty()) {
        if (debate.name == debate.question) return false;  // a question of its, chosen by the analyst
        name_of(l, "debates/debates", "name", debate.name);
        return true;
    }
    const std::string_view issue = issue_words(debate.proposition, chinese_);
    if (issue.empty()) return false;
    name_as(l, "debates/debates", "proposition", debate.proposition, std::string(issue));
    return true;
}

void Composer::headline(Line& l, const Debate& debate) {
    if (!own_headline(l, debate)) headline(l, *m_.thread.at(debate.question_thread));
}

void Composer::short_headline(Line& l, const Debate& debate) {
    if (!own_headline(l, debate)) short_headline(l, *m_.thread.at(debate.question_thread));
}

void Composer::say_group(Line& l, std::int64_t group) const {
    constexpr const char* letters[] = {"A", "B", "C", "D", "E"};
    constexpr const char* in_chinese[] = {"甲", "乙", "丙", "丁", "戊"};
    const auto at = static_cast<std::size_t>(std::clamp<std::int64_t>(group, 1, std::size(letters))) - 1;
    l.say(t("group ", "")).say(t(letters[at], in_chinese[at])).say(t("", "组"));
}

void Composer::camp(Line& l, const Debate& debate, Pole pole) {
    if (!issue_words(debate.proposition, chinese_).empty()) {
        l.say(camp_words(debate.proposition, pole == Pole::a, chinese_));
        return;
    }
    if (has_sides_of_its_own(m_.debates, debate)) {
        const bool first = pole == Pole::a;
        const std::string& name = first ? debate.pole_a : debate.pole_b;
        if (has_han(name) != chinese_ && !memory_.find(name)) miss(name, "");
        return name_of(l, "debates/debates", first ? "pole_a" : "pole_b", name);
    }
    const Thread& thread = *m_.thread.at(debate.question_thread);
    const std::string part(enum_name(pole));
    if (const TranslationUsed* found = memory_.find(thread.title, part)) {
        use(*found);
        l.title_translation(thread, *found, part);
        return;
    }
    miss(thread.title, part);
    const std::string& answer = pole == Pole::a ? debate.pole_a : debate.pole_b;
    const std::string& other = pole == Pole::a ? debate.pole_b : debate.pole_a;
    // A pole can be an answer made from the question ("有什么区别" -> "有区别"); only what stands in the title is
    // quoted.
    const auto stands = [&](const std::string& words) {
        return !words.empty() && thread.title.find(words) != std::string::npos;
    };
    if (debate.form == QuestionForm::either_or && stands(answer)) {
        l.say(t("those who say “", "主张“")).pole(thread, answer).say(t("”", "”的人"));
        return;
    }
    if (debate.form == QuestionForm::either_or && stands(other)) {
        l.say(t("those who do not say “", "不主张“")).pole(thread, other).say(t("”", "”的人"));
        return;
    }
    // Of a comparison ("关系更重要" against "能力更重要") the two things stand there.
    const std::size_t more = answer.rfind("更");
    if (debate.form == QuestionForm::either_or && more != std::string::npos && other.ends_with(answer.substr(more)) &&
        stands(answer.substr(0, more))) {
        l.say(t("those on the side of “", "站在“")).pole(thread, answer.substr(0, more)).say(t("”", "”一边的人"));
        return;
    }
    l.say(camp_words(debate.proposition, pole == Pole::a, chinese_));
}

void Composer::miss(const std::string& original, const std::string& part) {
    const std::string digest = sha256_hex(part.empty() ? original : original + '#' + part);
    if (missed_.insert(digest).second) report_.untranslated.push_back({digest, original, part});
}

void Composer::name_of(Line& l, const std::string& table, const std::string& column, const std::string& value) {
    const std::optional<TranslationUsed> named = chinese_ ? std::nullopt : gloss_of(value);
    if (named) use(*named);
    l.term(table, column, value, named ? &*named : nullptr);
}

void Composer::name_as(Line& l, const std::string& table, const std::string& column, const std::string& value,
                       const std::string& shown) {
    const LexiconEntry* entry = lexicon_.list("concerns").entry(value);
    const TranslationUsed named{sha256_hex(value), value, shown, gloss_maker(entry, value)};
    if (shown != value) use(named);
    l.term(table, column, value, shown == value ? nullptr : &named);
}

bool Composer::may_quote(const Passage& p) const {
    if (told()) return false;
    const auto voice = quotes_of_voice_.find(static_cast<std::int64_t>(p.post->author));
    return (voice == quotes_of_voice_.end() || voice->second < kQuotesOfOneVoice) &&
           !quoted_.contains(p.text) &&  // nor the same words from another's pen
           fold_for_matching(p.text) != fold_for_matching(m_.thread.at(p.post->thread)->title);
}

const TranslationUsed* Composer::translation_of(const Passage& p) const {
    return has_han(p.text) == chinese_ ? nullptr : memory_.find(p.text);
}

void Composer::say_quote(Line& l, const Passage& p) const {
    const TranslationUsed* used = translation_of(p);
    if (!used)
        l.quote(p);
    else if (l.translation(p, *used); used->draft)
        l.say(kDraft);
}

void Composer::cite(Line& l, const Passage& p) {
    ++quotes_of_voice_[static_cast<std::int64_t>(p.post->author)];
    quoted_.insert(p.text);
    cited_.push_back(p);
    const bool foreign = has_han(p.text) != chinese_;
    const TranslationUsed* found = translation_of(p);
    if (found) {
        use(*found);
        l.say("“").translation(p, *found).say("”");
        if (found->draft) l.say(kDraft);
    } else {
        const bool inner = p.text.find("“") != std::string::npos;
        l.say(inner ? "「" : "“").quote(p).say(inner ? "」" : "”");
        if (foreign) original_alone_ = true;
        if (foreign) miss(p.text, "");
        if (foreign && !chinese_) say_glosses(l, p.text);
    }
    l.note(static_cast<std::int64_t>(cited_.size()), *p.post);
    const std::string& shown = found ? found->text : p.text;
    const char last = shown.back();
    const bool closed = last == '.' || last == '!' || last == '?' || shown.ends_with("。") || shown.ends_with("！") ||
                        shown.ends_with("？") || shown.ends_with("…");
    if (!closed) l.say(t(".", "。"));
}

std::string_view Composer::verb(const Passage& p) {
    if (p.text.ends_with("？") || p.text.ends_with("?")) return t("asks", "问");
    constexpr std::string_view english[] = {"writes", "argues", "says", "holds", "notes"};
    constexpr std::string_view in_chinese[] = {"写道", "认为", "说", "指出", "这样说"};
    const std::size_t choice = verbs_++ % 5;
    return chinese_ ? in_chinese[choice] : english[choice];
}

Line::Slots Composer::speaker(const Passage& p) {
    Line::Slots slots = author_of(*p.post);
    slots["says"] = [this, &p](Line& l) { l.say(verb(p)); };
    slots["quote"] = [this, &p](Line& l) { cite(l, p); };
    slots["votes"] = [&p](Line& l) {
        l.figure(
            value_of("threads/posts", "sum", "votes", {{"post", "=", id_text(p.post->post)}, {"newest", "=", "1"}}));
    };
    return slots;
}

Line::Slots Composer::author_of(const Post& post) {
    const bool nameless = names_.mode != NamesMode::pseudonyms && post.author_name.empty();
    Line::Slots slots;
    slots["author"] = [this, &post, nameless](Line& l) {
        if (nameless)
            l.someone(post, last_nameless_ != PostId{} && last_nameless_ != post.post);
        else
            l.author(post);
        last_nameless_ = nameless ? post.post : PostId{};
    };
    // Without a date there is no bracket; the endnote says that there is none.
    if (post.created_year > 0) slots["year"] = [&post](Line& l) { l.year(post); };
    return slots;
}

std::int64_t Composer::words_so_far() const {
    std::int64_t words = 0, han = 0;
    for (const Block& b : report_.blocks) {
        if (b.kind == BlockKind::endnote || b.kind == BlockKind::context || b.kind == BlockKind::note ||
            b.kind == BlockKind::table_head || b.kind == BlockKind::table_row || b.kind == BlockKind::chart)
            continue;
        bool inside = false;
        auto gloss = b.marks.begin();  // glosses are read beside the article, like its notes
        for (std::size_t at = 0; at < b.text.size();) {
            while (gloss != b.marks.end() && gloss->end <= static_cast<std::int64_t>(at)) ++gloss;
            const bool glossed = gloss != b.marks.end() && gloss->kind == MarkKind::gloss &&
                                 gloss->begin <= static_cast<std::int64_t>(at);
            const char32_t c = next_code_point(b.text, at);
            if (glossed) continue;
            const bool letter = is_word_character(c) && !is_han(c);
            han += is_han(c) ? 1 : 0;
            words += letter && !inside ? 1 : 0;
            inside = letter;
        }
    }
    return words + han * 3 / 5;  // five Chinese characters take the room of three English words
}

namespace {

std::string date_of(const Post& post) {
    if (post.created_seconds < 0 || post.created_precision == TimePrecision::year ||
        post.created_precision == TimePrecision::none)
        return post.created_year > 0 ? std::to_string(post.created_year) : "";
    return civil_date(post.created_seconds).text();
}

/// Up to 32 code points of the post's clean text before and after the quote.
std::pair<std::string, std::string> around(const std::string& text, std::size_t begin, std::size_t end) {
    const auto is_start = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80; };
    std::size_t from = begin, to = end;
    for (int i = 0; i < 32 && from > 0; ++i) do
            --from;
        while (from > 0 && !is_start(from));
    for (int i = 0; i < 32 && to < text.size(); ++i) do
            ++to;
        while (to < text.size() && !is_start(to));
    return {text.substr(from, begin - from), text.substr(end, to - end)};
}

}  // namespace

CitedPost Composer::citation(const Passage& p, std::int64_t number) const {
    CitedPost out;
    Line name = line(BlockKind::note);
    name.author(*p.post);
    out.number = number;
    out.post = static_cast<std::int64_t>(p.post->post);
    out.author = name.block().text;
    out.title = m_.thread.at(p.post->thread)->title;
    out.platform = p.post->platform;
    out.date = date_of(*p.post);
    out.exact = p.text;
    const std::string& text = m_.clean.at(p.post->post)->text;
    const auto begin = static_cast<std::size_t>(p.segment->text_begin);
    if (text.compare(begin, p.text.size(), p.text) == 0)
        std::tie(out.before, out.after) = around(text, begin, begin + p.text.size());
    if (shared()) return out;
    out.native_id = p.post->native_id;
    out.source = p.post->source;
    out.source_begin = p.source_begin;
    out.source_end = p.source_end;
    return out;
}

bool Composer::uses_dictionary() const {
    return std::any_of(used_.begin(), used_.end(),
                       [](const auto& entry) { return entry.second.maker == kDictionaryName; });
}

const TranslationUsed* Composer::any_draft() const {
    const auto found = std::find_if(used_.begin(), used_.end(), [](const auto& entry) { return entry.second.draft; });
    return found == used_.end() ? nullptr : &found->second;
}

Report Composer::take() {
    for (std::size_t i = 0; i < cited_.size(); ++i)
        report_.cited.push_back(citation(cited_[i], static_cast<std::int64_t>(i) + 1));
    for (const auto& [digest, entry] : used_) report_.translations.push_back(entry);
    return std::move(report_);
}

void add_second(Line::Slots& slots, const Line::Slots& second) {
    for (const auto& [name, slot] : second) slots[name + "2"] = slot;
}

Query count_rows(std::string table, std::vector<Condition> where) {
    return {std::move(table), "count", "", std::move(where), {}};
}
Query count_distinct(std::string table, std::string column, std::vector<Condition> where) {
    return {std::move(table), "distinct", std::move(column), std::move(where), {}};
}
Query value_of(std::string table, std::string op, std::string column, std::vector<Condition> where) {
    return {std::move(table), std::move(op), std::move(column), std::move(where), {}};
}
Condition in_debate(const Debate& debate) {
    return {"debate", "=", id_text(debate.debate)};
}
Query voices_of(const Debate& debate, Pole pole) {
    return count_rows("camps/voices", {in_debate(debate), {"pole", "=", std::string(enum_name(pole))}});
}
Query share_of_voices(const Debate& debate, Pole pole, bool of_sides) {
    std::vector<Condition> base = {in_debate(debate)};
    if (of_sides) base.push_back({"pole", "in", "a|b"});
    return {"camps/voices", "share", "", {in_debate(debate), {"pole", "=", std::string(enum_name(pole))}}, base};
}

}  // namespace agon
