// Inside of room debates: the analyst's corrections, applied to what was discovered.
#pragma once

#include "src/debates/members.hpp"

namespace agon {

/// What discovery says before and after the analyst: which threads are debated, and in which groups.
class Correcting {
  public:
    Correcting(const Corrections& corrections, const std::vector<ThreadEvidence>& evidence);
    /// Before grouping: pinned threads are debated. Excluded ones still take part, so that an exclusion leaves all
    /// other groups as they were.
    void mark(std::vector<bool>& debated);
    /// After grouping: excluded threads go, then merges, splits.
    void regroup(std::vector<ThreadGroup>& groups);
    /// After naming: names, propositions and poles.
    void reword(std::vector<Debate>& debates, const std::vector<Found>& found);
    /// True if the analyst pinned a thread of the group: it stays a debate however few its voices.
    bool pinned(const std::vector<std::size_t>& threads) const;
    bool excluded(std::size_t thread) const { return excluded_[thread]; }
    /// One row for each correction that concerns this room.
    std::vector<CorrectionOutcome> outcomes() const { return outcomes_; }

  private:
    void leave_out(std::vector<ThreadGroup>& groups) const;
    std::vector<std::size_t> named(const std::vector<std::string>& threads) const;
    void settle(const Correction& correction, bool applied, const char* reason);

    const Corrections& corrections_;
    const std::vector<ThreadEvidence>& evidence_;
    std::unordered_map<std::string, std::size_t> by_id_;
    std::vector<bool> excluded_, pinned_;
    std::vector<CorrectionOutcome> outcomes_;
};

}  // namespace agon
