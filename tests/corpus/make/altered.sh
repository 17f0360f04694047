# What no tool writes: taken apart and put together by python3.

# altered FILE TOOL COMMAND ARGUMENT...: where an argument is OUT, the file
altered() {
    file=$1 program=$2 command=$3
    shift 3
    wanted "$file" || return 0
    run python3 "$tools/$program.py" "$command" "$@"
}

# --- PKCS#12 -----------------------------------------------------------------------------------------------------

p=pkcs12
for kind in outer all; do
    altered $p/ber-$kind.p12 pfx ber $p/openssl.p12 $p/ber-$kind.p12 $password $kind
    altered $p/ber-$kind-legacy.p12 pfx ber $p/openssl-legacy.p12 $p/ber-$kind-legacy.p12 $password $kind
done
altered $p/ber-all-open.p12 pfx ber $p/openssl-open.p12 $p/ber-all-open.p12 $password all
altered $p/windows-keys-first.pfx pfx swap $p/windows-3des.pfx $p/windows-keys-first.pfx $password

# made FILE MAC PART...
made() {
    file=$1
    shift
    altered "$file" pfx make "$file" $password "$@"
}
# Encrypted each by itself: Java passes over a key that isn't.
for name in alone other; do
    run openssl pkcs8 -topk8 -in "$work/$name.key" -passout "pass:$password" -out "$work/$name.shrouded"
done
key=key:server:1:$work/alone.shrouded
certificate=cert::1:$work/alone.pem
for mac in pbmac1-sha256 pbmac1-sha512; do
    made $p/$mac.p12 $mac:2048 $key $certificate
done
if [ ! -e $p/scrypt.p12 ]; then
    run openssl pkcs8 -topk8 -scrypt -in "$work/alone.key" -passout "pass:$password" -out "$work/scrypt.key"
fi
made $p/scrypt.p12 sha256:2048 "key:server:1:$work/scrypt.key" $certificate
made $p/key-open.p12 sha256:2048 "key:server:1:$work/alone.key" $certificate
made $p/not-the-keys-certificate.p12 sha256:2048 $key "cert::1:$work/other.pem"
made $p/two-keys-of-one-alias.p12 sha256:2048 $key $certificate "key:server:2:$work/other.shrouded" "cert::2:$work/other.pem"
made $p/two-keys-but-for-case.p12 sha256:2048 $key $certificate "key:SERVER:2:$work/other.shrouded" "cert::2:$work/other.pem"
made $p/two-keys-no-alias.p12 sha256:2048 "key::1:$work/alone.shrouded" $certificate "key::2:$work/other.shrouded" "cert::2:$work/other.pem"
made $p/no-local-key-id.p12 sha256:2048 "key:server::$work/alone.shrouded" "cert:server::$work/alone.pem"
made $p/key-without-certificate.p12 sha256:2048 $key "cert::2:$work/other.pem"
made $p/trust-by-attribute.p12 sha256:2048 "cert+java:root::$work/root.pem" "cert+java:issuing::$work/issuing.pem"
made $p/trust-no-alias.p12 sha256:2048 "cert+java:::$work/root.pem" "cert+java:::$work/issuing.pem"
made $p/trust-in-part.p12 sha256:2048 "cert+java:root::$work/root.pem" "cert:issuing::$work/issuing.pem"
made $p/no-safe.p12 sha256:2048
for n in 1 2 3; do
    key "aes$n" ec
    [ -e $p/three-key-passwords.p12 ] ||
        run openssl pkcs8 -topk8 -in "$work/aes$n.key" -passout "pass:password-$n" -out "$work/aes$n.shrouded"
done
made $p/three-key-passwords.p12 sha256:2048 "key:one:1:$work/aes1.shrouded" "key:two:2:$work/aes2.shrouded" \
    "key:three:3:$work/aes3.shrouded" $certificate

# alter FILE FROM COMMAND ARGUMENT...
alter() {
    file=$1 source=$2 command=$3
    shift 3
    altered "$file" pfx "$command" "$source" "$file" $password "$@"
}
for place in mac keys certificates; do
    for n in 0 -1 1000 2147483647 4294967296; do
        alter hostile/iterations-$place-$n.p12 $p/openssl.p12 iterations $place $n
    done
    alter hostile/iterations-legacy-$place-2147483647.p12 $p/openssl-legacy.p12 iterations $place 2147483647
