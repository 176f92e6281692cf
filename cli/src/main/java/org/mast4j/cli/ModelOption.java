package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.StoredModel;
import picocli.CommandLine.Option;

/** The option that names a model to work with. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      completionCandidates = Bundled.class,
      description = "A model directory, or a model that comes along: ${COMPLETION-CANDIDATES}.")
  private Path model;

  /** The names of the models that come along. */
  static final class Bundled implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return BundledModels.names().iterator();
    }
  }

  /** As it was given, for messages and to be left unharmed. */
  Path path() {
    return model;
  }

  StoredModel read() throws IOException {
    return BundledModels.directoryOrName(model);
  }
}
