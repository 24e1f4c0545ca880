// Which sides go together across debates, and who takes the same ones.
#include <random>

#include "src/exports/exports.hpp"
#include "src/points/steps.hpp"
#include "src/verdict/verdict.hpp"
#include "tests/changed_lines.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

/// `people` voices, each with a side in each of `debates` with probability `speaks`; `side` says which, from the
/// voice's number, the debate's and a number by chance.
template <class Side>
Camps camps_of(std::uint64_t seed, int people, int debates, double speaks, Side&& side) {
    std::mt19937_64 random(seed);
    const auto chance = [&] { return static_cast<double>(random() >> 11) * 0x1.0p-53; };
    Camps camps;
    for (int debate = 1; debate <= debates; ++debate)
        for (int voice = 1; voice <= people; ++voice) {
            const double drawn = chance();
            const bool speaks_here = chance() < speaks;
            if (!speaks_here) continue;
            VoiceStance stance;
            stance.debate = DebateId{debate}, stance.voice = VoiceId{voice}, stance.pole = side(voice, debate, drawn);
            camps.voices.push_back(stance);
        }
    return camps;
}
Pole by_chance(int, int, double drawn) {
    return drawn < 0.5 ? Pole::a : Pole::b;
}
/// Odd voices are for a in odd debates and for b in even ones, the others the reverse; one in eight is not.
Pole two_parties(int voice, int debate, double drawn) {
    const bool expected = (voice + debate) % 2 == 0;
    return expected == (drawn > 0.125) ? Pole::a : Pole::b;
}

TEST(Allies, SidesThatGoTogetherAreFoundWithTheirCounts) {
    const Camps camps = camps_of(3, 60, 4, 0.8, two_parties);
    Points points;
    find_allies(camps, points);
    ASSERT_EQ(points.debate_pairs.size(), 6U);
    for (const DebatePair& pair : points.debate_pairs) {
        const bool same = (static_cast<int>(pair.debate) + static_cast<int>(pair.other_debate)) % 2 == 0;
        EXPECT_EQ(pair.alignment, same ? Alignment::alike : Alignment::crossed);
        EXPECT_EQ(pair.from_a + pair.from_b, pair.voices);
        EXPECT_LE(pair.from_a_to_a, pair.from_a);
        EXPECT_LE(pair.q, 0.05);
        EXPECT_GE(pair.q, pair.p);
        std::int64_t counted = 0;
        for (const VoiceStance& one : camps.voices)
            for (const VoiceStance& other : camps.voices)
                counted += one.voice == other.voice && one.debate == pair.debate && other.debate == pair.other_debate &&
                                   one.pole == Pole::a && other.pole == Pole::a
                               ? 1
                               : 0;
        EXPECT_EQ(pair.from_a_to_a, counted);
    }
    std::map<std::int32_t, std::map<int, int>> sizes;  // of each group, its odd and its even voices
    std::map<VoiceId, std::set<DebateId>> debates;
    for (const Ally& ally : points.allies) {
        if (debates[ally.voice].empty()) ++sizes[ally.group][static_cast<int>(ally.voice) % 2];
        debates[ally.voice].insert(ally.debate);
    }
    for (const auto& [voice, in] : debates) EXPECT_GE(in.size(), 2U);
    ASSERT_TRUE(sizes.contains(1) && sizes.contains(2));
    for (const std::int32_t group : {1, 2}) {
        const auto [even, odd] = std::pair{sizes[group][0], sizes[group][1]};
        EXPECT_LE(std::min(even, odd) * 5, std::max(even, odd)) << "group " << group << " mixes the parties";
    }
    for (const AlliesStanding& standing : points.allies_standings) EXPECT_GE(standing.group, 1);
}

TEST(Allies, SidesTakenByChanceAreNotToldAsGroups) {
    int with_groups = 0, with_pairs = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Points points;
        find_allies(camps_of(seed, 60, 5, 0.7, by_chance), points);
        with_groups += points.allies_standings.empty() ? 0 : 1;
        with_pairs += std::any_of(points.debate_pairs.begin(), points.debate_pairs.end(),
                                  [](const DebatePair& p) { return p.alignment != Alignment::unrelated; })
                          ? 1
                          : 0;
        EXPECT_EQ(points.debate_pairs.size(), 10U);
    }
    // One in twenty is what either test allows; ten of a hundred is beyond it 25 times in a thousand.
    EXPECT_LE(with_groups, 10);
    EXPECT_LE(with_pairs, 10);
}

