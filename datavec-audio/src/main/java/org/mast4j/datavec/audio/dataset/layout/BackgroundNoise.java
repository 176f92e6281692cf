package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.decode.Segment;

/**
 * The long recordings of noise in Speech Commands, cut into clips of one second of {@code
 * _silence_}. TensorFlow draws them at random while it trains; here they lie evenly over the
 * recordings, and no noise is heard in two splits: the first 80 % of each recording train, the next
 * 10 % validate, the last 10 % test.
 */
final class BackgroundNoise {

  private static final double SECONDS = 1;

  private final Path folder;
  private final Map<Path, Double> durations;

  private BackgroundNoise(Path folder, Map<Path, Double> durations) {
    this.folder = folder;
    this.durations = durations;
  }

  static BackgroundNoise of(Path folder) throws IOException {
    Map<Path, Double> durations = new LinkedHashMap<>();
    for (Path file : LayoutRoot.audio(folder)) {
      durations.put(file, AudioFiles.read(file).seconds());
    }
    return new BackgroundNoise(folder, durations);
  }

  /** Where clips may start in one recording, in seconds: from start, for less than length. */
  private record Span(Path file, double start, double length) {}

  /** {@code count} clips of a split; they overlap if there is less noise than that. */
  List<AudioClip> cut(Split split, int count) throws AudioException {
    List<Span> spans = spans(split);
    if (count > 0 && spans.isEmpty()) {
      throw new AudioException(
          folder, "holds no recording longer than 10 s to cut silence from; unpack it again");
    }
    double total = spans.stream().mapToDouble(Span::length).sum();
    List<AudioClip> clips = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double position = (i + 0.5) * total / count;
      int at = 0;
      while (at < spans.size() - 1 && position >= spans.get(at).length()) {
        position -= spans.get(at).length();
        at++;
      }
      clips.add(clip(split, spans.get(at).file(), spans.get(at).start() + position));
    }
    return clips;
  }

  private List<Span> spans(Split split) {
    double from = split == Split.TRAIN ? 0 : split == Split.VALIDATION ? 0.8 : 0.9;
    double share = split == Split.TRAIN ? 0.8 : 0.1;
    List<Span> spans = new ArrayList<>();
    durations.forEach(
        (file, seconds) -> {
          double length = share * seconds - SECONDS;
          if (length > 0) {
            spans.add(new Span(file, from * seconds, length));
          }
        });
    return spans;
  }

  private static AudioClip clip(Split split, Path file, double start) {
    return new AudioClip(
        file,
        List.of(SpeechCommands.SILENCE),
        Optional.of(split),
        Optional.of(new Segment(start, start + SECONDS)));
  }
}
