# PKCS#12, as keytool, Java and openssl write it.

# --- keytool: this JDK's way, the way before 2020, the first way, and each algorithm that can be chosen -----------

tool pkcs12/keytool.p12 -storetype PKCS12
imported pkcs12/keytool-chain.p12 PKCS12
tool pkcs12/keytool-legacy.p12 -storetype PKCS12 -J-Dkeystore.pkcs12.legacy
# JDK 8 before 8u301, by its own defaults of the time.
tool pkcs12/keytool-jdk8.p12 -storetype PKCS12 -J-Dkeystore.pkcs12.legacy -J-Dkeystore.pkcs12.keyPbeIterationCount=1024 \
    -J-Dkeystore.pkcs12.certPbeIterationCount=1024 -J-Dkeystore.pkcs12.macIterationCount=1024
tool pkcs12/keytool-no-password.p12 -storetype PKCS12 -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE \
    -J-Dkeystore.pkcs12.macAlgorithm=NONE
for algorithm in PBEWithSHA1AndDESede PBEWithSHA1AndRC2_40 PBEWithSHA1AndRC2_128 PBEWithSHA1AndRC4_40 PBEWithSHA1AndRC4_128 \
    PBEWithHmacSHA1AndAES_128 PBEWithHmacSHA224AndAES_128 PBEWithHmacSHA256AndAES_128 PBEWithHmacSHA384AndAES_128 \
    PBEWithHmacSHA512AndAES_128 PBEWithHmacSHA512AndAES_256; do
    tool pkcs12/keytool-$algorithm.p12 -storetype PKCS12 -J-Dkeystore.pkcs12.certProtectionAlgorithm=$algorithm \
        -J-Dkeystore.pkcs12.keyProtectionAlgorithm=$algorithm
done
for algorithm in HmacPBESHA1 HmacPBESHA224 HmacPBESHA384 HmacPBESHA512 HmacPBESHA512/224 HmacPBESHA512/256; do
    tool "pkcs12/keytool-$(echo $algorithm | tr / _).p12" -storetype PKCS12 -J-Dkeystore.pkcs12.macAlgorithm=$algorithm
done
file=pkcs12/keytool-secret.p12
if wanted "$file"; then
    run keytool -genseckey -keystore "$file" -storetype PKCS12 -storepass $password -alias aes -keyalg AES -keysize 256
    run keytool -genseckey -keystore "$file" -storetype PKCS12 -storepass $password -alias hmac -keyalg HmacSHA256 -keysize 256
fi
file=pkcs12/keytool-password-entry.p12
if wanted "$file"; then
    echo "s3cret-words" >"$work/words"
    run sh -c "keytool -importpass -keystore '$file' -storetype PKCS12 -storepass $password -alias words -keypass $password <'$work/words'"
fi

# --- Java's KeyStore ---------------------------------------------------------------------------------------------

stores pkcs12/java-empty.p12 PKCS12 $password
stores pkcs12/java-two-keys.p12 PKCS12 $password key first $password $server key second $password $other
stores pkcs12/java-mixed.p12 PKCS12 $password key server $password $server cert root "$work/root.pem" \
    secret aes $password AES 16
stores pkcs12/java-trust.p12 PKCS12 $password cert root "$work/root.pem" cert issuing "$work/issuing.pem"
stores pkcs12/java-trust-20.p12 PKCS12 $password $twenty
java_options="-Dkeystore.pkcs12.legacy" stores pkcs12/java-trust-legacy.p12 PKCS12 $password cert root "$work/root.pem"
java_options="-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -Dkeystore.pkcs12.macAlgorithm=NONE" \
    stores pkcs12/java-trust-open.p12 PKCS12 $password cert root "$work/root.pem" cert issuing "$work/issuing.pem"
java_options="-Dkeystore.pkcs12.certProtectionAlgorithm=NONE" \
    stores pkcs12/java-trust-open-mac.p12 PKCS12 $password cert root "$work/root.pem"
# keytool ignores -keypass for PKCS#12; Java's KeyStore doesn't.
stores pkcs12/java-key-password.p12 PKCS12 $password key server another-one $server
stores pkcs12/java-two-key-passwords.p12 PKCS12 $password key open $password $alone key shut another-one $other
# Java takes no password beyond ASCII for PKCS#12, neither in the old algorithms nor in the new; openssl does.
stores pkcs12/java-password-empty.p12 PKCS12 "" key server "" $alone
java_options="-Dkeystore.pkcs12.legacy" stores pkcs12/java-legacy-password-empty.p12 PKCS12 "" key server "" $alone
stores pkcs12/java-alias-beyond-ascii.p12 PKCS12 $password key '\u015fifre \u5bc6\u94a5' $password $alone \
    key 'key \ud83d\udd11' $password $other
