// Networks as GraphML and GEXF: the same nodes, edges and attributes in the two notations.
//
// voices: an edge for each pair of voices, from the one who answers, over all debates: how often it agrees and how
// often it argues against; `weight` is their sum (layouts need it above 0), `sign` the balance. arguments: an edge from
// a key point to its debate, for (pole a) or against it (pole b), and between key points that answer each other.
#include <fmt/format.h>

#include "src/exports/material.hpp"

namespace agon {
namespace {

struct Attribute {
    const char* name;
    const char* type;  // string, long
};
struct Element {
    std::string id, label, from, to;  // from and to: of an edge
    std::int64_t weight = 1;
    std::vector<std::string> values;  // parallel to the attributes
};
struct Graph {
    std::vector<Attribute> of_nodes, of_edges;
    std::vector<Element> nodes, edges;
};

Graph voices_graph(const ArgumentTables& t) {
    struct Answers {
        std::int64_t positive = 0, negative = 0, debates = 0;
    };
    std::map<std::pair<VoiceId, VoiceId>, Answers> answers;
    for (const VoiceLink& link : t.points.links) {
        Answers& a = answers[{link.from_voice, link.to_voice}];
        a.positive += link.positive;
        a.negative += link.negative;
        ++a.debates;
    }
    struct Person {
        std::int64_t posts = 0;
        std::string stands;  // "debate:pole ..." in the order of debates
    };
    std::map<VoiceId, Person> people;
    for (const VoiceStance& v : t.camps.voices) {
        Person& p = people[v.voice];
        p.posts += v.posts;
        p.stands += (p.stands.empty() ? "" : " ") + number_text(v.debate) + ":" + std::string(enum_name(v.pole));
    }
    for (const auto& [pair, a] : answers) people[pair.first], people[pair.second];
    Graph graph;
    graph.of_nodes = {{"posts", "long"}, {"stands", "string"}};
    graph.of_edges = {{"positive", "long"}, {"negative", "long"}, {"sign", "long"}, {"debates", "long"}};
    for (const auto& [voice, p] : people)
        graph.nodes.push_back({node_id('v', voice), t.name_of(voice), "", "", 1, {std::to_string(p.posts), p.stands}});
    for (const auto& [pair, a] : answers) {
        const std::int64_t sign = a.positive > a.negative ? 1 : a.positive < a.negative ? -1 : 0;
        graph.edges.push_back({"e" + std::to_string(graph.edges.size()),
                               "",
                               node_id('v', pair.first),
                               node_id('v', pair.second),
                               std::max<std::int64_t>(1, a.positive + a.negative),
                               {std::to_string(a.positive), std::to_string(a.negative), std::to_string(sign),
                                std::to_string(a.debates)}});
    }
    return graph;
}

Graph arguments_graph(const ArgumentTables& t) {
    Graph graph;
    graph.of_nodes = {{"kind", "string"}, {"voices", "long"}, {"pole", "string"}, {"terms", "string"}};
    graph.of_edges = {{"relation", "string"}, {"sign", "long"}};
    for (const Debate& d : t.debates.debates)
        graph.nodes.push_back(
            {node_id('d', d.debate), statement_of(d), "", "", 1, {"debate", std::to_string(d.voices), "", d.terms}});
    for (const KeyPoint& p : t.points.points) {
        graph.nodes.push_back({node_id('p', p.point),
                               t.text_of(p.segment),
                               "",
                               "",
                               1,
                               {"key point", std::to_string(p.voices), std::string(enum_name(p.pole)), p.terms}});
        const bool for_it = p.pole == Pole::a;
        graph.edges.push_back({"e" + std::to_string(graph.edges.size()),
                               "",
                               node_id('p', p.point),
                               node_id('d', p.debate),
                               std::max<std::int64_t>(1, p.voices),
                               {for_it ? "supports" : "rebuts", for_it ? "1" : "-1"}});
    }
    for (const PointRelation& r : t.points.point_relations)
        graph.edges.push_back({"e" + std::to_string(graph.edges.size()),
                               "",
                               node_id('p', r.from_point),
                               node_id('p', r.to_point),
                               std::max<std::int64_t>(1, r.relations),
                               {std::string(enum_name(r.kind)), r.kind == RelationKind::rebuts ? "-1" : "1"}});
    return graph;
}

std::string graphml(const Graph& graph) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
    const auto keys = [&out](const char* domain, char letter, const std::vector<Attribute>& attributes) {
        out += fmt::format("<key id=\"{}l\" for=\"{}\" attr.name=\"{}\" attr.type=\"{}\"/>\n", letter, domain,
                           letter == 'n' ? "label" : "weight", letter == 'n' ? "string" : "long");
        for (std::size_t i = 0; i < attributes.size(); ++i)
            out += fmt::format("<key id=\"{}{}\" for=\"{}\" attr.name=\"{}\" attr.type=\"{}\"/>\n", letter, i, domain,
                               attributes[i].name, attributes[i].type);
    };
    keys("node", 'n', graph.of_nodes);
    keys("edge", 'e', graph.of_edges);
    out += "<graph edgedefault=\"directed\">\n";
    const auto values = [&out](char letter, const Element& e, const std::string& first) {
        out += fmt::format("<data key=\"{}l\">{}</data>", letter, xml_text(first));
        for (std::size_t i = 0; i < e.values.size(); ++i)
            out += fmt::format("<data key=\"{}{}\">{}</data>", letter, i, xml_text(e.values[i]));
    };
    for (const Element& node : graph.nodes) {
        out += "<node id=\"" + node.id + "\">";
        values('n', node, node.label);
        out += "</node>\n";
    }
    for (const Element& edge : graph.edges) {
        out += fmt::format("<edge id=\"{}\" source=\"{}\" target=\"{}\">", edge.id, edge.from, edge.to);
        values('e', edge, std::to_string(edge.weight));
        out += "</edge>\n";
    }
    return out + "</graph>\n</graphml>\n";
}

std::string gexf(const Graph& graph) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n<meta>"
        "<creator>agon " AGON_VERSION "</creator></meta>\n<graph mode=\"static\" defaultedgetype=\"directed\">\n";
    const auto keys = [&out](const char* domain, const std::vector<Attribute>& attributes) {
        out += fmt::format("<attributes class=\"{}\">\n", domain);
        for (std::size_t i = 0; i < attributes.size(); ++i)
            out += fmt::format("<attribute id=\"{}\" title=\"{}\" type=\"{}\"/>\n", i, attributes[i].name,
                               attributes[i].type);
        out += "</attributes>\n";
    };
    keys("node", graph.of_nodes);
    keys("edge", graph.of_edges);
    const auto values = [&out](const Element& e) {
        out += "<attvalues>";
        for (std::size_t i = 0; i < e.values.size(); ++i)
            out += fmt::format("<attvalue for=\"{}\" value=\"{}\"/>", i, xml_text(e.values[i]));
        out += "</attvalues>";
    };
    out += "<nodes>\n";
    for (const Element& node : graph.nodes) {
        out += fmt::format("<node id=\"{}\" label=\"{}\">", node.id, xml_text(node.label));
        values(node);
        out += "</node>\n";
    }
    out += "</nodes>\n<edges>\n";
    for (const Element& edge : graph.edges) {
        out += fmt::format("<edge id=\"{}\" source=\"{}\" target=\"{}\" weight=\"{}\">", edge.id, edge.from, edge.to,
                           edge.weight);
        values(edge);
        out += "</edge>\n";
    }
    return out + "</edges>\n</graph>\n</gexf>\n";
}

}  // namespace

std::string network_file(const ArgumentTables& tables, Network network, bool as_gexf) {
    const Graph graph = network == Network::voices ? voices_graph(tables) : arguments_graph(tables);
    return as_gexf ? gexf(graph) : graphml(graph);
}

}  // namespace agon
