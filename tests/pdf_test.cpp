// A report as PDF is printed by Chromium. Without Chromium there is a clear error; with it, a tagged file with text.
#include "src/pipeline/pdf.hpp"

#include <cstdlib>

#include "tests/sample_case.hpp"

namespace agon {
namespace {

TEST(Pdf, WithoutChromiumSaysWhatToDo) {
    ASSERT_EQ(::setenv("AGON_CHROMIUM", "/no/such/chromium", 1), 0);
    const auto pdf = print_pdf("<!doctype html><title>a</title><p>a</p>");
    ::unsetenv("AGON_CHROMIUM");
    ASSERT_FALSE(pdf.ok());
    EXPECT_EQ(pdf.error().code, ErrorCode::file_missing);
    EXPECT_NE(pdf.error().line().find("AGON_CHROMIUM"), std::string::npos);
}

TEST(Pdf, IsTaggedAndKeepsItsFonts) {
    if (find_chromium().empty()) GTEST_SKIP() << "no Chromium: install it to test reports as PDF";
    const auto pdf = print_pdf(
        "<!doctype html><html "
        "lang=\"zh-Hans\"><title>制造</title><h1>大而不强</h1><p>中国制造是不是大而不强？</p></html>");
    ASSERT_TRUE(pdf.ok()) << pdf.error().line();
    EXPECT_TRUE(pdf->starts_with("%PDF-"));
    EXPECT_NE(pdf->find("/MarkInfo"), std::string::npos);
    EXPECT_NE(pdf->find("/StructTreeRoot"), std::string::npos);
    EXPECT_NE(pdf->find("/Type3"), std::string::npos);      // the Chinese font goes along glyph by glyph
    EXPECT_NE(pdf->find("/ToUnicode"), std::string::npos);  // and can be searched and copied
    EXPECT_EQ(pdf->find("/Launch"), std::string::npos);
}

}  // namespace
}  // namespace agon
