# What is no keystore.

# copied FILE COMMAND...: what the command prints
copied() {
    file=$1
    shift
    wanted "$file" || return 0
    "$@" >"$file"
}
copied other/chain.pem cat "$work/server.chain"
copied other/key-and-chain.pem cat "$work/server.key" "$work/server.chain"
copied other/with-preamble.pem openssl pkcs12 -in pkcs12/openssl.p12 -passin "pass:$password" -passout "pass:$password"
copied other/certificate.der openssl x509 -in "$work/server.pem" -outform DER
copied other/key.der openssl pkcs8 -topk8 -nocrypt -in "$work/server.key" -outform DER
copied other/key-encrypted.der openssl pkcs8 -topk8 -in "$work/server.key" -outform DER -passout "pass:$password"
copied other/certificates.p7b openssl crl2pkcs7 -nocrl -certfile "$work/server.chain" -outform DER
copied other/empty true
copied other/text.txt echo "This is no keystore."
copied other/zeros.bin head -c 4096 /dev/zero
copied other/magic-only.jks printf '\376\355\376\355'
