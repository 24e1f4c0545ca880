// What the sections share: choosing phrases, naming camps, citing.
#include "src/report/composer.hpp"

#include <algorithm>

#include "src/report/phrases.hpp"

namespace agon {
namespace {

constexpr const char* kGlossLists[] = {"policy_terms", "sectors", "actors"};
constexpr int kQuotesOfOneVoice = 3;

bool has_han(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (is_han(next_code_point(text, at))) return true;
    return false;
}

/// The shortest end of a question, from a comma on, that still asks: 芯片被断供，中国制造是不是大而不强？ gives the
/// part from 中国制造 on. The whole if there is no such part.
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
        if (whole && count_code_points(end) >= 8 && lexicon.list("debate_question").contains_any(end) &&
            end.find("还是") != 0)
            best = end;
    }
    return best;
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
      chinese_(options.language == "zh") {
    report_.language = options.language;
    report_.names_mode = "verbatim";
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
    if (!p.empty()) put(std::move(p.line()));
}

void Composer::put(BlockKind kind, std::string_view english, std::string_view chinese) {
    Line l = line(kind);
    l.say(t(english, chinese));
    put(std::move(l));
}

void Composer::headline(Line& l, const Thread& thread) {
    if (const TranslationUsed* found = has_han(thread.title) == chinese_ ? nullptr : memory_.find(thread.title)) {
        use(*found);
        l.title_translation(thread, *found, "");
        return;
    }
    if (!chinese_ && has_han(thread.title)) {
        original_alone_ = true;
        const std::vector<TranslationUsed> terms = glosses_in(thread.title);
        for (std::size_t i = 0; i < terms.size(); ++i) {
            use(terms[i]);
            l.say(i == 0 ? "" : ", ").gloss(terms[i], false);
        }
        if (!terms.empty()) l.say(": ");
    }
    l.title(thread);
}

void Composer::short_headline(Line& l, const Thread& thread) {
    const bool translated = has_han(thread.title) != chinese_ && memory_.find(thread.title);
    const std::string end = asking_end(lexicon_, thread.title);
    if (translated || end == thread.title) return headline(l, thread);
    l.pole(thread, end);
}

void Composer::camp(Line& l, const Debate& debate, Pole pole) {
    const Thread& thread = *m_.thread.at(debate.question_thread);
    const std::string part(enum_name(pole));
    if (const TranslationUsed* found = memory_.find(thread.title, part)) {
        use(*found);
        l.title_translation(thread, *found, part);
        return;
    }
    const std::string& answer = pole == Pole::a ? debate.pole_a : debate.pole_b;
    if (debate.form == QuestionForm::either_or && !answer.empty()) {
        l.say(t("those who say “", "主张“")).pole(thread, answer).say(t("”", "”的人"));
        return;
    }
    if (pole == Pole::a)
        l.say(t("those who answer yes", "作肯定回答的人"));
    else
        l.say(t("those who answer no", "作否定回答的人"));
}

void Composer::name_of(Line& l, const std::string& table, const std::string& column, const std::string& value) {
    const std::optional<TranslationUsed> named = chinese_ ? std::nullopt : gloss_of(value);
    if (named) use(*named);
    l.term(table, column, value, named ? &*named : nullptr);
}

bool Composer::may_quote(const Passage& p) const {
    const auto voice = quotes_of_voice_.find(static_cast<std::int64_t>(p.post->author));
    return (voice == quotes_of_voice_.end() || voice->second < kQuotesOfOneVoice) &&
           !quoted_.contains(static_cast<std::int64_t>(p.segment->segment));
}

std::optional<TranslationUsed> Composer::gloss_of(const std::string& term) const {
    if (const TranslationUsed* found = memory_.find(term)) return *found;
    for (const char* list : kGlossLists)
        for (const LexiconEntry& entry : lexicon_.list(list).entries())
            if (!entry.english.empty() &&
                (entry.name == term || std::find(entry.words.begin(), entry.words.end(), term) != entry.words.end()))
                return TranslationUsed{sha256_hex(term), term, entry.english, "agon lexicon"};
    return std::nullopt;
}

std::vector<TranslationUsed> Composer::glosses_in(const std::string& text) const {
    std::map<std::int64_t, TranslationUsed> by_place;
    std::set<std::string> seen;
    for (const char* list : kGlossLists)
        for (const LexiconMatch& match : lexicon_.list(list).find(text)) {
            const std::string word =
                text.substr(static_cast<std::size_t>(match.span.begin), static_cast<std::size_t>(match.span.length()));
            if (!match.entry->english.empty() && has_han(word))
                by_place.emplace(match.span.begin,
                                 TranslationUsed{sha256_hex(word), word, match.entry->english, "agon lexicon"});
        }
    std::vector<TranslationUsed> out;
    for (auto& [place, used] : by_place)
        if (seen.insert(used.text).second) out.push_back(std::move(used));
    return out;
}

bool Composer::say_word(Line& l, const std::string& word) {
    if (chinese_) {
        l.say(word);
        return true;
    }
    const std::optional<TranslationUsed> found = gloss_of(word);
    if (!found) return false;
    use(*found);
    l.gloss(*found, false);
    return true;
}

void Composer::say_glosses(Line& l, const std::string& text) {
    const std::vector<TranslationUsed> found = glosses_in(text);
    for (std::size_t i = 0; i < found.size(); ++i) {
        use(found[i]);
        l.say(i == 0 ? " [glosses: " : "; ").gloss(found[i], true);
    }
    if (!found.empty()) l.say("]");
}

const TranslationUsed* Composer::translation_of(const Passage& p) const {
    return has_han(p.text) == chinese_ ? nullptr : memory_.find(p.text);
}

void Composer::cite(Line& l, const Passage& p) {
    ++quotes_of_voice_[static_cast<std::int64_t>(p.post->author)];
    quoted_.insert(static_cast<std::int64_t>(p.segment->segment));
    cited_.push_back(p);
    const bool foreign = has_han(p.text) != chinese_;
    const TranslationUsed* found = translation_of(p);
    if (found) {
        use(*found);
        l.say("“").translation(p, *found).say("”");
    } else {
        const bool inner = p.text.find("“") != std::string::npos;
        l.say(inner ? "「" : "“").quote(p).say(inner ? "」" : "”");
        if (foreign) original_alone_ = true;
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
    return {{"author", [&p](Line& l) { l.author(*p.post); }},
            {"year", [&p](Line& l) { l.year(*p.post); }},
            {"says", [this, &p](Line& l) { l.say(verb(p)); }},
            {"quote", [this, &p](Line& l) { cite(l, p); }},
            {"votes", [&p](Line& l) {
                 l.figure(value_of("threads/posts", "sum", "votes",
                                   {{"post", "=", id_text(p.post->post)}, {"newest", "=", "1"}}));
             }}};
}

std::int64_t Composer::words_so_far() const {
    std::int64_t words = 0, han = 0;
    for (const Block& b : report_.blocks) {
        if (b.kind == BlockKind::endnote || b.kind == BlockKind::context || b.kind == BlockKind::note ||
            b.kind == BlockKind::table_head || b.kind == BlockKind::table_row || b.kind == BlockKind::chart)
            continue;
        bool inside = false;
        for (std::size_t at = 0; at < b.text.size();) {
            const char32_t c = next_code_point(b.text, at);
            const bool letter = is_word_character(c) && !is_han(c);
            han += is_han(c) ? 1 : 0;
            words += letter && !inside ? 1 : 0;
            inside = letter;
        }
    }
    return words + han * 3 / 5;  // five Chinese characters take the room of three English words
}

Report Composer::take() {
    for (const auto& [digest, entry] : used_) report_.translations.push_back(entry);
    return std::move(report_);
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
