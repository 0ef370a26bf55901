// What a fiber can do with itself.
#pragma once

namespace lsub {

// Lets other runnable fibers run first. On an ordinary thread: yields the thread.
void yield();

}  // namespace lsub
