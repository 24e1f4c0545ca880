#include "src/points/links.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <string>
#include <unordered_map>

#include "ground/text/text.hpp"

namespace agon {
namespace {

/// A passage is looked for by its first bytes: it has at least so many, one a code point.
constexpr std::size_t head_bytes = kLeastBorrowed;

std::uint64_t head_of(std::string_view text) {
    std::uint64_t head = 0;
    std::memcpy(&head, text.data(), head_bytes);
    return head;
}

/// Which posts name whom, and which quote whom: by place, each with the places that it speaks of and whether by name.
using Spoken = std::vector<std::map<std::size_t, bool>>;

void find_names(const std::vector<LinkingPost>& posts, Spoken& spoken) {
    std::unordered_map<std::string_view, std::vector<std::size_t>> bearers;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < posts.size(); ++i) {
        if (posts[i].author_name.size() < kLeastName) continue;
        bearers[posts[i].author_name].push_back(i);
        longest = std::max(longest, posts[i].author_name.size());
    }
    if (bearers.empty()) return;
    std::string text;
    for (std::size_t i = 0; i < posts.size(); ++i) {
        text.clear();  // a name may run over the end of a sentence
        for (const std::string_view sentence : posts[i].sentences) text += sentence;
        for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
            const std::string_view behind = std::string_view(text).substr(at + 1);
            for (std::size_t length = kLeastName; length <= std::min(longest, behind.size()); ++length)
                if (const auto found = bearers.find(behind.substr(0, length)); found != bearers.end())
                    for (const std::size_t to : found->second) spoken[i][to] = true;
        }
    }
}

bool opens_a_quotation(std::string_view before) {
    return before.ends_with("“") || before.ends_with("「");
}

/// What more than one post says is a phrase of the day ("相对封闭管理", "不患寡而患不均"), and quotes none of them.
void find_quotations(const std::vector<LinkingPost>& posts, Spoken& spoken) {
    std::unordered_map<std::string_view, std::vector<std::size_t>> borrowers;
    for (std::size_t i = 0; i < posts.size(); ++i)
        for (const std::string_view sentence : posts[i].sentences)
            for (const std::string_view passage : borrowed_passages(sentence)) borrowers[passage].push_back(i);
    std::unordered_map<std::uint64_t, std::vector<std::string_view>> by_head;
    for (const auto& [passage, places] : borrowers) by_head[head_of(passage)].push_back(passage);
    if (by_head.empty()) return;
    constexpr std::size_t several = std::numeric_limits<std::size_t>::max();
    std::unordered_map<std::string_view, std::size_t> author;  // the post that says it as its own, or several
    for (std::size_t to = 0; to < posts.size(); ++to)
        for (const std::string_view sentence : posts[to].sentences)
            for (std::size_t at = 0; at + head_bytes <= sentence.size(); ++at) {
                if ((static_cast<unsigned char>(sentence[at]) & 0xC0) == 0x80) continue;  // inside of a character
                const auto found = by_head.find(head_of(sentence.substr(at)));
                if (found == by_head.end() || opens_a_quotation(sentence.substr(0, at))) continue;
                for (const std::string_view passage : found->second)
                    if (sentence.substr(at).starts_with(passage)) {
                        const auto [known, fresh] = author.try_emplace(passage, to);
                        if (!fresh && known->second != to) known->second = several;
                    }
            }
    for (const auto& [passage, to] : author)
        if (to != several)
            for (const std::size_t from : borrowers.at(passage)) spoken[from].try_emplace(to, false);
}

}  // namespace

std::vector<std::string_view> borrowed_passages(std::string_view sentence) {
    std::vector<std::string_view> passages;
    for (const auto& [open, close] : {std::pair{"“", "”"}, std::pair{"「", "」"}}) {
        const std::size_t mark = std::strlen(open);
        for (std::size_t at = sentence.find(open); at != std::string_view::npos; at = sentence.find(open, at + mark)) {
            const std::size_t end = sentence.find(close, at);
            if (end == std::string_view::npos) break;
            const std::string_view inside = sentence.substr(at + mark, end - at - mark);
            if (count_code_points(inside) >= kLeastBorrowed) passages.push_back(inside);
        }
    }
    return passages;
}

std::vector<std::vector<Link>> links_of(const std::vector<LinkingPost>& posts) {
    Spoken spoken(posts.size());
    find_names(posts, spoken);
    find_quotations(posts, spoken);
    std::vector<std::vector<Link>> links(posts.size());
    for (std::size_t i = 0; i < posts.size(); ++i)
        for (const auto& [to, named] : spoken[i]) {
            if (to == i || posts[to].author_name.size() < kLeastName || posts[to].author == posts[i].author) continue;
            if (posts[to].created_seconds > posts[i].created_seconds) continue;
            links[i].push_back({to, named});
            if (links[i].size() == kMostLinks) break;
        }
    return links;
}

}  // namespace agon
