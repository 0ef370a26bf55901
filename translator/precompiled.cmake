# <lsub/lsub.h> precompiled for the translator's own Clang, made by the driver itself: so with the options that its parse
# has. For a file whose first header it is; where anything is not as it was here, the header is read.
if(LSUB_SANITIZE OR LSUB_COVERAGE)
  return()
endif()
set(folder lib/lsub/parsed)
file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/runtime/include/*.h)
set(stamp ${CMAKE_CURRENT_BINARY_DIR}/parsed.stamp)
add_custom_command(
  OUTPUT ${stamp}
  COMMAND lsub++ --precompile ${CMAKE_BINARY_DIR}/${folder} || ${CMAKE_COMMAND} -E echo "The headers will be read."
  COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
  DEPENDS lsub++ ${headers}
  COMMENT "Precompiling <lsub/lsub.h> for the translator"
  VERBATIM)
add_custom_target(lsub_parsed ALL DEPENDS ${stamp})
# Made again where it is installed, for it names the headers it was made of.
install(CODE "
  if(NOT DEFINED ENV{DESTDIR})
    execute_process(COMMAND \"\${CMAKE_INSTALL_PREFIX}/bin/lsub++\" --precompile \"\${CMAKE_INSTALL_PREFIX}/${folder}\")
  endif()")
