package org.mast4j.cli.doctor;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.mast4j.samediff.onednn.Library;

/** Versions. */
final class Software {
  private Software() {}

  static void examine(String version, Diagnosis diagnosis) throws IOException {
    diagnosis.section("Software");
    diagnosis.fact("MAST4J", version);
    diagnosis.fact(
        "Java",
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
    diagnosis.fact(
        "system",
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Loader.getPlatform()));
    diagnosis.fact("JavaCPP", Loader.getVersion());
    diagnosis.fact("oneDNN", Library.find().map(Library::version).orElse("can't be loaded"));
  }
}
