#pragma once

// What nearly every test includes: half of the time that a test takes to compile is spent on these.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bayes/precompiled.h"
