// Inside of room camps: the analyst's word on where a post stands and on who is no person.
#pragma once

#include <set>

#include "src/camps/steps.hpp"

namespace agon {

/// move, mark_author. A moved post stands where the analyst says, whatever the judges said, and tells those that it
/// answers and that answer it (lessons.hpp); the posts of an account that is an organisation or a bot are left out of
/// the camps.
class StanceCorrecting {
  public:
    StanceCorrecting(const Corrections& corrections, const Debates& debates);
    /// Fills DebatePost::placed.
    void place(DebateId debate, std::vector<DebatePost>& posts);
    /// Takes the posts of accounts that are no persons out, before voices and camps are counted.
    void leave_out(std::vector<PostStance>& stances);
    /// One row for each correction that concerns this room, after every debate was seen.
    std::vector<CorrectionOutcome> outcomes() const;

  private:
    bool concerns(const Correction& correction, DebateId debate) const;

    const Corrections& corrections_;
    std::set<std::string> debates_;
    std::set<std::int64_t> applied_;  // lines
};

}  // namespace agon
