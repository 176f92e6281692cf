package org.mast4j.cli.studio;

import java.util.Objects;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioExplorer;

/**
 * What the studio shows.
 *
 * @param name of the model, for people
 * @param stored what is known of it; its weights aren't read any more
 * @param parameters how many it has
 * @param explorer what runs it; the caller's to close, after the studio
 * @param files that it was read from
 * @param neighbours that clips are compared with
 */
public record StudioModel(
    String name,
    StoredModel stored,
    long parameters,
    AudioExplorer explorer,
    ModelFiles files,
    Neighbours neighbours) {
  public StudioModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(stored, "stored");
    Objects.requireNonNull(explorer, "explorer");
    Objects.requireNonNull(files, "files");
    Objects.requireNonNull(neighbours, "neighbours");
  }
}
