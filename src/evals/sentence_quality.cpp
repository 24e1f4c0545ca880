// Sentences of the sample that were graded 0 to 2 as arguments on a question (docs/labelling/quality.md): the chance
// that one to which a pass gave grade 2, and the other 1 at least, has more quality than another under the same
// question, mean over questions. The model never saw them.
#include <map>

#include "ground/lexicon/lexicon.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"
#include "src/points/points.hpp"

namespace agon {
namespace {

struct Graded {
    std::vector<std::string> grade;  // quotable, other
    std::vector<double> quality, claim_score;
};

}  // namespace

Result<void> score_quality(Disk& disk, const std::string& data, const Threads& threads, const Segments& segments,
                           const Vectors& vectors, std::vector<Score>& scores) {
    TRY(const DelimitedTable gold, read_delimited(disk, data + "/eval/gold/argument_quality.tsv", '\t'));
    TRY(const std::size_t question, gold.column("question"));
    TRY(const std::size_t sentence, gold.column("sentence"));
    TRY(const std::size_t grade, gold.column("grade"));
    TRY(const Lexicon lexicon, Lexicon::load(disk, data + "/ground/lexicon"));
    TRY(const QualityModel model, QualityModel::load(disk, data + "/models/argument_quality.toml"));
    std::map<std::string, ThreadId> thread_of;
    for (const Thread& t : threads.threads) thread_of[gold_digest(t.title)] = t.thread;
    const auto segment_of = segments_by_digest(segments);
    std::map<std::string, Graded> by_question;
    std::int64_t items = 0;
    for (const std::vector<std::string>& row : gold.rows) {
        const auto asked = thread_of.find(row[question]);
        const auto said = segment_of.find(row[sentence]);
        if (asked == thread_of.end() || said == segment_of.end()) continue;
        const Segment& s = *said->second;
        const float* of_question = vectors.questions.row(static_cast<std::int64_t>(asked->second));
        const float* of_sentence = vectors.segments.row(static_cast<std::int64_t>(s.segment));
        Graded& of = by_question[row[question]];
        of.grade.emplace_back(row[grade] == "2" || row[grade] == "1.5" ? "quotable" : "other");
        of.quality.push_back(model.quality(model.log_odds(s.text, s.claim_score, lexicon),
                                           model.nearness(of_sentence, of_question, vectors.segments.width)));
        of.claim_score.push_back(s.claim_score);
        ++items;
    }
    if (items == 0) return {};
    double area = 0, floor = 0;
    for (const auto& [asked, of] : by_question) {
        area += area_under_curve(of.grade, "quotable", of.quality);
        floor += area_under_curve(of.grade, "quotable", of.claim_score);
    }
    const auto questions = static_cast<double>(by_question.size());
    scores.push_back({"sample, graded sentences", "quality of an argument, area under the curve", area / questions, 0,
                      0, items, "claim score alone " + std::to_string(floor / questions).substr(0, 5) + ", chance .5"});
    return {};
}

}  // namespace agon
