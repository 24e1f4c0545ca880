# Writes ctest's list of the suites in agon_tests: one ctest entry per suite, since suites share costly fixtures.
# Tests run in the repository root, and find the program under test in $AGON_PROGRAM.
# Run after each link by CMakeLists.txt with -Dprogram= -Droot= -Dlist= -Dseconds= (how long a suite may take).
execute_process(COMMAND "${program}" --gtest_list_tests WORKING_DIRECTORY "${root}"
    OUTPUT_VARIABLE output RESULT_VARIABLE status)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${program} --gtest_list_tests failed: ${status}")
endif()
# Suites start in the first column; tests below them are indented; "# ..." comments name type parameters.
string(REGEX MATCHALL "(^|\n)[A-Za-z0-9_/]+\\." suites "${output}")
get_filename_component(folder "${program}" DIRECTORY)
set(text "")
foreach(suite IN LISTS suites)
    string(STRIP "${suite}" suite)
    string(REGEX REPLACE "\\.$" "" suite "${suite}")
    string(APPEND text
        "add_test(\"${suite}\" \"${program}\" \"--gtest_filter=${suite}.*\" --gtest_brief=1)\n"
        "set_tests_properties(\"${suite}\" PROPERTIES WORKING_DIRECTORY \"${root}\"\n"
        "    ENVIRONMENT \"AGON_PROGRAM=${folder}/agon\" TIMEOUT ${seconds})\n")
endforeach()
file(WRITE "${list}" "${text}")
