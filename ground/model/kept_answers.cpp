// The file of kept answers, and models that ask it first. What and why: kept_answers.hpp.
#include "ground/model/kept_answers.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::size_t key_bytes = std::tuple_size_v<QuestionKey>;
constexpr std::size_t digest_bytes = 64;  // in hexadecimal digits
constexpr std::size_t longest_head = 256;
constexpr std::size_t bytes_at_once = 1 << 20;
constexpr std::size_t most_left_bytes = 64 << 20, overhead_bytes = 96;  // of an entry of the map

std::string head_of(std::string_view maker, std::size_t answer_bytes) {
    return "agon kept answers 1 " + std::string(maker) + ' ' + std::to_string(answer_bytes) + ' ';
}

/// Writes and digests, a megabyte at a time.
class DigestingWriter {
  public:
    /// `whole`, if any, gets all that is written.
    DigestingWriter(FileWriter& file, std::string* whole) : file_(file), whole_(whole) {}
    Result<void> append(std::string_view bytes) {
        waiting_ += bytes;
        return waiting_.size() < bytes_at_once ? Result<void>() : hand_on();
    }
    Result<void> finish() {
        TRY_VOID(hand_on());
        const std::string digest = digester_.hex();
        if (whole_) *whole_ += digest;
        TRY_VOID(file_.append(digest));
        return file_.finish();
    }

  private:
    Result<void> hand_on() {
        digester_.take(waiting_);
        TRY_VOID(file_.append(waiting_));
        if (whole_) *whole_ += waiting_;
        waiting_.clear();
        return {};
    }
    FileWriter& file_;
    std::string* whole_;
    Digester digester_;
    std::string waiting_;
};

}  // namespace

QuestionKey question_key(std::initializer_list<std::string_view> parts) {
    std::string all;
    for (const std::string_view part : parts) all.append(std::to_string(part.size())).append(1, ' ').append(part);
    const std::string hex = sha256_hex(all);
    QuestionKey key{};
    for (std::size_t i = 0; i < key.size(); ++i) {
        unsigned value = 0;
        std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, value, 16);
        key[i] = static_cast<char>(value);
    }
    return key;
}

std::string HeldAnswerFiles::take(Disk& disk, const std::string& path) {
    auto held = by_path_.extract(path);
    if (held.empty() || held.mapped().size() < digest_bytes) return {};
    const auto file = disk.open_places(path);
    std::array<char, digest_bytes> end{};
    const auto at = static_cast<std::int64_t>(held.mapped().size() - digest_bytes);
    if (!file || (*file)->size() != at + std::ssize(end) || !(*file)->read_at(at, end.data(), end.size())) return {};
    if (!held.mapped().ends_with(std::string_view(end.data(), end.size()))) return {};
    return std::move(held.mapped());
}

std::size_t KeptAnswers::KeyHash::operator()(const QuestionKey& key) const {
    std::size_t first = 0;
    std::memcpy(&first, key.data(), sizeof(first));
    return first;
}

KeptAnswers::KeptAnswers(Disk& disk, std::string path, std::string_view maker, std::size_t answer_bytes)
    : disk_(disk), path_(std::move(path)), maker_(maker), answer_bytes_(answer_bytes) {}

const std::string* LeftAnswers::find(std::string_view maker, const QuestionKey& key) const {
    const auto answers = by_maker_.find(maker);
    if (answers == by_maker_.end()) return nullptr;
    const auto found = answers->second.find(key);
    return found == answers->second.end() ? nullptr : &found->second;
}

void LeftAnswers::put(std::string_view maker, const QuestionKey& key, std::string_view answer) {
    if (bytes_ > most_left_bytes) {
        by_maker_.clear();
        bytes_ = 0;
    }
    auto answers = by_maker_.find(maker);
    if (answers == by_maker_.end()) answers = by_maker_.try_emplace(std::string(maker)).first;
    if (answers->second.emplace(key, answer).second) bytes_ += key.size() + answer.size() + overhead_bytes;
}

KeptAnswers KeptAnswers::open(Disk& disk, std::string path, std::string_view maker, std::size_t answer_bytes,
                              LeftAnswers* left, HeldAnswerFiles* held) {
    KeptAnswers kept(disk, std::move(path), maker, answer_bytes);
    kept.left_ = left;
    kept.held_ = held;
    if (!disk.exists(kept.path_)) return kept;
    kept.there_ = true;
    if (std::string bytes = held ? held->take(disk, kept.path_) : ""; !bytes.empty())
        kept.take(std::move(bytes), true);
    else if (auto read = disk.read_file(kept.path_); read.ok())
        kept.take(std::move(*read), false);
    return kept;
}

