#include "recognise/dialect.h"

namespace lsub::translate {

dialect recognise(const token_view& view, const structure& shape, const decisions& known) {
  dialect found;
  find_selects(view, shape, found);
  find_calls(view, shape, found);
  find_pairs(view, shape, found);
  find_jumps(view, shape, found);
  find_arrows(view, shape, known, found);
  return found;
}

}  // namespace lsub::translate
