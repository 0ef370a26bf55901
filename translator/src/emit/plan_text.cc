// Directives: dialect headers stand in the place of their #include, conditionals stay as evaluated.
#include "emit/plan.h"

namespace lsub::translate {

void plan_text(const round_result& round, edits& out) {
  const auto apply = [&](const std::vector<text_change>& changes) {
    for (const text_change& one : changes) out.replace(one.place.begin, one.place.end, {one.text});
  };
  apply(round.inclusions);
  if (round.found.speaks()) apply(round.conditionals);
}

}  // namespace lsub::translate
