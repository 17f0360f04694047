import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes a keystore by the JDK's own KeyStore: what keytool can't be made to do (chains in disorder, a
 * key that isn't the certificate's, keys with passwords of their own, passwords beyond ASCII whatever the locale).
 *
 * java Stores OUT TYPE STORE-PASSWORD ENTRY...
 *   key ALIAS PASSWORD KEY.pem CERTIFICATES.pem    the certificates as they stand in the file
 *   cert ALIAS CERTIFICATE.pem
 *   secret ALIAS PASSWORD ALGORITHM BYTES
 *
 * Passwords and aliases are read with Java's Unicode escapes.
 */
public class Stores {
    private static final String[] ALGORITHMS = {"RSA", "EC", "DSA", "EdDSA", "RSASSA-PSS", "XDH"};

    public static void main(String[] args) throws Exception {
        char[] password = text(args[2]).toCharArray();
        KeyStore store = KeyStore.getInstance(args[1]);
        store.load(null, null);
        for (int at = 3; at < args.length; ) {
            String alias = text(args[at + 1]);
            switch (args[at]) {
                case "key" -> {
                    store.setKeyEntry(alias, privateKey(args[at + 3]), text(args[at + 2]).toCharArray(), certificates(args[at + 4]));
                    at += 5;
                }
                case "cert" -> {
                    store.setCertificateEntry(alias, certificates(args[at + 2])[0]);
                    at += 3;
                }
                case "secret" -> {
                    byte[] bytes = new byte[Integer.parseInt(args[at + 4])];
                    Arrays.fill(bytes, (byte) 7);
                    store.setKeyEntry(alias, new SecretKeySpec(bytes, args[at + 3]), text(args[at + 2]).toCharArray(), null);
                    at += 5;
                }
                default -> throw new IllegalArgumentException(args[at]);
            }
        }
        try (OutputStream out = Files.newOutputStream(Path.of(args[0]))) {
            store.store(out, password);
        }
    }

    private static String text(String escaped) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < escaped.length(); ) {
            if (escaped.startsWith("\\u", at)) {
                out.append((char) Integer.parseInt(escaped.substring(at + 2, at + 6), 16));
                at += 6;
            } else {
                out.append(escaped.charAt(at++));
            }
        }
        return out.toString();
    }

    private static Certificate[] certificates(String path) throws Exception {
        try (var in = Files.newInputStream(Path.of(path))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).toArray(new Certificate[0]);
        }
    }

    private static Key privateKey(String path) throws Exception {
        String pem = Files.readString(Path.of(path)).replaceAll("-----[A-Z ]+-----|\\s", "");
        var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Another algorithm's.
            }
        }
        throw new IllegalArgumentException(path);
    }
}
