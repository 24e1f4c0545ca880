// Which files a person means who names folders and patterns.
#include <glob.h>

#include <algorithm>
#include <filesystem>

#include "src/pipeline/pipeline.hpp"

namespace agon {
namespace {

/// The paths that a pattern stands for, in byte order; the pattern itself if there is none.
std::vector<std::string> paths_like(const std::string& pattern) {
    glob_t found{};
    std::vector<std::string> paths;
    if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0)
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    if (paths.empty()) paths.push_back(pattern);
    std::sort(paths.begin(), paths.end());
    return paths;
}

/// Every file in `folder` and the folders in it but hidden ones. A folder that cannot be entered stands for itself, so
/// that the import names it.
void add_below(const std::string& folder, std::vector<std::string>& files) {
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
        const std::filesystem::directory_entry& entry = *entries;
        std::error_code ignored;
        if (entry.path().filename().string().starts_with('.')) continue;
        if (entry.is_regular_file(ignored)) files.push_back(entry.path().string());
        if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) add_below(entry.path().string(), files);
    }
    if (error) files.push_back(folder);
}

}  // namespace

std::vector<std::string> files_below(const std::vector<std::string>& given) {
    std::vector<std::string> files;
    for (const std::string& wanted : given) {
        std::error_code ignored;
        if (wanted == "-") {
            files.emplace_back("/dev/stdin");
            continue;
        }
        const bool is_there = std::filesystem::exists(wanted, ignored);
        for (const std::string& path : is_there ? std::vector<std::string>{wanted} : paths_like(wanted)) {
            if (!std::filesystem::is_directory(path, ignored)) {
                files.push_back(path);
                continue;
            }
            std::vector<std::string> below;
            add_below(path, below);
            std::sort(below.begin(), below.end());
            files.insert(files.end(), below.begin(), below.end());
        }
    }
    return files;
}

}  // namespace agon
