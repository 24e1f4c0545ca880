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
            for (const auto& entry : std::filesystem::recursive_directory_iterator(path, ignored))
                if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
                    below.push_back(entry.path().string());
            std::sort(below.begin(), below.end());
            files.insert(files.end(), below.begin(), below.end());
        }
    }
    return files;
}

}  // namespace agon
