// The fast tier: text -> unit vectors of 256 numbers, without the network.
//
// The idea. Most of what a sentence encoder says of a sentence follows from which pieces it has. The network reads a
// row of 512 numbers per piece from a table; here the rows are weighted (frequent pieces little), averaged, and sent
// through one fixed linear map, fitted so that the result points where the full encoder's centred vector points.
// Weighting, averaging and map are all linear, so the map is applied to each piece once, at load, and a text costs one
// sum of small rows: 256 bytes a piece.
// An example that fits: "机床的订单太散" and "订单太散的是机床": the same pieces, the same vector, and rightly near.
// One that does not: "狗咬人" and "人咬狗": word order is lost, where the full encoder keeps some of it.
// Source: Model2Vec / tokenlearn (MinishLab, 2024) for static tables distilled from an encoder; weights and removal of
// shared directions after S. Arora et al., A Simple but Tough-to-Beat Baseline for Sentence Embeddings, ICLR 2017.
// DEVIATION: the shared directions are removed by fitting to centred vectors, and not by a projection afterwards.
//
// Pieces are cut by longest match, left to right, and not by the most probable cut, since that takes several times as
// long as all the rest.
#pragma once

#include <memory>
#include <string>

#include "ground/model/encoder.hpp"

namespace agon {

/// weights.npz and sp.model in `encoder_folder`, fast_encoder.npz (made by training/fast_encoder.py) in
/// `models_folder`. Errors: model_missing, model_damaged.
Result<std::unique_ptr<Encoder>> load_fast_encoder(const std::string& encoder_folder, const std::string& models_folder,
                                                   Disk& disk);

}  // namespace agon
