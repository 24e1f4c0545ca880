// QDPX, the REFI-QDA project that NVivo, MAXQDA, ATLAS.ti and QualCoder open: project.qde and the texts it codes.
//
// Positions count code points of the text, not bytes and not UTF-16 units:
//   fits: "𠮷好" has two; a coding of 好 is 1..2        does not: 2..3 (UTF-16), 4..7 (UTF-8)
// A text is a thread: its question, then each post under its author's name. Codes: the debate, below it its camps,
// below each its key points. GUIDs are made from the digests of what they name, so that the same case gives the same
// file.
#include <fmt/format.h>

#include "ground/table/zip.hpp"
#include "src/exports/material.hpp"

namespace agon {
namespace {

/// A UUID of version 8 (made by the user's own rule) from a digest.
std::string guid_of(const std::string& name) {
    std::string hex = sha256_hex("agon qdpx\n" + name);
    hex[12] = '8';
    hex[16] = 'a';
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
           hex.substr(20, 12);
}

/// A stretch of a text with its codes.
struct Coded {
    std::size_t begin = 0, end = 0;  // code points
    std::vector<std::string> codes;  // GUIDs
    std::string name;
};
struct TextSource {
    std::string guid, name, text;
    std::size_t length = 0;  // code points
    std::vector<Coded> coded;
};

class Project {
  public:
    explicit Project(const ArgumentTables& tables) : t_(tables) {
        for (const PointMatch& m : t_.points.matches) matches_[m.segment].push_back(&m);
        for (const PostStance& s : t_.camps.stances) stances_[s.post].push_back(&s);
        for (const Segment& s : t_.segments.segments) segments_[s.post].push_back(&s);
    }

    std::string file() {
        std::vector<std::pair<std::string, std::string>> files = {{"project.qde", ""}};
        std::string sources;
        for (const ThreadPlace& place : t_.debates.threads) {
            if (static_cast<std::int64_t>(place.debate) == 0 || !t_.thread.contains(place.thread)) continue;
            const TextSource source = text_of_thread(*t_.thread.at(place.thread));
            files.emplace_back("sources/" + source.guid + ".txt", source.text);
            sources += xml_of(source);
        }
        files.front().second =
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Project name=\"agon\" origin=\"agon " AGON_VERSION
            "\" creatingUserGUID=\"" +
            user_ + "\" xmlns=\"urn:QDA-XML:project:1.0\">\n<Users><User guid=\"" + user_ +
            "\" name=\"agon\"/></Users>\n<CodeBook><Codes>\n" + codes() + "</Codes></CodeBook>\n<Sources>\n" + sources +
            "</Sources>\n</Project>\n";
        return zip_of(files);
    }

  private:
    static std::string debate_code(DebateId id) { return guid_of("debate " + number_text(id)); }
    static std::string camp_code(DebateId id, Pole pole) {
        return guid_of("camp " + number_text(id) + std::string(enum_name(pole)));
    }
    static std::string point_code(PointId id) { return guid_of("point " + number_text(id)); }

    static std::string open_code(const std::string& guid, const std::string& name) {
        return "<Code guid=\"" + guid + "\" name=\"" + xml_text(name) + "\" isCodable=\"true\">";
    }

    std::string codes() const {
        std::string out;
        for (const Debate& d : t_.debates.debates) {
            out += open_code(debate_code(d.debate), heading_of(d, true)) + "<Description>" + xml_text(statement_of(d)) +
                   "</Description>\n";
            for (const Pole pole : {Pole::a, Pole::b}) {
                const std::string& answer = pole == Pole::a ? d.pole_a : d.pole_b;
                out += open_code(camp_code(d.debate, pole), std::string(enum_name(pole)) + ": " + answer) + "\n";
                for (const KeyPoint& p : t_.points.points)
                    if (p.debate == d.debate && p.pole == pole)
                        out += open_code(point_code(p.point), t_.text_of(p.segment)) + "</Code>\n";
                out += "</Code>\n";
            }
            out += "</Code>\n";
        }
        return out;
    }

    TextSource text_of_thread(const Thread& thread) const {
        TextSource source;
        source.guid = guid_of("thread " + number_text(thread.thread));
        source.name = thread.title;
        add(source, thread.title + "\n\n");
        for (const CleanPost& p : t_.corpus.posts) {
            const auto post = t_.post.find(p.post);
            if (p.thread != thread.thread || p.fate != PostFate::analysed || post == t_.post.end()) continue;
            const std::string year = p.year > 0 ? std::to_string(p.year) : "n.d.";
            add(source, post->second->author_name + " [" + year + "]\n");
            add_post(source, p);
            add(source, "\n\n");
        }
        return source;
    }

    static void add(TextSource& source, const std::string& text) {
        source.text += text;
        source.length += count_code_points(text);
    }

    void add_post(TextSource& source, const CleanPost& p) const {
        const std::string text = one_line_end(p.text);
        const std::size_t begin = source.length;
        if (const auto stances = stances_.find(p.post); stances != stances_.end())
            for (const PostStance* s : stances->second)
                if (s->pole == Pole::a || s->pole == Pole::b)
                    source.coded.push_back(
                        {begin, begin + count_code_points(text), {camp_code(s->debate, s->pole)}, ""});
        if (const auto segments = segments_.find(p.post); segments != segments_.end())
            for (const Segment* s : segments->second) {
                const auto matches = matches_.find(s->segment);
                if (matches == matches_.end()) continue;
                const auto place = [&](std::int64_t at) {
                    return begin + count_code_points(one_line_end(p.text.substr(0, static_cast<std::size_t>(at))));
                };
                Coded coded{place(s->text_begin), place(s->text_end), {}, s->text};
                for (const PointMatch* m : matches->second) coded.codes.push_back(point_code(m->point));
                source.coded.push_back(std::move(coded));
            }
        add(source, text);
    }

    /// REFI-QDA counts a line end as one character.
    static std::string one_line_end(const std::string& text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] != '\r') out += text[i];
        return out;
    }

    std::string xml_of(const TextSource& s) const {
        std::string out = fmt::format("<TextSource guid=\"{}\" name=\"{}\" plainTextPath=\"internal://{}.txt\">\n",
                                      s.guid, xml_text(s.name), s.guid);
        std::size_t number = 0;
        for (const Coded& c : s.coded) {
            const std::string own = s.guid + " " + std::to_string(number++);
            out += fmt::format(
                "<PlainTextSelection guid=\"{}\" name=\"{}\" startPosition=\"{}\" endPosition=\"{}\" "
                "creatingUser=\"{}\">",
                guid_of("selection " + own), xml_text(c.name), c.begin, c.end, user_);
            for (const std::string& code : c.codes)
                out += fmt::format("<Coding guid=\"{}\" creatingUser=\"{}\"><CodeRef targetGUID=\"{}\"/></Coding>",
                                   guid_of("coding " + own + code), user_, code);
            out += "</PlainTextSelection>\n";
        }
        return out + "</TextSource>\n";
    }

    const ArgumentTables& t_;
    std::string user_ = guid_of("user");
    std::map<SegmentId, std::vector<const PointMatch*>> matches_;
    std::map<PostId, std::vector<const PostStance*>> stances_;
    std::map<PostId, std::vector<const Segment*>> segments_;
};

}  // namespace

std::string qdpx_file(const ArgumentTables& tables) {
    return Project(tables).file();
}

}  // namespace agon
