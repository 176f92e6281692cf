package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mast4j.zoo.StoredModel;

/** The writing of what took hours to train. */
final class TrainedModel {
  private TrainedModel() {}

  /**
   * Writes the model; where its place fails by now, into a temporary folder that the error names.
   */
  static void write(StoredModel model, Path out) throws IOException {
    try {
      model.write(out);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; the trained model is in " + rescue(model, e), e);
    }
  }

  private static Path rescue(StoredModel model, IOException reason) throws IOException {
    try {
      Path rescued = Files.createTempDirectory("mast4j-").resolve("model");
      model.write(rescued);
      return rescued;
    } catch (IOException e) {
      reason.addSuppressed(e);
      throw reason;
    }
  }
}
