// The judges over the pair network: strings to pieces, questions in packs over threads, logits to shares.
//
// Different strings are cut into pieces once, questions that come to the same pieces are read once. Packs hold
// questions of like length, so that threads end together. Of a target 32 pieces are read, of a text 96, of a post
// answered 32, as in training: longer posts come in segments. Of two sentences beside each other 64 each.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <unordered_map>
#include <variant>

#include "ground/model/fixed_exponential.hpp"
#include "ground/model/judge.hpp"
#include "ground/model/pair_network.hpp"
#include "ground/model/piece_splitter.hpp"
#include "ground/model/tiles.hpp"
#include "ground/model/word_pieces.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

/// How many pieces of each slot are read, as in training.
struct Limits {
    std::size_t target, text, answered;
    constexpr std::size_t all() const {
        constexpr std::size_t marks = 4;
        return target + text + answered + marks;
    }
};
constexpr Limits of_stances{32, 96, 32}, of_arguments{64, 64, 0};
constexpr std::size_t most_text_pieces = 96;  // of a text alone
constexpr std::size_t rows_of_pack = 384;     // enough to use each panel of weights well, small enough for the cache

/// What is asked, whichever task it is for.
struct Slots {
    std::string_view target, text, answered;
};

/// The pieces of a network's vocabulary: of words or of sentences, as its file has it.
class PairVocabulary {
  public:
    /// Errors: model_damaged.
    static Result<PairVocabulary> open(const ArrayArchive& archive, const std::string& path) {
        const bool sentences = archive.contains("split");
        TRY(const ArrayShape size, archive.shape_of(sentences ? "split" : "pieces"));
        TRY(const std::vector<std::uint8_t> bytes, archive.small_numbers(sentences ? "split" : "pieces", size));
        const std::string stored(bytes.begin(), bytes.end());
        if (!sentences) {
            TRY(WordPieces pieces, WordPieces::open(stored, path));
            return PairVocabulary(std::move(pieces));
        }
        TRY(PieceSplitter pieces, PieceSplitter::open(stored, path));
        if (pieces.begin_mark() != WordPieces::classify || pieces.end_mark() != WordPieces::separate)
            return Error{ErrorCode::model_damaged, path, 0, -1, "marks of the vocabulary"};
        return PairVocabulary(std::move(pieces));
    }
    std::int32_t size() const {
        return std::visit([](const auto& pieces) { return pieces.vocabulary_size(); }, pieces_);
    }
    std::vector<std::int32_t> split(std::string_view text, std::size_t most) const {
        if (const auto* words = std::get_if<WordPieces>(&pieces_)) return words->split(text, most);
        return std::get<PieceSplitter>(pieces_).pieces_of(text, most);
    }

  private:
    explicit PairVocabulary(std::variant<WordPieces, PieceSplitter> pieces) : pieces_(std::move(pieces)) {}
    std::variant<WordPieces, PieceSplitter> pieces_;
};

class Splits {
  public:
    explicit Splits(const PairVocabulary& pieces) : pieces_(pieces) {}
    const std::vector<std::int32_t>& of(std::string_view text) {
        const auto [place, added] = known_.try_emplace(text);
        if (added) place->second = pieces_.split(text, most_text_pieces);
        return place->second;
    }

  private:
    const PairVocabulary& pieces_;
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
    PairReader(PairVocabulary pieces, PairNetwork network, std::string digest)
        : pieces_(std::move(pieces)), network_(std::move(network)), digest_(std::move(digest)) {}

