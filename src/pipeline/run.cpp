#include "src/pipeline/run.hpp"

#include <algorithm>

#include "ground/model/tiles.hpp"
#include "ground/text/text.hpp"

namespace agon {

Result<Run> Run::open(Disk& disk, const std::string& folder, const std::function<void(const std::string&)>& progress) {
    if (!disk.exists(folder + "/manifest.json")) return Error{ErrorCode::case_missing, folder, 0, -1, ""};
    TRY_VOID(migrate_threads(disk, folder));
    Run run(disk, folder, progress);
    TRY(run.manifest_, Manifest::load(disk, folder));
    if (!run.manifest_.stages.contains("threads")) return Error{ErrorCode::case_missing, folder, 0, -1, ""};
    run.manifest_.tool_version = AGON_VERSION;
    return run;
}

void Run::enter_models(const Models& models) {
    lexicon_ = models.lexicon->digest();
    std::erase_if(manifest_.models, [](const auto& entry) {
        return entry.first.starts_with("endpoint ") || entry.first.starts_with("onnx ");
    });
    for (const Judge* judge : {models.attention_judge.get(), models.pair_judges.stance.get()})
        manifest_.models[judge->name()] = judge->digest();
    manifest_.models["claim score"] = models.claims->digest();
    manifest_.models["lexicon"] = lexicon_;
    std::erase_if(manifest_.models, [](const auto& entry) { return entry.first.starts_with("case lexicon "); });
    for (const auto& [name, digest] : models.lexicon->own_files()) manifest_.models["case lexicon " + name] = digest;
}

std::string Run::digest_of_files(const std::string& room) const {
    std::string all;
    for (const auto& [name, file] : manifest_.files)
        if (name.starts_with(room + '/')) all += name + ' ' + file.sha256 + '\n';
    return sha256_hex(all);
}

std::string Run::key_of(const std::string& stage, const Parameters& inputs, const Parameters& parameters) const {
    std::string all = "agon " AGON_VERSION "\n" + stage + '\n' + lexicon_ + '\n';
    for (const auto& [name, digest] : inputs) all += name + '=' + digest + '\n';
    for (const auto& [name, value] : parameters) all += name + ':' + value + '\n';
    return sha256_hex(all);
}

bool Run::current(const std::string& stage, const std::string& key) const {
    const auto found = manifest_.stages.find(stage);
    if (found == manifest_.stages.end() || found->second.key != key) return false;
    const std::vector<std::string>& files = found->second.files;
    return std::all_of(files.begin(), files.end(),
                       [&](const std::string& file) { return disk_->exists(folder_ + "/" + file); });
}

Result<void> Run::stage(const std::string& name, const Parameters& inputs, const Parameters& parameters,
                        const Work& work) {
    const std::string key = key_of(name, inputs, parameters);
    StageOutcome outcome{name, current(name, key), 0};
    if (manner_ != Manner::make) {
        if (!outcome.skipped) return Error{ErrorCode::stage_missing, folder_, 0, -1, name};
        ManifestStage unused;
        return manner_ == Manner::look ? Result<void>() : work(unused);
    }
    if (!outcome.skipped) {
        (*progress_)(name);
        ManifestStage entry{key, parameters, {}};
        TRY(const bool adopted, adopt(name, entry));
        if (!adopted) {
            TRY_VOID(work(entry));
        }
        for (const std::string& f : entry.files) outcome.rows += std::max<std::int64_t>(0, manifest_.files[f].rows);
        manifest_.stages[name] = std::move(entry);
        TRY_VOID(manifest_.save(*disk_, folder_));
    }
    outcomes_.push_back(outcome);
    return {};
}

Result<void> Run::drop(const std::string& name) {
    const auto found = manifest_.stages.find(name);
    if (found == manifest_.stages.end()) return {};
    for (const std::string& file : found->second.files) {
        manifest_.files.erase(file);
        TRY_VOID(disk_->remove_file(folder_ + "/" + file));
    }
    manifest_.stages.erase(found);
    return manifest_.save(*disk_, folder_);
}

Result<void> Run::pack(ManifestStage& stage, const std::vector<Packing>& packings) {
    std::vector<Result<std::string>> packed(packings.size(), std::string());
    for_each_tile(packings.size(), threads_, [&](std::size_t i) { packed[i] = packings[i].work(); });
    for (std::size_t i = 0; i < packings.size(); ++i) {
        if (!packed[i]) return packed[i].error();
        TRY_VOID(file(stage, packings[i].name, *packed[i], packings[i].rows));
    }
    return {};
}

Result<void> Run::file(ManifestStage& stage, const std::string& name, const std::string& bytes, std::int64_t rows) {
    const std::string path = folder_ + "/" + name;
    bool there = disk_->exists(path);
    if (there) {
        const auto held = disk_->read_file(path);
        there = held.ok() && *held == bytes;
    }
    if (!there) TRY_VOID(disk_->write_file(path, bytes));
    enter(stage, name, sha256_hex(bytes), rows);
    return {};
}

void Run::enter(ManifestStage& stage, const std::string& name, const std::string& sha256, std::int64_t rows) {
    manifest_.files[name] = {sha256, rows};
    stage.files.push_back(name);
}

Result<bool> Run::adopt(const std::string& name, ManifestStage& entry) {
    static const std::map<std::string, std::vector<std::string>> adoptable = {
        {"corpus", {std::string(kCorpusPosts), std::string(kCorpusAccounts)}},
        {"segments", {"segments/segments.parquet"}},
        {"vectors", {"vectors/segments.parquet", "vectors/questions.parquet"}}};
    const auto found = adoptable.find(name);
    if (!adopts_ || found == adoptable.end()) return false;
    for (const std::string& path : found->second)
        if (!disk_->exists(folder_ + "/" + path)) return false;
    for (const std::string& path : found->second) {
        TRY(const std::string digest, sha256_of_file(*disk_, folder_ + "/" + path));
        TRY(auto file, disk_->open_places(folder_ + "/" + path));
        TRY(const TableReader table, TableReader::open(std::move(file), path));
        enter(entry, path, digest, table.row_count());
    }
    return true;
}

}  // namespace agon
