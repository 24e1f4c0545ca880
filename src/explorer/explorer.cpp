// Requests to pages. Everything is read-only but POST /api/corrections, which needs --edit and the token.
#include "src/explorer/explorer.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "ground/text/text.hpp"
#include "src/explorer/assets.hpp"
#include "src/explorer/coding.hpp"
#include "src/explorer/correction_words.hpp"
#include "src/explorer/corrections.hpp"
#include "src/explorer/pages.hpp"
#include "src/explorer/placing.hpp"
#include "src/explorer/translations.hpp"

namespace agon {
namespace {

/// Rooms whose tables pages show; the posts themselves are read at the start.
constexpr std::array<std::string_view, 4> kRoomsOfPages = {"camps/", "debates/", "points/", "trends/"};

Reply json_reply(const Json& json, int status = 200) {
    Reply reply;
    reply.status = status;
    reply.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return reply;
}

Reply error_reply(int status, const std::string& what) {
    return json_reply({{"error", what}}, status);
}

Reply reply_of(const Result<Json>& result) {
    if (result) return json_reply(*result);
    const ErrorCode code = result.error().code;
    const int status = code == ErrorCode::nothing_found || code == ErrorCode::stage_missing ? 404
                       : code == ErrorCode::usage                                           ? 400
                                                                                            : 500;
    return error_reply(status, result.error().line());
}

std::string fresh_token() {
    unsigned char bytes[24];
    randombytes_buf(bytes, sizeof bytes);
    char text[sizeof bytes * 2 + 1];
    sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
    return text;
}

bool same_secret(const std::string& left, const std::string& right) {
    return left.size() == right.size() && !left.empty() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

Result<CaseReading> read_case(Disk& disk, const std::string& case_folder) {
    ServedTables tables(disk, case_folder);
    TRY(PostIndex index, PostIndex::build(tables));
    auto searching = begin_search(index.corpus());
    return CaseReading{std::move(tables), std::move(index), std::move(searching), {}};
}

class CaseExplorer final : public Explorer {
  public:
    CaseExplorer(CaseReading reading, const ServeOptions& options) : reading_(std::move(reading)), options_(options) {
        if (options_.edit) token_ = fresh_token();
    }

    const std::string& token() const override { return token_; }

    Reply answer(const Ask& ask) override {
        if (ask.path == "/api/corrections") return corrections(ask);
        if (ask.path == "/api/coding") return coding(ask);
        if (ask.path == "/api/apply") return apply(ask);
        if (ask.method != "GET" && ask.method != "HEAD") return error_reply(405, "only GET is answered here");
        if (ask.path.starts_with("/api/")) return page(ask);
        if (ask.path.starts_with("/csv/")) return csv(ask);
        return asset(ask);
    }

    bool read_ahead() override {
        if (options_.settle) {
            const auto settled = options_.settle();
            if (settled && *settled) {
                (void)refresh();  // a page that needs a damaged table will say so
                return true;
            }
        }
        if (unread_ && unread_->empty()) return false;
        if (!unread_) unread_ = tables_of_pages();
        while (!unread_->empty()) {
            const std::string name = std::move(unread_->back());
            unread_->pop_back();
            if (reading_.tables.is_loaded(name)) continue;
            (void)reading_.tables.find(name);  // a page that needs a damaged one will say so
            return true;
        }
        return false;
    }

  private:
    /// Tables of what was found, last ones first: those of debates and camps are wanted first.
    std::vector<std::string> tables_of_pages() const {
        std::vector<std::string> out = reading_.tables.names();
        std::erase_if(out, [](const std::string& name) {
            return std::none_of(kRoomsOfPages.begin(), kRoomsOfPages.end(),
                                [&](std::string_view room) { return name.starts_with(room); });
        });
        std::sort(out.begin(), out.end(), std::greater<>());  // from the back: camps, debates, points, trends
        return out;
    }

    Reply page(const Ask& ask) {
        const std::string name = ask.path.substr(5);
        if (name == "overview") return reply_of(overview_page(reading_));
        if (name == "thread") return reply_of(thread_page(reading_, ask.query));
        if (name == "search") return reply_of(search_page(reading_, ask.query));
        if (name == "exchanges") return reply_of(exchanges_page(reading_, ask.query));
        if (name == "rows") return reply_of(rows_page(reading_, ask.query));
        if (name == "groups") return groups(ask);
        if (name == "method") return reply_of(method_page(reading_));
        if (name == "translations") {
            const std::string language = parameter(ask.query, "language");
            return reply_of(translations_page(reading_.tables, reading_.memory, language.empty() ? "en" : language));
        }
        if (name == "session") return session(ask);
        if (name == "placing") {
            const auto debate = whole_parameter(ask.query, "debate", 0), skip = whole_parameter(ask.query, "skip", 0);
            if (!debate || !skip) return error_reply(400, (debate ? skip : debate).error().line());
            return reply_of(next_to_place(reading_, *debate, *skip));
        }
        if (name == "debate" || name == "voice") {
            const auto id = whole_parameter(ask.query, "id", 0);
            if (!id) return error_reply(400, id.error().line());
            return reply_of(name == "debate" ? debate_page(reading_, *id) : voice_page(reading_, *id));
        }
        return error_reply(404, "no such page");
    }

    /// What this explorer may do and does, and which case it shows: its folder's name and the digest of its manifest,
    /// which names the digest of every table. A citation of a chart says both.
    Reply session(const Ask& ask) const {
        const std::string folder = std::filesystem::path(reading_.tables.folder()).lexically_normal().string();
        const auto manifest = reading_.tables.disk().read_file(folder + "/manifest.json");
        const std::filesystem::path named(folder.ends_with('/') ? folder.substr(0, folder.size() - 1) : folder);
        return json_reply({{"edit", options_.edit},
                           {"allowed", options_.edit && has_token(ask)},
                           {"apply", options_.edit && options_.apply != nullptr},
                           {"settling", is_settling()},
                           {"version", AGON_VERSION},
                           {"case", named.filename().string()},
                           {"digest", manifest ? sha256_hex(*manifest) : ""}});
    }

    /// Counts of a million rows take a tenth of a second, the overview asks for two each time that it is shown, and
    /// what the reader clicks then waits behind them. They stay as they are until tables are read anew.
    Reply groups(const Ask& ask) {
        constexpr std::size_t most_counts = 64, most_bytes = 1 << 16;
        if (const auto counted = counted_.find(ask.query); counted != counted_.end()) return counted->second;
        Reply reply = reply_of(groups_page(reading_, ask.query));
        if (reply.status == 200 && reply.body.size() <= most_bytes && counted_.size() < most_counts)
            counted_.emplace(ask.query, reply);
        return reply;
    }

    Reply csv(const Ask& ask) {
        auto text = csv_page(reading_, ask.query);
        if (!text) return reply_of(Result<Json>(text.error()));
        Reply reply;
        reply.type = "text/csv; charset=utf-8";
        reply.body = "\xEF\xBB\xBF" + *text;  // spreadsheets take the mark as "this is UTF-8"
        reply.headers["Content-Disposition"] = "attachment; filename=\"rows.csv\"";
        return reply;
    }

    Reply corrections(const Ask& ask) {
        if (ask.method == "GET") return reply_of(corrections_page(reading_));
        if (const auto refused = refuse_edit(ask)) return *refused;
        auto answer = append_correction(reading_.tables, ask.body, options_.who);
        return reply_of(answer ? conflict_in_words(reading_, std::move(answer).value()) : answer);
    }

    Reply coding(const Ask& ask) {
        if (ask.method != "GET") {
            if (const auto refused = refuse_edit(ask)) return *refused;
            return reply_of(add_code(reading_.tables, ask.body));
        }
        const auto debate = whole_parameter(ask.query, "debate", 0);
        if (!debate) return reply_of(Result<Json>(debate.error()));
        if (*debate == 0) return reply_of(coding_overview(reading_.tables));
        const std::string coder = parameter(ask.query, "coder");
        return reply_of(coder.empty() ? coding_result(reading_.tables, *debate)
                                      : next_to_code(reading_.tables, reading_.index, *debate, coder));
    }

    /// Runs the analysis with the corrections so far and reads anew what it changed. On an error of the analysis the
    /// old tables stay.
    Reply apply(const Ask& ask) {
        if (const auto refused = refuse_edit(ask)) return *refused;
        if (!options_.apply) return error_reply(404, "not offered here");
        if (const auto done = options_.apply(); !done) return reply_of(Result<Json>(done.error()));
        if (const auto read = refresh(); !read) return reply_of(Result<Json>(read.error()));
        return reply_of(applied());
    }

    /// Reads anew what an analysis changed.
    Result<void> refresh() {
        reading_.searching.wait();  // it looks at a table that may go
        const auto changed = reading_.tables.refresh();
        unread_.reset();
        counted_.clear();
        if (!changed) return changed.error();
        const auto& read = PostIndex::tables_read();
        if (std::none_of(read.begin(), read.end(), [&](const std::string& table) {
                return std::find(changed->begin(), changed->end(), table) != changed->end();
            }))
            return {};
        TRY(reading_, read_case(reading_.tables.disk(), reading_.tables.folder()));
        return {};
    }

    bool is_settling() const { return options_.settling && options_.settling(); }

    /// How many lines the tables now show.
    Result<Json> applied() {
        TRY(const Written written, read_lines(reading_.tables, kCorrectionsFile, Unreadable::skipped));
        return Json{{"applied", true}, {"count", written.lines.size()}, {"settling", is_settling()}};
    }

    std::optional<Reply> refuse_edit(const Ask& ask) const {
        if (ask.method != "POST") return error_reply(405, "GET or POST");
        if (!options_.edit) return error_reply(403, "this explorer was started without --edit");
        if (!has_token(ask)) return error_reply(403, "wrong token");
        return std::nullopt;
    }

    bool has_token(const Ask& ask) const {
        const auto given = ask.headers.find("x-agon-token");
        return given != ask.headers.end() && same_secret(given->second, token_);
    }

    static Reply asset(const Ask& ask) {
        // Addresses of pages are states of the one page; only real files have a dot in them.
        const std::string path = ask.path.find('.') == std::string::npos ? "/index.html" : ask.path;
        for (const Asset& a : all_assets()) {
            if (path != a.path) continue;
            Reply reply;
            reply.type = a.type;
            reply.headers["ETag"] = '"' + std::string(a.sha256) + '"';
            reply.headers["Cache-Control"] = "no-cache";
            const auto known = ask.headers.find("if-none-match");
            if (known != ask.headers.end() && known->second == reply.headers["ETag"])
                reply.status = 304;
            else
                reply.body = std::string(a.bytes);
            return reply;
        }
        return error_reply(404, "no such page");
    }

    CaseReading reading_;
    std::optional<std::vector<std::string>> unread_;               // for read_ahead(); nothing: not looked yet
    std::map<std::map<std::string, std::string>, Reply> counted_;  // by query
    ServeOptions options_;
    std::string token_;
};

}  // namespace

Result<std::unique_ptr<Explorer>> Explorer::open(Disk& disk, const std::string& case_folder,
                                                 const ServeOptions& options) {
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    TRY_VOID(Manifest::load_analysed(disk, case_folder));
    TRY(CaseReading reading, read_case(disk, case_folder));
    return std::unique_ptr<Explorer>(std::make_unique<CaseExplorer>(std::move(reading), options));
}

}  // namespace agon