    const std::string& digest() const { return digest_; }
    std::size_t classes(const std::string& task) const { return network_.classes(task); }
    std::size_t width() const { return network_.width(); }
    std::size_t layers() const { return network_.layers(); }
    /// Shares of the classes of `task`, question after question.
    std::vector<double> shares(const std::string& task, const Limits& limits, std::span<const Slots> questions,
                               int threads) const {
        return read_all<double>(laid_out(limits, questions), network_.classes(task), threads,
                                [&](std::span<const PairPieces> pack, double* to) { read_pack(task, pack, to); });
    }
    /// PairNetwork::means_after of each text alone.
    std::vector<float> means_after(std::size_t layers, const std::vector<std::string_view>& texts, int threads) const {
        std::vector<PairPieces> all;
        for (const std::string_view text : texts) {
            all.push_back({{WordPieces::classify}, {0}});
            append(all.back(), pieces_.split(text, most_text_pieces), most_text_pieces, 0);
        }
        return read_all<float>(all, width(), threads, [&](std::span<const PairPieces> pack, float* to) {
            const std::vector<float> rows = network_.means_after(layers, pack);
            std::copy(rows.begin(), rows.end(), to);
        });
    }

  private:
    std::vector<PairPieces> laid_out(const Limits& limits, std::span<const Slots> questions) const;
    void read_pack(const std::string& task, std::span<const PairPieces> pack, double* shares) const;
    /// `width` numbers a question from `read`, which gets packs of different questions.
    template <typename Number, typename Read>
    static std::vector<Number> read_all(const std::vector<PairPieces>& all, std::size_t width, int threads,
                                        const Read& read);

    PairVocabulary pieces_;
    PairNetwork network_;
    std::string digest_;
};

