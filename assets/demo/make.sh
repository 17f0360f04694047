#!/bin/sh
# Makes the keystore files of the demo gateway with openssl (3.0 or later) and keytool (JDK 17 or later).
#
#   assets/demo/make.sh           makes what is missing, and leaves the rest alone
#   assets/demo/make.sh --again   makes everything anew (new keys, so every file changes)
#
# stores/  is built into the program: what the demo gateway's keystores hold at the start
# submit/  is for trying the program by hand: files to put into an environment
#
# Every password is `changeit`, but that of submit/other-password.p12. The keys protect nothing.
set -eu

cd "$(dirname "$0")"
password=changeit
# Fixed, and long: nothing here may expire while the demo is in use, but expired.p12.
from=20250101000000Z
until=20460101000000Z
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "${1-}" = --again ]; then
    rm -f stores/* submit/*
fi
mkdir -p stores submit

# What `openssl ca` wants to know. `ca`, since openssl 3.0 sets a first day nowhere else.
configuration() {
    mkdir -p "$work/issued"
    : >"$work/index"
    cat >"$work/ca.cnf" <<END
[ca]
default_ca = demo
[demo]
database = $work/index
new_certs_dir = $work/issued
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
countryName = optional
organizationName = optional
commonName = supplied
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
[leaf]
extendedKeyUsage = clientAuth,serverAuth
END
}

# sign NAME EXTENSIONS(authority|leaf) OPTION...: $work/NAME.csr becomes $work/NAME.pem
sign() {
    name=$1 extensions=$2
    shift 2
    openssl ca -batch -notext -config "$work/ca.cnf" -extensions "$extensions" -startdate $from -enddate $until \
        -in "$work/$name.csr" -out "$work/$name.pem" "$@" 2>/dev/null
}

# request NAME KEY-KIND(rsa|ec) COMMON-NAME: a key and what is to be signed
request() {
    case $2 in
    rsa) openssl genrsa -out "$work/$1.key" 2048 2>/dev/null ;;
    ec) openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key" ;;
    esac
    openssl req -new -key "$work/$1.key" -out "$work/$1.csr" -subj "/C=TR/O=Keywright Demo/CN=$3"
}

# A demo root and a demo issuing authority, for chains of three certificates.
authorities() {
    [ ! -f "$work/chain.pem" ] || return 0
    configuration
    request root ec "Demo Root CA"
    sign root authority -selfsign -keyfile "$work/root.key"
    request issuing ec "Demo Issuing CA"
    sign issuing authority -cert "$work/root.pem" -keyfile "$work/root.key"
    cat "$work/issuing.pem" "$work/root.pem" >"$work/chain.pem"
}

# issue KEY-KIND COMMON-NAME: a key and a certificate of the issuing authority in $work/leaf.*
issue() {
    authorities
    request leaf "$1" "$2"
    sign leaf leaf -cert "$work/issuing.pem" -keyfile "$work/issuing.key"
}

# p12 FILE KEY-KIND COMMON-NAME ALIAS [OPENSSL-OPTION...]: a PKCS#12 file as openssl writes it, with its chain
p12() {
    file=$1 kind=$2 name=$3 alias=$4
    shift 4
    [ ! -f "$file" ] || return 0
    issue "$kind" "$name"
    openssl pkcs12 -export -inkey "$work/leaf.key" -in "$work/leaf.pem" -certfile "$work/chain.pem" \
        -name "$alias" -passout "pass:${file_password:-$password}" -out "$file" "$@"
}

# java_store FILE TYPE(JKS|JCEKS) KEY-KIND COMMON-NAME ALIAS: a file as keytool writes it, with its chain;
# called again for a file, it adds an entry
java_store() {
    issue "$3" "$4"
    openssl pkcs12 -export -inkey "$work/leaf.key" -in "$work/leaf.pem" -certfile "$work/chain.pem" \
        -name "$5" -passout "pass:$password" -out "$work/import.p12"
    keytool -importkeystore -noprompt -srckeystore "$work/import.p12" -srcstoretype PKCS12 -srcstorepass $password \
        -destkeystore "$1" -deststoretype "$2" -deststorepass $password 2>/dev/null
}

# self FILE COMMON-NAME ALIAS START VALIDITY: a self-signed EC key in PKCS#12 as keytool writes it.
self() {
    [ ! -f "$1" ] || return 0
    keytool -genkeypair -keystore "$1" -storetype PKCS12 -storepass $password -alias "$3" -keyalg EC \
        -groupname secp256r1 -dname "CN=$2, O=Keywright Demo, C=TR" -startdate "$4" -validity "$5" 2>/dev/null
}

# trust FILE TYPE: the two authorities as trusted certificates, and no key
trust() {
    [ ! -f "$1" ] || return 0
    authorities
    for name in root issuing; do
        keytool -importcert -noprompt -keystore "$1" -storetype "$2" -storepass $password -alias "demo-$name" \
            -file "$work/$name.pem" 2>/dev/null
    done
}

# --- what the gateway holds -------------------------------------------------------------------------------

[ -f stores/partner-production.jks ] || java_store stores/partner-production.jks JKS rsa partner.example.com partner
p12 stores/partner-staging.p12 rsa partner.staging.example.com partner
self stores/partner-sandbox.p12 partner.sandbox.example.com partner 2025/01/01 7670
p12 stores/acquirer.p12 ec acquirer.example.com signing
[ -f stores/acquirer-test.jks ] || java_store stores/acquirer-test.jks JKS ec acquirer.test.example.com signing
# 3DES with SHA-1, as older tools wrote PKCS#12: still common, and Java still opens it.
p12 stores/sepa-qwac.p12 rsa psd2.bank.example.com qwac -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
[ -f stores/invoice.jks ] || {
    java_store stores/invoice.jks JKS rsa invoice.example.com invoice-2026
    java_store stores/invoice.jks JKS ec invoice-next.example.com invoice-next
}
self stores/expired.p12 archive.example.com archive 2019/03/01 731
trust stores/trust.jks JKS
trust stores/trust.p12 PKCS12
p12 stores/portal.p12 ec portal.example.com tls
self stores/small.p12 small.example.com small 2025/01/01 7670
[ -f stores/legacy.pem ] || { issue ec legacy.example.com && cat "$work/leaf.key" "$work/leaf.pem" >stores/legacy.pem; }

# --- what an operator may put there -----------------------------------------------------------------------

p12 submit/partner-2027.p12 rsa partner.example.com partner
[ -f submit/partner-2027.jks ] || java_store submit/partner-2027.jks JKS rsa partner.example.com partner
p12 submit/acquirer-2027.p12 ec acquirer.example.com signing
file_password=another-one p12 submit/other-password.p12 ec partner.example.com partner
# These two are refused: a gateway takes JKS and PKCS#12 only.
[ -f submit/old-format.jceks ] || java_store submit/old-format.jceks JCEKS ec old.example.com old
[ -f submit/partner-2027.pem ] || { issue ec partner.example.com && cat "$work/leaf.key" "$work/leaf.pem" >submit/partner-2027.pem; }

chmod 644 stores/* submit/* # openssl keeps what it writes to its owner
