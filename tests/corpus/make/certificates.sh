# What certificates can be like: keys, signatures, chains, dates, names. In PKCS#12 by openssl; alias server.

# --- keys and signatures -----------------------------------------------------------------------------------------

for kind in rsa1024 rsa2048 rsa3072 rsa4096 dsa P-256 P-384 P-521 secp256k1 brainpoolP256r1 ed25519 ed448 pss; do
    issue "kind-$kind" $kind "$subject/CN=$kind.acme.example" self leaf
    bundle "certificate/key-$kind.p12" "kind-$kind" server
done
issue sha1 rsa "$subject/CN=sha1.acme.example" self leaf -md sha1
issue md5 rsa "$subject/CN=md5.acme.example" self leaf -md md5
issue sha384 rsa "$subject/CN=sha384.acme.example" self leaf -md sha384
issue sha512 P-521 "$subject/CN=sha512.acme.example" self leaf -md sha512
issue signed-pss rsa "$subject/CN=pss.acme.example" self leaf -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32
issue signed-pss-sha1 rsa "$subject/CN=pss-sha1.acme.example" self leaf -md sha1 -sigopt rsa_padding_mode:pss
for name in sha1 md5 sha384 sha512 signed-pss signed-pss-sha1; do
    bundle "certificate/signature-$name.p12" $name server
done

# --- chains ------------------------------------------------------------------------------------------------------

# chain NAME CERTIFICATE...: certificate/chain-NAME.p12, with server's key
chain() {
    what=$1
    shift
    cp "$work/server.key" "$work/chain-$what.key"
    : >"$work/chain-$what.chain"
    for one; do
        cat "$work/$one.pem" >>"$work/chain-$what.chain"
    done
    bundle "certificate/chain-$what.p12" "chain-$what" server
}
chain full server issuing root
chain without-root server issuing
chain none server
chain gap server root
chain disordered server root issuing
chain surplus server issuing root alone
# An authority of the same name, with another key: names fit, the signature doesn't.
issue forged ec "$subject/CN=Acme Issuing CA" root authority
chain forged server forged root
# The same without key identifiers, which Java's PKCS#12 goes by: only the signature tells.
issue plain-ca ec "$subject/CN=Acme Plain CA" self authority-bare
issue plain ec "$subject/CN=plain.acme.example" plain-ca bare
issue plain-forged ec "$subject/CN=Acme Plain CA" self authority-bare
cat "$work/plain.pem" "$work/plain-forged.pem" >"$work/plain-forged.chain"
cp "$work/plain.key" "$work/plain-forged.key"
bundle certificate/chain-forged-plain.p12 plain-forged server
stores jks/chain-forged.jks JKS $password key server $password "$work/plain.key" "$work/plain-forged.chain"
# The same authority's key, renewed: either of its certificates completes the chain.
cp "$work/issuing.key" "$work/renewed.key"
issue renewed ec "$subject/CN=Acme Issuing CA" root authority
chain renewed-issuer server renewed root
# Issued by a certificate that is no authority; by one that is over; by an RSA key; a chain of six.
issue by-leaf ec "$subject/CN=by-leaf.acme.example" other leaf
cat "$work/by-leaf.pem" "$work/other.chain" >"$work/by-leaf.chain"
bundle certificate/chain-by-leaf.p12 by-leaf server
issue over-ca ec "$subject/CN=Acme Former CA" root authority -startdate 20100101000000Z -enddate 20200101000000Z
issue by-over ec "$subject/CN=by-over.acme.example" over-ca leaf
cat "$work/by-over.pem" "$work/over-ca.pem" "$work/root.pem" >"$work/by-over.chain"
bundle certificate/chain-issuer-over.p12 by-over server
issue rsa-root rsa "$subject/CN=Acme RSA Root" self authority
issue by-rsa rsa "$subject/CN=by-rsa.acme.example" rsa-root leaf
cat "$work/by-rsa.pem" "$work/rsa-root.pem" >"$work/by-rsa.chain"
bundle certificate/chain-rsa.p12 by-rsa server
issue sha1-ca rsa "$subject/CN=Acme Old CA" self authority -md sha1
issue by-sha1 rsa "$subject/CN=by-sha1.acme.example" sha1-ca leaf -md sha256
cat "$work/by-sha1.pem" "$work/sha1-ca.pem" >"$work/by-sha1.chain"
bundle certificate/chain-sha1-root.p12 by-sha1 server
above=root
: >"$work/deep.chain"
cat "$work/root.pem" >"$work/deep.above"
for n in 1 2 3 4; do
    issue "deep$n" ec "$subject/CN=Acme Authority $n" $above authority
    cat "$work/deep$n.pem" "$work/deep.above" >"$work/deep.next"
    mv "$work/deep.next" "$work/deep.above"
    above=deep$n
done
issue deep ec "$subject/CN=deep.acme.example" $above leaf
cat "$work/deep.pem" "$work/deep.above" >"$work/deep.chain"
bundle certificate/chain-6.p12 deep server

# --- dates -------------------------------------------------------------------------------------------------------