std::vector<PairPieces> PairReader::laid_out(const Limits& limits, std::span<const Slots> questions) const {
    Splits splits(pieces_);
    std::vector<PairPieces> all;
    for (const Slots& asked : questions) {
        PairPieces question{{WordPieces::classify}, {0}};
        append(question, splits.of(asked.target), limits.target, 0);
        append(question, splits.of(asked.text), limits.text, 1);
        if (!asked.answered.empty()) append(question, splits.of(asked.answered), limits.answered, 0);
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

/// What the first layers say of a sentence, mapped so that sentences of one argument lie near each other.
class PairSentences final : public Encoder {
  public:
    PairSentences(std::shared_ptr<const PairReader> reader, std::size_t layers, ScaledMatrix map,
                  const std::string& map_digest)
        : reader_(std::move(reader)),
          layers_(layers),
          map_(std::move(map)),
          digest_(sha256_hex(reader_->digest() + map_digest)) {}
    std::int32_t width() const override { return static_cast<std::int32_t>(map_.steps.columns()); }
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return digest_; }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        constexpr std::size_t texts_at_once = 8192;  // 13 MB of rows
        std::vector<float> all;
        for (std::size_t begin = 0; begin < texts.size(); begin += texts_at_once) {
            const auto end = std::min(texts.size(), begin + texts_at_once);
            const std::vector<std::string_view> part(texts.begin() + static_cast<std::ptrdiff_t>(begin),
                                                     texts.begin() + static_cast<std::ptrdiff_t>(end));
            std::vector<float> rows = map_.times(reader_->means_after(layers_, part, threads), part.size());
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
    std::size_t layers_;
    ScaledMatrix map_;
    std::string name_ = "pair network's sentences (training/pair_sentences.py)", digest_;
};

/// A file of weights and the digest of its bytes.
struct OpenedArchive {
    ArrayArchive archive;
    std::string digest;
};

/// Errors: the disk's, model_damaged.
Result<OpenedArchive> open_archive(const std::string& path, Disk& disk) {
    TRY(std::string bytes, disk.read_file(path));
    std::string digest = sha256_hex(bytes);
    TRY(ArrayArchive archive, ArrayArchive::open(std::move(bytes), path));
    return OpenedArchive{std::move(archive), std::move(digest)};
}

/// Errors: model_missing, model_damaged.
Result<std::shared_ptr<const PairReader>> load_reader(const std::string& path, Disk& disk) {
    if (!disk.exists(path)) return Error{ErrorCode::model_missing, path, 0, -1, "part of the checkout"};
    TRY(OpenedArchive opened, open_archive(path, disk));
    const ArrayArchive& archive = opened.archive;
    TRY(PairVocabulary pieces, PairVocabulary::open(archive, path));
    TRY(PairNetwork made, PairNetwork::load(archive, pieces.size(), {"stance", "reply"}, path));
    if (made.most_pieces() < std::max(of_stances.all(), of_arguments.all()))
        return Error{ErrorCode::model_damaged, path, 0, -1, "too few places"};
    if (made.classes("stance") != 3 || made.classes("reply") < 2)
        return Error{ErrorCode::model_damaged, path, 0, -1, "classes"};
    return std::make_shared<const PairReader>(std::move(pieces), std::move(made), std::move(opened.digest));
}

/// True if the file names this network.
Result<bool> is_made_for(const ArrayArchive& archive, const PairReader& reader) {
    TRY(const ArrayShape shape, archive.shape_of("network"));
    TRY(const std::vector<std::uint8_t> network, archive.small_numbers("network", shape));
    return std::string(network.begin(), network.end()) == reader.digest();
}

/// The map of `folder`, if it has one that was made for this network.
Result<std::unique_ptr<Encoder>> load_sentences(const std::string& folder, std::shared_ptr<const PairReader> reader,
                                                Disk& disk) {
    const std::string path = folder + "/sentences.npz";
    if (!disk.exists(path)) return std::unique_ptr<Encoder>();
    TRY(const OpenedArchive opened, open_archive(path, disk));
    const ArrayArchive& archive = opened.archive;
    TRY(const bool fits, is_made_for(archive, *reader));
    if (!fits) return std::unique_ptr<Encoder>();
    TRY(const ArrayShape map_shape, archive.shape_of("map"));
    const auto columns = static_cast<std::size_t>(map_shape.back());
    if (columns == 0 || columns % cell_width != 0)
        return Error{ErrorCode::model_damaged, path, 0, -1, "width of the map"};
    TRY(const std::vector<std::uint8_t> layers, archive.small_numbers("layer", {1}));
    if (layers[0] > reader->layers()) return Error{ErrorCode::model_damaged, path, 0, -1, "layer"};
    TRY(ScaledMatrix map, ScaledMatrix::load(archive, "map", reader->width(), columns));
    return std::unique_ptr<Encoder>(
        std::make_unique<PairSentences>(std::move(reader), layers[0], std::move(map), opened.digest));
}

class PairStanceJudge final : public Judge {
  public:
    explicit PairStanceJudge(std::shared_ptr<const PairReader> reader) : reader_(std::move(reader)) {}
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return reader_->digest(); }
    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int threads) const override {
        std::vector<Slots> slots;
        for (const StanceQuestion& q : questions) slots.push_back({q.target, q.text, q.answered});
        const std::vector<double> shares = reader_->shares("stance", of_stances, slots, threads);
        std::vector<StanceAnswer> answers(questions.size());
        for (std::size_t i = 0; i < answers.size(); ++i)
            answers[i] = {shares[i * 3], shares[i * 3 + 1], shares[i * 3 + 2]};
        return answers;
    }

  private:
    std::shared_ptr<const PairReader> reader_;
    std::string name_ = "pair stance judge (training/pair_device.py)";
};

class PairReplyJudge final : public ReplyJudge {
  public:
    explicit PairReplyJudge(std::shared_ptr<const PairReader> reader) : reader_(std::move(reader)) {}
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return reader_->digest(); }
    Result<std::vector<ReplyAnswer>> judge(std::span<const ReplyQuestion> questions, int threads) const override {
        std::vector<Slots> slots;
        for (const ReplyQuestion& q : questions) slots.push_back({q.answered, q.reply, {}});
        const std::vector<double> shares = reader_->shares("reply", of_stances, slots, threads);
        const std::size_t classes = reader_->classes("reply");
        std::vector<ReplyAnswer> answers(questions.size());
        for (std::size_t i = 0; i < answers.size(); ++i)
            answers[i] = {shares[i * classes], shares[i * classes + 1], classes > 2 ? shares[i * classes + 2] : 0};
        return answers;
    }

  private:
    std::shared_ptr<const PairReader> reader_;
    std::string name_ = "pair reply judge (training/pair_device.py)";
};

