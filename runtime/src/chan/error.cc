#include <lsub/error.h>

#include <atomic>
#include <memory>

namespace lsub {

struct error::state {
  std::atomic<unsigned> references{1};
  std::string text;
  std::error_code code;
  std::exception_ptr exception;
};

namespace {

std::string text_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& e) {
    return e.what();
  } catch (const std::string& s) {
    return s;
  } catch (const char* s) {
    return s;
  } catch (...) {
    return "unknown exception";
  }
}

}  // namespace

error::state* error::make(std::string_view text) {
  if (text.empty()) return nullptr;
  auto s = std::make_unique<state>();
  s->text = text;
  return s.release();
}

const char* detail::error_text(const error& e) noexcept {
  return e.state_ == nullptr ? "" : e.state_->text.c_str();
}

error::error(const char* text) : state_(text == nullptr ? nullptr : make(text)) {}

error::error(std::string_view text) : state_(make(text)) {}

error::error(std::error_code code) {
  if (!code) return;
  const std::string text = code.message();
  state_ = make(text.empty() ? "unknown error" : std::string_view(text));
  state_->code = code;
}

error::error(std::exception_ptr exception) {
  if (exception == nullptr) return;
  const std::string text = text_of(exception);
  state_ = make(text.empty() ? "exception without text" : std::string_view(text));
  state_->exception = std::move(exception);
}

void error::share(state* s) noexcept {
  s->references.fetch_add(1, std::memory_order_relaxed);
}

void error::release(state* s) noexcept {
  if (s->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete s;
}

std::string error::message() const {
  return state_ == nullptr ? std::string() : state_->text;
}

std::error_code error::code() const noexcept {
  return state_ == nullptr ? std::error_code() : state_->code;
}

std::exception_ptr error::exception() const noexcept {
  return state_ == nullptr ? nullptr : state_->exception;
}

bool error::equal(const error& a, const error& b) noexcept {
  if (a.state_ == b.state_) return true;
  if (a.state_ == nullptr || b.state_ == nullptr) return false;
  return a.state_->text == b.state_->text;
}

}  // namespace lsub
