// ground/model: nearest rows, against sorting all pairs.
#include "ground/model/neighbours.hpp"

#include <gtest/gtest.h>

#include <random>

#include "ground/model/integer_product.hpp"
#include "tests/reference/neighbours_reference.hpp"

namespace agon {
namespace {

/// Unit rows around a few centres, as sentence vectors of one topic lie; every tenth row is a copy of the first.
std::vector<float> crowded_rows(std::size_t count, std::int32_t width, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    const auto w = static_cast<std::size_t>(width);
    std::vector<float> centres(5 * w), rows;
    for (float& x : centres) x = normal(random);
    for (std::size_t r = 0; r < count; ++r) {
        std::vector<float> row(w);
        for (std::size_t i = 0; i < w; ++i) row[i] = centres[r % 5 * w + i] + 0.4F * normal(random);
        normalise(row);
        if (r % 10 == 9) std::copy_n(rows.begin(), w, row.begin());
        rows.insert(rows.end(), row.begin(), row.end());
    }
    return rows;
}

void expect_same(const std::vector<Neighbour>& want, const std::vector<Neighbour>& got) {
    ASSERT_EQ(want.size(), got.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
        EXPECT_EQ(want[i].row, got[i].row) << "at " << i;
        EXPECT_EQ(want[i].cosine, got[i].cosine) << "at " << i;
    }
}

TEST(Neighbours, AreThoseOfSortingAllPairs) {
    for (const std::int32_t width : {1, 7, 64, 512, 1000})
        for (const std::size_t count : {1U, 2U, 33U, 500U}) {
            const auto rows = crowded_rows(count, width, static_cast<unsigned>(count) + 7);
            for (const std::int32_t k : {1, 5, 40}) {
                SCOPED_TRACE(testing::Message() << width << " wide, " << count << " rows, k " << k);
                expect_same(nearest_by_sorting(rows, rows, width, k, true), nearest(rows, width, k, 1));
            }
        }
}

TEST(Neighbours, OfOtherQueries) {
    const auto rows = crowded_rows(400, 96, 1), queries = crowded_rows(30, 96, 2);
    expect_same(nearest_by_sorting(queries, rows, 96, 12, false), nearest_of(queries, rows, 96, 12, 2));
    EXPECT_TRUE(nearest_of(queries, {}, 96, 12, 1).empty());
    EXPECT_TRUE(nearest_of({}, rows, 96, 12, 1).empty());
    EXPECT_TRUE(nearest(rows, 96, 0, 1).empty());
}

TEST(Neighbours, DoNotDependOnThreadsOrKernel) {
    const auto rows = crowded_rows(900, 512, 3);
    const auto once = nearest(rows, 512, 10, 1);
    expect_same(once, nearest(rows, 512, 10, 5));
    set_kernel(ProductKernel::avx2);
    expect_same(once, nearest(rows, 512, 10, 2));
    set_kernel(best_kernel());
}

TEST(Neighbours, SurviveRowsThatRoundBadly) {
    auto rows = crowded_rows(200, 64, 4);
    for (std::size_t r = 0; r < 200; r += 3) rows[r * 64 + 5] += 3000;  // one number drowns the others
    for (std::size_t i = 0; i < 64; ++i) rows[7 * 64 + i] = 0;
    expect_same(nearest_by_sorting(rows, rows, 64, 8, true), nearest(rows, 64, 8, 1));
}

}  // namespace
}  // namespace agon
