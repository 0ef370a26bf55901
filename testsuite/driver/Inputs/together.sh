# Compiles the eight dialect files of `workers` at the same time, each twice: into one object and with --save-temps.
for name in main one two three four five six seven; do
  "$@" -DGREETING='"two words"' -MMD -c $name.lcc &
  "$@" -DGREETING='"two words"' -E $name.lcc -o $name.ii &
done
wait
for name in main one two three four five six seven; do
  [ -s $name.o ] && [ -s $name.ii ] && grep -q "^$name.o: $name.lcc" $name.d || { echo "$name failed"; exit 1; }
done
