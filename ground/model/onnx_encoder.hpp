// A sentence encoder of the analyst's own: an ONNX network, run by OpenVINO, and its tokenizer.
//
// The folder holds
//   model.onnx        inputs input_ids, attention_mask and, where the network has it, token_type_ids; output: a row a
//                     piece (1 x pieces x width), or one row (1 x width)
//   tokenizer.json    of kind WordPiece with BERT's normalizer and splitter; or else one SentencePiece file, *.model;
//                     sentencepiece.bpe.model is numbered as XLM-RoBERTa numbers its own
//   agon.toml         optional: pooling = "mean" or "first", output, most_pieces, prefix
//   Fits:          exports of BERT and XLM-RoBERTa encoders (e5, bge, gte, paraphrase-multilingual).
//   Does not fit:  byte-level BPE (RoBERTa, Qwen): its tokenizer.json is refused.
// Each text goes through alone, at its own length, in one thread; so its bits depend on no other text and not on the
// number of threads. They do depend on the machine's instruction set and on OpenVINO's version: digest() holds the
// version, and docs/models.md says what this means for `agon verify --deep`. Source: J. Devlin et al., BERT, NAACL
// 2019; N. Reimers, I. Gurevych, Sentence-BERT, EMNLP 2019 (pooling by the mean).
#pragma once

#include <memory>
#include <string>

#include "ground/model/encoder.hpp"

namespace agon {

/// `openvino`: folder of libopenvino_c.so. Errors: model_missing for a file or library that is not there, model_damaged
/// for one that cannot be read, usage for a tokenizer of another kind. Thread rule: as Encoder.
Result<std::unique_ptr<Encoder>> load_onnx_encoder(const std::string& folder, const std::string& openvino, Disk& disk);

/// $AGON_OPENVINO, else .deps/openvino of the programme's data folder.
std::string openvino_folder(const std::string& data);

}  // namespace agon