stores pkcs12/java-alias-empty.p12 PKCS12 $password key "" $password $alone
forty=
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40; do
    forty="$forty key key-$n $password $alone"
done
stores pkcs12/java-40-keys.p12 PKCS12 $password $forty
java_options="-Dkeystore.pkcs12.legacy" stores pkcs12/java-40-keys-legacy.p12 PKCS12 $password $forty
stores jks/40-keys.jks JKS $password $forty

# --- openssl -----------------------------------------------------------------------------------------------------

p12 pkcs12/openssl.p12
p12 pkcs12/openssl-legacy.p12 -legacy
# Without a MAC openssl doesn't encrypt certificates either, unless it is told to.
p12 pkcs12/openssl-nomac.p12 -nomac
p12 pkcs12/openssl-nomac-encrypted.p12 -nomac -certpbe aes-256-cbc
p12 pkcs12/openssl-nokeys.p12 -nokeys
p12 pkcs12/openssl-nokeys-open.p12 -nokeys -certpbe NONE
p12 pkcs12/openssl-nocerts.p12 -nocerts
p12 pkcs12/openssl-open.p12 -keypbe NONE -certpbe NONE
p12 pkcs12/openssl-open-nomac.p12 -keypbe NONE -certpbe NONE -nomac
p12 pkcs12/openssl-certificates-open.p12 -certpbe NONE
p12 pkcs12/openssl-certificates-open-nomac.p12 -certpbe NONE -nomac
p12 pkcs12/openssl-keys-open.p12 -keypbe NONE
for algorithm in PBE-SHA1-RC2-40 PBE-SHA1-RC2-128 PBE-SHA1-RC4-40 PBE-SHA1-RC4-128 PBE-SHA1-2DES PBE-SHA1-3DES; do
    p12 pkcs12/openssl-$algorithm.p12 -legacy -keypbe $algorithm -certpbe $algorithm
done
for algorithm in aes-128-cbc aes-192-cbc; do
    p12 pkcs12/openssl-$algorithm.p12 -keypbe $algorithm -certpbe $algorithm
done
# Ciphers that Java knows none of, and PBES1 of PKCS#5 version 1.5.
for algorithm in camellia-256-cbc aria-256-cbc; do
    p12 pkcs12/openssl-$algorithm.p12 -keypbe $algorithm -certpbe $algorithm
done
p12 pkcs12/openssl-key-camellia-256-cbc.p12 -keypbe camellia-256-cbc
for algorithm in PBE-MD5-DES des-cbc rc2-cbc; do
    p12 pkcs12/openssl-$algorithm.p12 -legacy -keypbe $algorithm -certpbe $algorithm
done
for digest in md5 sha1 sha224 sha384 sha512 sha512-256 sha3-256; do
    p12 pkcs12/openssl-mac-$digest.p12 -macalg $digest
done
p12 pkcs12/openssl-iter-1.p12 -iter 1 -nomaciter
p12 pkcs12/openssl-iter-100000.p12 -iter 100000
p12 pkcs12/openssl-iter-300000.p12 -iter 300000
p12 pkcs12/openssl-legacy-iter-100000.p12 -legacy -iter 100000
p12 pkcs12/openssl-password-latin1.p12 -passout pass:päß
p12 pkcs12/openssl-password-astral.p12 -passout pass:key🔑key
p12 pkcs12/openssl-password-empty.p12 -passout pass:
p12 pkcs12/openssl-legacy-password-latin1.p12 -legacy -passout pass:päß
p12 pkcs12/openssl-legacy-password-astral.p12 -legacy -passout pass:key🔑key
p12 pkcs12/openssl-legacy-password-empty.p12 -legacy -passout pass:
p12 pkcs12/openssl-alias-upper.p12 -name API.Acme.Example
p12 pkcs12/openssl-alias-beyond-ascii.p12 -name "Şifre 密钥"
p12 pkcs12/openssl-ca-names.p12 -caname Issuing -caname Root
file=pkcs12/openssl-alias-none.p12
if wanted "$file"; then
    run openssl pkcs12 -export -inkey "$work/server.key" -in "$work/server.pem" -passout "pass:$password" -out "$file"
fi
# As the Windows certificate export names and marks its keys, and with its algorithms.
p12 pkcs12/windows-3des.pfx -legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-RC2-40 -macalg sha1 -iter 2000 -LMK -keyex \
    -CSP "Microsoft Enhanced Cryptographic Provider v1.0" -name "te-1c3f6b0e-7a9d-4a58-9a35-2f1d5f3c8e11"
p12 pkcs12/windows-aes.pfx -keypbe aes-256-cbc -certpbe aes-256-cbc -macalg sha256 -iter 2000 -keyex \
    -CSP "Microsoft Software Key Storage Provider" -name "{B5A1D3C2-8F64-4E0B-9D27-61C5A0E9F3B4}"
