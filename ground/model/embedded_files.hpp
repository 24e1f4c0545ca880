// The files of the embedded encoder, which must be the known ones.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ground/model/array_archive.hpp"
#include "ground/model/encoder.hpp"
#include "ground/model/piece_splitter.hpp"

namespace agon {

constexpr std::string_view embedded_weights_sha256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9";
constexpr std::string_view embedded_splitter_sha256 =
    "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9";

/// The bytes of a model file that must be the known one. Errors: model_missing, model_damaged.
Result<std::string> read_pinned(Disk& disk, const std::string& path, std::string_view sha256);

/// weights.npz and sp.model, unpacked as far as both tiers need them.
struct EncoderFiles {
    ArrayArchive weights;
    std::string weights_path;
    std::shared_ptr<const std::vector<std::uint8_t>> table;  // a row of 512 a piece, blocks of pieces one after another
    std::shared_ptr<const PieceSplitter> splitter;
};
/// Errors: model_missing, model_damaged.
Result<EncoderFiles> read_encoder_files(const std::string& folder, Disk& disk);

/// The files, read when they are first asked for and once for all who ask. Thread rule: any thread.
class LateEncoderFiles {
  public:
    LateEncoderFiles(std::string folder, Disk& disk) : folder_(std::move(folder)), disk_(disk) {}
    Result<const EncoderFiles*> get();

  private:
    std::string folder_;
    Disk& disk_;
    std::mutex one_at_a_time_;
    std::unique_ptr<EncoderFiles> files_;
};

/// The full encoder, and the fast one with fast_encoder.npz of `models_folder`. Errors: as with the files.
Result<std::unique_ptr<Encoder>> embedded_encoder_of(const EncoderFiles& files);
Result<std::unique_ptr<Encoder>> fast_encoder_of(const EncoderFiles& files, const std::string& models_folder,
                                                 Disk& disk);

}  // namespace agon