done
alter hostile/iterations-many-keys.p12 $p/java-40-keys.p12 iterations keys 1000000
for place in keys certificates; do
    # HMAC with SHA-3, with SM3, and an identifier of nobody's.
    alter $p/unknown-prf-$place.p12 $p/openssl.p12 prf $place 2.16.840.1.101.3.4.2.14
    alter $p/unknown-cipher-$place.p12 $p/openssl.p12 cipher $place 1.2.156.10197.1.104.2
    alter $p/unknown-scheme-$place.p12 $p/openssl.p12 scheme $place 1.2.3.4.5
done

# One password for the MAC, another for what is inside: `openssl pkcs12 -export -twopass` asks a terminal for them.
alter $p/two-passwords.p12 $p/openssl.p12 mac another-one

# --- JKS ---------------------------------------------------------------------------------------------------------

altered jks/version-1.jks damage jks1 jks/mixed.jks jks/version-1.jks $password
# hostile_jks NAME OCTETS: a digest that fits, so that only the octets are wrong
hostile_jks() {
    altered "hostile/jks-$1.jks" damage jks "hostile/jks-$1.jks" $password "$2"
}
head=feedfeed00000002
hostile_jks version-3 feedfeed0000000300000000
hostile_jks count-max "${head}7fffffff"
hostile_jks count-negative "${head}ffffffff"
hostile_jks kind-unknown "${head}00000001000000070001610000000000000000"
hostile_jks alias-cut "${head}0000000100000002ffff61"
hostile_jks alias-not-utf8 "${head}00000001000000020002c3280000000000000000000558000000"
hostile_jks key-length-max "${head}00000001000000010001610000000000000000""7fffffff00"
hostile_jks chain-max "${head}00000001000000010001610000000000000000""00000000""7fffffff"
hostile_jks certificate-length-max "${head}00000001000000020001610000000000000000""0005582e353039""7fffffff30"
hostile_jks certificate-not-x509 "${head}00000001000000020001610000000000000000""0005504750303030""00000003300100"
hostile_jks certificate-junk "${head}00000001000000020001610000000000000000""0005582e353039""0000000430020500"
hostile_jks date-max "${head}00000001000000020001617fffffffffffffff""0005582e353039""0000000430020500"

# --- damage ------------------------------------------------------------------------------------------------------

# spoil NAME.END FROM COMMAND ARGUMENT
spoil() {
    altered "damaged/$1" damage "$3" "$2" "damaged/$1" "$4"
}
for n in 1 4 12 40 500 -1; do
    spoil "jks-cut-$n.jks" jks/server.jks cut $n
    spoil "pkcs12-cut-$n.p12" $p/openssl.p12 cut $n
done
spoil jks-flip-alias.jks jks/server.jks flip 19
spoil jks-flip-key.jks jks/server.jks flip 200
spoil jks-flip-certificate.jks jks/server.jks flip 2000
spoil jks-flip-digest.jks jks/server.jks flip -1
spoil jks-trailing.jks jks/server.jks append 0a0d0a
spoil pkcs12-flip-content.p12 $p/openssl.p12 flip 1000
spoil pkcs12-flip-length.p12 $p/openssl.p12 flip 2
spoil pkcs12-flip-mac.p12 $p/openssl.p12 flip -20
spoil pkcs12-flip-salt.p12 $p/openssl.p12 flip -6
spoil pkcs12-trailing.p12 $p/openssl.p12 append 0a0d0a
altered hostile/deep.p12 damage deep hostile/deep.p12 20000
altered other/bouncy-castle.bks damage bks other/bouncy-castle.bks

# --- certificates ------------------------------------------------------------------------------------------------

# again NAME CHANGE...: alone's certificate with that change, alias server
again() {
    what=$1
    shift
    file=certificate/$what.p12
    [ ! -e "$file" ] || return 0
    cp "$work/alone.key" "$work/again-$what.key"
    run python3 "$tools/x509.py" again "$work/alone.pem" "$work/again-$what.pem" "$work/alone.key" "$@"
    bundle "$file" "again-$what" server
}
again serial-zero serial=0
again serial-negative serial=-5
again serial-one serial=1
again serial-high-bit serial=0x80
again serial-20-octets serial=0x7fffffffffffffffffffffffffffffffffffffff
again serial-40-octets serial=0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
again date-without-end until=99991231235959Z
again subject-t61 "subject=20:Müller"
again subject-bmp "subject=30:Şifre 密钥"
again subject-universal "subject=28:Şifre 🔑"
again subject-empty subject=
again subject-empty-fitting subject= names=critical
again subject-empty-no-names subject= extensions=
again issuer-empty issuer=
again subject-long "subject=12:$(printf '%01000d' 7)"
again subject-controls "subject=12:$(printf 'a\033[31mb\342\200\256c\td')"
again version-1 extensions=
again extension-unknown unknown=1.2.3.4.5
again signature-spoilt signature=spoilt
