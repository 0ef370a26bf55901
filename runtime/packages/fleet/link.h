// A stream through the broker, between two inboxes. Private to the package; its bytes are specified
// in docs/wire/fleet.md.
//
// Messages of one side are numbered, so a lost one is noticed: at the next one, or at the next sign
// of life, which both sides give while they are silent. What waits to be read is bounded; who sends
// must know how much the other side takes, as netchan does.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "mailbox.h"

namespace lsub::fleet {

class link final : public io::stream, public std::enable_shared_from_this<link> {
 public:
  // With an inbox of its own, to which the peer writes.
  static std::shared_ptr<link> make(std::shared_ptr<hub> at, error& failure);
  explicit link(std::shared_ptr<hub> at);
  ~link() override;

  // Asks who serves the subject, and waits for the answer of one.
  error dial(const std::string& subject, const std::string& name);

  // Answers who dialled.
  error answer(const std::string& peer);

  io::outcome read(char* to, std::size_t most) override;
  io::outcome write(std::string_view data) override;
  io::outcome write_parts(const std::string_view* parts, std::size_t n) override;
  bool gathers() const noexcept override { return true; }
  void close_read(error) override { mail_->close(); }
  void close_write(error why) override;
  bool half_closes() const noexcept override { return true; }
  void close(error why) override;
  void set_read_deadline(io::time_point t) override { mail_->set_deadline(t); }
  bool exposed() override { return hub_->exposed(); }

 private:
  error send(kind what, std::string_view payload);
  error send_numbered(kind what, std::string_view payload);
  void begin();
  static void keep(std::weak_ptr<link> self, chan<bool> done, std::chrono::nanoseconds silence);

  const std::shared_ptr<hub> hub_;
  const std::string inbox_ = new_inbox();
  std::string peer_;  // set before there is anybody else
  const std::shared_ptr<mailbox> mail_;
  std::unique_ptr<subscription> heard_;
  const chan<bool> done_ = make_chan<bool>();  // closed at the end

  mutex reading_, sending_;      // one fiber at a time
  std::uint64_t next_sent_ = 0;  // under sending_
  bool closed_ = false;          // under sending_
  bool writes_ended_ = false;    // under sending_
};

}  // namespace lsub::fleet
