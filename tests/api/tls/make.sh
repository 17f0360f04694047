#!/bin/sh
# Makes the certificates beside this file: an authority, servers and a client signed by it, and some that signed
# themselves. All but those called expired and future are valid from 2025 until 2126. The keys protect nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
touch "$work/index"
cat >"$work/config" <<END
[ca]
default_ca = own
[own]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = none
[none]
END

request() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key" 2>/dev/null
    openssl req -new -config "$work/config" -key "$work/$1.key" -subj "/CN=keywright test $1" -out "$work/$1.csr"
}

# issue NAME FROM TO EXTENSIONS SIGNER...
issue() {
    name=$1 from=$2 to=$3 extensions=$4
    shift 4
    printf '%b' "$extensions" >"$work/$name.ext"
    openssl ca -batch -notext -config "$work/config" -in "$work/$name.csr" -startdate "$from" -enddate "$to" \
        -extfile "$work/$name.ext" -out "$work/$name.crt" "$@" 2>/dev/null
}

# server NAME FROM TO HOST
server() {
    request "$1"
    issue "$1" "$2" "$3" "subjectAltName=DNS:$4\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n" \
        -cert "$work/ca.crt" -keyfile "$work/ca.key"
    cat "$work/$1.crt" "$work/$1.key" >"$1.pem"
}

request ca
issue ca 20250101000000Z 21260101000000Z 'basicConstraints=critical,CA:TRUE\n' -selfsign -keyfile "$work/ca.key"
cp "$work/ca.crt" ca.pem

server good 20250101000000Z 21260101000000Z localhost
server expired 20240101000000Z 20250101000000Z localhost
server future 21250101000000Z 21260101000000Z localhost
server othername 20250101000000Z 21260101000000Z elsewhere.example

request client
issue client 20250101000000Z 21260101000000Z 'extendedKeyUsage=clientAuth\nbasicConstraints=critical,CA:FALSE\n' \
    -cert "$work/ca.crt" -keyfile "$work/ca.key"
cat "$work/client.crt" "$work/client.key" >client.pem

# alone NAME FROM TO EXTENSIONS
alone() {
    request "$1"
    issue "$1" "$2" "$3" "$4" -selfsign -keyfile "$work/$1.key"
    cat "$work/$1.crt" "$work/$1.key" >"$1.pem"
}

# What openssl makes by default is its own authority.
alone own 20250101000000Z 21260101000000Z 'subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:TRUE\n'
alone selfsigned 20250101000000Z 21260101000000Z 'subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n'
alone selfexpired 20240101000000Z 20250101000000Z 'subjectAltName=DNS:elsewhere.example\n'
alone stranger 20250101000000Z 21260101000000Z 'extendedKeyUsage=clientAuth\nbasicConstraints=critical,CA:FALSE\n'
