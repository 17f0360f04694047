import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Locale;

/**
 * Opens keystores and their keys, as a gateway would: what keytool -list doesn't try.
 *
 * Reads TYPE, FILE and PASSWORD a line, with tabs between; prints for each FILE, then `opens` or `refused`, and for
 * each key ALIAS and `open`, `misfit` (it isn't the certificate's), `untold` (whether it is), `shut`, or its ALGORITHM where it is secret.
 */
public class Opens {
    public static void main(String[] args) throws Exception {
        var out = new PrintStream(System.out, true, "UTF-8");
        var in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line; (line = in.readLine()) != null; ) {
            String[] parts = line.split("\t", -1);
            out.println("file\t" + parts[1]);
            try {
                one(parts[0], Path.of(parts[1]), parts[2].toCharArray(), out);
            } catch (Exception e) {
                out.println("refused\t" + e.toString().replaceAll("\\s+", " "));
            }
        }
    }

    private static void one(String type, Path path, char[] password, PrintStream out) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        try (var in = Files.newInputStream(path)) {
            store.load(in, password);
        }
        out.println("opens");
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                out.println("key\t" + alias + "\t" + key(store, alias, password));
            } else if (!store.isCertificateEntry(alias)) {
                // It is listed, and nothing is found under it.
                out.println("key\t" + alias + "\tshut");
            }
        }
    }

    private static String key(KeyStore store, String alias, char[] password) {
        try {
            Key key = store.getKey(alias, password);
            if (!(key instanceof PrivateKey)) {
                return "secret " + key.getAlgorithm();
            }
            Certificate leaf = store.getCertificate(alias);
            return leaf == null ? "untold" : fit((PrivateKey) key, leaf);
        } catch (Exception e) {
            return "shut";
        }
    }

    /** Whether the certificate's key verifies what the private one signed. */
    private static String fit(PrivateKey key, Certificate leaf) {
        String algorithm = switch (key.getAlgorithm().toUpperCase(Locale.ROOT)) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (algorithm.equals("RSASSA-PSS")) {
                signature.setParameter(new java.security.spec.PSSParameterSpec(
                        "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(key);
            signature.update((byte) 1);
            byte[] signed = signature.sign();
            signature.initVerify(leaf.getPublicKey());
            signature.update((byte) 1);
            return signature.verify(signed) ? "open" : "misfit";
        } catch (java.security.NoSuchAlgorithmException | java.security.InvalidKeyException e) {
            // A curve that this JDK doesn't compute, or a certificate of another kind of key.
            return key.getAlgorithm().equals(leaf.getPublicKey().getAlgorithm()) ? "untold" : "misfit";
        } catch (java.security.GeneralSecurityException e) {
            return "untold";
        }
    }
}
