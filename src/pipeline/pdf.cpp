// Chromium is started without a shell, in a folder of its own that goes afterwards. Two prints of one page differ in
// the time that Chromium writes into them; everything else of agon is the same byte for byte.
#include "src/pipeline/pdf.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <vector>

#include "ground/table/program.hpp"
#include "ground/table/table.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

constexpr int kSeconds = 120;

/// Runs a program with its output thrown away; false if it fails or takes too long.
bool run_quietly(const std::vector<std::string>& words) {
    const auto child = start_program(words, {-1, -1, -1});
    if (!child) return false;
    int status = 0;
    for (int waited = 0; waited < kSeconds * 20; ++waited) {
        if (::waitpid(*child, &status, WNOHANG) == *child) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ::kill(*child, SIGKILL);
    wait_for_end(*child);
    return false;
}

}  // namespace

std::string find_chromium() {
    if (const char* set = std::getenv("AGON_CHROMIUM")) return ::access(set, X_OK) == 0 ? set : "";
    const char* path = std::getenv("PATH");
    const std::string folders = path ? path : "/usr/local/bin:/usr/bin:/bin";
    for (const char* name : {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"})
        for (std::size_t at = 0; at <= folders.size();) {
            const std::size_t end = std::min(folders.find(':', at), folders.size());
            std::string file = folders.substr(at, end - at) + "/" + name;
            at = end + 1;
            if (::access(file.c_str(), X_OK) == 0) return file;
        }
    return "";
}

Result<std::string> print_pdf(const std::string& html) {
    const std::string chromium = find_chromium();
    if (chromium.empty())
        return Error{ErrorCode::file_missing, "chromium", 0, -1,
                     "a PDF is printed by Chromium: install it or set AGON_CHROMIUM; a report as .html can be printed "
                     "from any browser"};
    std::string folder = (fs::temp_directory_path() / "agon_pdf_XXXXXX").string();
    if (!::mkdtemp(folder.data())) return Error{ErrorCode::write_failed, folder, 0, -1, ""};
    const std::string page = folder + "/page.html", pdf = folder + "/page.pdf";
    Result<std::string> bytes = Error{ErrorCode::write_failed, pdf, 0, -1, chromium + " printed nothing"};
    if (const auto written = real_disk().write_file(page, html); !written) {
        bytes = written.error();
    } else {
        std::vector<std::string> words = {chromium,
                                          "--headless",
                                          "--disable-gpu",
                                          "--no-first-run",
                                          "--user-data-dir=" + folder + "/profile",
                                          "--host-resolver-rules=MAP * ~NOTFOUND",
                                          "--no-pdf-header-footer",
                                          "--export-tagged-pdf",
                                          "--generate-pdf-document-outline",
                                          "--print-to-pdf=" + pdf};
        if (::geteuid() == 0) words.emplace_back("--no-sandbox");  // Chromium refuses to sandbox root
        words.push_back("file://" + page);
        if (run_quietly(words)) {
            auto printed = real_disk().read_file(pdf);
            if (printed && printed->starts_with("%PDF-")) bytes = std::move(printed);
        }
    }
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return bytes;
}

}  // namespace agon
