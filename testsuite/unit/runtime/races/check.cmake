# Runs a program under ThreadSanitizer. One named no_race_* must end well and silently, any other must have a race reported,
# and it must be the planted one. Usage: cmake -DPROGRAMS=<executable> -DNAME=<program> [-DEXPECT=race|silence] -P check.cmake

if(NOT DEFINED EXPECT)
  set(EXPECT race)
  if(NAME MATCHES "^no_race_")
    set(EXPECT silence)
  endif()
endif()

set(ENV{TSAN_OPTIONS} "halt_on_error=1:exitcode=66:atexit_sleep_ms=50:history_size=4")
set(ENV{LSUB_WORKERS} 2)
execute_process(COMMAND ${PROGRAMS} ${NAME} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text TIMEOUT 60)

if(EXPECT STREQUAL "race")
  if(NOT status EQUAL 66 OR NOT text MATCHES "ThreadSanitizer: data race[^\n]*\n[^\n]*(Write|Read) of size 4[^\n]*\n +#0 races::touch")
    message(FATAL_ERROR "${NAME}: no report of the planted race, status ${status}\n${text}")
  endif()
elseif(NOT status EQUAL 0 OR NOT text STREQUAL "")
  message(FATAL_ERROR "${NAME}: status ${status}\n${text}")
endif()
