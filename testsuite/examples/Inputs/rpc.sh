# rpc.sh RPC: calls that succeed and fail, all at once; then a server that is killed under an endless one.
"$1" serve > address &
server=$!
until [ -s address ]; do sleep 0.01; done
read -r address < address
"$1" "$address" sum,1,2,3,4 count,3 echo,x,y sum,1,one,2 nothing > replies 2> errors
echo "status $?"
sort replies
sort errors
"$1" "$address" count > endless 2> cut &
client=$!
until [ "$(wc -l < endless)" -gt 1000 ]; do sleep 0.01; done
"$1" "$address" sum,20,22
kill -KILL "$server"
wait "$server" 2> killed
wait "$client"
echo "status $?"
sed -E 's/Connection reset by peer|Broken pipe/unexpected end/' cut
"$1" "$address" sum,1 2> refused
echo "status $?"
cat refused
