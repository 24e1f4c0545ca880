#include "src/pipeline/models.hpp"

#include "ground/model/embedded_files.hpp"
#include "ground/model/late_encoder.hpp"

namespace agon {

Result<Models> Models::load(Disk& disk, const std::string& data, const std::string& case_folder) {
    Models models;
    TRY(Lexicon lexicon, load_lexicon(disk, data, case_folder));
    models.lexicon = std::make_unique<Lexicon>(std::move(lexicon));
    const std::string encoder = data + "/.deps/encoder";
    for (const std::string& path : {encoder + "/weights.npz", encoder + "/sp.model"})
        if (!disk.exists(path)) return Error{ErrorCode::model_missing, path, 0, -1, "run setup/install"};
    const auto files = std::make_shared<LateEncoderFiles>(encoder, disk);
    models.full_encoder =
        encoder_when_asked(facts_of_embedded_encoder(), [files]() -> Result<std::unique_ptr<Encoder>> {
            TRY(const EncoderFiles* opened, files->get());
            return embedded_encoder_of(*opened);
        });
    models.fast_encoder =
        encoder_when_asked(facts_of_fast_encoder(), [files, &disk, data]() -> Result<std::unique_ptr<Encoder>> {
            TRY(const EncoderFiles* opened, files->get());
            return fast_encoder_of(*opened, data + "/models", disk);
        });
    TRY(ClaimScorer claims, ClaimScorer::load(disk, data, *models.fast_encoder));
    models.claims = std::make_unique<ClaimScorer>(std::move(claims));
    TRY(models.attention_judge, load_trained_judge(data + "/models/stance", "network.npz", *models.full_encoder, disk));
    TRY(models.pair_judges, load_pair_judges(data + "/models/pair", "network.npz", disk));
    if (!models.pair_judges.sentences)
        return Error{ErrorCode::model_damaged, data + "/models/pair/sentences.npz", 0, -1, "of another network.npz"};
    return models;
}

}  // namespace agon
