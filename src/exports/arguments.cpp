// Argdown and AIF: debates as claims, key points as arguments for or against them.
//
// Argdown (argdown.org): [Title]: statement; <Title>: argument; indented below it "+ <Title>" supports it, "- <Title>"
// attacks it. Its own signs in a text are taken out of their meaning by a backslash.
// AIF (argumentinterchange.org), as OVA and AIFdb read it: I-nodes say something, RA-nodes infer, CA-nodes conflict;
// L-nodes are what somebody wrote, and a YA-node ties it to what it says. Every edge runs from source to target.
#include <nlohmann/json.hpp>

#include "src/exports/material.hpp"

namespace agon {
namespace {

using Json = nlohmann::ordered_json;

/// One line without signs that Argdown reads: brackets open titles, # tags, * and _ emphasis, / comments.
std::string argdown_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n' || c == '\r' || c == '\t') {
            out += ' ';
            continue;
        }
        if (std::string_view("[]<>{}#*_@:/\\()|+-=`~^$\"").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string point_title(const KeyPoint& p) {
    return "<P" + number_text(p.point) + ">";
}

void add_point(std::string& out, const ArgumentTables& t, const KeyPoint& p) {
    out += std::string("  ") + (p.pole == Pole::a ? "+ " : "- ") + point_title(p) + "\n";
    for (const PointRelation& r : t.points.point_relations) {
        if (r.to_point != p.point) continue;
        out += std::string("    ") + (r.kind == RelationKind::rebuts ? "- " : "+ ") + "<P" + number_text(r.from_point) +
               ">\n";
    }
}

/// Nodes and edges with numbers of their own.
class AifGraph {
  public:
    std::int64_t node(const char* type, const std::string& text) {
        ++nodes_;
        nodes_json_.push_back({{"nodeID", std::to_string(nodes_)}, {"text", text}, {"type", type}});
        return nodes_;
    }
    void edge(std::int64_t from, std::int64_t to) {
        edges_json_.push_back(
            {{"edgeID", std::to_string(++edges_)}, {"fromID", std::to_string(from)}, {"toID", std::to_string(to)}});
    }
    /// from -> scheme -> to
    void scheme(std::int64_t from, std::int64_t to, bool conflict) {
        const std::int64_t middle = conflict ? node("CA", "Default Conflict") : node("RA", "Default Inference");
        edge(from, middle);
        edge(middle, to);
    }
    Json take(Json locutions, Json participants) {
        return {{"nodes", std::move(nodes_json_)},         {"edges", std::move(edges_json_)},
                {"schemefulfillments", Json::array()},     {"descriptorfulfillments", Json::array()},
                {"participants", std::move(participants)}, {"locutions", std::move(locutions)}};
    }

  private:
    std::int64_t nodes_ = 0, edges_ = 0;
    Json nodes_json_ = Json::array(), edges_json_ = Json::array();
};

}  // namespace

std::string argdown_file(const ArgumentTables& t) {
    std::string out = "===\ntitle: Debates of a case\nauthor: agon " AGON_VERSION "\n===\n";
    for (const Debate& d : t.debates.debates) {
        out += "\n# " + argdown_text(heading_of(d, true)) + "\n\n[D" + number_text(d.debate) +
               "]: " + argdown_text(statement_of(d)) + "\n";
        for (const KeyPoint& p : t.points.points)
            if (p.debate == d.debate) add_point(out, t, p);
        for (const KeyPoint& p : t.points.points)
            if (p.debate == d.debate)
                out += "\n" + point_title(p) + ": " + argdown_text(t.text_of(p.segment)) +
                       argdown_text(" (" + std::to_string(p.voices) + " voices)") + "\n";
    }
    return out;
}

std::string aif_file(const ArgumentTables& t) {
    AifGraph graph;
    std::map<DebateId, std::int64_t> claims;
    std::map<PointId, std::int64_t> points;
    Json locutions = Json::array(), participants = Json::array();
    std::map<VoiceId, std::int64_t> people;
    const auto person = [&](VoiceId voice) {
        const auto [found, is_new] = people.try_emplace(voice, static_cast<std::int64_t>(people.size()) + 1);
        if (is_new)
            participants.push_back(
                {{"participantID", std::to_string(found->second)}, {"firstname", t.name_of(voice)}, {"surname", ""}});
        return std::to_string(found->second);
    };
    for (const Debate& d : t.debates.debates) claims[d.debate] = graph.node("I", statement_of(d));
    for (const KeyPoint& p : t.points.points) points[p.point] = graph.node("I", t.text_of(p.segment));
    for (const KeyPoint& p : t.points.points)
        if (claims.contains(p.debate)) graph.scheme(points[p.point], claims[p.debate], p.pole == Pole::b);
    for (const PointRelation& r : t.points.point_relations)
        if (points.contains(r.from_point) && points.contains(r.to_point))
            graph.scheme(points[r.from_point], points[r.to_point], r.kind == RelationKind::rebuts);
    for (const PointMatch& m : t.points.matches) {
        if (m.quote_rank == 0 || !points.contains(m.point)) continue;
        const std::int64_t said = graph.node("L", t.name_of(m.voice) + " : " + t.text_of(m.segment));
        const std::int64_t asserting = graph.node("YA", "Asserting");
        graph.edge(said, asserting);
        graph.edge(asserting, points[m.point]);
        locutions.push_back({{"nodeID", std::to_string(said)}, {"personID", person(m.voice)}});
    }
    const Json root = {{"AIF", graph.take(std::move(locutions), std::move(participants))}, {"text", ""}};
    return root.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace agon
