// Inside of room report: what every section of the article shares: the tables, the language, the stock of phrases, what
// was quoted already, and the endnotes.
#pragma once

#include <optional>
#include <set>

#include "src/report/material.hpp"

namespace agon {

/// Which sections go in: the summary and what cannot be said; with official use, debates and common ground; all.
enum class Parts { summary, core, all };
/// How much goes in; see kForms in compose.cpp.
struct Form {
    int debates = 6, points = 4, echoes = 1, exchanges = 2, statements = 4;  // statements: with the points
    Parts parts = Parts::all;
};

/// Who says that a word of the lists is called so in English; nullptr: no entry, the words are agon's.
std::string gloss_maker(const LexiconEntry* entry, std::string_view word);

/// A paragraph that grows sentence by sentence.
class Paragraph {
  public:
    explicit Paragraph(Line line) : line_(std::move(line)) {}
    /// A new sentence from a pattern.
    Paragraph& sentence(std::string_view pattern, const Line::Slots& slots = {});
    bool empty() const { return line_.empty(); }
    Line& line() { return line_; }

  private:
    Line line_;
};

class Composer {
  public:
    Composer(const CaseTables& tables, const Material& material, const Lexicon& lexicon, const Translations& memory,
             const ReportOptions& options, Form form);

    const CaseTables& tables() const { return tables_; }
    const Material& m() const { return m_; }
    const Lexicon& lexicon() const { return lexicon_; }
    const Form& form() const { return form_; }
    bool chinese() const { return chinese_; }
    std::string_view t(std::string_view english, std::string_view chinese) const {
        return chinese_ ? chinese : english;
    }
    /// A pattern of the named group, chosen by id, and another one than last time.
    std::string_view phrase(std::string_view group, std::int64_t id);

    Line line(BlockKind kind) const { return {tables_, kind, chinese_, names_}; }
    /// To be shared: no places of posts, few voices withheld. told: in words of its own, without any quote.
    bool shared() const { return names_.mode != NamesMode::verbatim; }
    bool told() const { return names_.mode == NamesMode::paraphrase; }
    Paragraph paragraph(BlockKind kind = BlockKind::paragraph) const { return Paragraph(line(kind)); }
    void put(Line&& l) { report_.blocks.push_back(l.take()); }
    void put(Paragraph&& p);  // nothing if it is empty; as a language model reworded it, where that was good enough
    /// Has the camp whose paragraphs begin at block `at` named, and its arguments worded, by what is quoted of it:
    /// those of leads() from `first_lead` on and `others`. Puts the name, if there is a good one, in front of the
    /// block.
    void name_camp(std::size_t at, const Debate& debate, Pole pole, std::size_t first_lead,
                   const std::vector<Passage>& others);
    /// The short form of an argument, with the mark that says who worded it; nothing if there is none.
    void say_short_form(Line& l, const KeyPoint& point);
    /// From here on no paragraph is given to a language model.
    void word_alone() { reworded_ = false; }
    /// The language model that was asked to word parts of this; empty: none.
    const std::string& writer() const { return report_.writer; }
    /// How many of a kind are shown, or withheld, so far.
    std::int64_t written(std::string_view kind, bool shown) const;
    void put(BlockKind kind, std::string_view english, std::string_view chinese);
    /// A chart of this kind with what it shows in words; its table follows.
    void put_chart(const std::string& chart, std::string_view english, std::string_view chinese);

