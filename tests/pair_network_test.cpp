// The pair network: pieces, forward pass, judges. A small random network is written here as an .npz file; the shipped
// weights are only read by PairWeights.
#include "ground/model/pair_network.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "ground/model/fixed_exponential.hpp"
#include "ground/model/judge.hpp"
#include "ground/model/word_pieces.hpp"
#include "ground/table/table.hpp"
#include "ground/text/text.hpp"
#include "tests/reference/pair_network_reference.hpp"

namespace agon {
namespace {

constexpr std::size_t width = 128, inner = 256, layers = 2, places = 170;
const std::vector<std::string> vocabulary = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "经", "济",
                                             "政",    "策",    "不",    "好",    "应",     "该", "支",
                                             "持",    "反",    "对",    "，",    "gdp",    "##s"};

std::string bytes_of(std::uint64_t number, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(number >> (8 * i) & 255);
    return out;
}

std::string npy(const std::string& type, const ArrayShape& shape, const std::string& numbers) {
    std::string shape_text = "(";
    for (const std::int64_t extent : shape) shape_text += std::to_string(extent) + ", ";
    if (shape.size() > 1)
        shape_text.resize(shape_text.size() - 2);
    else
        shape_text.pop_back();
    const std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape_text + "), }\n";
    return std::string("\x93NUMPY\x01\0", 8) + bytes_of(header.size(), 2) + header + numbers;
}

/// A zip file of stored entries.
std::string zip_of(const std::map<std::string, std::string>& arrays) {
    std::string out, directory;
    for (const auto& [name, content] : arrays) {
        const std::string file = name + ".npy";
        const std::string size = bytes_of(content.size(), 4), none(4, '\0');
        const std::string sum =
            bytes_of(crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())), 4);
        const std::string shared =
            bytes_of(20, 2) + std::string(8, '\0') + sum + size + size + bytes_of(file.size(), 2) + bytes_of(0, 2);
        directory += "PK\1\2" + bytes_of(20, 2) + shared + std::string(10, '\0') + bytes_of(out.size(), 4) + file;
        out += "PK\3\4" + shared + file + content;
    }
    return out + directory + "PK\5\6" + std::string(4, '\0') + bytes_of(arrays.size(), 2) + bytes_of(arrays.size(), 2) +
           bytes_of(directory.size(), 4) + bytes_of(out.size(), 4) + bytes_of(0, 2);
}

/// A random network as a file and as the twin reads it.
struct RandomNetwork {
    std::map<std::string, std::string> arrays;
    reference::Tables tables;
    std::mt19937 random{11};

