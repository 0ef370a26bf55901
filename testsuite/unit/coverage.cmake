# Runs the runtime's unit tests with counters, prints a table of the lines they reach, and fails below LEAST, or 90 %.
# Usage: cmake [-DLEAST=<per cent>] -DTESTS=<executable> -DSOURCES=<runtime> -DSCRATCH=<folder> -DLLVM_COV=<tool>
#        -DLLVM_PROFDATA=<tool> -P coverage.cmake

if(NOT DEFINED LEAST)
  set(LEAST 90)
endif()
file(REMOVE_RECURSE ${SCRATCH})

foreach(workers 1 2)
  # One file per process: death tests have processes of their own.
  execute_process(COMMAND ${CMAKE_COMMAND} -E env LSUB_WORKERS=${workers} LLVM_PROFILE_FILE=${SCRATCH}/${workers}-%p%c.profraw
                          ${TESTS} --gtest_brief=1
                  OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${text}")
  endif()
endforeach()

file(GLOB profiles ${SCRATCH}/*.profraw)
list(JOIN profiles "\n" list)
file(WRITE ${SCRATCH}/profiles ${list})
execute_process(COMMAND ${LLVM_PROFDATA} merge --sparse --failure-mode=all --input-files=${SCRATCH}/profiles -o ${SCRATCH}/all.profdata
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${LLVM_COV} report ${TESTS} --instr-profile=${SCRATCH}/all.profdata --show-region-summary=false
                        --show-branch-summary=false --show-functions=false ${SOURCES}
                OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
message("${table}")

string(REGEX MATCH "TOTAL[^\n]* ([0-9.]+)%[^%\n]*\n" total "${table}")
if(NOT total OR CMAKE_MATCH_1 LESS LEAST)
  message(FATAL_ERROR "lines reached: ${CMAKE_MATCH_1} %, less than ${LEAST} %")
endif()