void KeptAnswers::take(std::string bytes, bool checked) {
    const std::string head = head_of(maker_, answer_bytes_);
    if (!bytes.starts_with(head)) return;
    const std::size_t line = bytes.substr(0, longest_head).find('\n');
    if (line == std::string::npos) return;
    std::size_t count = 0;
    const auto read = std::from_chars(bytes.data() + head.size(), bytes.data() + line, count);
    if (read.ec != std::errc() || read.ptr != bytes.data() + line || count > bytes.size() / key_bytes) return;
    if (bytes.size() != line + 1 + count * (key_bytes + answer_bytes_) + digest_bytes) return;
    const std::string_view all(bytes);
    if (!checked && sha256_hex(all.substr(0, all.size() - digest_bytes)) != all.substr(all.size() - digest_bytes))
        return;
    bytes_ = std::move(bytes);
    keys_ = line + 1;
    count_ = count;
    asked_.assign(count, false);
}

const char* KeptAnswers::find(const QuestionKey& key) {
    if (const auto found = new_.find(key); found != new_.end()) return new_answers_.data() + found->second;
    std::size_t low = 0, high = count_;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const int order = std::memcmp(key_at(middle), key.data(), key_bytes);
        if (order == 0) {
            asked_[middle] = true;
            return answer_at(middle);
        }
        (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
    }
    const std::string* left = left_ ? left_->find(maker_, key) : nullptr;
    if (!left) return nullptr;
    put(key, left->data());
    return find(key);
}

void KeptAnswers::put(const QuestionKey& key, const char* answer) {
    if (new_.emplace(key, new_answers_.size()).second) new_answers_.append(answer, answer_bytes_);
}

void KeptAnswers::leave(std::size_t i) {
    QuestionKey key;
    std::memcpy(key.data(), key_at(i), key_bytes);
    left_->put(maker_, key, {answer_at(i), answer_bytes_});
}

void KeptAnswers::hand_over(std::string bytes) {
    if (!held_) return;
    held_->put(path_, std::move(bytes));
    there_ = false;
    bytes_.clear();
    keys_ = count_ = 0;
    asked_.clear();
    new_.clear();
    new_answers_.clear();
}

Result<void> KeptAnswers::save() {
    Rows rows;
    for (std::size_t i = 0; i < count_; ++i)
        if (asked_[i])
            rows.emplace_back(key_at(i), answer_at(i));
        else if (left_)
            leave(i);
    if (new_.empty() && !rows.empty() && rows.size() == count_) {
        hand_over(std::move(bytes_));
        return {};
    }
    for (const auto& [key, place] : new_) rows.emplace_back(key.data(), new_answers_.data() + place);
    if (rows.empty()) return there_ ? disk_.remove_file(path_) : Result<void>();
    std::string whole;
    TRY_VOID(write(std::move(rows), held_ ? &whole : nullptr));
    hand_over(std::move(whole));
    return {};
}

Result<void> KeptAnswers::save_so_far() {
    if (new_.empty()) return {};
    Rows rows;
    for (std::size_t i = 0; i < count_; ++i) rows.emplace_back(key_at(i), answer_at(i));
    for (const auto& [key, place] : new_) rows.emplace_back(key.data(), new_answers_.data() + place);
    there_ = true;
    return write(std::move(rows));
}

Result<void> KeptAnswers::write(Rows rows, std::string* whole) const {
    std::sort(rows.begin(), rows.end(),
              [](const auto& l, const auto& r) { return std::memcmp(l.first, r.first, key_bytes) < 0; });
    TRY(const std::unique_ptr<FileWriter> file, disk_.create_file(path_));
    DigestingWriter writer(*file, whole);
    if (whole) whole->reserve(longest_head + rows.size() * (key_bytes + answer_bytes_) + digest_bytes);
    TRY_VOID(writer.append(head_of(maker_, answer_bytes_) + std::to_string(rows.size()) + '\n'));
    for (const auto& row : rows) TRY_VOID(writer.append({row.first, key_bytes}));
    for (const auto& row : rows) TRY_VOID(writer.append({row.second, answer_bytes_}));
    return writer.finish();
}