    float number(float size) { return std::uniform_real_distribution<float>(-size, size)(random); }
    void floats(const std::string& name, std::size_t rows, std::size_t columns, float centre, float size,
                bool flat = false) {
        std::string bytes;
        reference::Table table{rows, columns, {}};
        for (std::size_t i = 0; i < rows * columns; ++i) {
            const float value = (i < columns ? centre : 0.0f) + number(size);
            bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
            table.numbers.push_back(static_cast<double>(value));
        }
        const auto height = static_cast<std::int64_t>(rows), length = static_cast<std::int64_t>(columns);
        arrays[name] = npy("<f4", flat ? ArrayShape{height * length} : ArrayShape{height, length}, bytes);
        tables[name] = table;
    }
    /// Steps with scales of rows or of columns.
    void steps(const std::string& name, std::size_t rows, std::size_t columns, bool scale_of_row, float size) {
        floats(name + ".scale", 1, scale_of_row ? rows : columns, size, size / 2, true);
        std::string bytes;
        reference::Table table{rows, columns, {}};
        for (std::size_t i = 0; i < rows * columns; ++i) {
            const int step = std::uniform_int_distribution<int>(-127, 127)(random);
            bytes += static_cast<char>(step);
            table.numbers.push_back(step * tables[name + ".scale"].numbers[scale_of_row ? i / columns : i % columns]);
        }
        arrays[name] = npy("|i1", {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)}, bytes);
        tables[name] = table;
    }
    /// Four heads; a scale for each 32 steps of the piece table.
    void narrow() {
        arrays["heads"] = npy("|u1", {1}, bytes_of(4, 1));
        tables["heads"] = {1, 1, {4}};
        constexpr std::size_t blocks = width / 32;
        floats("embed.scale", vocabulary.size(), blocks, 0.01f, 0.005f);
        std::string bytes;
        reference::Table& table = tables["embed"];
        for (std::size_t i = 0; i < vocabulary.size() * width; ++i) {
            const int step = std::uniform_int_distribution<int>(-8, 7)(random);
            bytes += static_cast<char>(step);
            table.numbers[i] = step * tables["embed.scale"].at(i / width, i % width / 32);
        }
        arrays["embed"] =
            npy("|i1", {static_cast<std::int64_t>(vocabulary.size()), static_cast<std::int64_t>(width)}, bytes);
    }
    void matrix(const std::string& name, std::size_t rows, std::size_t columns) {
        steps(name, rows, columns, false, 2.5e-3f);
        floats(name + ".bias", 1, columns, 0, 0.3f, true);
    }
    RandomNetwork() {
        std::string joined;
        for (const std::string& piece : vocabulary) joined += (joined.empty() ? "" : "\n") + piece;
        arrays["pieces"] = npy("|u1", {static_cast<std::int64_t>(joined.size())}, joined);
        steps("embed", vocabulary.size(), width, true, 0.01f);
        floats("position", places, width, 0, 0.5f);
        floats("type", 2, width, 0, 0.5f);
        floats("embed.norm", 2, width, 1, 0.3f);
        for (std::size_t i = 0; i < layers; ++i) {
            const std::string layer = "l" + std::to_string(i) + ".";
            for (const char* const name : {"query", "key", "value", "out"}) matrix(layer + name, width, width);
            matrix(layer + "up", width, inner);
            matrix(layer + "down", inner, width);
            floats(layer + "norm1", 2, width, 1, 0.3f);
            floats(layer + "norm2", 2, width, 1, 0.3f);
        }
        for (const char* const task : {"stance", "reply"}) {
            const std::string head = std::string("head.") + task + ".";
            matrix(head + "hidden", width, width);
            floats(head + "out", width, 3, 0, 0.4f);
            floats(head + "out.bias", 1, 3, 0, 0.4f, true);
            floats(head + "temperature", 1, 1, 1.5f, 0.1f, true);
        }
    }
};

/// Changes to the network: thin products for each matrix of its first layer, and a head of two classes.
struct RandomChanges : RandomNetwork {
    static constexpr std::size_t rank = 3;
    reference::Tables changed;  // as the twin reads the changed network

    explicit RandomChanges(const RandomNetwork& of) {
        arrays.clear();
        tables.clear();
        random.seed(23);
        changed = of.tables;
        for (const char* const name : {"query", "key", "value", "out"}) change(of, name, width, width);
        change(of, "up", width, inner);
        change(of, "down", inner, width);
        std::erase_if(changed, [](const auto& table) { return table.first.starts_with("l1."); });
        const std::string head = "head.argument.";
        matrix(head + "hidden", width, width);
        floats(head + "out", width, 2, 0, 0.4f);
        floats(head + "out.bias", 1, 2, 0, 0.4f, true);
        floats(head + "temperature", 1, 1, 1.5f, 0.1f, true);
        for (const auto& [name, table] : tables)
            if (name.starts_with(head)) changed[name] = table;
    }

  private:
    void change(const RandomNetwork& of, const std::string& matrix_name, std::size_t rows, std::size_t columns) {
        const std::string name = "l0." + matrix_name;
        steps(name + ".in", rows, rank, false, 1e-3f);
        steps(name + ".back", rank, columns, false, 1e-3f);
        reference::Table sum = of.tables.at(name);
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < columns; ++c)
                for (std::size_t k = 0; k < rank; ++k)
                    sum.numbers[r * columns + c] +=
                        tables.at(name + ".in").at(r, k) * tables.at(name + ".back").at(k, c);
        for (std::size_t c = 0; c < columns; ++c) {  // to whole 127ths of the column's largest
            double largest = 0;
            for (std::size_t r = 0; r < rows; ++r) largest = std::max(largest, std::abs(sum.at(r, c)));
            for (std::size_t r = 0; r < rows; ++r)
                sum.numbers[r * columns + c] = std::round(sum.at(r, c) / largest * 127) * largest / 127;
        }
        changed[name] = sum;
    }
};

