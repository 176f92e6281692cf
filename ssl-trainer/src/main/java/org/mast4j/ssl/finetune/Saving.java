package org.mast4j.ssl.finetune;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.mast4j.settings.Require;

/**
 * Where a fine-tuning saves itself, how often, and when it ends early.
 *
 * @param directory of its {@link org.mast4j.ssl.checkpoint.Checkpoints}; made when first needed
 * @param minutes between two checkpoints, each behind an epoch; 0 for one behind each
 * @param stop asked after each epoch whether to save and end
 */
public record Saving(Path directory, int minutes, BooleanSupplier stop) {
  public Saving {
    Objects.requireNonNull(directory, "directory");
    Require.notNegative("minutes", minutes);
    Objects.requireNonNull(stop, "stop");
  }
}
