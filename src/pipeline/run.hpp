// One run over a case: which stages are current, and what those that are not write and enter into the manifest.
// A stage is skipped when its key (tool, lexicon, parameters, and what it reads of the stages before it) is the one in
// the manifest and its files are there.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "src/pipeline/models.hpp"
#include "src/pipeline/pipeline.hpp"
#include "src/pipeline/stage_answers.hpp"

namespace agon {

class Run {
  public:
    using Parameters = std::map<std::string, std::string>;
    using Work = std::function<Result<void>(ManifestStage&)>;

    /// Errors: case_missing, case_damaged, case_newer. `disk` and `progress` must outlive this.
    static Result<Run> open(Disk& disk, const std::string& folder,
                            const std::function<void(const std::string&)>& progress);
    /// To be called once, before any stage.
    void enter_models(const Models& models);

    Disk& disk() const { return *disk_; }
    const std::string& folder() const { return folder_; }
    Manifest& manifest() { return manifest_; }
    const Manifest& manifest() const { return manifest_; }
    const std::vector<StageOutcome>& outcomes() const { return outcomes_; }
    StageAnswers answers_of(const std::string& stage, LeftAnswers& left, HeldAnswerFiles* held) const {
        return {*disk_, folder_, stage, left, held};
    }

    /// What of a stage before goes into a key: by default its own key.
    std::string key_of_input(const std::string& stage) const { return manifest_.stages.at(stage).key; }
    /// Of the files of one room of the case, as the manifest has them.
    std::string digest_of_files(const std::string& room) const;

    /// Does `work`, which writes by table(), tables() and file(), unless the stage is current. `inputs`: names and
    /// digests of all that it reads besides `parameters`.
    Result<void> stage(const std::string& name, const Parameters& inputs, const Parameters& parameters,
                       const Work& work);
    /// Takes a stage out whose input is gone, and its tables.
    Result<void> drop(const std::string& name);
    /// Tables of corpus, segments and vectors that lie in the case are entered as made.
    void adopt_tables() { adopts_ = true; }
    /// What stages do from now on. rehearse: what they would do again, for what the process holds of it afterwards;
    /// nothing is written. In both others than make, a stage that is not current is stage_missing.
    enum class Manner { make, look, rehearse };
    void set_manner(Manner manner) { manner_ = manner; }
    Manner manner() const { return manner_; }
    std::string key_of(const std::string& stage, const Parameters& inputs, const Parameters& parameters) const;
    /// Whether the stage was made with this key and its files are there.
    bool current(const std::string& stage, const std::string& key) const;

    template <class Row>
    Result<void> table(ManifestStage& stage, const std::string& name, const std::vector<Row>& rows) {
        if (manner_ == Manner::rehearse) return {};
        TRY(const std::string bytes, to_parquet(rows));
        return file(stage, name, bytes, static_cast<std::int64_t>(rows.size()));
    }
    /// All tables of a room, packed side by side.
    template <class Tables>
    Result<void> tables(ManifestStage& s, const Tables& made) {
        if (manner_ == Manner::rehearse) return {};
        std::vector<Packing> packings;
        TRY_VOID(each_table_of(made, [&](const std::string& name, const auto& rows) -> Result<void> {
            packings.push_back({name, std::ssize(rows), [&rows] { return to_parquet(rows); }});
            return {};
        }));
        return pack(s, packings);
    }
    /// How many threads pack tables; one by default.
    void set_threads(int threads) { threads_ = threads; }
    /// Leaves a file alone that holds these bytes already: a correction leaves most tables as they are, and making one
    /// durable costs more than reading it.
    Result<void> file(ManifestStage& stage, const std::string& name, const std::string& bytes, std::int64_t rows);
    /// A file that was written already.
    void enter(ManifestStage& stage, const std::string& name, const std::string& sha256, std::int64_t rows);

  private:
    Run(Disk& disk, std::string folder, const std::function<void(const std::string&)>& progress)
        : disk_(&disk), folder_(std::move(folder)), progress_(&progress) {}

    struct Packing {
        std::string name;
        std::int64_t rows = 0;
        std::function<Result<std::string>()> work;
    };
    Result<void> pack(ManifestStage& stage, const std::vector<Packing>& packings);
    /// Enters tables that were made elsewhere, if they are to be and all of the stage's are there.
    Result<bool> adopt(const std::string& name, ManifestStage& entry);

    Disk* disk_;
    std::string folder_, lexicon_;
    const std::function<void(const std::string&)>* progress_;
    bool adopts_ = false;
    int threads_ = 1;
    Manner manner_ = Manner::make;
    Manifest manifest_;
    std::vector<StageOutcome> outcomes_;
};

}  // namespace agon