/// Writes the network where load_pair_judges() can read it.
std::string folder_of(const std::map<std::string, std::string>& arrays) {
    const std::string folder = testing::TempDir() + "agon_pair_network";
    EXPECT_TRUE(real_disk().make_folder(folder));
    EXPECT_TRUE(real_disk().write_file(folder + "/network.npz", zip_of(arrays)));
    return folder;
}

std::vector<PairPieces> random_questions(std::size_t count) {
    std::mt19937 random(5);
    std::vector<PairPieces> questions(count);
    for (PairPieces& question : questions) {
        question.pieces.resize(1 + random() % 60);
        for (std::int32_t& piece : question.pieces) piece = static_cast<std::int32_t>(random() % vocabulary.size());
        for (std::size_t k = 0; k < question.pieces.size(); ++k)
            question.parts.push_back(k > question.pieces.size() / 3 ? 1 : 0);
    }
    return questions;
}

TEST(FixedFunctions, AreNearTheTrueOnes) {
    for (double x = -12; x < 12; x += 0.00137) {
        const auto given = static_cast<float>(x);
        const auto exact = static_cast<double>(given);
        EXPECT_NEAR(fixed_gelu(given), 0.5 * exact * (1 + std::erf(exact / std::sqrt(2.0))),
                    4e-7 * std::max(1.0, std::abs(exact)));
        EXPECT_NEAR(fixed_tanh(given), std::tanh(exact), 3e-7);
    }
    EXPECT_EQ(fixed_gelu(1000.0f), 1000.0f);
    EXPECT_NEAR(fixed_gelu(-1000.0f), 0.0f, 1e-30);
}

TEST(PairNetwork, GivesTheLogitsOfItsSlowTwin) {
    const RandomNetwork made;
    const auto archive = ArrayArchive::open(zip_of(made.arrays), "made here");
    ASSERT_TRUE(archive) << archive.error().line();
    const auto size = static_cast<std::int32_t>(vocabulary.size());
    const auto network = PairNetwork::load(*archive, size, {"stance", "reply"}, "made here");
    ASSERT_TRUE(network) << network.error().line();
    const auto questions = random_questions(12);
    const std::vector<float> rows = network->read(questions);
    for (const std::string task : {"stance", "reply"}) {
        const std::vector<float> logits = network->logits(task, rows, questions.size());
        for (std::size_t q = 0; q < questions.size(); ++q) {
            const auto exact = reference::pair_logits(made.tables, task, questions[q].pieces, questions[q].parts);
            for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(logits[q * 3 + c], exact[c], 2e-3) << task << q;
        }
    }
}

/// As the shipped one is: heads of 32 and a scale for each 32 steps of a piece.
TEST(PairNetwork, NarrowHeadsAndScalesOfBlocksGiveTheLogitsOfTheSlowTwin) {
    RandomNetwork made;
    made.narrow();
    const auto archive = ArrayArchive::open(zip_of(made.arrays), "made here");
    ASSERT_TRUE(archive) << archive.error().line();
    const auto size = static_cast<std::int32_t>(vocabulary.size());
    const auto network = PairNetwork::load(*archive, size, {"stance"}, "made here");
    ASSERT_TRUE(network) << network.error().line();
    const auto questions = random_questions(12);
    const std::vector<float> logits = network->logits("stance", network->read(questions), questions.size());
    for (std::size_t q = 0; q < questions.size(); ++q) {
        const auto exact = reference::pair_logits(made.tables, "stance", questions[q].pieces, questions[q].parts);
        for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(logits[q * 3 + c], exact[c], 2e-3) << q;
    }
    made.arrays["heads"] = npy("|u1", {1}, bytes_of(3, 1));  // 128 does not divide by 3 heads of 16
    const auto uneven = ArrayArchive::open(zip_of(made.arrays), "made here");
    ASSERT_TRUE(uneven);
    EXPECT_EQ(PairNetwork::load(*uneven, size, {"stance"}, "made here").error().code, ErrorCode::model_damaged);
}

