// The analyst's hand: pin, exclude, merge, split, rename, set_proposition.
//
// A correction names the threads of the debate that it was made on, not the debate's number: after more data came in,
// it finds the group that now holds most of these threads. If none of them is there, or they lie scattered with no
// group holding at least half, the correction no longer applies; it is kept, and said so.
// Fits: "these two are one debate", said before 500 new answers arrived. Does not fit: a debate all of whose threads
// were taken out of the case: the correction is reported as no longer applicable.
#include "src/debates/corrected.hpp"

#include <algorithm>
#include <map>

#include "ground/lexicon/camp_words.hpp"

namespace agon {
namespace {

constexpr const char* kGone = "none of its questions is in the case";
constexpr const char* kScattered = "no debate holds half of its questions any more";

/// The group with most of these threads, if it has at least half of them; groups.size() if none.
template <class Groups, class ThreadsOf>
std::size_t group_with(const Groups& groups, const std::vector<std::size_t>& threads, const ThreadsOf& threads_of) {
    std::size_t best = groups.size(), most = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const std::vector<std::size_t>& own = threads_of(groups[g]);
        const auto shared = static_cast<std::size_t>(std::count_if(threads.begin(), threads.end(), [&](std::size_t t) {
            return std::find(own.begin(), own.end(), t) != own.end();
        }));
        if (shared > most) {
            most = shared;
            best = g;
        }
    }
    return 2 * most >= threads.size() && most > 0 ? best : groups.size();
}

const std::vector<std::size_t>& threads_of_group(const ThreadGroup& group) {
    return group.threads;
}

}  // namespace

Correcting::Correcting(const Corrections& corrections, const std::vector<ThreadEvidence>& evidence)
    : corrections_(corrections), evidence_(evidence), excluded_(evidence.size()), pinned_(evidence.size()) {
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        by_id_[evidence[i].thread->native_id] = i;
        by_id_[std::to_string(static_cast<std::int64_t>(evidence[i].thread->thread))] = i;
    }
}

std::vector<std::size_t> Correcting::named(const std::vector<std::string>& threads) const {
    std::vector<std::size_t> out;
    for (const std::string& id : threads)
        if (const auto at = by_id_.find(id); at != by_id_.end()) out.push_back(at->second);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

void Correcting::settle(const Correction& correction, bool applied, const char* reason) {
    outcomes_.push_back({correction.line, correction.id, correction.what, applied ? 1 : 0, applied ? "" : reason});
}

void Correcting::mark(std::vector<bool>& debated) {
    for (const Correction& c : corrections_.corrections) {
        if (c.what != "exclude" && c.what != "pin") continue;
        const std::vector<std::size_t> threads = named(c.threads);
        for (const std::size_t t : threads) {
            excluded_[t] = c.what == "exclude";
            pinned_[t] = c.what == "pin";
            if (pinned_[t]) debated[t] = true;
        }
        settle(c, !threads.empty(), kGone);
    }
}

bool Correcting::pinned(const std::vector<std::size_t>& threads) const {
    return std::any_of(threads.begin(), threads.end(), [&](std::size_t t) { return pinned_[t]; });
}

void Correcting::leave_out(std::vector<ThreadGroup>& groups) const {
    const auto take_from = [this](std::vector<std::size_t>& threads) {
        std::erase_if(threads, [this](std::size_t t) { return excluded(t); });
        return threads.empty();
    };
    std::erase_if(groups, [&](ThreadGroup& group) {
        std::erase_if(group.parts, take_from);
        return take_from(group.threads);
    });
}

void Correcting::regroup(std::vector<ThreadGroup>& groups) {
    leave_out(groups);
    for (const Correction& c : corrections_.corrections) {
        if (c.what != "merge" && c.what != "split") continue;
        const std::vector<std::size_t> threads = named(c.threads);
        if (threads.empty()) {
            settle(c, false, kGone);
            continue;
        }
        const std::size_t one = group_with(groups, threads, threads_of_group);
        if (one == groups.size()) {
            settle(c, false, kScattered);
            continue;
        }
        if (c.what == "split") {
            ThreadGroup part{threads, {}, 1};
            for (ThreadGroup& group : groups)
                std::erase_if(group.threads, [&](std::size_t t) {
                    return std::find(threads.begin(), threads.end(), t) != threads.end();
                });
            for (ThreadGroup& group : groups) group.parts.clear();
            std::erase_if(groups, [](const ThreadGroup& group) { return group.threads.empty(); });
            groups.push_back(std::move(part));
            settle(c, true, "");
            continue;
        }
        const std::vector<std::size_t> others = named(c.with_threads);
        const std::size_t two = group_with(groups, others, threads_of_group);
        if (two == groups.size() || others.empty()) {
            settle(c, false, others.empty() ? kGone : kScattered);
            continue;
        }
        if (one != two) {
            ThreadGroup &left = groups[one], &right = groups[two];
            left.parts = {left.threads, right.threads};
            left.threads.insert(left.threads.end(), right.threads.begin(), right.threads.end());
            std::sort(left.threads.begin(), left.threads.end());
            left.stability = 1;  // the analyst's word
            groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(two));
        }
        settle(c, true, "");
    }
}

void Correcting::reword(std::vector<Debate>& debates, const std::vector<Found>& found) {
    const auto group_of = [](const Found& f) -> const std::vector<std::size_t>& { return f.group; };
    for (const Correction& c : corrections_.corrections) {
        if (c.what != "rename" && c.what != "set_proposition") continue;
        const std::vector<std::size_t> threads = named(c.threads);
        const std::size_t d = threads.empty() ? found.size() : group_with(found, threads, group_of);
        if (d == found.size()) {
            settle(c, false, threads.empty() ? kGone : kScattered);
            continue;
        }
        Debate& debate = debates[d];
        if (c.what == "set_proposition") {
            // Poles that agon made for its own statement mean nothing beside another.
            if (debate.proposition == proposition_of_lead) debate.pole_a.clear(), debate.pole_b.clear();
            debate.proposition = c.text;
            if (!c.pole_a.empty() && !c.pole_b.empty()) {
                debate.pole_a = c.pole_a;
                debate.pole_b = c.pole_b;
            }
        } else {
            debate.name = c.text;
            // A name that is one of its questions word for word becomes the question.
            for (const std::size_t t : found[d].group)
                if (evidence_[t].thread->title == c.text) {
                    debate.question = c.text;
                    debate.question_thread = evidence_[t].thread->thread;
                }
        }
        settle(c, true, "");
    }
}

}  // namespace agon
