// Inside of room report: quantity words and the fixed thresholds behind them.
//
// A word may claim no more than the numbers do at 95 % (Wilson's interval of a share). The tables, which
// docs/formats/report.md repeats and the verdict applies with code of its own:
//   share    k of n. "almost all": lower end over 80 %; "most": lower end over 50 %; "about half": k/n within 40..60 %;
//            then "many" from 25 %, "some" from 10 %, "few" below.
//   balance  k against n-k. Where the interval of k/n holds 50 %: "evenly matched" if it lies within 35..65 %, so that
//            a larger gap is ruled out, else "within the margin of error of each other": which side is larger cannot
//            be said, and neither that they are equal. "far apart in number": k/n outside 1/3..2/3; "unevenly matched"
//            otherwise.
//   trend    k1 of n1 before, k2 of n2 after. "growing" or "shrinking" if the two shares differ with |z| over 1.96 of
//            the pooled two-proportion test; "steady" otherwise (which says only that no change can be shown).
//   none     the answer of the query is 0.
//   lead     of a debate with coded posts: the sign of coding/debates.lead, which is 1 or -1 where the 95 % interval of
//            the corrected difference of the two shares leaves out 0.
//   leads    a against b. "most" if a >= b, so that a superlative is checked: b is the maximum over all rivals.
// Example: 31 of 129 voices is 24 % (interval 18..32), so "some". 42 of 70 is 60 % (interval 48..71): no even
// match, and no lead either. 3 of 4 is no "most": its lower end is 30 %.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace agon {

struct Interval {
    double low = 0, high = 1;
};
/// Wilson's 95 % interval of k of n; 0..1 for n = 0.
Interval wilson(std::int64_t k, std::int64_t n);

enum class Share { almost_all, most, half, many, some, few };
enum class Balance { even, close, uneven, lopsided };
enum class Trend { growing, steady, shrinking };
enum class Lead { first, open, second };

Share share_word(std::int64_t k, std::int64_t n);
Balance balance_word(std::int64_t k, std::int64_t n);
Trend trend_word(std::int64_t k1, std::int64_t n1, std::int64_t k2, std::int64_t n2);

/// The words themselves, which fit "... of those who take a side", "the two sides are ...", "a ... share", and for the
/// lead the end of a sentence behind a colon.
std::string_view words_of(Share share, bool chinese);
std::string_view words_of(Balance balance, bool chinese);
std::string_view words_of(Trend trend, bool chinese);
std::string_view words_of(Lead lead, bool chinese);

}  // namespace agon
