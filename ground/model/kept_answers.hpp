// Answers kept from run to run: what a model said, under the digest of what it was asked.
//
// A model's answer is a function of its question and its weights. Where a case grows by one post in a hundred, ninety
// nine of a hundred questions are the ones of the last run, so their answers are looked up instead of computed.
//   fits:          the sentence vector of a segment, what a judge says of a text beside a statement
//   does not fit:  a community, a rank, a mean: what depends on all posts is made anew
// A file holds the answers of one model to one stage, exactly those that its last run asked for: what is asked no more
// goes, and the file's bytes are the same whether its answers were looked up or computed. It is read only if its last
// 64 bytes are the digest of the rest and its first line names the same model and reader; else it counts as empty. So a
// stale, foreign or damaged file costs time and changes no byte. Nothing outside this header reads it: the tables of a
// case are complete without.
//   "agon kept answers 1 <maker> <bytes of an answer> <answers>\n", keys (ascending, 16 bytes each), answers in the
//   order of their keys, sha256 of all before in hexadecimal digits
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

#include "ground/model/encoder.hpp"
#include "ground/model/judge.hpp"

namespace agon {

/// The first half of a sha256: two of a billion questions meet with probability 1e-21.
using QuestionKey = std::array<char, 16>;
/// Of the parts and of where each begins.
QuestionKey question_key(std::initializer_list<std::string_view> parts);

/// Answers that a file held and the last run asked for no more, in memory: a correction that is taken back asks for
/// them again. By maker and question, so what is found is what the model would say. Forgets all when it grows large.
class LeftAnswers {
  public:
    /// Null if there is none; good until the next put().
    const std::string* find(std::string_view maker, const QuestionKey& key) const;
    void put(std::string_view maker, const QuestionKey& key, std::string_view answer);

  private:
    std::map<std::string, std::map<QuestionKey, std::string>, std::less<>> by_maker_;
    std::size_t bytes_ = 0;
};

/// The bytes of files of kept answers, for a process that asks again and again: what the last run left in a file need
/// not be read once more. What another process wrote there since is. Thread rule: one thread at a time.
class HeldAnswerFiles {
  public:
    /// Takes out the bytes of the file, if it still ends in the digest that they end in; else nothing.
    std::string take(Disk& disk, const std::string& path);
    void put(const std::string& path, std::string bytes) { by_path_[path] = std::move(bytes); }

  private:
    std::map<std::string, std::string> by_path_;
};

class KeptAnswers {
  public:
    /// `maker`: digest of all that an answer depends on besides its question, the version of the code that reads the
    /// model's answer too. `answer_bytes`: of each.
    /// `left` and `held`, if any, must outlive it.
    static KeptAnswers open(Disk& disk, std::string path, std::string_view maker, std::size_t answer_bytes,
                            LeftAnswers* left = nullptr, HeldAnswerFiles* held = nullptr);

    /// The answer, good until the next put(), or null. What was found stays.
    const char* find(const QuestionKey& key);
    /// Of two under one key the first stays.
    void put(const QuestionKey& key, const char* answer);
    /// Writes what was found and put since open(), if that is not what the file holds already. Nothing asked: no file.
    /// What the file held besides is left to LeftAnswers, what it holds now to HeldAnswerFiles; then nothing is asked
    /// of this any more.
    Result<void> save();
    /// On the way, for a model that is dear to ask: what was put since open() beside all that the file holds.
    Result<void> save_so_far();
    std::size_t answer_bytes() const { return answer_bytes_; }
    bool empty() const { return count_ == 0 && new_.empty(); }

  private:
    KeptAnswers(Disk& disk, std::string path, std::string_view maker, std::size_t answer_bytes);
    /// Takes the bytes of the file if they hold what this looks for. `checked`: they are known to fit their digest.
    void take(std::string bytes, bool checked);
    void hand_over(std::string bytes);                              // to HeldAnswerFiles, if there is one
    void leave(std::size_t i);                                      // the file's answer at this place
    using Rows = std::vector<std::pair<const char*, const char*>>;  // a key and its answer
    /// `whole`, if any, gets the bytes of the file.
    Result<void> write(Rows rows, std::string* whole = nullptr) const;
    const char* key_at(std::size_t i) const { return bytes_.data() + keys_ + i * std::tuple_size_v<QuestionKey>; }
    const char* answer_at(std::size_t i) const { return key_at(count_) + i * answer_bytes_; }

