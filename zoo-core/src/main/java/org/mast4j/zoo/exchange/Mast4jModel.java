package org.mast4j.zoo.exchange;

import java.io.IOException;
import org.mast4j.zoo.StoredModel;

/** Our own model directories, so that they too adapt to other inputs and classes. */
public final class Mast4jModel implements CheckpointFormat {
  @Override
  public String name() {
    return "MAST4J model";
  }

  @Override
  public boolean recognises(Source source) throws IOException {
    boolean whole = !source.isFile() || source.path().endsWith(StoredModel.WEIGHTS);
    return whole
        && source.config().isPresent()
        && source.config().get().text("format").orElse("").startsWith("mast4j-");
  }

  @Override
  public ImportedModel read(Source source) throws IOException {
    StoredModel model = StoredModel.read(source.directory());
    model.requireShapes();
    return ImportedModel.of(name(), model);
  }
}
