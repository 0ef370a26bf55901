// All of the runtime's public interface.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/dispatch.h>
#include <lsub/detail/main_fiber.h>
#include <lsub/detail/select.h>
#include <lsub/error.h>
#include <lsub/fiber.h>
#include <lsub/go.h>
#include <lsub/sync.h>
#include <lsub/time.h>
