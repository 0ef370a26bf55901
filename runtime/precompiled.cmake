# <lsub/lsub.h> precompiled for g++, for a file whose first header it is. g++ looks into lsub.h.gch/ when a directory on
# its search path holds it, and takes the first file there that was made with options like those at hand: the dialect of
# the standard and whether it optimises have to be the same; debugging information may be left out. With others
# (sanitizers, -fPIC, -pthread, macros that the headers' text names) it reads the header as ever.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR LSUB_SANITIZE OR LSUB_COVERAGE)
  return()
endif()
set(folder lib/lsub/precompiled)
set(header lsub/lsub.h)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${folder}/${header}.gch)
# Beside lsub.h.gch/ g++ wants the header too: it reads that where <lsub/lsub.h> is included again. No link, for g++ would
# look where it leads.
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/${folder}/${header}
  COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_CURRENT_SOURCE_DIR}/include/${header} ${CMAKE_BINARY_DIR}/${folder}/${header}
  DEPENDS include/${header})
install(FILES include/${header} DESTINATION ${folder}/lsub)
file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/include/*.h)
foreach(standard gnu++20 c++20)
  foreach(level O0 O2)
    set(file ${folder}/${header}.gch/${standard}-${level}.gch)
    set(options -std=${standard} -${level} -g -w -x c++-header)
    add_custom_command(
      OUTPUT ${CMAKE_BINARY_DIR}/${file}
      COMMAND ${CMAKE_CXX_COMPILER} ${options} -isystem ${CMAKE_BINARY_DIR}/include
              ${CMAKE_BINARY_DIR}/${folder}/${header} -o ${CMAKE_BINARY_DIR}/${file}
      DEPENDS ${headers} ${CMAKE_BINARY_DIR}/${folder}/${header}
      COMMENT "Precompiling <lsub/lsub.h> with -std=${standard} -${level}"
      VERBATIM)
    list(APPEND precompiled ${CMAKE_BINARY_DIR}/${file})
    # Made again where it is installed, for it names the headers it was made of.
    string(REPLACE ";" " " words "${CMAKE_CXX_COMPILER};${options}")
    install(CODE "
      set(prefix \"\${CMAKE_INSTALL_PREFIX}\")
      if(NOT DEFINED ENV{DESTDIR})
        file(MAKE_DIRECTORY \"\${prefix}/${folder}/${header}.gch\")
        execute_process(COMMAND ${words} -isystem \"\${prefix}/include\" \"\${prefix}/${folder}/${header}\"
                        -o \"\${prefix}/${file}\" COMMAND_ERROR_IS_FATAL ANY)
      endif()")
  endforeach()
endforeach()
add_custom_target(lsub_precompiled ALL DEPENDS ${precompiled})
