package org.mast4j.notebook.instrument;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.dataset.Split;

/**
 * A data set that needs no download, the quickstart's and the notebooks': single notes of twelve
 * General MIDI instrument families, rendered on the spot.
 *
 * <p>The label is the family. Pitch, velocity, tuning, onset and duration vary at random within
 * every family, so that neither the height nor the length of a note tells it; the test notes have
 * pitches and velocities that occur in no training or validation note. The same seed gives the same
 * audio, bit for bit.
 */
public final class InstrumentDataset {

  /**
   * One rendered note.
   *
   * @param waveform 1.28 s of audio at 16 kHz
   * @param family the label, one of {@link #families()}
   * @param note what is played
   * @param split what the clip is for; the splits share neither a pitch nor a velocity
   */
  public record Clip(Waveform waveform, String family, Note note, Split split) {}

  /**
   * How many clips of each family go to each split.
   *
   * @param train clips per family to train on
   * @param validation clips per family to choose settings by
   * @param test clips per family to report on
   */
  public record Sizes(int train, int validation, int test) {

    /** 1,920 + 480 + 720 clips in all. */
    public static final Sizes QUICKSTART = new Sizes(160, 40, 60);

    public Sizes {
      if (train < 1 || validation < 1 || test < 1) {
        throw new IllegalArgumentException(
            "Each split needs a clip per family, not "
                + train
                + " to train, "
                + validation
                + " to validate and "
                + test
                + " to test");
      }
    }

    int of(Split split) {
      return switch (split) {
        case TRAIN -> train;
        case VALIDATION -> validation;
        case TEST -> test;
      };
    }
  }

  /** Length of a clip in seconds. */
  public static final double SECONDS = 1.28;

  private record Family(String name, int... programs) {}

  /**
   * General MIDI's families with those programs for which the JDK has a sound of its own. Left out
   * are programs that repeat another's sound (all of synth lead, pad, effects and ethnic are
   * organs, flutes, strings and bells here).
   */
  private static final List<Family> FAMILIES =
      List.of(
          new Family("piano", 0, 3, 4, 6),
          new Family("chromatic percussion", 9),
          new Family("organ", 16, 19),
          new Family("guitar", 24, 29),
          new Family("bass", 32, 35, 38),
          new Family("strings", 40),
          new Family("ensemble", 48, 49, 52, 55),
          new Family("brass", 56, 57, 60, 61),
          new Family("reed", 64, 68, 70, 71),
          new Family("pipe", 72),
          new Family("percussive", 113, 118),
          new Family("sound effects", 122, 123, 124, 126));

  private static final int LOWEST_PITCH = 36; // C2
  private static final int HIGHEST_PITCH = 83; // B5
  private static final int LOWEST_VELOCITY = 40;
  private static final int HIGHEST_VELOCITY = 123;
  private static final int MAX_CENTS = 40; // stays on the note's own side of the next semitone
  private static final double MAX_ONSET = 0.25; // seconds
  private static final double MIN_DURATION = 0.15; // seconds
  private static final double MAX_DURATION = 0.8; // seconds

  private InstrumentDataset() {}

  /** The labels, in General MIDI's order. */
  public static List<String> families() {
    return FAMILIES.stream().map(Family::name).toList();
  }

  /**
   * Renders the whole data set, ordered by split, then by family.
   *
   * @param sizes clips per family and split
   * @param seed of the random choice of notes
   * @throws IllegalStateException if this JVM cannot render notes (see {@link NoteRenderer})
   */
  public static List<Clip> render(Sizes sizes, long seed) {
    if (ModuleLayer.boot()
        .findModule("java.desktop")
        .isEmpty()) { // without it NoteRenderer does not even load
      throw new IllegalStateException(
          "Cannot render notes: this Java has no module java.desktop; use a full JDK or JRE 17");
    }
    NoteRenderer renderer = new NoteRenderer();
    SplittableRandom random = new SplittableRandom(seed);
    List<Clip> clips = new ArrayList<>();
    for (Split split : Split.values()) {
      for (Family family : FAMILIES) {
        for (int i = 0; i < sizes.of(split); i++) {
          Note note = drawNote(family.programs()[i % family.programs().length], split, random);
          clips.add(new Clip(renderer.render(note, SECONDS), family.name(), note, split));
        }
      }
    }
    return clips;
  }

  private static Note drawNote(int program, Split split, SplittableRandom random) {
    int pitch = draw(LOWEST_PITCH, HIGHEST_PITCH, split, random);
    int velocity = draw(LOWEST_VELOCITY, HIGHEST_VELOCITY, split, random);
    int cents = random.nextInt(-MAX_CENTS, MAX_CENTS + 1);
    double onset = random.nextDouble(MAX_ONSET);
    double duration = random.nextDouble(MIN_DURATION, MAX_DURATION);
    return new Note(program, pitch, velocity, cents, onset, duration);
  }

  /** One of the values from {@code least} to {@code most} that belong to the split. */
  private static int draw(int least, int most, Split split, SplittableRandom random) {
    int[] values =
        IntStream.rangeClosed(least, most).filter(value -> splitOf(value) == split).toArray();
    return values[random.nextInt(values.length)];
  }

  /**
   * Of every six neighbouring pitches or velocities four are for training, one for validation and
   * one for the test.
   */
  private static Split splitOf(int value) {
    return switch (value % 6) {
      case 2 -> Split.VALIDATION;
      case 5 -> Split.TEST;
      default -> Split.TRAIN;
    };
  }
}
