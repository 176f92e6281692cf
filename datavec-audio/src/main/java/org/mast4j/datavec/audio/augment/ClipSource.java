package org.mast4j.datavec.audio.augment;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.LazyList;

/**
 * Clips that views are made of, together: a data set, a batch of one, or a reader's files.
 *
 * @param logMels of each, of one size; may be read whenever they are got, on any thread
 * @param waveforms of each, of one sample rate, likewise; empty if the log-mels alone are known
 * @param frontEnd makes the log-mel of a changed waveform
 */
public record ClipSource(
    List<Spectrogram> logMels, List<Waveform> waveforms, Function<Waveform, Spectrogram> frontEnd) {

  public ClipSource {
    Objects.requireNonNull(frontEnd, "frontEnd");
    if (!waveforms.isEmpty() && waveforms.size() != logMels.size()) {
      throw new IllegalArgumentException(
          waveforms.size() + " waveforms of " + logMels.size() + " clips; expected all or none");
    }
  }

  /** Clips of which the log-mels alone are known. */
  public static ClipSource of(List<Spectrogram> logMels) {
    return new ClipSource(
        logMels,
        List.of(),
        waveform -> {
          throw new IllegalStateException("no front end for " + waveform);
        });
  }

  /** How many clips there are. */
  public int size() {
    return logMels.size();
  }

  /** The same clips, which need not be in memory, each log-mel changed whenever it is got. */
  public ClipSource mapWhenGot(UnaryOperator<Spectrogram> change) {
    return new ClipSource(
        new LazyList<>(size(), i -> change.apply(logMels.get(i))),
        waveforms,
        frontEnd.andThen(change));
  }

  /** The same clips, which must be in memory, with each log-mel changed, say normalised. */
  public ClipSource map(UnaryOperator<Spectrogram> change) {
    return new ClipSource(
        logMels.stream().map(change).toList(), waveforms, frontEnd.andThen(change));
  }
}
