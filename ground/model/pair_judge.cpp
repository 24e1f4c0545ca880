// The judges over the pair network: strings to pieces, questions in packs over threads, logits to shares.
//
// Different strings are cut into pieces once, questions that come to the same pieces are read once. Packs hold
// questions of like length, so that threads end together. Of a target 32 pieces are read, of a text 96, of a post
// answered 32, as in training: longer posts come in segments.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "ground/model/fixed_exponential.hpp"
#include "ground/model/judge.hpp"
#include "ground/model/pair_network.hpp"
#include "ground/model/tiles.hpp"
#include "ground/model/word_pieces.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::size_t most_target_pieces = 32, most_text_pieces = 96, most_answered_pieces = 32;
constexpr std::size_t most_marks = 4;
constexpr std::size_t rows_of_pack = 384;  // enough to use each panel of weights well, small enough for the cache

/// What is asked, whichever task it is for.
struct Slots {
    std::string_view target, text, answered;
};

class Splits {
  public:
    explicit Splits(const WordPieces& pieces) : pieces_(pieces) {}
    const std::vector<std::int32_t>& of(std::string_view text) {
        const auto [place, added] = known_.try_emplace(text);
        if (added) place->second = pieces_.split(text, most_text_pieces);
        return place->second;
    }

  private:
    const WordPieces& pieces_;
    std::unordered_map<std::string_view, std::vector<std::int32_t>> known_;
};

void append(PairPieces& question, const std::vector<std::int32_t>& pieces, std::size_t most, std::uint8_t part) {
    const auto count = static_cast<std::ptrdiff_t>(std::min(pieces.size(), most));
    question.pieces.insert(question.pieces.end(), pieces.begin(), pieces.begin() + count);
    question.pieces.push_back(WordPieces::separate);
    question.parts.resize(question.pieces.size(), part);
}

class PairReader {
  public:
    PairReader(WordPieces pieces, PairNetwork network, std::string digest)
        : pieces_(std::move(pieces)), network_(std::move(network)), digest_(std::move(digest)) {}

    const std::string& digest() const { return digest_; }
    std::size_t classes(const std::string& task) const { return network_.classes(task); }
    /// Shares of the classes of `task`, question after question.
    std::vector<double> shares(const std::string& task, std::span<const Slots> questions, int threads) const;

  private:
    std::vector<PairPieces> laid_out(std::span<const Slots> questions) const;
    void read_pack(const std::string& task, std::span<const PairPieces> pack, double* shares) const;

    WordPieces pieces_;
    PairNetwork network_;
    std::string digest_;
};

std::vector<PairPieces> PairReader::laid_out(std::span<const Slots> questions) const {
    Splits splits(pieces_);
    std::vector<PairPieces> all;
    for (const Slots& asked : questions) {
        PairPieces question{{WordPieces::classify}, {0}};
        append(question, splits.of(asked.target), most_target_pieces, 0);
        append(question, splits.of(asked.text), most_text_pieces, 1);
        if (!asked.answered.empty()) append(question, splits.of(asked.answered), most_answered_pieces, 0);
        all.push_back(std::move(question));
    }
    return all;
}

void PairReader::read_pack(const std::string& task, std::span<const PairPieces> pack, double* shares) const {
    const std::size_t classes = network_.classes(task);
    const std::vector<float> logits = network_.logits(task, network_.read(pack), pack.size());
    for (std::size_t q = 0; q < pack.size(); ++q) {
        const float* row = logits.data() + q * classes;
        const float highest = *std::max_element(row, row + classes);
        double sum = 0;
        for (std::size_t c = 0; c < classes; ++c) {
            const float below = (row[c] - highest) / network_.temperature(task);
            sum += shares[q * classes + c] = static_cast<double>(fixed_exponential(below));
        }
        for (std::size_t c = 0; c < classes; ++c) shares[q * classes + c] /= sum;
    }
}

std::vector<double> PairReader::shares(const std::string& task, std::span<const Slots> questions, int threads) const {
    const std::vector<PairPieces> all = laid_out(questions);
    std::vector<std::size_t> order(all.size()), place(all.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) {
        const PairPieces &left = all[l], &right = all[r];
        if (left.pieces.size() != right.pieces.size()) return left.pieces.size() < right.pieces.size();
        return std::tie(left.pieces, left.parts) < std::tie(right.pieces, right.parts);
    });
    std::vector<PairPieces> different;
    for (const std::size_t i : order) {
        const bool new_one =
            different.empty() || different.back().pieces != all[i].pieces || different.back().parts != all[i].parts;
        if (new_one) different.push_back(all[i]);
        place[i] = different.size() - 1;
    }
    std::vector<std::size_t> begins{0};
    std::size_t rows = 0;
    for (std::size_t i = 0; i < different.size(); ++i) {
        rows += different[i].pieces.size();
        if (rows < rows_of_pack && i + 1 < different.size()) continue;
        begins.push_back(i + 1);
        rows = 0;
    }
    const std::size_t classes = network_.classes(task);
    std::vector<double> read(different.size() * classes), out;
    for_each_tile(begins.size() - 1, threads, [&](std::size_t pack) {
        const std::span part = std::span(different).subspan(begins[pack], begins[pack + 1] - begins[pack]);
        read_pack(task, part, read.data() + begins[pack] * classes);
    });
    for (const std::size_t i : place) out.insert(out.end(), read.data() + i * classes, read.data() + (i + 1) * classes);
    return out;
}

