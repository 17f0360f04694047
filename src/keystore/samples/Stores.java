// Makes the keystores that keytool can't make alone. Run by make.sh: java Stores.java DEMO.jks OUT
import java.io.*;
import java.security.*;
import java.security.cert.Certificate;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.SecretKeySpec;

class Stores {
    static final char[] PASSWORD = "changeit".toCharArray();
    static final char[] OTHER = "other-one".toCharArray();

    public static void main(String[] arguments) throws Exception {
        KeyStore demo = KeyStore.getInstance("JKS");
        try (InputStream in = new FileInputStream(arguments[0])) {
            demo.load(in, PASSWORD);
        }
        String alias = demo.aliases().nextElement();
        Key pair = demo.getKey(alias, PASSWORD);
        Certificate[] chain = demo.getCertificateChain(alias);
        KeyGenerator aes = KeyGenerator.getInstance("AES");
        aes.init(256);

        KeyStore jceks = KeyStore.getInstance("JCEKS");
        jceks.load(null, null);
        jceks.setKeyEntry("aes", aes.generateKey(), PASSWORD, null);
        jceks.setKeyEntry("hmac", new SecretKeySpec(new byte[100], "HmacSHA256"), OTHER, null);
        jceks.setKeyEntry("pair", pair, PASSWORD, chain);
        jceks.setKeyEntry("other", pair, OTHER, chain);
        jceks.setCertificateEntry("trusted", chain[0]);
        try (OutputStream out = new FileOutputStream(arguments[1] + "/every-kind.jceks")) {
            jceks.store(out, PASSWORD);
        }

        // By the type that keeps capital letters, which no JKS finds again.
        KeyStore jks = KeyStore.getInstance("CaseExactJKS");
        jks.load(null, null);
        jks.setKeyEntry("Capital", pair, "çok gizli 😀".toCharArray(), chain);
        jks.setKeyEntry("müşteri 😀\0", pair, OTHER, chain);
        try (OutputStream out = new FileOutputStream(arguments[1] + "/odd-names.jks")) {
            jks.store(out, "çok gizli 😀".toCharArray());
        }
    }
}
