// Whose words a unit is made of.
//
// Idea. A unit belongs to somebody else if it was marked up as a quotation, if it opens like 有人说： or 楼上说“, or if
// most of it stands in quotation marks behind "NAME说：". The name is what stands between the last comma and the verb.
// Fits: "任正非说：“芯片砸钱不行。”" (任正非). Does not fit: 他们的“自主”都是买来的 — scare quotes, the writer's own
// words.
#pragma once

#include <string>
#include <string_view>

namespace agon {

struct Quotation {
    bool of_another = false;
    std::string person;  // as written; empty if nobody is named
};

/// `marked_up`: the unit stands in a passage that the source marks as quotation.
Quotation quotation_in(std::string_view unit, bool marked_up);

/// How many “ 「 『 are open at the end of `unit` if `open` were before it. Never below 0.
int open_quotations(std::string_view unit, int open);

}  // namespace agon
