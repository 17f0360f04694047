# Keys and certificates, in $work as NAME.key and NAME.pem. Made when they are first asked for.

san=DNS:api.acme.example
export san work

cat >"$work/ca.cnf" <<CNF
[ca]
default_ca = corpus
[corpus]
database = \$ENV::work/index
new_certs_dir = \$ENV::work/issued
rand_serial = yes
unique_subject = no
default_md = default
policy = any
[any]
commonName = optional
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = \$ENV::san
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[signs-only]
keyUsage = critical,keyCertSign
subjectAltName = \$ENV::san
[encipher-only]
keyUsage = critical,keyEncipherment,dataEncipherment
extendedKeyUsage = emailProtection,codeSigning,1.3.6.1.4.1.311.20.2.2
[all-usages]
keyUsage = digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment,keyAgreement,keyCertSign,cRLSign,encipherOnly,decipherOnly
extendedKeyUsage = anyExtendedKeyUsage
[authority-bare]
basicConstraints = critical,CA:true
subjectKeyIdentifier = none
authorityKeyIdentifier = none
[bare]
CNF
mkdir "$work/issued"
: >"$work/index"

# key NAME KIND
key() {
    [ ! -e "$work/$1.key" ] || return 0
    case $2 in
    rsa) run openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/$1.key" ;;
    rsa[0-9]*) run openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:${2#rsa}" -out "$work/$1.key" ;;
    pss) run openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out "$work/$1.key" ;;
    dsa)
        run openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -out "$work/dsa.parameters"
        run openssl genpkey -paramfile "$work/dsa.parameters" -out "$work/$1.key"
        ;;
    ed*) run openssl genpkey -algorithm "$2" -out "$work/$1.key" ;;
    ec) run openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key" ;;
    *) run openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -out "$work/$1.key" ;;
    esac
}

# issue NAME KEY-KIND SUBJECT ISSUER(self or a name) EXTENSIONS [OPTION OF openssl ca...]
# `ca`, since openssl 3.0 sets a first day nowhere else. A later -startdate or -enddate counts.
issue() {
    name=$1 kind=$2 dn=$3 issuer=$4 extensions=$5
    shift 5
    [ ! -e "$work/$name.pem" ] || return 0
    key "$name" "$kind"
    run openssl req -new -utf8 -key "$work/$name.key" -out "$work/$name.csr" -subj "$dn" ${request_options-}
    if [ "$issuer" = self ]; then
        set -- -selfsign -keyfile "$work/$name.key" "$@"
    else
        set -- -cert "$work/$issuer.pem" -keyfile "$work/$issuer.key" "$@"
    fi
    run openssl ca -batch -notext -utf8 -preserveDN -config "$work/ca.cnf" -extensions "$extensions" -startdate $from -enddate $until \
        -in "$work/$name.csr" -out "$work/$name.pem" "$@"
}

# Root, issuing authority, and a server's certificate of three: the chain that most files hold.
issue root ec "$subject/CN=Acme Root CA" self authority
issue issuing ec "$subject/CN=Acme Issuing CA" root authority
issue server rsa "$subject/CN=api.acme.example" issuing leaf
issue other ec "$subject/CN=other.acme.example" issuing leaf
issue alone ec "$subject/CN=alone.acme.example" self leaf
cat "$work/issuing.pem" "$work/root.pem" >"$work/above.pem"
for name in server other; do
    cat "$work/$name.pem" "$work/above.pem" >"$work/$name.chain"
done
