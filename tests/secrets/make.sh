#!/bin/sh
# Makes planted.p12 and planted.key: the key and the chain of the demo's partner-2027.p12 under another password,
# and the key in the clear, to look for it. They protect nothing.
set -eu
cd "$(dirname "$0")"
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl pkcs12 -in ../../assets/demo/submit/partner-2027.p12 -passin pass:changeit -nodes -out "$work/all.pem"
openssl pkcs12 -export -in "$work/all.pem" -name partner -passout 'pass:planted"pass\90e4' -out planted.p12
openssl pkey -in "$work/all.pem" -outform DER -out planted.key
chmod 644 planted.p12 planted.key
