# fleet.sh FLEET NATS-SERVER: five processes and a broker; one worker is killed while it works.
"$2" -a 127.0.0.1 -p -1 --ports_file_dir . > broker 2>&1 &
broker=$!
trap 'kill "$broker" 2> /dev/null' EXIT
until url=$(grep -o 'nats://127.0.0.1:[0-9]*' "nats-server_$broker.ports" 2> /dev/null); do sleep 0.01; done
"$1" source "$url" 600 > source &
source=$!
"$1" sink "$url" 600 > sink &
sink=$!
for name in one two three; do
  "$1" worker "$url" &
  eval "$name=$!"
done
sleep 0.7
kill -KILL "$two"
wait "$two" 2> /dev/null
wait "$one"
echo "worker: status $?"
wait "$three"
echo "worker: status $?"
wait "$sink"
echo "sink: status $?"
wait "$source"
echo "source: status $?"
cat sink source
# Without anybody there, and without a broker.
"$1" worker nats://127.0.0.1:1 2>&1
echo "worker: status $?"
exit 0
