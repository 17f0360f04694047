# JKS and JCEKS.

server="$work/server.key $work/server.chain"
other="$work/other.key $work/other.chain"
alone="$work/alone.key $work/alone.pem"

# As keytool writes them.
imported jks/server.jks JKS
imported jceks/server.jceks JCEKS
tool jks/self-signed.jks -storetype JKS
key_options="-keyalg RSA -keysize 1024" tool jks/rsa-1024.jks -storetype JKS
key_options="-keyalg RSA -keysize 4096" tool jks/rsa-4096.jks -storetype JKS
key_options="-keyalg DSA -keysize 2048" tool jks/dsa.jks -storetype JKS
key_options="-keyalg Ed25519" tool jks/ed25519.jks -storetype JKS
tool jks/key-password.jks -storetype JKS -keypass another-one
tool jceks/key-password.jceks -storetype JCEKS -keypass another-one

# What keytool can't be asked for.
stores jks/empty.jks JKS $password
stores jks/two-keys.jks JKS $password key first $password $server key second $password $other
stores jks/mixed.jks JKS $password key server $password $server cert root "$work/root.pem" cert issuing "$work/issuing.pem"
stores jks/trust.jks JKS $password cert root "$work/root.pem" cert issuing "$work/issuing.pem"
stores jks/two-key-passwords.jks JKS $password key open $password $alone key shut another-one $other
stores jks/no-key-password.jks JKS $password key server "" $alone

# Passwords and aliases beyond ASCII: Latin-1 and Turkish letters, CJK, and one beyond the basic plane.
stores jks/password-latin1.jks JKS 'p\u00e4\u00df' key server 'p\u00e4\u00df' $alone
stores jks/password-turkish.jks JKS '\u015fifre\u0131' key server '\u015fifre\u0131' $alone
stores jks/password-astral.jks JKS 'key\ud83d\udd11key' key server 'key\ud83d\udd11key' $alone
stores jks/password-empty.jks JKS "" key server "" $alone
stores jks/password-long.jks JKS "$(printf '%0200d' 7)" key server "$(printf '%0200d' 7)" $alone
stores jks/alias-beyond-ascii.jks JKS $password key '\u015fifre \u5bc6\u94a5 \ud83d\udd11' $password $alone \
    cert 'nul\u0000inside' "$work/root.pem"
stores jks/alias-long.jks JKS $password cert "$(printf '%0300d' 7)" "$work/root.pem" cert "" "$work/issuing.pem"
# Java's JKS would fold the case; this type writes it as it is, and the file is a JKS.
stores jks/alias-upper.jks CaseExactJKS $password key Server $password $alone

# What is wrong with chains and keys. `setKeyEntry` takes all of it.
stores jks/not-the-keys-certificate.jks JKS $password key server $password "$work/alone.key" "$work/server.chain"
cat "$work/server.pem" "$work/root.pem" "$work/issuing.pem" >"$work/disordered.pem"
stores jks/chain-disordered.jks JKS $password key server $password "$work/server.key" "$work/disordered.pem"
cat "$work/root.pem" "$work/issuing.pem" "$work/server.pem" >"$work/reversed.pem"
stores jks/chain-reversed.jks JKS $password key server $password "$work/server.key" "$work/reversed.pem"
cat "$work/server.pem" "$work/root.pem" >"$work/gap.pem"
stores jks/chain-gap.jks JKS $password key server $password "$work/server.key" "$work/gap.pem"
stores jks/chain-none.jks JKS $password key server $password "$work/server.key" "$work/server.pem"
cat "$work/server.chain" "$work/alone.pem" >"$work/surplus.pem"
stores jks/chain-surplus.jks JKS $password key server $password "$work/server.key" "$work/surplus.pem"

stores jceks/secret.jceks JCEKS $password secret aes $password AES 32
stores jceks/mixed.jceks JCEKS $password key server $password $server secret aes $password AES 16 cert root "$work/root.pem"
stores jceks/two-key-passwords.jceks JCEKS $password key open $password $alone key shut another-one $other
stores jceks/trust.jceks JCEKS $password cert root "$work/root.pem"
stores jceks/empty.jceks JCEKS $password
stores jceks/password-latin1.jceks JCEKS 'p\u00e4\u00df' cert root "$work/root.pem"

# Twenty authorities.
twenty=
for n in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20; do
    issue "ca$n" ec "$subject/CN=Authority $n" self authority
    twenty="$twenty cert authority-$n $work/ca$n.pem"
done
stores jks/trust-20.jks JKS $password $twenty