TEST(Allies, TooFewAreCountedAndNotTested) {
    Points points;
    find_allies(camps_of(5, 9, 2, 1, two_parties), points);
    ASSERT_EQ(points.debate_pairs.size(), 1U);
    EXPECT_EQ(points.debate_pairs[0].voices, 9);
    EXPECT_EQ(points.debate_pairs[0].alignment, Alignment::few);
    EXPECT_EQ(points.allies.size(), 18U);
    EXPECT_TRUE(points.allies_standings.empty());
}

TEST(Allies, WhoArguesBothWaysOrIsUnclearTakesNoSide) {
    Points points;
    find_allies(
        camps_of(5, 40, 2, 1, [](int voice, int, double) { return voice % 2 == 0 ? Pole::both : Pole::unclear; }),
        points);
    EXPECT_TRUE(points.debate_pairs.empty());
    EXPECT_TRUE(points.allies.empty());
}

/// The sample's lines with other names: the voices for a in a debate are the first regulars, those for b others, the
/// same ones in every debate.
std::string written_by_regulars(const std::string& case_folder) {
    const Camps camps = *read_camps(real_disk(), case_folder);
    std::map<PostId, std::int64_t> writer;
    std::map<std::pair<DebateId, Pole>, std::map<VoiceId, std::size_t>> places;
    for (const PostStance& s : camps.stances) {
        if (s.pole != Pole::a && s.pole != Pole::b) continue;
        std::map<VoiceId, std::size_t>& of_pole = places[{s.debate, s.pole}];
        const std::size_t place = of_pole.emplace(s.voice, of_pole.size()).first->second;
        writer.emplace(s.post, (s.pole == Pole::a ? 1000 : 2000) + static_cast<std::int64_t>(place));
    }
    std::map<std::string, std::int64_t> by_native_id;
    const Threads threads = *read_threads(real_disk(), case_folder);
    for (const Post& post : threads.posts)
        if (const auto found = writer.find(post.post); found != writer.end())
            by_native_id[post.native_id] = found->second;
    return changed_lines(*export_threads(real_disk(), case_folder, "jsonl"), [&](nlohmann::json& line, std::size_t) {
        const auto found =
            line["agon"] == "post" ? by_native_id.find(line["id"].get<std::string>()) : by_native_id.end();
        if (found == by_native_id.end()) return;
        line["author"] = found->second;
        line["author_name"] = (found->second < 2000 ? "东村" : "西村") + std::to_string(found->second);
        line["author_kind"] = "named";
    });
}

TEST(AlliesCase, TheReportSaysWhichSidesGoTogetherAndHolds) {
    if (!std::filesystem::exists(".deps/encoder/weights.npz"))
        GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::string sample = copied_sample_case("allies_origin"), file = fresh_folder("allies_lines") + ".jsonl",
                      folder = fresh_folder("allies"), data = std::filesystem::current_path().string();
    ASSERT_TRUE(real_disk().write_file(file, written_by_regulars(sample)).ok());
    ASSERT_TRUE(import_files(real_disk(), folder, {file}, {}).ok());
    ASSERT_TRUE(analyze_case(real_disk(), folder, data, {}, [](const std::string&) {}).ok());
    const Points points = *read_points(real_disk(), folder);
    const auto pairs = std::count_if(points.debate_pairs.begin(), points.debate_pairs.end(),
                                     [](const DebatePair& p) { return p.alignment == Alignment::alike; });
    EXPECT_GT(pairs, 0);
    EXPECT_FALSE(points.allies_standings.empty());

    for (const bool chinese : {false, true})
        for (const NamesMode names : {NamesMode::verbatim, NamesMode::pseudonyms, NamesMode::paraphrase}) {
            const std::string report = folder + ".md";
            ReportOptions options;
            options.language = chinese ? "zh" : "en", options.names = names;
            options.pseudonym_key = std::string(32, 'k');
            const auto written = write_report(real_disk(), folder, data, report, options);
            ASSERT_TRUE(written) << written.error().line();
            const std::string text = bytes_of(report);
            EXPECT_NE(text.find(chinese ? "哪些立场连在一起" : "Which sides go together"), std::string::npos);
            EXPECT_NE(text.find(chinese ? "个立场相近的群体" : "groups that take the same sides"), std::string::npos);
            const auto verdict = verify_report(real_disk(), report, folder);
            ASSERT_TRUE(verdict) << verdict.error().line();
            for (const Finding& finding : verdict->findings) ADD_FAILURE() << finding.what << ": " << finding.detail;
        }
    for (const std::string& path : {sample, file, folder, folder + ".md"}) std::filesystem::remove_all(path);
}

}  // namespace
}  // namespace agon
