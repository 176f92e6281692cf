package org.mast4j.zoo.exchange;

import java.io.IOException;

/**
 * How somebody else lays out the checkpoints of a family of encoders. Found by {@link
 * java.util.ServiceLoader}, so that a family brings its own formats.
 */
public interface CheckpointFormat {
  /** What results and messages call the layout: "transformers AST". */
  String name();

  /** Whether a source has this layout, judged by its configuration or else by its keys. */
  boolean recognises(Source source) throws IOException;

  /**
   * Reads a model exactly as it is, in the source's own geometry.
   *
   * @throws ImportException naming a field of its configuration that is not as it must be
   * @throws IllegalArgumentException naming every weight that is missing, unexpected or mis-shaped,
   *     or a value that is out of range
   */
  ImportedModel read(Source source) throws IOException;
}
