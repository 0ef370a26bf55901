# chat.sh CHAT: a server and three clients; everything each one sees, in turn.
mkfifo server.in ada.in bob.in eve.in
"$1" serve < server.in > address &
server=$!
exec 3> server.in
# until FILE has the line
seen() { until grep -qxF "$2" "$1"; do sleep 0.01; done; }
until [ -s address ]; do sleep 0.01; done
read -r address < address
touch ada bob
"$1" "$address" ada < ada.in > ada 2> ada.err 3>&- &
ada=$!
exec 4> ada.in
seen ada '* ada joined'
"$1" "$address" bob < bob.in > bob 2> bob.err 3>&- 4>&- &
bob=$!
exec 5> bob.in
seen ada '* bob joined'
echo 'hello, all' >&5
seen ada 'bob: hello, all'
seen bob 'bob: hello, all'
printf 'hello, bob\nhow are you?\n' >&4
seen bob 'ada: how are you?'
exec 5>&-
wait "$bob"
echo "bob ended with $?"
seen ada '* bob left'
"$1" "$address" eve < eve.in > eve 2> eve.err 3>&- 4>&- &
eve=$!
exec 6> eve.in
seen ada '* eve joined'
kill -KILL "$eve"
wait "$eve" 2> killed
seen ada '* eve left'
exec 3>&-
wait "$server"
echo "server ended with $?"
wait "$ada"
echo "ada ended with $?"
echo "ada saw:"; cat ada ada.err
echo "bob saw:"; cat bob bob.err
