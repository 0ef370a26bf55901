# relay_killed.sh RELAY: starts it on a file that never ends, and kills its child after the first line.
mkfifo endless
"$1" endless < /dev/null > said 2> complaint &
relay=$!
exec 3> endless
echo first >&3
until grep -q first said; do sleep 0.01; done
read -r child _ < "/proc/$relay/task/$relay/children"
kill -KILL "$child"
wait "$relay"
echo "status $?"
cat said complaint