TEST(PairNetwork, ChangesAddTheirProductsAndLeaveTheLayersWithoutAny) {
    const RandomNetwork made;
    const RandomChanges changes(made);
    const auto archive = ArrayArchive::open(zip_of(made.arrays), "made here");
    const auto changed = ArrayArchive::open(zip_of(changes.arrays), "changes");
    ASSERT_TRUE(archive && changed);
    const auto size = static_cast<std::int32_t>(vocabulary.size());
    const auto network = PairNetwork::load_changed(*archive, *changed, size, "argument", "made here");
    ASSERT_TRUE(network) << network.error().line();
    EXPECT_EQ(network->layers(), 1U);
    const auto questions = random_questions(12);
    const std::vector<float> logits = network->logits("argument", network->read(questions), questions.size());
    double apart = 0;
    for (std::size_t q = 0; q < questions.size(); ++q) {
        const auto exact = reference::pair_logits(changes.changed, "argument", questions[q].pieces, questions[q].parts);
        for (std::size_t c = 0; c < 2; ++c) EXPECT_NEAR(logits[q * 2 + c], exact[c], 1e-2) << q;
        apart = std::max(apart, std::abs(exact[0] - exact[1]));
    }
    EXPECT_GT(apart, 0.1);
    auto without = changes.arrays;
    without.erase("l0.key.back");
    const auto damaged = ArrayArchive::open(zip_of(without), "changes");
    ASSERT_TRUE(damaged);
    EXPECT_EQ(PairNetwork::load_changed(*archive, *damaged, size, "argument", "made here").error().code,
              ErrorCode::model_damaged);
}

TEST(PairNetwork, BitsDependOnNothingBesideTheQuestion) {
    const RandomNetwork made;
    const auto archive = ArrayArchive::open(zip_of(made.arrays), "made here");
    ASSERT_TRUE(archive);
    const auto size = static_cast<std::int32_t>(vocabulary.size());
    const auto network = PairNetwork::load(*archive, size, {"stance"}, "made here");
    ASSERT_TRUE(network);
    const auto questions = random_questions(9);
    const std::vector<float> together = network->read(questions);
    for (const ProductKernel kernel : {ProductKernel::plain, ProductKernel::avx2, best_kernel()}) {
        set_kernel(kernel);
        for (std::size_t q = 0; q < questions.size(); ++q) {
            const std::vector<float> alone = network->read(std::span(questions).subspan(q, 1));
            EXPECT_EQ(std::memcmp(alone.data(), together.data() + q * width, width * sizeof(float)), 0) << q;
        }
    }
    set_kernel(best_kernel());
}

TEST(PairJudge, AnswersTheSameWhateverTheOrderBatchAndThreads) {
    const std::string folder = folder_of(RandomNetwork().arrays);
    const auto judges = load_pair_judges(folder, "network.npz", real_disk());
    ASSERT_TRUE(judges) << judges.error().line();
    std::vector<std::string> texts;
    for (int i = 0; i < 40; ++i) {
        texts.emplace_back();
        for (int k = 0; k <= i * 3; ++k) texts.back() += vocabulary[5 + static_cast<std::size_t>(i * k + k * k) % 13];
    }
    std::vector<StanceQuestion> questions;
    for (std::size_t i = 0; i < texts.size(); ++i)
        questions.push_back({texts[i], texts[(i * 7) % 20], i % 3 == 0 ? texts[(i * 5) % 30] : std::string_view{}});
    questions.push_back(questions[4]);
    const auto one = (*judges).stance->judge(questions, 1), four = (*judges).stance->judge(questions, 4);
    ASSERT_TRUE(one && four);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto alone = (*judges).stance->judge(std::span(questions).subspan(i, 1), 1);
        ASSERT_TRUE(alone);
        EXPECT_EQ((*one)[i].in_favour, (*four)[i].in_favour);
        EXPECT_EQ((*one)[i].against, (*alone)[0].against);
        EXPECT_NEAR((*one)[i].in_favour + (*one)[i].against + (*one)[i].neither, 1, 1e-12);
    }
    EXPECT_EQ((*one)[4].in_favour, (*one)[40].in_favour);
    EXPECT_NE((*one)[4].in_favour, (*one)[5].in_favour);
    const auto replies = (*judges).reply->judge(std::vector<ReplyQuestion>{{texts[3], texts[4]}}, 1);
    ASSERT_TRUE(replies);
    EXPECT_NE((*replies)[0].agrees, (*replies)[0].disagrees);
}

