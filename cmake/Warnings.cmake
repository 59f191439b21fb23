# Our own code compiles without a warning; LibTorch's headers are system headers and not ours to mend.
function(bayes_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic)
  if(BAYES_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${BAYES_SANITIZE} -fno-sanitize-recover=undefined
                                             -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${BAYES_SANITIZE})
  endif()
endfunction()