    /// "a, b and c": `say` writes one of `items`.
    template <class Items, class Say>
    void list(Line& l, const Items& items, const Say& say) const {
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) l.say(i + 1 == items.size() ? t(" and ", "和") : t(", ", "、"));
            say(items[i]);
        }
    }
    /// The question as a headline: its translation, or glossed terms and the original.
    void headline(Line& l, const Thread& thread);
    /// The same for running text: the end of the question that still asks, where the whole is long.
    void short_headline(Line& l, const Thread& thread);
    /// What a debate is headed by: the analyst's name for it, agon's own question where many fields are one issue, else
    /// the question that names it.
    void headline(Line& l, const Debate& debate);
    void short_headline(Line& l, const Debate& debate);
    /// What those are called who stand for a pole: "those who ...".
    void camp(Line& l, const Debate& debate, Pole pole);
    /// "group A", "甲组": 1 is the largest.
    void say_group(Line& l, std::int64_t group) const;
    /// A value of a table's column by its name in the article's language, where the memory or a lexicon has one.
    void name_of(Line& l, const std::string& table, const std::string& column, const std::string& value);

    /// The same with a name of ours.
    void name_as(Line& l, const std::string& table, const std::string& column, const std::string& value,
                 const std::string& shown);
    /// Up to `most` of the words that a row's column holds, as far as the article's language has them; none if fewer
    /// than `least` can be said.
    std::vector<std::string> sayable(const std::string& words, std::size_t most, std::size_t least = 2) const;
    /// Those words as a list, each checked against its row.
    void say_words(Line& l, const std::string& table, const std::string& column, const std::vector<std::string>& words,
                   const Condition& row);
    bool can_say(const std::string& word) const { return chinese_ || gloss_of(word).has_value(); }

    /// May this be quoted: not quoted before, and less than three quotes of this voice so far.
    bool may_quote(const Passage& p) const;
    /// The quote in quotation marks with the number of its endnote.
    void cite(Line& l, const Passage& p);
    /// The quote's words alone, in the article's language where there is a translation.
    void say_quote(Line& l, const Passage& p) const;
    /// The passage that speaks for an argument, for the tree of arguments.
    void keep_lead(const KeyPoint& point, const Passage& p) { leads_.emplace_back(&point, p); }
    const std::vector<std::pair<const KeyPoint*, Passage>>& leads() const { return leads_; }
    /// author [year] says: quote
    Line::Slots speaker(const Passage& p);
    /// author [year]; no year for a post that has neither: one can call nobody by it.
    Line::Slots author_of(const Post& post);
    std::string_view verb(const Passage& p);

    /// The translation that cite() shows for it; nullptr: it shows the original.
    const TranslationUsed* translation_of(const Passage& p) const;
    const std::vector<Passage>& cited() const { return cited_; }
    bool any_original_alone() const { return original_alone_; }
    bool any_translation() const { return !used_.empty(); }
    /// Whether a name of the dictionary's is shown.
    bool uses_dictionary() const;
    /// One of the drafts by a language model that the report shows; nullptr: it shows none.
    const TranslationUsed* any_draft() const;
    std::size_t blocks() const { return report_.blocks.size(); }
    std::int64_t words_so_far() const;
    Report take();

  private:
    CitedPost citation(const Passage& p, std::int64_t number) const;
    void reword(Block& paragraph);
    struct NameAsked {
        std::string id;
        const WriterAnswer* answer = nullptr;
        std::vector<std::string> about;
    };
    /// The headline of a debate that is no question of its: false if it has none.
    bool own_headline(Line& l, const Debate& debate);
    std::optional<NameAsked> ask_name(WriterQuestion question);
    std::int64_t take_name(const char* kind, const NameAsked& asked);
    void miss(const std::string& original, const std::string& part);
    void use(const TranslationUsed& entry) { used_.emplace(entry.digest, entry); }
    std::optional<TranslationUsed> gloss_of(const std::string& term) const;
    /// Terms of `text` that the lexicons have an English name for, in the order of the text, each once.
    std::vector<TranslationUsed> glosses_in(const std::string& text, bool of_title) const;
    void add_dictionary_words(const std::string& text, std::map<std::int64_t, TranslationUsed>& by_place,
                              const std::vector<Span>& taken, bool of_title) const;
    void say_glosses(Line& l, const std::string& text);

    const CaseTables& tables_;
    const Material& m_;
    const Lexicon& lexicon_;
    const Translations& memory_;
    Form form_;
    Names names_;
    bool chinese_;
    Report report_;
    std::vector<Passage> cited_;
    std::vector<std::pair<const KeyPoint*, Passage>> leads_;
    std::map<std::int64_t, int> quotes_of_voice_;
    std::set<std::string, std::less<>> quoted_;
    std::map<std::string, TranslationUsed> used_;
    std::set<std::string> missed_;
    std::map<std::string, std::size_t, std::less<>> last_phrase_;
    PostId last_nameless_{};  // the post spoken of last, if its author has no name
    std::size_t verbs_ = 0;
    bool original_alone_ = false, reworded_ = true;
    const WriterAnswers& answers_;
    std::map<const KeyPoint*, NameAsked> short_forms_;
};