/// arguments.npz beside the network of `folder`, which is to have this digest.
void write_changes(const std::string& folder, std::map<std::string, std::string> arrays, const std::string& digest) {
    arrays["network"] = npy("|u1", {static_cast<std::int64_t>(digest.size())}, digest);
    EXPECT_TRUE(real_disk().write_file(folder + "/arguments.npz", zip_of(arrays)));
}

TEST(PairArguments, AreToldAlikeWhateverTheBatchAndOnlyBesideTheirNetwork) {
    const RandomNetwork made;
    const RandomChanges changes(made);
    const std::string folder = folder_of(made.arrays);
    const std::string digest = sha256_hex(zip_of(made.arrays));
    write_changes(folder, changes.arrays, digest);
    const auto judges = load_pair_judges(folder, "network.npz", real_disk());
    ASSERT_TRUE(judges) << judges.error().line();
    ASSERT_NE(judges->arguments, nullptr);
    std::vector<std::string> texts;
    for (int i = 0; i < 20; ++i) {
        texts.emplace_back();
        for (int k = 0; k <= i * 5; ++k) texts.back() += vocabulary[5 + static_cast<std::size_t>(i * k + k) % 13];
    }
    std::vector<ArgumentQuestion> questions;
    for (std::size_t i = 0; i < texts.size(); ++i) questions.push_back({texts[i], texts[(i * 3 + 1) % texts.size()]});
    const auto one = judges->arguments->judge(questions, 1), three = judges->arguments->judge(questions, 3);
    ASSERT_TRUE(one && three);
    EXPECT_EQ(*one, *three);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto alone = judges->arguments->judge(std::span(questions).subspan(i, 1), 1);
        ASSERT_TRUE(alone);
        EXPECT_EQ((*one)[i], (*alone)[0]);
        EXPECT_GT((*one)[i], 0);
        EXPECT_LT((*one)[i], 1);
    }
    EXPECT_NE((*one)[3], (*one)[4]);
    EXPECT_NE(judges->arguments->digest(), judges->stance->digest());

    write_changes(folder, changes.arrays, sha256_hex("another network"));
    const auto beside_another = load_pair_judges(folder, "network.npz", real_disk());
    ASSERT_TRUE(beside_another);
    EXPECT_EQ(beside_another->arguments, nullptr);

    auto damaged = changes.arrays;
    damaged.erase("head.argument.out");
    write_changes(folder, damaged, digest);
    const auto broken = load_pair_judges(folder, "network.npz", real_disk());
    ASSERT_TRUE(broken);
    ASSERT_NE(broken->arguments, nullptr);
    EXPECT_EQ(broken->arguments->judge(questions, 1).error().code, ErrorCode::model_damaged);
    std::filesystem::remove(folder + "/arguments.npz");
}

TEST(PairJudge, ADamagedOrMissingFileIsAnError) {
    const RandomNetwork made;
    EXPECT_EQ(load_pair_judges(testing::TempDir() + "nothing here", "network.npz", real_disk()).error().code,
              ErrorCode::model_missing);
    const auto load = [](const std::map<std::string, std::string>& arrays) {
        const auto loaded = load_pair_judges(folder_of(arrays), "network.npz", real_disk());
        return loaded ? ErrorCode::usage : loaded.error().code;
    };
    EXPECT_EQ(load(made.arrays), ErrorCode::usage);
    for (const auto& [name, bytes] : made.arrays) {
        auto damaged = made.arrays;
        damaged.erase(name);
        if (name == "l1.up") continue;  // then the network has one layer
        EXPECT_EQ(load(damaged), ErrorCode::model_damaged) << "without " << name;
        damaged[name] = npy("<f4", {1}, bytes_of(0, 4));
        EXPECT_EQ(load(damaged), ErrorCode::model_damaged) << name;
    }
    auto few = made;
    few.floats("position", 100, width, 0, 0.5f);
    EXPECT_EQ(load(few.arrays), ErrorCode::model_damaged);
}

