import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;

/**
 * Runs keytool's own program once for each file, in one JVM: it is the JVM whose start takes the time.
 *
 * java --add-exports java.base/sun.security.tools.keytool=ALL-UNNAMED Lists.java
 *
 * Reads FILE and PASSWORD a line, with a tab between; prints the FILE, `listed` or `refused`, and how many octets of what
 * `keytool -list -v` prints follow.
 */
public class Lists {
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        var in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line; (line = in.readLine()) != null; ) {
            String[] parts = line.split("\t", -1);
            var printed = new ByteArrayOutputStream();
            System.setOut(new PrintStream(printed, true, "UTF-8"));
            boolean listed = true;
            try {
                // With -debug it throws, where it would end the JVM.
                sun.security.tools.keytool.Main.main(
                        new String[] {"-debug", "-list", "-v", "-keystore", parts[0], "-storepass", parts[1]});
            } catch (Exception e) {
                listed = false;
            }
            System.out.flush();
            out.println(parts[0] + "\t" + (listed ? "listed" : "refused") + "\t" + printed.size());
            printed.writeTo(out);
            out.flush();
        }
    }
}
