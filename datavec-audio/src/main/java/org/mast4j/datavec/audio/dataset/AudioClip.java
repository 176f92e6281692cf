package org.mast4j.datavec.audio.dataset;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * One file of a data set.
 *
 * @param path where it is
 * @param label its class, if it has one
 * @param split what it is used for, if its data set says so
 */
public record AudioClip(Path path, Optional<String> label, Optional<Split> split) {

  public AudioClip {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(split, "split");
  }

  AudioClip withSplit(Split newSplit) {
    return new AudioClip(path, label, Optional.of(newSplit));
  }
}
