#include "recognise/dialect.h"

namespace lsub::translate {

dialect recognise(const token_view& view, const structure& shape, const decisions& known) {
  dialect found;
  find_selects(view, shape, found);
  find_gos(view, shape, found);
  find_arrows(view, shape, known, found);
  return found;
}

}  // namespace lsub::translate
