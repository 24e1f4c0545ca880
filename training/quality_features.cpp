// Prints what src/points/quality.hpp sees of sentences: for each line QUESTION \t SENTENCE of standard input the numbers of
// QualityModel::features_of(), then the nearness to the question. The first line names them.
// Usage: quality_features DATA < lines      (DATA: the checkout)
#include <cstdio>
#include <iostream>

#include "ground/model/geometry.hpp"
#include "src/pipeline/models.hpp"
#include "src/points/quality.hpp"

int main(int count, char** words) {
    if (count < 2) return std::fputs("usage: quality_features DATA < lines\n", stderr), 2;
    const auto models = agon::Models::load(agon::real_disk(), words[1]);
    if (!models) return std::cerr << models.error().line() << "\n", 1;
    std::vector<std::string> lines;
    for (std::string line; std::getline(std::cin, line);) lines.push_back(line);
    std::vector<std::string_view> questions, sentences;
    for (const std::string& line : lines) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string::npos) return std::cerr << "a line needs two fields\n", 1;
        questions.push_back(std::string_view(line).substr(0, tab));
        sentences.push_back(std::string_view(line).substr(tab + 1));
    }
    const agon::Encoder& encoder = *models.value().full_encoder;
    const auto claims = models.value().claims->score(sentences, 2);
    const auto asked = encoder.encode(questions, 2), said = encoder.encode(sentences, 2);
    if (!claims || !asked || !said) return std::fputs("an encoder failed\n", stderr), 1;
    for (const std::string& name : agon::QualityModel::feature_names()) std::printf("%s\t", name.c_str());
    std::puts("nearness");
    const auto width = static_cast<std::size_t>(encoder.width());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const double value :
             agon::QualityModel::features_of(sentences[i], claims.value()[i], *models.value().lexicon))
            std::printf("%.9g\t", value);
        std::printf("%.9g\n", static_cast<double>(agon::dot(asked.value().data() + i * width,
                                                            said.value().data() + i * width, encoder.width())));
    }
    return 0;
}
