#pragma once

// The one precompiled header of all targets that use LibTorch: the narrow headers that most files need.
#include <torch/nn/cloneable.h>
#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <string>
#include <vector>