class PairStanceJudge final : public Judge {
  public:
    explicit PairStanceJudge(std::shared_ptr<const PairReader> reader) : reader_(std::move(reader)) {}
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return reader_->digest(); }
    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int threads) const override {
        std::vector<Slots> slots;
        for (const StanceQuestion& q : questions) slots.push_back({q.target, q.text, q.answered});
        const std::vector<double> shares = reader_->shares("stance", slots, threads);
        std::vector<StanceAnswer> answers(questions.size());
        for (std::size_t i = 0; i < answers.size(); ++i)
            answers[i] = {shares[i * 3], shares[i * 3 + 1], shares[i * 3 + 2]};
        return answers;
    }

  private:
    std::shared_ptr<const PairReader> reader_;
    std::string name_ = "pair stance judge (training/pair.py)";
};

class PairReplyJudge final : public ReplyJudge {
  public:
    explicit PairReplyJudge(std::shared_ptr<const PairReader> reader) : reader_(std::move(reader)) {}
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return reader_->digest(); }
    Result<std::vector<ReplyAnswer>> judge(std::span<const ReplyQuestion> questions, int threads) const override {
        std::vector<Slots> slots;
        for (const ReplyQuestion& q : questions) slots.push_back({q.answered, q.reply, {}});
        const std::vector<double> shares = reader_->shares("reply", slots, threads);
        const std::size_t classes = reader_->classes("reply");
        std::vector<ReplyAnswer> answers(questions.size());
        for (std::size_t i = 0; i < answers.size(); ++i)
            answers[i] = {shares[i * classes], shares[i * classes + 1], classes > 2 ? shares[i * classes + 2] : 0};
        return answers;
    }

  private:
    std::shared_ptr<const PairReader> reader_;
    std::string name_ = "pair reply judge (training/pair.py)";
};

class BilingualJudge final : public Judge {
  public:
    BilingualJudge(const Judge& chinese, const Judge& other)
        : chinese_(chinese),
          other_(other),
          name_(chinese.name() + ", without Chinese characters " + other.name()),
          digest_(sha256_hex(chinese.digest() + other.digest())) {}
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return digest_; }
    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int threads) const override {
        std::array<std::vector<StanceQuestion>, 2> parts;
        std::vector<std::size_t> part_of;
        for (const StanceQuestion& q : questions) {
            part_of.push_back(has_han(q.text) || has_han(q.target) ? 0 : 1);
            parts[part_of.back()].push_back(q);
        }
        TRY(const std::vector<StanceAnswer> first, chinese_.judge(parts[0], threads));
        TRY(const std::vector<StanceAnswer> second, other_.judge(parts[1], threads));
        std::array<std::size_t, 2> next{};
        std::vector<StanceAnswer> answers;
        for (const std::size_t part : part_of) answers.push_back((part == 0 ? first : second)[next[part]++]);
        return answers;
    }

  private:
    const Judge &chinese_, &other_;
    std::string name_, digest_;
};

}  // namespace

std::unique_ptr<Judge> make_bilingual_judge(const Judge& chinese, const Judge& other) {
    return std::make_unique<BilingualJudge>(chinese, other);
}

Result<PairJudges> load_pair_judges(const std::string& folder, const std::string& network, Disk& disk) {
    const std::string path = folder + "/" + network;
    if (!disk.exists(path)) return Error{ErrorCode::model_missing, path, 0, -1, "part of the checkout"};
    TRY(std::string bytes, disk.read_file(path));
    std::string digest = sha256_hex(bytes);
    TRY(const ArrayArchive archive, ArrayArchive::open(std::move(bytes), path));
    TRY(const ArrayShape size, archive.shape_of("pieces"));
    TRY(const std::vector<std::uint8_t> joined, archive.small_numbers("pieces", size));
    TRY(WordPieces pieces, WordPieces::open({reinterpret_cast<const char*>(joined.data()), joined.size()}, path));
    TRY(PairNetwork made, PairNetwork::load(archive, pieces.vocabulary_size(), {"stance", "reply"}, path));
    if (made.most_pieces() < most_target_pieces + most_text_pieces + most_answered_pieces + most_marks)
        return Error{ErrorCode::model_damaged, path, 0, -1, "too few places"};
    if (made.classes("stance") != 3 || made.classes("reply") < 2)
        return Error{ErrorCode::model_damaged, path, 0, -1, "classes"};
    const auto reader = std::make_shared<const PairReader>(std::move(pieces), std::move(made), std::move(digest));
    return PairJudges{std::make_unique<PairStanceJudge>(reader), std::make_unique<PairReplyJudge>(reader)};
}

}  // namespace agon
