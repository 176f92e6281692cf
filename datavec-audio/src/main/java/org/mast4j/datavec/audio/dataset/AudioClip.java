package org.mast4j.datavec.audio.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mast4j.datavec.audio.decode.Segment;

/**
 * One file of a data set, or a part of one.
 *
 * @param path where it is
 * @param labels its classes: none, one, or several in a multi-label data set
 * @param split what it is used for, if its data set says so
 * @param segment the part of the file, unless it is all of it
 */
public record AudioClip(
    Path path, List<String> labels, Optional<Split> split, Optional<Segment> segment) {

  public AudioClip {
    Objects.requireNonNull(path, "path");
    labels = List.copyOf(labels);
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(segment, "segment");
  }

  /** A whole file of one class, or of none. */
  public AudioClip(Path path, Optional<String> label, Optional<Split> split) {
    this(path, label.stream().toList(), split, Optional.empty());
  }

  /**
   * Its class, if it has one.
   *
   * @throws IllegalStateException if it has several
   */
  public Optional<String> label() {
    if (labels.size() > 1) {
      throw new IllegalStateException(path + " has the classes " + labels + "; read labels()");
    }
    return labels.stream().findFirst();
  }

  AudioClip withSplit(Split newSplit) {
    return new AudioClip(path, labels, Optional.of(newSplit), segment);
  }
}
