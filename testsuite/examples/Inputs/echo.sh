# echo.sh ECHO [CERTIFICATE KEY AUTHORITIES]: a client that ends; one that the server ends; one whose server is gone.
echo=$1 certificate=$2 key=$3 authorities=$4
rm -f orders lines address stays
mkfifo orders lines
"$echo" serve $certificate $key < orders > address &
server=$!
exec 3> orders
until [ -s address ]; do sleep 0.01; done
read -r address < address
printf '7\nhello, world\nerror out of ideas\n-12\n\n' | "$echo" "$address" $authorities
echo "client ended with $?"
"$echo" "$address" $authorities < lines > stays 2> why 3>&- &
client=$!
exec 4> lines
echo 'still there' >&4
until [ -s stays ]; do sleep 0.01; done
exec 3>&-
wait "$server"
echo "server ended with $?"
wait "$client"
echo "client ended with $?"
exec 4>&-
cat stays why
"$echo" "$address" $authorities < address > nothing 2> refused
echo "client ended with $?"
cat nothing refused
