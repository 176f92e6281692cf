package org.mast4j.cli.doctor;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.mast4j.samediff.engine.Engine;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Library;

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
    for (Engine engine : Engines.all()) {
      diagnosis.fact(
          engine.libraryName(), engine.library().map(Library::version).orElse("can't be loaded"));
    }
  }
}
