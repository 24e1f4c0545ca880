// Every post of a thread against every other one, as plainly as can be: the slow twin of src/points/links.cpp.
#pragma once

#include <string>

#include "src/points/links.hpp"

namespace agon {

inline std::vector<std::vector<Link>> links_by_pairs(const std::vector<LinkingPost>& posts) {
    std::vector<std::vector<Link>> links(posts.size());
    for (std::size_t i = 0; i < posts.size(); ++i) {
        std::string opening;
        std::vector<std::string_view> borrowed;
        for (const std::string_view sentence : posts[i].sentences) {
            opening += sentence;
            for (const std::string_view passage : borrowed_passages(sentence)) borrowed.push_back(passage);
        }
        for (std::size_t to = 0; to < posts.size() && links[i].size() < kMostLinks; ++to) {
            const LinkingPost& other = posts[to];
            if (to == i || other.author_name.size() < kLeastName || other.author == posts[i].author) continue;
            if (other.created_seconds > posts[i].created_seconds) continue;
            bool quoted = false;
            for (const std::string_view sentence : other.sentences)
                for (const std::string_view passage : borrowed)
                    quoted = quoted || sentence.find(passage) != std::string_view::npos;
            const bool named = opening.find("@" + std::string(other.author_name)) != std::string::npos;
            if (named || quoted) links[i].push_back({to, named});
        }
    }
    return links;
}

}  // namespace agon
