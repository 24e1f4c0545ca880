// The word lists for a case, and the files that an analyst gives it.
#include <filesystem>
#include <map>

#include "src/pipeline/models.hpp"

namespace agon {
namespace {

std::string lists_of(const std::string& data) {
    return data + "/ground/lexicon";
}

/// Empty: no case, no own files.
std::string own_folder_of(const std::string& case_folder) {
    return case_folder.empty() ? case_folder : case_folder + "/" + std::string(kOwnLexicon);
}

/// The disk as it will be when the files lie in the case: their bytes under the names that they will have there.
class DiskWithFiles final : public Disk {
  public:
    DiskWithFiles(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}
    void add(const std::string& name, std::string bytes) { added_[name] = std::move(bytes); }
    const std::map<std::string, std::string>& added() const { return added_; }

    Result<std::string> read_file(const std::string& path) override {
        const auto found =
            path.starts_with(folder_ + "/") ? added_.find(path.substr(folder_.size() + 1)) : added_.end();
        return found == added_.end() ? disk_.read_file(path) : Result<std::string>(found->second);
    }
    bool exists(const std::string& path) override { return path == folder_ || disk_.exists(path); }
    Result<std::vector<std::string>> list_folder(const std::string& path) override {
        if (path != folder_) return disk_.list_folder(path);
        std::map<std::string, bool> names;
        if (disk_.exists(path)) {
            TRY(const std::vector<std::string> there, disk_.list_folder(path));
            for (const std::string& name : there) names[name] = true;
        }
        for (const auto& [name, bytes] : added_) names[name] = true;
        std::vector<std::string> sorted;
        for (const auto& [name, there] : names) sorted.push_back(name);
        return sorted;
    }
    Result<void> write_file(const std::string& path, std::string_view) override { return refused(path); }
    Result<void> make_folder(const std::string& path) override { return refused(path); }
    Result<void> remove_file(const std::string& path) override { return refused(path); }

  private:
    static Error refused(const std::string& path) { return {ErrorCode::read_only_target, path, 0, -1, ""}; }

    Disk& disk_;
    std::string folder_;
    std::map<std::string, std::string> added_;
};

}  // namespace

Result<Lexicon> load_lexicon(Disk& disk, const std::string& data, const std::string& case_folder) {
    return Lexicon::load(disk, lists_of(data), own_folder_of(case_folder));
}

Result<Lexicon> load_report_lexicon(Disk& disk, const std::string& data, const std::string& case_folder,
                                    const std::string& language) {
    TRY(Lexicon lexicon, load_lexicon(disk, data, case_folder));
    const std::string dictionary = data + "/.deps/cedict/cedict_ts.u8";
    if (language == "en" && disk.exists(dictionary)) {
        TRY(std::unique_ptr<Words> words, Words::load(data + "/.deps/cppjieba/dict"));
        TRY(std::unique_ptr<Dictionary> loaded, Dictionary::load(disk, dictionary, std::move(words)));
        lexicon.take_dictionary(std::move(loaded));
    }
    return lexicon;
}

Result<std::string> lexicon_digest(Disk& disk, const std::string& data, const std::string& case_folder) {
    return Lexicon::digest_of(disk, lists_of(data), own_folder_of(case_folder));
}

Result<void> add_to_lexicon(Disk& disk, const std::string& data, const std::string& case_folder,
                            const std::vector<std::string>& files) {
    if (files.empty()) return {};
    const std::string folder = own_folder_of(case_folder);
    DiskWithFiles after(disk, folder);
    std::map<std::string, std::string> given;  // where each lies now, by its name in the case
    for (const std::string& file : files) {
        const std::string name = std::filesystem::path(file).filename().string();
        if (!name.ends_with(".toml") || name == ".toml")
            return Error{ErrorCode::usage, file, 0, -1, "the name of a lexicon file ends in .toml"};
        TRY(std::string bytes, disk.read_file(file));
        after.add(name, std::move(bytes));
        given[folder + "/" + name] = file;
    }
    if (const auto lexicon = load_lexicon(after, data, case_folder); !lexicon) {
        Error error = lexicon.error();
        if (const auto found = given.find(error.file); found != given.end()) error.file = found->second;
        return error;
    }
    TRY_VOID(disk.make_folder(folder));
    for (const auto& [name, bytes] : after.added()) TRY_VOID(disk.write_file(folder + "/" + name, bytes));
    return {};
}

}  // namespace agon