namespace {

class KeepingEncoder final : public Encoder {
  public:
    KeepingEncoder(const Encoder& model, KeptAnswers& kept, Portions portions)
        : model_(model), kept_(kept), portions_(portions) {}
    std::int32_t width() const override { return model_.width(); }
    const std::string& name() const override { return model_.name(); }
    const std::string& digest() const override { return model_.digest(); }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        std::vector<float> rows;
        TRY_VOID(encode_into(texts, threads, rows));
        return rows;
    }
    Result<void> encode_into(const std::vector<std::string_view>& texts, int threads,
                             std::vector<float>& rows) const override {
        TRY(rows, kept_or_asked<float>(
                      kept_, texts, static_cast<std::size_t>(width()),
                      [](std::string_view text) { return question_key({text}); },
                      [&](const std::vector<std::string_view>& asked) { return model_.encode(asked, threads); },
                      portions_, std::move(rows)));
        return {};
    }
    std::int32_t piece_width() const override { return model_.piece_width(); }
    Result<PieceFeatures> encode_pieces(const std::vector<std::string_view>& texts, std::size_t most,
                                        int threads) const override {
        return model_.encode_pieces(texts, most, threads);
    }

  private:
    const Encoder& model_;
    KeptAnswers& kept_;
    Portions portions_;
};

// Both answers are kept as the bytes of their three shares.
static_assert(sizeof(StanceAnswer) == kShareBytes && sizeof(ReplyAnswer) == kShareBytes);

QuestionKey key_of(const StanceQuestion& q) {
    return question_key({q.text, q.target, q.answered});
}
QuestionKey key_of(const ReplyQuestion& q) {
    return question_key({q.reply, q.answered});
}
QuestionKey key_of(const ArgumentQuestion& q) {
    return question_key({q.head, q.other});
}

template <class Question, class Answer>
class KeepingJudge final : public JudgeOf<Question, Answer> {
  public:
    KeepingJudge(const JudgeOf<Question, Answer>& model, KeptAnswers& kept, Portions portions)
        : model_(model), kept_(kept), portions_(portions) {}
    const std::string& name() const override { return model_.name(); }
    const std::string& digest() const override { return model_.digest(); }
    Result<std::vector<Answer>> judge(std::span<const Question> questions, int threads) const override {
        return kept_or_asked<Answer>(
            kept_, std::vector(questions.begin(), questions.end()), 1, [](const Question& q) { return key_of(q); },
            [&](const std::vector<Question>& asked) { return model_.judge(asked, threads); }, portions_);
    }

  private:
    const JudgeOf<Question, Answer>& model_;
    KeptAnswers& kept_;
    Portions portions_;
};

template <class Question, class Answer>
class OnlyKept final : public JudgeOf<Question, Answer> {
  public:
    OnlyKept(const JudgeOf<Question, Answer>& model, KeptAnswers& kept, Answer otherwise, std::size_t& unread)
        : model_(model), kept_(kept), otherwise_(otherwise), unread_(unread) {}
    const std::string& name() const override { return model_.name(); }
    const std::string& digest() const override { return model_.digest(); }
    Result<std::vector<Answer>> judge(std::span<const Question> questions, int) const override {
        std::vector<Answer> answers(questions.size(), otherwise_);
        for (std::size_t i = 0; i < questions.size(); ++i)
            if (const char* held = kept_.find(key_of(questions[i])))
                std::memcpy(&answers[i], held, sizeof(Answer));
            else
                ++unread_;
        return answers;
    }

  private:
    const JudgeOf<Question, Answer>& model_;
    KeptAnswers& kept_;
    Answer otherwise_;
    std::size_t& unread_;
};

}  // namespace

std::unique_ptr<Judge> only_kept(const Judge& model, KeptAnswers& kept, std::size_t& unread) {
    return std::make_unique<OnlyKept<StanceQuestion, StanceAnswer>>(model, kept, StanceAnswer(), unread);
}
std::unique_ptr<ArgumentJudge> only_kept(const ArgumentJudge& model, KeptAnswers& kept, std::size_t& unread) {
    return std::make_unique<OnlyKept<ArgumentQuestion, double>>(model, kept, not_read, unread);
}
std::unique_ptr<Encoder> keeping(const Encoder& model, KeptAnswers& kept, Portions portions) {
    return std::make_unique<KeepingEncoder>(model, kept, portions);
}
std::unique_ptr<Judge> keeping(const Judge& model, KeptAnswers& kept, Portions portions) {
    return std::make_unique<KeepingJudge<StanceQuestion, StanceAnswer>>(model, kept, portions);
}
std::unique_ptr<ReplyJudge> keeping(const ReplyJudge& model, KeptAnswers& kept, Portions portions) {
    return std::make_unique<KeepingJudge<ReplyQuestion, ReplyAnswer>>(model, kept, portions);
}
std::unique_ptr<ArgumentJudge> keeping(const ArgumentJudge& model, KeptAnswers& kept, Portions portions) {
    return std::make_unique<KeepingJudge<ArgumentQuestion, double>>(model, kept, portions);
}

}  // namespace agon
