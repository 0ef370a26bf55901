# certificates.sh: makes an authority, a server's and a client's certificate, and a stranger that signs for itself.
set -e
new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" 2> /dev/null; }
for name in authority server client stranger; do new_key $name; done
for name in authority stranger; do
  openssl req -x509 -new -key $name.key -subj "/CN=$name" -days 30 -out $name.pem \
    -addext "subjectAltName=DNS:server.test,IP:127.0.0.1" 2> /dev/null
done
for name in server client; do
  openssl req -new -key $name.key -subj "/CN=$name" -out $name.csr 2> /dev/null
  printf 'subjectAltName=DNS:%s.test,IP:127.0.0.1\n' $name > $name.ext
  openssl x509 -req -in $name.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 30 \
    -extfile $name.ext -out $name.pem 2> /dev/null
done
