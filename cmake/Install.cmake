# `cmake --install` puts the library where `find_package(bayes CONFIG)` finds it as bayes::bayes.
# The component "library" needs the targets `bayes` and `models` only, so that it can be installed before the program
# is built.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/bayes)
install(TARGETS bayes models EXPORT bayesTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT library)
install(EXPORT bayesTargets NAMESPACE bayes:: DESTINATION ${package_folder} COMPONENT library)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/bayes ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library
  FILES_MATCHING PATTERN "*.h"
  PATTERN "precompiled.h" EXCLUDE  # how we build,
  PATTERN "*_loops.h" EXCLUDE      # and what is compiled once per instruction set
  PATTERN "*_paths.h" EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT library)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/bayesConfig.cmake.in
  ${PROJECT_BINARY_DIR}/bayesConfig.cmake INSTALL_DESTINATION ${package_folder})
# While the major version is 0, a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/bayesConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bayesConfig.cmake ${PROJECT_BINARY_DIR}/bayesConfigVersion.cmake
  DESTINATION ${package_folder} COMPONENT library)
