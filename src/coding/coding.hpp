// Room coding: CODING. What people said of a sample of the judge's readings + Camps -> Coding: how far they agree with
// each other and with the judge, and the camps' shares corrected for the errors that the judge makes on the sample.
// Tables, where the case has codes: coding/codes.parquet, coding/debates.parquet, coding/camps.parquet.
//
// The codes are lines of coding.jsonl in the case, which the explorer's coding page writes: {"at", "coder", "debate",
// "post", "label", "judged"}; of two lines of a coder about a post the later one counts. See docs/formats/coding.md.
#pragma once

#include <array>

#include "src/camps/camps.hpp"

namespace agon {

/// A line of coding.jsonl.
struct CodeLine {
    DebateId debate{};
    PostId post{};
    std::string coder;
    Pole label = Pole::unclear;
    std::optional<Pole> judged;  // where the judge had the post when it was coded
};
struct CodeLines {
    std::vector<CodeLine> codes;  // the last one of each coder about each post; by debate, post, coder
    std::vector<Error> problems;  // lines that could not be read
    std::string sha256;           // of the file; empty: there is none
};
/// Errors: the disk's only.
Result<CodeLines> read_codes(Disk& disk, const std::string& case_folder);

/// How many posts of a debate are drawn for coding, and how many must be coded before its shares are corrected.
inline constexpr std::size_t coded_sample = 50;
inline constexpr std::int64_t least_coded = 40;

/// The debate's sample: the posts whose digests come first, so that every coder and every machine draws the same ones
/// and no label bears on it. The posts themselves in the order of drawing.
std::vector<PostId> drawn_for_coding(DebateId debate, std::vector<PostId> posts);

/// Krippendorff's alpha for nominal labels (K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011):
/// units[u] holds the labels given to unit u; units with fewer than two labels do not count. 1 when nothing differs;
/// nothing if no unit has two labels.
std::optional<double> nominal_alpha(const std::vector<std::vector<int>>& units);

/// What a coder said of a post of the sample. One row per (debate, post, coder).
struct PostCode {
    DebateId debate{};
    PostId post{};
    std::string coder;
    Pole label = Pole::unclear, judged = Pole::unclear;
};
/// Agreement in a debate; debate 0: in all debates together. Every code counts by itself: the posts that coders agree
/// on are the easy ones, and a judge that is measured on those alone looks better than it is.
struct CodedDebate {
    DebateId debate{};
    std::int64_t posts = 0, coders = 0, codes = 0;
    std::int64_t same = 0;            // codes that say what the judge says
    std::int32_t alpha_measured = 0;  // 0: no post has two coders
    double alpha = 0;                 // between coders; 0 where it is not measured
    double alpha_judge = 0;           // between the judge and each code by itself
    std::int32_t corrected = 0;       // 1: enough posts are coded, so coding/camps has the debate
    std::int32_t lead = 0;            // corrected, 1: camp a is the larger one, -1: camp b; 0: the interval allows both
};
/// A camp's share of the debate's voices, corrected. Four rows per debate with enough codes.
struct CodedCamp {
    DebateId debate{};
    Pole pole = Pole::a;
    std::int64_t voices = 0, posts = 0;  // as the judge reads: voices of the camp; coded posts that it put there
    double share = 0, share_low = 0, share_high = 0;  // of voices with any stance row; 95 %
};
struct Coding {
    std::vector<PostCode> codes;
    std::vector<CodedDebate> debates;
    std::vector<CodedCamp> camps;
};

/// counted[j][k]: posts that the judge put at pole j and people at pole k (a post with two coders counts half for
/// each); voices[j]: voices at pole j.
struct Confusion {
    std::array<std::array<double, 4>, 4> counted{};
    std::array<double, 4> voices{};
};
struct CorrectedShares {
    std::array<double, 4> share{}, low{}, high{};
    double ahead = 0, ahead_low = 0, ahead_high = 0;  // share of pole a less that of pole b
};
/// See correcting.cpp. REQUIRES at least one voice.
CorrectedShares correct_shares(const Confusion& confusion);

/// Codes about posts that are not in the debate's sample are left out. Same input, same rows.
Coding build_coding(const Camps& camps, const CodeLines& lines);

/// As each_table_of of room camps.
template <class CodingType, class Visit>
requires std::same_as<std::remove_const_t<CodingType>, Coding> Result<void> each_table_of(CodingType& t,
                                                                                          Visit&& visit) {
    TRY_VOID(visit("coding/codes.parquet", t.codes));
    TRY_VOID(visit("coding/debates.parquet", t.debates));
    return visit("coding/camps.parquet", t.camps);
}

template <>
struct ColumnsOf<PostCode> {
    static constexpr auto columns = std::tuple{column("debate", &PostCode::debate), column("post", &PostCode::post),
                                               column("coder", &PostCode::coder), column("label", &PostCode::label),
                                               column("judged", &PostCode::judged)};
};
template <>
struct ColumnsOf<CodedDebate> {
    static constexpr auto columns =
        std::tuple{column("debate", &CodedDebate::debate),       column("posts", &CodedDebate::posts),
                   column("coders", &CodedDebate::coders),       column("codes", &CodedDebate::codes),
                   column("same", &CodedDebate::same),           column("alpha_measured", &CodedDebate::alpha_measured),
                   column("alpha", &CodedDebate::alpha),         column("alpha_judge", &CodedDebate::alpha_judge),
                   column("corrected", &CodedDebate::corrected), column("lead", &CodedDebate::lead)};
};
template <>
struct ColumnsOf<CodedCamp> {
    static constexpr auto columns =
        std::tuple{column("debate", &CodedCamp::debate),        column("pole", &CodedCamp::pole),
                   column("voices", &CodedCamp::voices),        column("posts", &CodedCamp::posts),
                   column("share", &CodedCamp::share),          column("share_low", &CodedCamp::share_low),
                   column("share_high", &CodedCamp::share_high)};
};

}  // namespace agon