/// What a debate has for a section with camps: both sides with voices, and something to be quoted with; or too few
/// voices placed, too few on one side, or nothing that speaks for a side.
enum class Substance { dispute, one_sided, few_placed, silent };
Substance substance_of(const Composer& c, const Debate& d);
/// More of the debate's voices have no side than have one: then nobody can be said to prevail.
bool is_unread(const Composer& c, const Debate& d);
/// True if enough posts of the debate were coded by people, so that its camps' shares can be given corrected.
bool is_corrected(const Composer& c, const Debate& debate);
/// What is said of such a debate: {campA}, {x} (corrected share), {xl}, {xh} (its interval), {xr} (as read); {campB},
/// {y},
/// ...; {posts} coded; {lead}.
Line::Slots corrected_slots(Composer& c, const Debate& debate);
/// How many posts were coded by how many people, and how far they agree. Nothing where nobody coded.
void say_coding(Composer& c, Paragraph& paragraph);

/// Queries in one word.
Query count_rows(std::string table, std::vector<Condition> where);
Query count_distinct(std::string table, std::string column, std::vector<Condition> where);
Query value_of(std::string table, std::string op, std::string column, std::vector<Condition> where);
Condition in_debate(const Debate& debate);
Query voices_of(const Debate& debate, Pole pole);
/// Share of `pole` among the voices of a debate, or among those of pole a and b only.
Query share_of_voices(const Debate& debate, Pole pole, bool of_sides);

/// Adds the slots of a second speaker: author2, year2, says2, quote2.
void add_second(Line::Slots& slots, const Line::Slots& second);

// One bullet of the summary each, where there is such a finding.
void write_official_finding(Composer& c);
void write_consensus_finding(Composer& c);
void write_actors_finding(Composer& c);
void write_change_finding(Composer& c);

// The sections, each in its own file, in the order of the article.
void write_title(Composer& c);
void write_summary(Composer& c);
void write_official(Composer& c);
void write_debates(Composer& c);
// Of its parts: what a debate's section opens with, the sentence on how many argue where and when, and one of an
// official text on its matter, if any.
Line::Slots opening_slots(Composer& c, const Debate& d);
void say_size(Composer& c, Paragraph& p, const Debate& d, const Line::Slots& slots);
void write_official_word(Composer& c, const Debate& d);
/// The close of a section. What each side talks about, where that can be said, with a sentence of each where it has not
/// been quoted yet; what one side alone keeps coming back to; or that nothing of the kind tells them apart.
void write_divide(Composer& c, const Debate& d);
/// The debates without a section of their own, by why they have none; a dispute had no room.
using Unwritten = std::map<Substance, std::vector<const Debate*>>;
/// One paragraph that names them.
void write_unwritten(Composer& c, const Unwritten& unwritten);
/// The arguments told above as a tree: camps, and under each the sentence that stands for an argument, with its voices.
/// Two or three arguments in all need no overview.
void write_tree(Composer& c);
/// A section for a debate whose sides cannot be read. False, and nothing written, where too little of it can be shown.
bool write_open_debate(Composer& c, const Debate& d);
/// Where people voted on statements: the groups that vote alike; the finding is one for the summary.
void write_votes(Composer& c);
void write_votes_finding(Composer& c);
/// Which sides go together across debates. Where none can be shown to: why, as a sentence of what cannot be said.
void write_allies(Composer& c);
void say_no_allies(Composer& c, Paragraph& p);
void write_consensus(Composer& c);
void write_actors(Composer& c);
void write_figures(Composer& c);
void write_pressing(Composer& c);
void write_change(Composer& c);
void write_limits(Composer& c);
void write_method(Composer& c);
void write_endnotes(Composer& c);

}  // namespace agon
