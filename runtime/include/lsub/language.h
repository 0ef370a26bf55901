// What the dialect's own constructs need: channels, select, go, defer.
//
// <lsub/lsub.h> is the whole interface, and costs what <chrono> costs. Headers that only name
// channels may include this one instead, which costs a quarter of that; errors (<lsub/error.h>),
// time (<lsub/time.h>) and synchronisation (<lsub/sync.h>) come one by one.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/dispatch.h>
#include <lsub/detail/main_fiber.h>
#include <lsub/detail/select.h>
#include <lsub/fiber.h>
#include <lsub/go.h>
