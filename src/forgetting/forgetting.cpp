// FORGET: one author out of a case, for good.
//
// What leads to a person is more than the rows with his id: the records in the sources, his name where others answer
// him, his id in their reply fields, sentences of his that they repeat, and everything that was made of all that. Bytes
// are overwritten where they stand (blanking.cpp); made tables and reports go, since they are made again or are void.
//   fits: {"reply_to_author":{"id":"ab12","name":"张三"}} in somebody else's comment is blanked as a whole
//   does not: what somebody else writes about what he said, in words of his own, stays
#include "src/forgetting/forgetting.hpp"

#include <algorithm>
#include <set>

#include "ground/text/lines.hpp"
#include "src/forgetting/trace.hpp"

namespace agon {
namespace {

constexpr std::string_view kForgetStage = "forget";
constexpr std::size_t kLeastName = 2;        // code points
constexpr std::int64_t kLargestCard = 4096;  // bytes of an object that describes a person

bool overlaps(Span a, Span b) {
    return a.begin < b.end && b.begin < a.end;
}

std::vector<Span> joined(std::vector<Span> spans) {
    std::sort(spans.begin(), spans.end(), [](Span a, Span b) { return a.begin < b.begin; });
    std::vector<Span> out;
    for (const Span span : spans) {
        if (!out.empty() && span.begin <= out.back().end)
            out.back().end = std::max(out.back().end, span.end);
        else
            out.push_back(span);
    }
    return out;
}

/// True if any of the disjoint, ascending spans overlaps the place.
bool inside(const std::vector<Span>& spans, Span place) {
    const auto after = std::lower_bound(spans.begin(), spans.end(), place.begin,
                                        [](Span span, std::int64_t at) { return span.end <= at; });
    return after != spans.end() && overlaps(*after, place);
}

/// A name behind "@" or 回复 is meant as a name.
bool addressed(const std::string& bytes, Span place) {
    const std::string_view before = std::string_view(bytes).substr(0, static_cast<std::size_t>(place.begin));
    return before.ends_with("@") || before.ends_with("＠") || before.ends_with("回复") || before.ends_with("回复 ");
}

/// "parent": 123456, without quotes: spaces alone would be no JSON.
bool stands_as_number(const std::string& bytes, Span place) {
    const auto begin = static_cast<std::size_t>(place.begin), end = static_cast<std::size_t>(place.end);
    if (bytes[begin] < '0' || bytes[begin] > '9' || end >= bytes.size()) return false;
    const std::size_t before = begin == 0 ? std::string::npos : bytes.find_last_not_of(' ', begin - 1);
    return before != std::string::npos && std::string_view(":[").find(bytes[before]) != std::string_view::npos &&
           std::string_view(",}] \r\n").find(bytes[end]) != std::string_view::npos;
}

std::string_view part_of(const std::string& bytes, std::int64_t begin, std::int64_t end) {
    return std::string_view(bytes).substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

class Forgetting {
  public:
    Forgetting(Disk& disk, std::string folder, AuthorId author, const ForgetOptions& options)
        : disk_(disk), folder_(std::move(folder)), author_(author), options_(options) {}

    Result<ForgetOutcome> run() {
        TRY(threads_, read_threads(disk_, folder_));
        for (const Post& p : threads_.posts)
            if (p.author == author_) mine_.insert(p.post);
        outcome_.posts = static_cast<std::int64_t>(mine_.size());
        for (const Vote& v : threads_.votes) outcome_.votes += v.voter == author_ ? 1 : 0;
        const bool named = std::any_of(threads_.authors.begin(), threads_.authors.end(),
                                       [&](const AuthorName& a) { return a.author == author_; });
        if (mine_.empty() && outcome_.votes == 0 && !named)
            return Error{ErrorCode::nothing_found, folder_, 0, -1, "no such author in this case"};
        std::set<ThreadId> theirs;
        for (const Post& p : threads_.posts) (p.author == author_ ? gone_ : theirs).insert(p.thread);
        for (const ThreadId thread : theirs) gone_.erase(thread);
        TRY_VOID(gather());
        TRY_VOID(blank_sources());
        if (outcome_.mentions > options_.most_mentions && options_.most_mentions >= 0 && !options_.keep_mentions)
            return Error{ErrorCode::usage, folder_, 0, -1,
                         "the name stands in " + std::to_string(outcome_.mentions) +
                             " posts of others: say --mentions blank or --mentions keep"};
        TRY_VOID(remove_made());
        TRY_VOID(filter_lines());
        forget_rows();
        TRY_VOID(write_case(disk_, folder_, threads_, compressed_));
        TRY_VOID(remove_unnamed_sources());
        return outcome_;
    }

  private:
    Result<void> gather() {
        std::set<std::string> others;  // a name that somebody else bears too leads nowhere
        for (const Post& p : threads_.posts)
            if (p.author != author_) others.insert(p.author_name);
        const auto add_name = [&](const std::string& name) {
            if (count_code_points(name) >= kLeastName && !others.contains(name)) trace_.names.add(name, true);
        };
        for (const AuthorName& a : threads_.authors)
            if (a.author == author_) add_name(a.name);
        for (const Post& p : threads_.posts) {
            if (p.author != author_) continue;
            if (p.author_kind == AuthorKind::named) add_name(p.author_name);
            TRY(const std::string* bytes, source(p.source));
            TRY(const std::string body, body_of(p, *bytes));
            trace_.add_post(p, body, part_of(*bytes, p.record_begin, p.record_end));
        }
        const std::string segments = folder_ + "/segments/segments.parquet";
        if (!disk_.exists(segments)) return {};
        TRY(std::string bytes, disk_.read_file(segments));
        TRY(const Table table, from_parquet(std::move(bytes), segments));
        trace_.add_segments(table, mine_);
        return {};
    }

    Result<std::string> body_of(const Post& p, const std::string& bytes) const {
        if (p.body_begin < 0 || p.body_end < p.body_begin || p.body_end > std::ssize(bytes) || p.record_begin < 0 ||
            p.record_end > std::ssize(bytes))
            return Error{ErrorCode::case_damaged, p.source, p.record, p.body_begin, "text outside its source"};
        TRY(MappedText body, decode_field(part_of(bytes, p.body_begin, p.body_end), p.body_encoding, p.body_begin));
        return p.body_is_html ? html_to_text(body).mapped.text : std::move(body.text);
    }

    Result<const std::string*> source(const std::string& sha256) {
        if (opened_name_ != sha256) {
            const auto found = std::find_if(threads_.sources.begin(), threads_.sources.end(),
                                            [&](const SourceFile& s) { return s.sha256 == sha256; });
            if (found == threads_.sources.end())
                return Error{ErrorCode::case_damaged, folder_, 0, -1, "a post names source " + sha256};
            TRY(opened_, read_source(disk_, folder_, *found));
            opened_name_ = sha256;
        }
        return &opened_;
    }

    Result<void> blank_sources() {
        std::map<std::string, std::vector<const Post*>> by_source;
        for (const Post& p : threads_.posts) by_source[p.source].push_back(&p);
        for (const SourceFile& s : threads_.sources) {
            TRY(const std::string* bytes, source(s.sha256));
            std::string changed = *bytes;
            blank_in(changed, s, by_source[s.sha256]);
            if (changed != *bytes) TRY_VOID(rename_source(s.sha256, *bytes, changed));
        }
        return {};
    }

    void blank_in(std::string& bytes, const SourceFile& s, const std::vector<const Post*>& posts) {
        const std::string original = bytes;
        std::vector<Span> records, bodies, titles;
        for (const Post* p : posts)
            (p->author == author_ ? records : bodies)
                .push_back(p->author == author_ ? Span{p->record_begin, p->record_end}
                                                : Span{p->body_begin, p->body_end});
        for (const Thread& t : threads_.threads)
            if (t.source == s.sha256 && !gone_.contains(t.thread)) titles.push_back({t.title_begin, t.title_end});
        for (const Post* p : posts) {
            if (p->author != author_) continue;
            const Span record{p->record_begin, p->record_end};
            std::vector<Span> kept;
            for (const Post* q : posts) {
                if (q->author == author_) continue;
                const bool within = q->record_begin >= record.begin && q->record_end <= record.end &&
                                    q->record_end - q->record_begin < record.length();
                const Span theirs = within ? Span{q->record_begin, q->record_end} : Span{q->body_begin, q->body_end};
                if (overlaps(theirs, record)) kept.push_back(theirs);
            }
            for (const Span title : titles)
                if (overlaps(title, record)) kept.push_back(title);
            blank_record(bytes, record, p->body_encoding, joined(std::move(kept)));
        }
        std::vector<Span> people;  // where somebody is named outside all texts
        const std::vector<Span> texts = joined(bodies), own = joined(records);
        for (const Needles* needles : {&trace_.names, &trace_.ids, &trace_.sentences})
            for (const Span place : needles->find(original, s.charset)) {
                const bool in_text = inside(texts, place);
                const bool name = needles == &trace_.names;
                if (in_text && name && !addressed(original, place)) {
                    ++outcome_.mentions;
                    if (options_.keep_mentions) continue;
                }
                if (!inside(own, place)) ++outcome_.places;
                if (!in_text && needles != &trace_.sentences) people.push_back(place);
                blank_span(bytes, place, s.charset);
                if (stands_as_number(original, place)) bytes[static_cast<std::size_t>(place.begin)] = '0';
            }
        blank_cards(bytes, original, s, people, texts, titles);
        blank_votes(bytes, s);
    }

    /// Small objects that name the author and hold no text of a post describe him: {"name":...,"headline":...}.
    void blank_cards(std::string& bytes, const std::string& original, const SourceFile& s, std::vector<Span> people,
                     const std::vector<Span>& texts, const std::vector<Span>& titles) {
        const std::size_t first = original.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
        if (first == std::string::npos || (original[first] != '{' && original[first] != '[')) return;
        std::sort(people.begin(), people.end(), [](Span a, Span b) { return a.begin < b.begin; });
        const std::vector<Span> held = joined(titles);
        for (const Span card : objects_around(original, people, s.charset))
            if (card.length() > 0 && card.length() <= kLargestCard && !inside(texts, card) && !inside(held, card))
                blank_record(bytes, card, with_charset(FieldEncoding::json_string, s.charset), {});
    }

    /// The rows of his votes, by their number in a table of votes.
    void blank_votes(std::string& bytes, const SourceFile& s) {
        std::set<std::int64_t> rows;
        for (const Vote& v : threads_.votes)
            if (v.voter == author_ && v.source == s.sha256) rows.insert(v.record);
        if (rows.empty()) return;
        const bool json = bytes.find_first_not_of(" \t\r\n") == bytes.find('{');
        std::int64_t number = json ? 0 : -1;  // the header is row 0
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
            const Span line{static_cast<std::int64_t>(at), static_cast<std::int64_t>(end)};
            if (line.length() > 0 && rows.contains(++number))
                blank_record(bytes, line,
                             with_charset(json ? FieldEncoding::json_string : FieldEncoding::csv_field, s.charset), {});
            at = end + 1;
        }
    }

    /// A changed source under its new digest; one that holds nobody else's records goes.
    Result<void> rename_source(const std::string& before, const std::string& original, const std::string& bytes) {
        const auto holds = [&](const auto& rows, const auto& theirs) {
            return std::any_of(rows.begin(), rows.end(),
                               [&](const auto& row) { return row.source == before && theirs(row); });
        };
        const bool theirs = holds(threads_.posts, [&](const Post& p) { return p.author != author_; }) ||
                            holds(threads_.votes, [&](const Vote& v) { return v.voter != author_; }) ||
                            holds(threads_.threads, [&](const Thread& t) { return !gone_.contains(t.thread); });
        ++(theirs ? outcome_.sources_blanked : outcome_.sources_removed);
        const std::string after = theirs ? sha256_hex(bytes) : std::string();
        renamed_[before] = after;
        if (!theirs) return {};
        TRY(compressed_[after], compress_source(bytes));
        for (Thread& t : threads_.threads) {
            if (t.source != before) continue;
            const std::string_view raw = part_of(bytes, t.title_begin, t.title_end);
            if (raw == part_of(original, t.title_begin, t.title_end)) continue;
            TRY(const MappedText title, decode_field(raw, t.title_encoding, t.title_begin));
            t.title = title.text;
        }
        return {};
    }

    /// Last, when no table names them any more: the bytes from before.
    Result<void> remove_unnamed_sources() {
        std::set<std::string> named;
        for (const SourceFile& s : threads_.sources) named.insert(source_path(s.sha256));
        TRY(const std::vector<std::string> kept, disk_.list_folder(folder_ + "/sources"));
        for (const std::string& name : kept)
            if (!named.contains("sources/" + name)) TRY_VOID(disk_.remove_file(folder_ + "/sources/" + name));
        return {};
    }

    void forget_rows() {
        for (const Needles* needles : {&trace_.names, &trace_.ids, &trace_.sentences}) {
            for (SourceFile& s : threads_.sources) s.name = needles->without(s.name);
            for (Thread& t : threads_.threads) t.detail = needles->without(t.detail);
            for (Reject& r : threads_.rejects) r.file = needles->without(r.file), r.reason = needles->without(r.reason);
            for (Post& p : threads_.posts) p.url = needles->without(p.url);
        }
        std::erase_if(threads_.threads, [&](const Thread& t) { return gone_.contains(t.thread); });
        std::erase_if(threads_.posts, [&](const Post& p) { return p.author == author_; });
        std::erase_if(threads_.votes, [&](const Vote& v) { return v.voter == author_ || mine_.contains(v.post); });
        std::erase_if(threads_.authors, [&](const AuthorName& a) { return a.author == author_; });
        const auto removed = [&](const std::string& sha256) {
            const auto found = renamed_.find(sha256);
            return found != renamed_.end() && found->second.empty();
        };
        std::erase_if(threads_.sources, [&](const SourceFile& s) { return removed(s.sha256); });
        std::erase_if(threads_.rejects, [&](const Reject& r) { return removed(r.source); });
        const auto rename = [&](std::string& sha256) {
            if (const auto found = renamed_.find(sha256); found != renamed_.end()) sha256 = found->second;
        };
        for (SourceFile& s : threads_.sources) {
            rename(s.sha256);
            if (const auto packed = compressed_.find(s.sha256); packed != compressed_.end())
                s.stored_sha256 = sha256_hex(packed->second);
        }
        for (Thread& t : threads_.threads) rename(t.source);
        for (Vote& v : threads_.votes) rename(v.source);
        for (Reject& r : threads_.rejects) rename(r.source);
        for (Post& p : threads_.posts) {
            rename(p.source);
            if (!mine_.contains(p.parent)) continue;
            // A reply to something that is not there; the old id would still say to what.
            p.parent =
                static_cast<PostId>(stable_id("forgotten\n" + std::to_string(static_cast<std::int64_t>(p.post))));
            p.parent_missing = 1;
        }
        std::sort(threads_.sources.begin(), threads_.sources.end(),
                  [](const SourceFile& a, const SourceFile& b) { return a.sha256 < b.sha256; });
        std::stable_sort(threads_.rejects.begin(), threads_.rejects.end(), [](const Reject& a, const Reject& b) {
            return std::tie(a.source, a.record) < std::tie(b.source, b.record);
        });
    }

    /// The tables of every later stage and all reports; and the manifest without them, with a note of what changed.
    Result<void> remove_made() {
        TRY(Manifest manifest, Manifest::load(disk_, folder_));
        for (const auto& [name, stage] : manifest.stages) {
            if (name == "threads" || name == kForgetStage) continue;
            for (const std::string& file : stage.files) {
                manifest.files.erase(file);
                if (!disk_.exists(folder_ + "/" + file)) continue;
                TRY_VOID(disk_.remove_file(folder_ + "/" + file));
                ++outcome_.files;
            }
        }
        std::erase_if(manifest.stages,
                      [](const auto& stage) { return stage.first != "threads" && stage.first != kForgetStage; });
        if (const auto reports = disk_.list_folder(folder_ + "/report"))
            for (const std::string& name : *reports) {
                TRY_VOID(disk_.remove_file(folder_ + "/report/" + name));
                ++outcome_.files;
            }
        // Answers of models tell what was asked by digests, so what is his among them cannot be told from the rest.
        if (const auto kept = disk_.list_folder(folder_ + "/kept"))
            for (const std::string& name : *kept) {
                TRY_VOID(disk_.remove_file(folder_ + "/kept/" + name));
                ++outcome_.files;
            }
        auto& changed = manifest.stages[std::string(kForgetStage)].parameters;
        for (const auto& [before, after] : renamed_) {
            const auto earlier = changed.find(before);
            const std::string imported = earlier == changed.end() ? before : earlier->second;
            changed.erase(before);
            if (!after.empty()) changed[after] = imported;
        }
        if (changed.empty()) manifest.stages.erase(std::string(kForgetStage));
        return manifest.save(disk_, folder_);
    }

    /// Translation memory, corrections and codings: lines about him, of him, or with his name.
    Result<void> filter_lines() {
        TRY(const std::vector<std::string> names, disk_.list_folder(folder_));
        std::string rest;
        for (const std::string& name : names) {
            if (!name.ends_with(".jsonl")) continue;
            if (rest.empty()) {
                TRY(rest, texts_of_others());
            }
            const std::string path = folder_ + "/" + name;
            TRY(const std::string bytes, disk_.read_file(path));
            std::string kept;
            for (const PlacedLine& at : placed_lines(bytes)) {
                const std::string line(at.text);
                if (trace_.leads_from(line, rest))
                    ++outcome_.lines;
                else
                    kept += line + '\n';
            }
            if (kept != bytes) TRY_VOID(disk_.write_file(path, kept));
        }
        return {};
    }

    Result<std::string> texts_of_others() {
        std::string rest = "\n";
        for (const Thread& t : threads_.threads)
            if (!gone_.contains(t.thread)) rest += t.title + '\n';
        std::vector<const Post*> posts;
        for (const Post& p : threads_.posts)
            if (p.author != author_) posts.push_back(&p);
        std::stable_sort(posts.begin(), posts.end(),
                         [](const Post* a, const Post* b) { return a->source < b->source; });
        for (const Post* p : posts) {
            TRY(const std::string* bytes, source(p->source));
            TRY(const std::string body, body_of(*p, *bytes));
            rest += body + '\n';
        }
        return rest;
    }

    Disk& disk_;
    std::string folder_;
    AuthorId author_;
    ForgetOptions options_;
    Threads threads_;
    std::set<PostId> mine_;
    Trace trace_;
    ForgetOutcome outcome_;
    std::string opened_name_, opened_;
    std::set<ThreadId> gone_;                        // threads in which nobody else wrote
    std::map<std::string, std::string> renamed_;     // sha256 before -> after; empty: the source goes
    std::map<std::string, std::string> compressed_;  // by the sha256 after
};

}  // namespace

std::vector<KnownAuthor> authors_meant(const Threads& threads, const std::string& who) {
    std::map<AuthorId, KnownAuthor> found;
    const auto is_meant = [&](const std::string& platform, AuthorId author, const std::string& name, bool named) {
        return std::to_string(static_cast<std::int64_t>(author)) == who ||
               (named && (name == who || author_known_as(platform, who) == author));
    };
    for (const Post& p : threads.posts) {
        if (!is_meant(p.platform, p.author, p.author_name, p.author_kind == AuthorKind::named)) continue;
        KnownAuthor& known = found[p.author];
        known = {p.author, p.platform, p.author_name, known.posts + 1, 0};
    }
    for (const AuthorName& a : threads.authors)
        if (is_meant("", a.author, a.name, true)) found.try_emplace(a.author, KnownAuthor{a.author, "", a.name, 0, 0});
    for (const Vote& v : threads.votes)
        if (const auto known = found.find(v.voter); known != found.end())
            ++known->second.votes;
        else if (std::to_string(static_cast<std::int64_t>(v.voter)) == who)
            found[v.voter] = {v.voter, "", "", 0, 1};
    std::vector<KnownAuthor> out;
    for (const auto& [id, known] : found) out.push_back(known);
    return out;
}

Result<std::map<std::string, std::string>> changed_sources(Disk& disk, const std::string& case_folder) {
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    const auto stage = manifest.stages.find(std::string(kForgetStage));
    return stage == manifest.stages.end() ? std::map<std::string, std::string>() : stage->second.parameters;
}

Result<ForgetOutcome> forget_author(Disk& disk, const std::string& case_folder, AuthorId author,
                                    const ForgetOptions& options) {
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    return Forgetting(disk, case_folder, author, options).run();
}

}  // namespace agon
