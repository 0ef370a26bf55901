// Makes the translator parse a file that holds nothing of the dialect: the library is known by this name and by its channels.
#pragma once

namespace lsub {
template <class T>
class chan {};
template <class T>
class send_chan {};
template <class T>
class recv_chan {};
}  // namespace lsub
struct main_fiber;
