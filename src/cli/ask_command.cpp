// agon ask: a question in Chinese or English; the debate that is about it, its camps and quotes, or that there is none.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

#include "ground/lexicon/camp_words.hpp"
#include "src/camps/camps.hpp"
#include "src/cli/command.hpp"
#include "src/pipeline/pipeline.hpp"

namespace agon {
namespace {

struct AskFlags {
    std::string case_folder, question;
    int quotes = 2;
};

struct Answer {
    Threads threads;
    Segments segments;
    Vectors vectors;
    Debates debates;
    Camps camps;
    std::vector<AskedDebate> asked;
};

Result<Answer> answer_to(const AskFlags& flags, const std::string& data) {
    Disk& disk = real_disk();
    if (!disk.exists(flags.case_folder + "/manifest.json"))
        return Error{ErrorCode::case_missing, flags.case_folder, 0, -1, ""};
    TRY_VOID(Manifest::load_analysed(disk, flags.case_folder));
    Answer answer;
    TRY(answer.debates, read_debates(disk, flags.case_folder));
    TRY(answer.camps, read_camps(disk, flags.case_folder));
    TRY(answer.threads, read_threads(disk, flags.case_folder));
    TRY(answer.segments, read_segments(disk, flags.case_folder));
    TRY(answer.vectors, read_vectors(disk, flags.case_folder));
    TRY(const auto encoder, encoder_of_case(disk, flags.case_folder, data));
    if (answer.vectors.questions.width != encoder->width())
        return Error{ErrorCode::usage, flags.case_folder, 0, -1,
                     "its vectors are not from an encoder that agon has here"};
    TRY(const std::vector<float> question, encoder->encode({flags.question}, 1));
    answer.asked = nearest_debates(question, answer.debates, answer.vectors);
    TRY_VOID(answer.vectors.outcome());
    return answer;
}

const Debate& debate_of(const Answer& answer, DebateId id) {
    return *std::find_if(answer.debates.debates.begin(), answer.debates.debates.end(),
                         [&](const Debate& d) { return d.debate == id; });
}

std::string camp_name(const Debate& debate, Pole pole) {
    if (issue_words(debate.proposition, false).empty() && !debate.pole_a.empty())
        return pole == Pole::a ? debate.pole_a : debate.pole_b;
    return std::string(camp_words(debate.proposition, pole == Pole::a, false));
}

/// The camp's segments nearest to the question, one for each voice, as (user, year, text).
Json quotes_of(const Answer& answer, const AskedDebate& asked, Pole pole, int most) {
    std::map<PostId, Pole> pole_of;
    for (const PostStance& s : answer.camps.stances)
        if (s.debate == asked.debate) pole_of[s.post] = s.pole;
    std::map<SegmentId, const Segment*> by_id;
    for (const Segment& s : answer.segments.segments) by_id[s.segment] = &s;
    std::map<PostId, const Post*> post_of;
    for (const Post& p : answer.threads.posts)
        if (p.newest) post_of[p.post] = &p;
    Json quotes = Json::array();
    std::vector<VoiceId> heard;
    for (const SegmentId id : asked.nearest) {
        const Segment& s = *by_id.at(id);
        const auto side = pole_of.find(s.post);
        if (side == pole_of.end() || side->second != pole || s.kind != SegmentKind::statement) continue;
        if (std::find(heard.begin(), heard.end(), s.voice) != heard.end()) continue;
        heard.push_back(s.voice);
        const Post& post = *post_of.at(s.post);
        quotes.push_back({{"user", post.author_name}, {"year", s.year}, {"post", post.native_id}, {"text", s.text}});
        if (static_cast<int>(quotes.size()) >= most) break;
    }
    return quotes;
}

Json json_of(const Answer& answer, const AskedDebate& asked, int quotes) {
    const Debate& debate = debate_of(answer, asked.debate);
    Json camps = Json::array();
    for (const Camp& camp : answer.camps.camps)
        if (camp.debate == asked.debate && (camp.pole == Pole::a || camp.pole == Pole::b))
            camps.push_back({{"camp", camp_name(debate, camp.pole)},
                             {"voices", camp.voices},
                             {"share", camp.share},
                             {"quotes", quotes_of(answer, asked, camp.pole, quotes)}});
    return {{"rank", debate.rank},
            {"question", debate.question},
            {"heading", heading_of(debate, false)},
            {"proposition", debate.proposition},
            {"nearness", asked.nearness},
            {"voices", debate.voices},
            {"posts", debate.posts},
            {"camps", camps}};
}

void print_debate(const Json& d) {
    print("debate " + std::to_string(d["rank"].get<int>()) + ": " + d["heading"].get<std::string>() + "  (" +
          std::to_string(d["voices"].get<std::int64_t>()) + " voices, " +
          std::to_string(d["posts"].get<std::int64_t>()) + " posts)");
    for (const Json& camp : d["camps"]) {
        print("  " + camp["camp"].get<std::string>() + ": " + std::to_string(camp["voices"].get<std::int64_t>()) +
              " voices");
        for (const Json& q : camp["quotes"]) {
            const int year = q["year"].get<int>();
            print("    " + q["user"].get<std::string>() + (year > 0 ? " [" + std::to_string(year) + "]" : "") + ": " +
                  q["text"].get<std::string>());
        }
    }
}

int run_ask(const AskFlags& flags, const Surroundings& surroundings) {
    auto answer = answer_to(flags, surroundings.data);
    if (!answer) return fail(answer.error());
    Json found = Json::array();
    for (const AskedDebate& asked : answer->asked)
        if (asked.nearness >= kAskedNearness && found.size() < 2 &&
            asked.nearness >= answer->asked.front().nearness - 0.03)
            found.push_back(json_of(*answer, asked, flags.quotes));
    Json nearest;
    if (!answer->asked.empty()) nearest = json_of(*answer, answer->asked.front(), 0);
    if (surroundings.json) {
        print_json({{"asked", flags.question}, {"debated", !found.empty()}, {"debates", found}, {"nearest", nearest}});
    } else if (found.empty()) {
        print(
            "nobody in this case debates that" +
            (nearest.is_null() ? std::string() : "; the nearest debate is: " + nearest["heading"].get<std::string>()));
    }
    if (!surroundings.json)
        for (const Json& d : found) print_debate(d);
    return found.empty() ? 1 : 0;
}

}  // namespace

CommandRun add_ask(CLI::App& app) {
    auto flags = std::make_shared<AskFlags>();
    CLI::App* command = app.add_subcommand("ask", "find the debate that is about a question, in Chinese or English");
    command->add_option("CASE", flags->case_folder, "folder of the analysed case")->required()->type_name("FOLDER");
    command->add_option("QUESTION", flags->question, "in quotation marks")->required();
    command->add_option("--quotes", flags->quotes, "so many quotes for each camp")->check(CLI::Range(0, 20));
    return [flags](const Surroundings& surroundings) { return run_ask(*flags, surroundings); };
}

}  // namespace agon