TEST(PairWeights, GiveTheSharesOfPyTorch) {
    const auto judges = load_pair_judges("models/pair", "network.npz", real_disk());
    ASSERT_TRUE(judges) << judges.error().line();
    std::ifstream input("tests/cases/model/pair_judge.case");
    int cases = 0;
    for (std::string line; std::getline(input, line);) {
        if (line.starts_with("#")) continue;
        std::vector<std::string> cells;
        std::istringstream row(line);
        for (std::string cell; std::getline(row, cell, '\t');) cells.push_back(cell);
        ASSERT_EQ(cells.size(), 7U) << line;
        double given[3] = {};
        if (cells[0] == "stance") {
            const auto answers =
                (*judges).stance->judge(std::vector<StanceQuestion>{{cells[2], cells[1], cells[3]}}, 1);
            ASSERT_TRUE(answers);
            given[0] = (*answers)[0].in_favour, given[1] = (*answers)[0].against, given[2] = (*answers)[0].neither;
        } else {
            const auto answers = (*judges).reply->judge(std::vector<ReplyQuestion>{{cells[2], cells[1]}}, 1);
            ASSERT_TRUE(answers);
            given[0] = (*answers)[0].agrees, given[1] = (*answers)[0].disagrees, given[2] = (*answers)[0].neither;
        }
        for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(given[c], std::stod(cells[4 + c]), 1e-4) << line;
        ++cases;
    }
    EXPECT_GE(cases, 12);
}

/// tests/cases/model/word_pieces.case: "vocabulary:" lines, then text and pieces, as bench/word_pieces_peer.py checks
/// them against the `tokenizers` library.
TEST(WordPieces, CutsAsInTheCases) {
    std::ifstream input("tests/cases/model/word_pieces.case");
    std::string joined;
    std::vector<std::pair<std::string, std::string>> cases;
    for (std::string line; std::getline(input, line);) {
        if (line.empty() || line.starts_with("#")) continue;
        if (line.starts_with("vocabulary: ")) {
            std::istringstream words(line.substr(12));
            for (std::string word; words >> word;) joined += (joined.empty() ? "" : "\n") + word;
        } else {
            const std::size_t tab = line.find('\t');
            ASSERT_NE(tab, std::string::npos) << line;
            cases.emplace_back(line.substr(0, tab), line.substr(tab + 1));
        }
    }
    ASSERT_GE(cases.size(), 15U);
    const auto pieces = WordPieces::open(joined, "the cases");
    ASSERT_TRUE(pieces) << pieces.error().line();
    std::vector<std::string> names;
    std::istringstream lines(joined);
    for (std::string line; std::getline(lines, line);) names.push_back(line);
    ASSERT_EQ(static_cast<std::size_t>(pieces->vocabulary_size()), names.size());
    for (const auto& [text, want] : cases) {
        std::string got;
        for (const std::int32_t piece : pieces->split(text, 1000))
            got += (got.empty() ? "" : " ") + names[static_cast<std::size_t>(piece)];
        EXPECT_EQ(got, want) << text;
    }
}

TEST(WordPieces, ReadsNoMoreThanAskedAndRefusesAnotherTable) {
    const std::string joined = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n中";
    const auto pieces = WordPieces::open(joined, "made here");
    ASSERT_TRUE(pieces);
    EXPECT_EQ(pieces->split("中中 中a", 3), (std::vector<std::int32_t>{7, 7, 7}));
    EXPECT_EQ(pieces->split("abbb", 2), (std::vector<std::int32_t>{5, 6}));
    EXPECT_EQ(pieces->split(std::string(101, 'b'), 9), (std::vector<std::int32_t>{1}));
    EXPECT_TRUE(pieces->split("", 9).empty());
    EXPECT_FALSE(WordPieces::open("[PAD]\n[UNK]", "made here"));
    EXPECT_FALSE(WordPieces::open("a\nb\nc\nd\ne\nf", "made here"));
    EXPECT_FALSE(WordPieces::open(joined + "\n", "made here"));
}

}  // namespace
}  // namespace agon
