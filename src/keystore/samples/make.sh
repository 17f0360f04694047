#!/bin/sh
# Makes samples.pem and name.pem with openssl 3: self-signed certificates with their keys (PKCS#8), one of each algorithm,
# for the unit tests. `# NAME` goes before each. The keys protect nothing.
set -eu

cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/samples.pem

# sample NAME KEY-OPTIONS -- REQ-OPTIONS
sample() {
    name=$1 key=
    shift
    while [ "$1" != -- ]; do
        key="$key $1"
        shift
    done
    shift
    # shellcheck disable=SC2086 # the options of the key are words
    openssl genpkey $key -out "$work/key.pem" 2>/dev/null
    echo "# $name" >>"$out"
    cat "$work/key.pem" >>"$out"
    # Past 2050, so that one of the two days is a GeneralizedTime.
    openssl req -x509 -key "$work/key.pem" -days 10950 -subj "/C=TR/O=Keywright/CN=$name" "$@" >>"$out"
}

rsa() {
    echo "-algorithm RSA -pkeyopt rsa_keygen_bits:$1"
}

ec() {
    echo "-algorithm EC -pkeyopt ec_paramgen_curve:$1"
}

# The functions' words are options.
# shellcheck disable=SC2046
{
    sample rsa-2048 $(rsa 2048) -- -sha256
    sample rsa-1024-sha1 $(rsa 1024) -- -sha1
    sample rsa-1024-md5 $(rsa 1024) -- -md5
    sample rsa-1024-sha384 $(rsa 1024) -- -sha384
    sample rsa-1027-sha512 $(rsa 1027) -- -sha512
    sample pss-longest-salt $(rsa 1024) -- -sha256 -sigopt rsa_padding_mode:pss
    sample pss-digest-salt $(rsa 1024) -- -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1
    sample pss-defaults $(rsa 1024) -- -sha1 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20
    sample pss-other-mask $(rsa 1024) -- -sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0 \
        -sigopt rsa_mgf1_md:sha224
    # A modulus of 8k + 1 bits: the block is a byte shorter than the signature.
    sample pss-1025 $(rsa 1025) -- -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1
    sample pss-key -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -- -sha256
    sample p256 $(ec P-256) -- -sha256
    sample p256-sha1 $(ec P-256) -- -sha1
    sample p256-sha512 $(ec P-256) -- -sha512
    sample p256-explicit $(ec P-256) -pkeyopt ec_param_enc:explicit -- -sha256
    sample p384 $(ec P-384) -- -sha384
    sample p521 $(ec P-521) -- -sha512
    sample p521-sha1 $(ec P-521) -- -sha1
    sample secp256k1 $(ec secp256k1) -- -sha256
    sample brainpool $(ec brainpoolP256r1) -- -sha256
    sample ed25519 -algorithm ED25519 --
    sample ed448 -algorithm ED448 --
    openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out "$work/dsa.pem" 2>/dev/null
    sample dsa -paramfile "$work/dsa.pem" -- -sha256
}
mv "$out" samples.pem

# A name with every kind of part; what openssl prints for it stands in certificate/distinguished/tests.rs.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -days 10950 -utf8 \
    -multivalue-rdn -out name.pem -subj '/C=TR/ST=İstanbul/L=Şişli/O=Acme, "Inc." <x>/OU=a+UID=u1/CN=#api;x\\y /emailAddress=a@b.example/serialNumber=123/organizationIdentifier=PSDTR-1/DC=acme/street=Yol 1/businessCategory=x/jurisdictionC=TR'

demo=../../../assets/demo
# The fewest iterations that Java writes: the tests open it often.
java -Djdk.jceks.iterationCount=10000 Stores.java "$demo/stores/partner-production.jks" .

# What keytool says of the demo's keystores. To be made again when these are.
rm -rf keytool
mkdir keytool
for file in "$demo"/stores/*.jks "$demo"/stores/*.p12 "$demo"/submit/*.jks "$demo"/submit/*.jceks "$demo"/submit/*.p12; do
    case $file in
    *other-password*) continue ;;
    *.jceks) type=JCEKS ;;
    *.jks) type=JKS ;;
    *.p12) type=PKCS12 ;;
    esac
    keytool -J-Duser.language=en -J-Duser.country=US -J-Duser.timezone=UTC -list -v -keystore "$file" \
        -storetype "$type" -storepass changeit >"keytool/$(basename "$file").txt" 2>/dev/null
done
