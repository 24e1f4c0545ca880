// ONNX networks of a few hundred numbers, written byte by byte for the tests that need one.
//
// A piece's row is tanh((table[piece] + parts[part]) * turn), times the mask: shape 1 x pieces x width. A judge's three
// numbers are the mean of these rows times another matrix.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace agon {

/// Protocol buffers: a key, then a number or a run of bytes.
class ProtoBytes {
  public:
    ProtoBytes& number(int field, std::uint64_t value) {
        varint(static_cast<std::uint64_t>(field) << 3U);
        varint(value);
        return *this;
    }
    ProtoBytes& bytes(int field, const std::string& value) {
        varint(static_cast<std::uint64_t>(field) << 3U | 2U);
        varint(value.size());
        all_ += value;
        return *this;
    }
    const std::string& all() const { return all_; }

  private:
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7U) all_ += static_cast<char>(value | 0x80U);
        all_ += static_cast<char>(value);
    }
    std::string all_;
};

struct SmallNetwork {
    std::int64_t vocabulary = 0, width = 0;
    bool is_judge = false, has_parts = true;

    /// A fixed number of [-1, 1) for a place in a table.
    static float weight(std::uint64_t table, std::uint64_t row, std::uint64_t column) {
        std::uint64_t x = (table * 1000003 + row) * 1000003 + column + 1;
        for (int i = 0; i < 3; ++i) x ^= x >> 31U, x *= 0x9E3779B97F4A7C15ULL;
        return static_cast<float>(static_cast<double>(x >> 40U) / 8388608.0 - 1);
    }

    /// What the network should say, computed plainly: a row a piece.
    std::vector<std::vector<double>> rows(const std::vector<std::int64_t>& pieces,
                                          const std::vector<std::int64_t>& parts) const {
        std::vector<std::vector<double>> out;
        const auto wide = static_cast<std::uint64_t>(width);
        for (std::size_t p = 0; p < pieces.size(); ++p) {
            std::vector<double> row(wide, 0.0);
            for (std::uint64_t d = 0; d < wide; ++d) {
                for (std::uint64_t k = 0; k < wide; ++k)
                    row[d] +=
                        (static_cast<double>(weight(1, static_cast<std::uint64_t>(pieces[p]), k)) +
                         (has_parts ? static_cast<double>(weight(2, static_cast<std::uint64_t>(parts[p]), k)) : 0)) *
                        static_cast<double>(weight(3, k, d));
                row[d] = std::tanh(row[d]);
            }
            out.push_back(row);
        }
        return out;
    }
    std::vector<double> judged(const std::vector<std::int64_t>& pieces, const std::vector<std::int64_t>& parts) const {
        const auto of_pieces = rows(pieces, parts);
        std::vector<double> out(3, 0.0);
        for (const auto& row : of_pieces)
            for (std::uint64_t d = 0; d < row.size(); ++d)
                for (std::uint64_t k = 0; k < 3; ++k)
                    out[k] += row[d] / static_cast<double>(of_pieces.size()) * static_cast<double>(weight(4, d, k));
        return out;
    }

    std::string onnx() const {
        ProtoBytes graph;
        const auto node = [&](const char* kind, const std::vector<std::string>& in, const std::string& out,
                              const std::string& attribute = "") {
            ProtoBytes made;
            for (const std::string& name : in) made.bytes(1, name);
            made.bytes(2, out).bytes(3, out).bytes(4, kind);
            if (!attribute.empty()) made.bytes(5, attribute);
            graph.bytes(1, made.all());
        };
        node("Gather", {"table", "input_ids"}, "of_piece");
        if (has_parts) node("Gather", {"parts", "token_type_ids"}, "of_part");
        if (has_parts) node("Add", {"of_piece", "of_part"}, "sum");
        node("MatMul", {has_parts ? "sum" : "of_piece", "turn"}, "turned");
        node("Tanh", {"turned"}, "bent");
        node("Cast", {"attention_mask"}, "mask", ProtoBytes().bytes(1, "to").number(3, 1).number(20, 2).all());
        node("Unsqueeze", {"mask"}, "mask_of_rows", ProtoBytes().bytes(1, "axes").number(8, 2).number(20, 7).all());
        node("Mul", {"bent", "mask_of_rows"}, "last_hidden_state");
        if (is_judge) {
            ProtoBytes axes;
            axes.bytes(1, "axes").number(8, 1).number(20, 7);
            ProtoBytes made;
            made.bytes(1, "last_hidden_state").bytes(2, "mean").bytes(3, "mean").bytes(4, "ReduceMean");
            made.bytes(5, axes.all()).bytes(5, ProtoBytes().bytes(1, "keepdims").number(3, 0).number(20, 2).all());
            graph.bytes(1, made.all());
            node("MatMul", {"mean", "head"}, "logits");
        }
        graph.bytes(2, "small");
        graph.bytes(5, matrix("table", 1, vocabulary, width));
        if (has_parts) graph.bytes(5, matrix("parts", 2, 2, width));
        graph.bytes(5, matrix("turn", 3, width, width));
        if (is_judge) graph.bytes(5, matrix("head", 4, width, 3));
        graph.bytes(11, value("input_ids", 7, {0, -1}));
        graph.bytes(11, value("attention_mask", 7, {0, -1}));
        if (has_parts) graph.bytes(11, value("token_type_ids", 7, {0, -1}));
        graph.bytes(12, is_judge ? value("logits", 1, {0, 3}) : value("last_hidden_state", 1, {0, -1, width}));
        return ProtoBytes()
            .number(1, 7)
            .bytes(8, ProtoBytes().bytes(1, "").number(2, 11).all())
            .bytes(7, graph.all())
            .all();
    }

  private:
    static std::string matrix(const std::string& name, std::uint64_t table, std::int64_t rows, std::int64_t columns) {
        std::string raw;
        for (std::int64_t r = 0; r < rows; ++r)
            for (std::int64_t c = 0; c < columns; ++c) {
                const float w = weight(table, static_cast<std::uint64_t>(r), static_cast<std::uint64_t>(c));
                char bytes[sizeof w];
                std::memcpy(bytes, &w, sizeof w);
                raw.append(bytes, sizeof w);
            }
        ProtoBytes made;
        made.number(1, static_cast<std::uint64_t>(rows)).number(1, static_cast<std::uint64_t>(columns)).number(2, 1);
        return made.bytes(8, name).bytes(9, raw).all();
    }
    /// 0: as many texts, -1: as many pieces as there are.
    static std::string value(const std::string& name, std::uint64_t type, const std::vector<std::int64_t>& dims) {
        ProtoBytes shape;
        for (const std::int64_t dim : dims) {
            ProtoBytes one;
            if (dim > 0)
                one.number(1, static_cast<std::uint64_t>(dim));
            else
                one.bytes(2, dim == 0 ? "texts" : "pieces");
            shape.bytes(1, one.all());
        }
        const std::string tensor = ProtoBytes().number(1, type).bytes(2, shape.all()).all();
        return ProtoBytes().bytes(1, name).bytes(2, ProtoBytes().bytes(1, tensor).all()).all();
    }
};

}  // namespace agon