# dated NAME FROM UNTIL
dated() {
    issue "dated-$1" ec "$subject/CN=$1.acme.example" self leaf -startdate "$2" -enddate "$3"
    bundle "certificate/date-$1.p12" "dated-$1" server
}
dated over 20190301000000Z 20210301000000Z
dated not-yet 20900101000000Z 20950101000000Z
dated generalized 20600101000000Z 20700101120000Z
dated 1950 19500101000000Z 20491231235959Z
dated 2050 20250101000000Z 20500101000000Z

# --- key usage ---------------------------------------------------------------------------------------------------

for usage in signs-only encipher-only all-usages bare authority; do
    issue "usage-$usage" ec "$subject/CN=$usage.acme.example" self $usage
    bundle "certificate/usage-$usage.p12" "usage-$usage" server
done

# --- names -------------------------------------------------------------------------------------------------------

# named NAME SUBJECT [SANS]
named() {
    san=${3-DNS:api.acme.example} issue "named-$1" ec "$2" self "${4-leaf}"
    bundle "certificate/name-$1.p12" "named-$1" server
}
cat >>"$work/ca.cnf" <<CNF
[dir]
C = TR
O = Acme
CN = a directory
CNF
named every-kind "$subject/CN=every.acme.example" "DNS:api.acme.example,DNS:*.acme.example,DNS:xn--sifre-n1a.example,\
IP:192.0.2.7,IP:2001:db8::7,email:ops@acme.example,URI:https://acme.example/a?b=c,RID:1.2.3.4,\
otherName:1.3.6.1.4.1.311.20.2.3;UTF8:ops@acme.local,dirName:dir"
named wildcard "$subject/CN=*.acme.example" "DNS:*.acme.example,DNS:acme.example"
named no-common-name "$subject/OU=Without"
named no-sans "$subject/CN=bare.acme.example" "" bare
named utf8 "/C=TR/L=İstanbul/O=Şirket A.Ş./CN=密钥 🔑"
named escapes '/C=TR/O=Acme, Inc. \+ "Sons" <a@b>;=#/OU= leading and trailing /CN=back\\slash'
named multi-valued "/C=TR/O=Acme/OU=One+CN=api.acme.example+serialNumber=42"
named every-attribute "/DC=example/DC=acme/C=TR/ST=Marmara/L=Istanbul/street=Bağdat Cad. 1/postalCode=34000/O=Acme/OU=A/OU=B\
/title=Mr/GN=Ada/SN=Lovelace/initials=AL/UID=ada/emailAddress=ada@acme.example/description=words\
/organizationIdentifier=VATTR-1/businessCategory=Private Organization/jurisdictionC=TR/1.2.3.4.5=unknown/CN=every"
long=
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    long="$long/OU=$(printf '%060d' $n)"
done
named long "$subject$long/CN=long.acme.example"
many=DNS:n1.acme.example
for n in $(seq 2 100); do
    many="$many,DNS:n$n.acme.example"
done
named 100-sans "$subject/CN=many.acme.example" "$many"

# --- an old file and what may follow it; made together, since they belong together ---------------------------------

if ! [ -e pair/old.p12 ] || ! [ -e pair/new.p12 ] || ! [ -e pair/same-key.p12 ] || ! [ -e pair/names-lost.p12 ] ||
    ! [ -e pair/names-by-wildcard.p12 ] || ! [ -e pair/issuer-changed.p12 ] || ! [ -e pair/earlier.p12 ] ||
    ! [ -e pair/self-signed.p12 ] || ! [ -e pair/new.jks ]; then
    rm -rf pair
    two="DNS:api.acme.example,DNS:www.acme.example"
    san=$two issue old ec "$subject/CN=api.acme.example" issuing leaf -enddate 20400101000000Z
    san=$two issue new ec "$subject/CN=api.acme.example" issuing leaf
    cp "$work/old.key" "$work/same-key.key"
    san=$two issue same-key ec "$subject/CN=api.acme.example" issuing leaf
    issue names-lost ec "$subject/CN=api.acme.example" issuing leaf
    san="DNS:*.acme.example" issue names-by-wildcard ec "$subject/CN=api.acme.example" issuing leaf
    issue second-ca ec "$subject/CN=Acme Second CA" root authority
    san=$two issue issuer-changed ec "$subject/CN=api.acme.example" second-ca leaf
    san=$two issue earlier ec "$subject/CN=api.acme.example" issuing leaf -enddate 20380101000000Z
    san=$two issue self-signed ec "$subject/CN=api.acme.example" self leaf
    for name in old new same-key names-lost names-by-wildcard earlier; do
        cat "$work/$name.pem" "$work/above.pem" >"$work/$name.chain"
        bundle "pair/$name.p12" $name server
    done
    cat "$work/issuer-changed.pem" "$work/second-ca.pem" "$work/root.pem" >"$work/issuer-changed.chain"
    bundle pair/issuer-changed.p12 issuer-changed server
    bundle pair/self-signed.p12 self-signed server
    stores pair/new.jks JKS $password key server $password "$work/new.key" "$work/new.chain"
fi
