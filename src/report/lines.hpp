// Inside of room report: lines of text with their marks.
#pragma once

#include <functional>

#include "src/report/case_tables.hpp"
#include "src/report/translations.hpp"
#include "src/trends/trends.hpp"

namespace agon {

/// A stretch of a post that can be quoted: a segment, or the part of one that is left without hanging punctuation.
struct Passage {
    const Post* post = nullptr;
    const Segment* segment = nullptr;
    std::string text;
    std::int64_t source_begin = 0, source_end = 0;
};

/// How people are named.
struct Names {
    NamesMode mode = NamesMode::verbatim;
    std::string key;
};

/// Builds one block; every number, quote, name, title and quantity word goes in with its mark.
class Line {
  public:
    /// What stands at a {name} of a pattern.
    using Slots = std::map<std::string, std::function<void(Line&)>, std::less<>>;

    Line(const CaseTables& tables, BlockKind kind, bool chinese, const Names& names)
        : tables_(&tables), names_(&names), chinese_(chinese) {
        block_.kind = kind;
    }
    Line& say(std::string_view words);
    /// The pattern's words, with each {name} replaced by what its slot writes. {Name}: the same with a capital. A name
    /// in brackets, " [{name}]", that has no slot is left out with them.
    Line& fill(std::string_view pattern, const Slots& slots);
    /// Inserts the answer of a query; `format`: integer, plain, or hundredths (of op percent: .62 as 0.62).
    Line& figure(const Query& query, const std::string& format = "integer");
    /// Inserts a word chosen by a threshold table of quantity.hpp. share, balance: `query` is of op share or
    /// share_distinct; trend: `other` is the share before; leads: `query` is a value, `other` the greatest of all.
    Line& share_of_all(const Query& query);
    Line& balance(const Query& query);
    Line& trend(const Query& before, const Query& after);
    /// A word that says that the query's answer is 0: "none", "no public post".
    Line& none(const Query& query, std::string_view word);
    /// A phrase that says which camp is the larger one: `query` answers 1 (the first), -1 (the second) or 0.
    Line& lead(const Query& query);
    Line& leads(const Query& value, const Query& greatest, std::string_view word);
    Line& quote(const Passage& cited);
    Line& translation(const Passage& cited, const TranslationUsed& used);
    Line& title_translation(const Thread& thread, const TranslationUsed& used, const std::string& part);
    Line& maker(const TranslationUsed& used);
    /// The model that words parts of the report, and how many of a kind are shown, or withheld, so far.
    Line& writer(const std::string& model);
    /// A name that the model gave: number `entry` of Report::written, with the mark that says who named it.
    Line& label(const std::string& name, std::int64_t entry, const std::string& model);
    Line& tally(const std::string& kind, bool shown, std::int64_t number);
    /// A term's English name; with the term before it where `with_term`.
    Line& gloss(const TranslationUsed& used, bool with_term);
    Line& author(const Post& post);
    /// For an author without a name in running text: "one user"; `another`: as the one spoken of just before.
    Line& someone(const Post& post, bool another);
    Line& year(const Post& post);
    Line& native_id(const Post& post);
    /// Of the post, since a file of lines may hold posts of several platforms.
    Line& platform(const Post& post);
    Line& bytes(const Passage& cited);
    Line& digest(const Passage& cited);
    Line& title(const Thread& thread);
    Line& pole(const Thread& thread, const std::string& text);
    /// A value of `column` of a table, shown as itself or by its name in the article's language.
    Line& term(const std::string& table, const std::string& column, const std::string& value,
               const TranslationUsed* named = nullptr);
    /// One of the words that `column` of a row holds; `row`: which row.
    Line& word_of(const std::string& table, const std::string& column, const std::string& value, const Condition& row,
                  const TranslationUsed* named);
    Line& note(std::int64_t number, const Post& post);
    bool empty() const { return block_.text.empty(); }
    bool chinese() const { return chinese_; }
    Block take() { return std::move(block_); }
    Block& block() { return block_; }

  private:
    Mark& mark(MarkKind kind, std::string_view text);
    Mark& word(std::string_view text, const char* format, const Query& query);
    const CaseTables* tables_;
    const Names* names_;
    Block block_;
    bool chinese_;
    /// Does what was written from `begin` on hold quotation marks?
    bool holds_quotes(std::size_t begin) const;

    bool capital_ = false;  // the next text begins with a capital
};

std::string grouped(std::int64_t value);
/// 62 as "0.62", -5 as "-0.05".
std::string hundredths(std::int64_t value);

}  // namespace agon
