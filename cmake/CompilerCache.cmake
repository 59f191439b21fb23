# ccache, where there is one; the sloppiness is what a precompiled header needs.
find_program(BAYES_CCACHE ccache)
if(BAYES_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    ${BAYES_CCACHE})
endif()
