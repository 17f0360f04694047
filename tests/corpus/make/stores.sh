# Ways to write a keystore. Each does nothing when the file is there.

run javac -d "$work" "$tools/Stores.java"

# stores FILE TYPE PASSWORD ENTRY...: by the JDK's KeyStore; see Stores.java
stores() {
    file=$1
    wanted "$file" || return 0
    run java ${java_options-} -cp "$work" Stores "$@"
}

# p12 FILE [OPTION OF openssl pkcs12...]: server's key and chain, alias server, unless the options say otherwise.
# The last of an option that is given twice counts.
p12() {
    file=$1
    shift
    wanted "$file" || return 0
    run openssl pkcs12 -export -inkey "$work/server.key" -in "$work/server.pem" -certfile "$work/above.pem" \
        -name server -passout "pass:$password" -out "$file" "$@"
}

# bundle FILE NAME ALIAS [OPTION OF openssl pkcs12...]: the key and the certificates of $work/NAME.chain, or NAME.pem
bundle() {
    file=$1 name=$2 alias=$3
    shift 3
    wanted "$file" || return 0
    chain=$work/$name.chain
    [ -e "$chain" ] || chain=$work/$name.pem
    run openssl pkcs12 -export -inkey "$work/$name.key" -in "$chain" -name "$alias" -passout "pass:$password" -out "$file" "$@"
}

# tool FILE [OPTION OF keytool...]: a self-signed EC key, alias server, as keytool makes it; $key_options for another
tool() {
    file=$1
    shift
    wanted "$file" || return 0
    run keytool -genkeypair -keystore "$file" -storepass "$password" -alias server \
        ${key_options--keyalg EC -groupname secp256r1} -dname "CN=api.acme.example, O=Acme, C=TR" \
        -ext san=dns:api.acme.example -startdate 2025/01/01 -validity 7670 "$@"
}

# imported FILE TYPE [OPTION OF keytool...]: server's key and chain, put there by keytool
imported() {
    file=$1 type=$2
    shift 2
    wanted "$file" || return 0
    [ -e "$work/import.p12" ] || run openssl pkcs12 -export -inkey "$work/server.key" -in "$work/server.pem" \
        -certfile "$work/above.pem" -name server -passout "pass:$password" -out "$work/import.p12"
    run keytool -importkeystore -noprompt -srckeystore "$work/import.p12" -srcstoretype PKCS12 -srcstorepass "$password" \
        -destkeystore "$file" -deststoretype "$type" -deststorepass "$password" "$@"
}
