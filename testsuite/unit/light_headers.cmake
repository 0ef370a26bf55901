# Fails if a light public header includes one of the standard headers that cost more than it may.
# Usage: cmake -DCXX=<compiler> -DINCLUDE=<folder> -P light_headers.cmake

function(dependencies_of header result)
  execute_process(COMMAND ${CMAKE_COMMAND} -E echo "#include <lsub/${header}>"
                  COMMAND ${CXX} -std=gnu++20 -I${INCLUDE} -x c++ -M -
                  OUTPUT_VARIABLE rule RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${header} does not compile")
  endif()
  set(${result} "${rule}" PARENT_SCOPE)
endfunction()

set(heavy "/(atomic|chrono|functional|memory|string|string_view|system_error)[ \n]")

foreach(header language.h chan.h go.h sync.h fiber.h time.h)
  dependencies_of(${header} rule)
  if(rule MATCHES "${heavy}")
    message(FATAL_ERROR "${header} includes <${CMAKE_MATCH_1}>")
  endif()
endforeach()

# The check itself: the whole interface does include them.
dependencies_of(lsub.h rule)
if(NOT rule MATCHES "${heavy}")
  message(FATAL_ERROR "the check no longer sees what lsub.h includes")
endif()
