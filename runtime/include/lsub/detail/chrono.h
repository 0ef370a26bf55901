// std::chrono's durations, clocks and literals, without calendars and their formatting, which cost
// every file that includes <chrono> in GNU's library half a second.
#pragma once

#include <version>

#if defined(__GLIBCXX__) && __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif
