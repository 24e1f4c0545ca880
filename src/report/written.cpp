// What the sections have a language model word: paragraphs, names of camps, short forms of arguments. What is asked
// goes into Report::wanted; where an answer is there and good enough, it is shown.
#include <algorithm>

#include "src/report/composer.hpp"
#include "src/report/naming.hpp"
#include "src/report/smoothing.hpp"

namespace agon {

void Composer::reword(Block& paragraph) {
    const SlottedText before = slotted(paragraph, chinese_);
    if (before.slots.empty()) return;
    WriterQuestion question = smoothing_question(paragraph, before, chinese_);
    const auto answer = answers_.find(question.digest());
    report_.wanted.push_back(std::move(question));
    if (answer == answers_.end()) return;
    WrittenText written{"paragraph", kParagraphId, answer->second.request, "", "", {}};
    const auto text = answer->second.texts.find(kParagraphId);
    Rewording found{{}, "form"};
    if (text != answer->second.texts.end()) found = checked_rewording(before, text->second, chinese_);
    written.withheld = found.withheld;
    if (written.withheld.empty()) {
        Block reworded = refilled(paragraph, before, found.gaps, written.slots);
        if (reworded.text == paragraph.text) return;  // said back: the grammar's words
        for (std::size_t i = 0; i < found.gaps.size(); ++i)
            written.text += (i == 0 ? "" : slot_name(i)) + found.gaps[i];
        paragraph = std::move(reworded);
        paragraph.written = static_cast<std::int64_t>(report_.written.size()) + 1;
    }
    report_.written.push_back(std::move(written));
}

std::int64_t Composer::written(std::string_view kind, bool shown) const {
    return std::count_if(report_.written.begin(), report_.written.end(),
                         [&](const WrittenText& w) { return w.kind == kind && w.withheld.empty() == shown; });
}

/// The number of the entry; 0: withheld, or not answered.
std::int64_t Composer::take_name(const char* kind, const NameAsked& asked) {
    const WriterAnswer& answer = *asked.answer;
    WrittenText entry{kind, asked.id, answer.request, "", "form", {}};
    if (const auto text = answer.texts.find(asked.id); text != answer.texts.end()) {
        const std::string name = name_in(text->second);
        const auto held = answer.withheld.find(asked.id);
        entry.withheld = name_objection(name, asked.about, lexicon_, chinese_);
        if (entry.withheld.empty() && held != answer.withheld.end()) entry.withheld = held->second;
        const bool taken = std::any_of(report_.written.begin(), report_.written.end(), [&](const WrittenText& other) {
            return other.kind == kind && other.text == name;
        });
        if (entry.withheld.empty() && taken) entry.withheld = "same";
        if (entry.withheld.empty()) entry.text = name;
    }
    report_.written.push_back(std::move(entry));
    return report_.written.back().withheld.empty() ? static_cast<std::int64_t>(report_.written.size()) : 0;
}

/// Notes what could be asked; the answer, if there is one.
std::optional<Composer::NameAsked> Composer::ask_name(WriterQuestion question) {
    std::optional<NameAsked> asked;
    if (const auto answer = answers_.find(question.digest()); answer != answers_.end())
        asked = {question.ids.front(), &answer->second, question.about.at(question.ids.front())};
    report_.wanted.push_back(std::move(question));
    return asked;
}

void Composer::name_camp(std::size_t at, const Debate& debate, Pole pole, std::size_t first_lead,
                         const std::vector<Passage>& others) {
    if (told()) return;  // a name is made from quotes, of which there are none
    std::vector<QuotedOfCamp> quotes;
    const auto add = [&](const Passage& p, bool is_point) {
        const TranslationUsed* used = translation_of(p);
        quotes.push_back({used ? used->text : p.text, static_cast<std::int64_t>(p.post->post), is_point});
    };
    for (std::size_t i = first_lead; i < leads_.size(); ++i) add(leads_[i].second, true);
    for (const Passage& p : others) add(p, false);
    Line title = line(BlockKind::note), people = line(BlockKind::note);
    headline(title, debate);
    camp(people, debate, pole);
    NamingQuestions questions = naming_questions(title.block().text, people.block().text, quotes, chinese_);
    if (questions.camp) {
        const std::optional<NameAsked> asked = ask_name(std::move(*questions.camp));
        if (const std::int64_t entry = asked ? take_name("camp", *asked) : 0; entry > 0) {
            Line name = line(BlockKind::subheading);
            name.label(report_.written.back().text, entry, report_.writer);
            report_.blocks.insert(report_.blocks.begin() + static_cast<std::ptrdiff_t>(at), name.take());
        }
    }
    for (std::size_t point = 0; point < questions.points.size(); ++point)
        if (std::optional<NameAsked> asked = ask_name(std::move(questions.points[point])))
            short_forms_.emplace(leads_[first_lead + point].first, std::move(*asked));
}

void Composer::say_short_form(Line& l, const KeyPoint& point) {
    const auto asked = short_forms_.find(&point);
    if (asked == short_forms_.end()) return;
    const std::int64_t entry = take_name("point", asked->second);
    if (entry == 0) return;
    l.say(t(" – ", "——"));
    l.label(report_.written.back().text, entry, report_.writer);
}

}  // namespace agon
