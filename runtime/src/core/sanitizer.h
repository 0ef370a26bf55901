// Which sanitizer this build runs under.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define LSUB_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define LSUB_TSAN 1
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LSUB_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define LSUB_TSAN 1
#endif
#endif
#ifndef LSUB_ASAN
#define LSUB_ASAN 0
#endif
#ifndef LSUB_TSAN
#define LSUB_TSAN 0
#endif