    Disk& disk_;
    std::string path_, maker_;
    LeftAnswers* left_ = nullptr;
    HeldAnswerFiles* held_ = nullptr;
    std::size_t answer_bytes_ = 0;
    bool there_ = false;                // the file, readable or not
    std::string bytes_;                 // of the file, empty if there is none that can be read
    std::size_t keys_ = 0, count_ = 0;  // where its keys begin, how many there are
    std::vector<bool> asked_;           // by place in the file
    struct KeyHash {
        std::size_t operator()(const QuestionKey& key) const;
    };
    std::unordered_map<QuestionKey, std::size_t, KeyHash> new_;  // to its place in new_answers_
    std::string new_answers_;
};

/// How a model is asked.
struct Portions {
    std::size_t questions = 0;      // at a time; 0: all at once, and nothing is saved on the way
    std::size_t between_saves = 1;  // portions after which what was said until then is saved, as on an error
    const std::function<bool()>* stop = nullptr;  // asked before each portion: once it says so, stage_missing
};

/// Answers to `questions` as `Number`s, `width` each: those that are kept, and of the others what `ask` says, which
/// gets each different question once. `answers` is memory to use again.
template <class Number, class Question, class KeyOf, class Ask>
Result<std::vector<Number>> kept_or_asked(KeptAnswers& kept, const std::vector<Question>& questions, std::size_t width,
                                          const KeyOf& key_of, const Ask& ask, Portions portions = {},
                                          std::vector<Number> answers = {}) {
    VERIFY(kept.answer_bytes() == width * sizeof(Number));
    std::vector<QuestionKey> keys, new_keys;
    std::vector<Question> asked;
    std::set<QuestionKey> waiting;
    for (const Question& question : questions) {
        keys.push_back(key_of(question));
        if (kept.find(keys.back()) || !waiting.insert(keys.back()).second) continue;
        asked.push_back(question);
        new_keys.push_back(keys.back());
    }
    const bool in_portions = portions.questions > 0;
    std::size_t made_portions = 0;
    for (std::size_t begin = 0, end = 0; begin < asked.size(); begin = end) {
        end = in_portions ? std::min(asked.size(), begin + portions.questions) : asked.size();
        Result<std::vector<Number>> made = Error{ErrorCode::stage_missing, "", 0, -1, "stopped"};
        if (!portions.stop || !(*portions.stop)())
            made = ask(std::vector<Question>(asked.begin() + static_cast<std::ptrdiff_t>(begin),
                                             asked.begin() + static_cast<std::ptrdiff_t>(end)));
        for (std::size_t i = begin; made.ok() && i < end; ++i)
            kept.put(new_keys[i], reinterpret_cast<const char*>(made->data() + (i - begin) * width));
        if (in_portions && (!made || ++made_portions % portions.between_saves == 0)) TRY_VOID(kept.save_so_far());
        if (!made) return made.error();
    }
    answers.resize(questions.size() * width);
    for (std::size_t i = 0; i < keys.size(); ++i)
        std::memcpy(answers.data() + i * width, kept.find(keys[i]), kept.answer_bytes());
    return answers;
}

/// Of one answer of the judges.
inline constexpr std::size_t kShareBytes = 3 * sizeof(double);

/// Asks `model` only for what `kept` does not hold. All must outlive the result, which may be asked from one thread at
/// a time. Everything else is the model's own: name, digest, width, rows of pieces.
std::unique_ptr<Encoder> keeping(const Encoder& model, KeptAnswers& kept, Portions portions = {});
std::unique_ptr<Judge> keeping(const Judge& model, KeptAnswers& kept, Portions portions = {});
std::unique_ptr<ReplyJudge> keeping(const ReplyJudge& model, KeptAnswers& kept, Portions portions = {});
std::unique_ptr<ArgumentJudge> keeping(const ArgumentJudge& model, KeptAnswers& kept, Portions portions = {});

/// Asks nothing: says what `kept` holds, and where it would have to ask `model`, that the text takes no side, or
/// `not_read`; `unread` counts these. All must outlive the result, which may be asked from one thread at a time.
std::unique_ptr<Judge> only_kept(const Judge& model, KeptAnswers& kept, std::size_t& unread);
std::unique_ptr<ArgumentJudge> only_kept(const ArgumentJudge& model, KeptAnswers& kept, std::size_t& unread);

}  // namespace agon
