// A stance judge of the analyst's own: an ONNX cross-encoder, which reads text and statement together, run by OpenVINO.
//
// The folder is that of an encoder (onnx_encoder.hpp), but the network has one output of three numbers (1 x 3), and
// agon.toml says what they are:
//   labels = ["for", "neither", "against"]          # a stance model
//   labels = ["against", "neither", "for"]          # an inference model: contradiction, neutral, entailment
// Text first, statement second, as inference models have premise and hypothesis. Shares are the softmax of the three.
// Fits:          XLM-RoBERTa or BERT fine-tuned for stance or for inference (XNLI).
// Does not fit:  one that scores relevance: it has one number, and relevance is no stance.
// DEVIATION from the pair network: the post that a text answers is not shown, and the shares are not calibrated here.
// Source: W. Yin, J. Hay, D. Roth, Benchmarking Zero-shot Text Classification, EMNLP 2019 (stance as inference).
#pragma once

#include <memory>
#include <string>

#include "ground/model/judge.hpp"

namespace agon {

/// Errors: as load_onnx_encoder, and bad_value for labels that are not the three words, each once. Thread rule: as
/// Judge.
Result<std::unique_ptr<Judge>> load_onnx_judge(const std::string& folder, const std::string& openvino, Disk& disk);

}  // namespace agon