/// The network as the changes of arguments.npz make it (training/same_argument.py). Both files are read when the first
/// question comes: most runs find all answers kept.
class PairArgumentJudge final : public ArgumentJudge {
  public:
    PairArgumentJudge(std::string network, std::string changes, std::string digest, Disk& disk)
        : network_(std::move(network)), changes_(std::move(changes)), digest_(std::move(digest)), disk_(disk) {}
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return digest_; }
    Result<std::vector<double>> judge(std::span<const ArgumentQuestion> questions, int threads) const override {
        if (questions.empty()) return std::vector<double>();
        TRY(const PairReader* reader, opened());
        std::vector<Slots> slots;
        for (const ArgumentQuestion& q : questions) slots.push_back({q.head, q.other, {}});
        const std::vector<double> shares = reader->shares(kTask, of_arguments, slots, threads);
        std::vector<double> same;
        for (std::size_t i = 0; i < questions.size(); ++i) same.push_back(shares[i * 2]);
        return same;
    }

  private:
    static constexpr const char* kTask = "argument";

    Result<const PairReader*> opened() const {
        const std::lock_guard guard(opening_);
        if (reader_) return reader_.get();
        TRY(const OpenedArchive network, open_archive(network_, disk_));
        TRY(const OpenedArchive changes, open_archive(changes_, disk_));
        TRY(PairVocabulary pieces, PairVocabulary::open(network.archive, network_));
        TRY(PairNetwork made,
            PairNetwork::load_changed(network.archive, changes.archive, pieces.size(), kTask, changes_));
        if (made.classes(kTask) != 2) return Error{ErrorCode::model_damaged, changes_, 0, -1, "classes"};
        reader_ = std::make_unique<PairReader>(std::move(pieces), std::move(made), digest_);
        return reader_.get();
    }

    std::string network_, changes_, digest_;
    Disk& disk_;
    std::string name_ = "pair argument judge (training/same_argument.py)";
    mutable std::mutex opening_;
    mutable std::unique_ptr<PairReader> reader_;
};

/// The judge of `folder`, if it has changes that were made for this network.
Result<std::unique_ptr<ArgumentJudge>> load_arguments(const std::string& folder, const std::string& network,
                                                      const PairReader& reader, Disk& disk) {
    const std::string path = folder + "/arguments.npz";
    if (!disk.exists(path)) return std::unique_ptr<ArgumentJudge>();
    TRY(const OpenedArchive changes, open_archive(path, disk));
    TRY(const bool fits, is_made_for(changes.archive, reader));
    if (!fits) return std::unique_ptr<ArgumentJudge>();
    return std::unique_ptr<ArgumentJudge>(
        std::make_unique<PairArgumentJudge>(network, path, sha256_hex(reader.digest() + changes.digest), disk));
}

}  // namespace

Result<PairJudges> load_pair_judges(const std::string& folder, const std::string& network, Disk& disk) {
    const std::string path = folder + "/" + network;
    TRY(const std::shared_ptr<const PairReader> reader, load_reader(path, disk));
    TRY(std::unique_ptr<Encoder> sentences, load_sentences(folder, reader, disk));
    TRY(std::unique_ptr<ArgumentJudge> arguments, load_arguments(folder, path, *reader, disk));
    return PairJudges{std::make_unique<PairStanceJudge>(reader), std::make_unique<PairReplyJudge>(reader),
                      std::move(sentences), std::move(arguments)};
}

}  // namespace agon
