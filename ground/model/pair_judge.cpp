// The judges over the pair network: strings to pieces, questions in packs over threads, logits to shares.
//
// Different strings are cut into pieces once, questions that come to the same pieces are read once. Packs hold
// questions of like length, so that threads end together. Of a target 32 pieces are read, of a text 96, of a post
// answered 32, as in training: longer posts come in segments.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
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
    std::size_t layer_numbers() const { return network_.layers() * network_.width(); }
    /// Shares of the classes of `task`, question after question.
    std::vector<double> shares(const std::string& task, std::span<const Slots> questions, int threads) const {
        return read_all<double>(laid_out(questions), network_.classes(task), threads,
                                [&](std::span<const PairPieces> pack, double* to) { read_pack(task, pack, to); });
    }
    /// PairNetwork::read_layers of each text alone.
    std::vector<float> layers(const std::vector<std::string_view>& texts, int threads) const {
        std::vector<PairPieces> all;
        for (const std::string_view text : texts) {
            all.push_back({{WordPieces::classify}, {0}});
            append(all.back(), pieces_.split(text, most_text_pieces), most_text_pieces, 0);
        }
        return read_all<float>(all, layer_numbers(), threads, [&](std::span<const PairPieces> pack, float* to) {
            const std::vector<float> rows = network_.read_layers(pack);
            std::copy(rows.begin(), rows.end(), to);
        });
    }

  private:
    std::vector<PairPieces> laid_out(std::span<const Slots> questions) const;
    void read_pack(const std::string& task, std::span<const PairPieces> pack, double* shares) const;
    /// `width` numbers a question from `read`, which gets packs of different questions.
    template <typename Number, typename Read>
    static std::vector<Number> read_all(const std::vector<PairPieces>& all, std::size_t width, int threads,
                                        const Read& read);

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

template <typename Number, typename Read>
std::vector<Number> PairReader::read_all(const std::vector<PairPieces>& all, std::size_t width, int threads,
                                         const Read& read) {
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
    std::vector<Number> made(different.size() * width), out;
    for_each_tile(begins.size() - 1, threads, [&](std::size_t pack) {
        const std::span part = std::span(different).subspan(begins[pack], begins[pack + 1] - begins[pack]);
        read(part, made.data() + begins[pack] * width);
    });
    for (const std::size_t i : place) out.insert(out.end(), made.data() + i * width, made.data() + (i + 1) * width);
    return out;
}

/// A linear map of the network's layers that imitates the sentence vectors of the network that it was trained from.
class PairSentences final : public Encoder {
  public:
    PairSentences(std::shared_ptr<const PairReader> reader, ScaledMatrix map, const std::string& map_digest)
        : reader_(std::move(reader)), map_(std::move(map)), digest_(sha256_hex(reader_->digest() + map_digest)) {}
    std::int32_t width() const override { return static_cast<std::int32_t>(map_.steps.columns()); }
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return digest_; }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        constexpr std::size_t texts_at_once = 4096;  // 32 MB of layers
        std::vector<float> all;
        for (std::size_t begin = 0; begin < texts.size(); begin += texts_at_once) {
            const auto end = std::min(texts.size(), begin + texts_at_once);
            const std::vector<std::string_view> part(texts.begin() + static_cast<std::ptrdiff_t>(begin),
                                                     texts.begin() + static_cast<std::ptrdiff_t>(end));
            std::vector<float> rows = map_.times(reader_->layers(part, threads), part.size());
            for (std::size_t t = 0; t < part.size(); ++t) normalise_row(rows.data() + t * map_.steps.columns());
            all.insert(all.end(), rows.begin(), rows.end());
        }
        return all;
    }

  private:
    void normalise_row(float* row) const {
        double squares = 0;
        for (std::size_t i = 0; i < map_.steps.columns(); ++i) squares += static_cast<double>(row[i]) * row[i];
        const auto share = static_cast<float>(squares > 0 ? 1 / std::sqrt(squares) : 0);
        for (std::size_t i = 0; i < map_.steps.columns(); ++i) row[i] *= share;
    }

    std::shared_ptr<const PairReader> reader_;
    ScaledMatrix map_;
    std::string name_ = "pair network's sentences (training/pair_sentences.py)", digest_;
};

/// The map of `folder`, if it has one that was made for this network.
Result<std::unique_ptr<Encoder>> load_sentences(const std::string& folder, std::shared_ptr<const PairReader> reader,
                                                Disk& disk) {
    const std::string path = folder + "/sentences.npz";
    if (!disk.exists(path)) return std::unique_ptr<Encoder>();
    TRY(std::string bytes, disk.read_file(path));
    const std::string digest = sha256_hex(bytes);
    TRY(const ArrayArchive archive, ArrayArchive::open(std::move(bytes), path));
    TRY(const ArrayShape shape, archive.shape_of("network"));
    TRY(const std::vector<std::uint8_t> network, archive.small_numbers("network", shape));
    if (std::string(network.begin(), network.end()) != reader->digest()) return std::unique_ptr<Encoder>();
    TRY(const ArrayShape map_shape, archive.shape_of("map"));
    const auto columns = static_cast<std::size_t>(map_shape.back());
    if (columns == 0 || columns % cell_width != 0)
        return Error{ErrorCode::model_damaged, path, 0, -1, "width of the map"};
    TRY(ScaledMatrix map, ScaledMatrix::load(archive, "map", reader->layer_numbers(), columns));
    return std::unique_ptr<Encoder>(std::make_unique<PairSentences>(std::move(reader), std::move(map), digest));
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
    TRY(std::unique_ptr<Encoder> sentences, load_sentences(folder, reader, disk));
    return PairJudges{std::make_unique<PairStanceJudge>(reader), std::make_unique<PairReplyJudge>(reader),
                      std::move(sentences)};
}

}  // namespace agon
