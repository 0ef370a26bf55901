// All of the runtime's public interface.
#pragma once

#include <lsub/blocking.h>
#include <lsub/error.h>
#include <lsub/language.h>
#include <lsub/sync.h>
#include <lsub/time.h>
