// Every post of a thread against every other one, as plainly as can be: the slow twin of src/points/links.cpp.
#pragma once

#include <string>

#include "src/points/links.hpp"

namespace agon {

/// The passage stands in the sentence other than right behind an opening quotation mark.
inline bool says_itself(std::string_view sentence, std::string_view passage) {
    for (std::size_t at = sentence.find(passage); at != std::string_view::npos; at = sentence.find(passage, at + 1)) {
        const std::string_view before = sentence.substr(0, at);
        if (!before.ends_with("“") && !before.ends_with("「")) return true;
    }
    return false;
}

inline std::vector<std::vector<Link>> links_by_pairs(const std::vector<LinkingPost>& posts) {
    std::vector<std::vector<Link>> links(posts.size());
    const auto said_by = [&](std::string_view passage) {
        std::size_t authors = 0;
        for (const LinkingPost& post : posts) {
            bool says = false;
            for (const std::string_view sentence : post.sentences) says = says || says_itself(sentence, passage);
            authors += says ? 1 : 0;
        }
        return authors;
    };
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
                    quoted = quoted || (says_itself(sentence, passage) && said_by(passage) == 1);
            const bool named = opening.find("@" + std::string(other.author_name)) != std::string::npos;
            if (named || quoted) links[i].push_back({to, named});
        }
    }
    return links;
}

}  // namespace agon
