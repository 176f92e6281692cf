package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.Split;

/**
 * What a clip of Speech Commands is used for: testing_list.txt tests, validation_list.txt
 * validates, the rest trains. An archive without the lists is split as they were made, by
 * TensorFlow's {@code which_set}: a hash of the speaker, 10 % to validate, 10 % to test.
 */
final class SpeechCommandsSplit {

  private static final String TESTING = "testing_list.txt";
  private static final String VALIDATION = "validation_list.txt";

  /** TensorFlow's MAX_NUM_WAVS_PER_CLASS. */
  private static final int MAX_CLIPS = (1 << 27) - 1;

  private static final double VALIDATION_PERCENT = 10;
  private static final double TESTING_PERCENT = 10;

  /** What the lists name, as {@code word/file.wav}; both empty if there are no lists. */
  private final Optional<Set<String>> testing;

  private final Optional<Set<String>> validation;

  private SpeechCommandsSplit(Optional<Set<String>> testing, Optional<Set<String>> validation) {
    this.testing = testing;
    this.validation = validation;
  }

  /** Reads the lists, if they are there. */
  static SpeechCommandsSplit of(LayoutRoot root, Map<String, List<Path>> words) throws IOException {
    boolean lists =
        Files.exists(root.path().resolve(TESTING)) || Files.exists(root.path().resolve(VALIDATION));
    if (!lists) {
      return new SpeechCommandsSplit(Optional.empty(), Optional.empty());
    }
    Set<String> there = new HashSet<>();
    words.values().forEach(files -> files.forEach(file -> there.add(key(file))));
    return new SpeechCommandsSplit(
        Optional.of(list(root, TESTING, there)), Optional.of(list(root, VALIDATION, there)));
  }

  private static Set<String> list(LayoutRoot root, String name, Set<String> there)
      throws IOException {
    Set<String> listed = new HashSet<>(LayoutRoot.lines(root.file(name)));
    listed.removeIf(String::isBlank);
    List<String> missing = listed.stream().filter(key -> !there.contains(key)).sorted().toList();
    if (!missing.isEmpty()) {
      throw root.problem(
          "%d of the %d files in %s are missing, first %s"
              .formatted(missing.size(), listed.size(), name, missing.get(0)));
    }
    return listed;
  }

  AudioClip clip(Path file, String label) {
    return new AudioClip(file, Optional.of(label), Optional.of(split(file)));
  }

  private Split split(Path file) {
    if (testing.isEmpty() || validation.isEmpty()) {
      return byHash(file.getFileName().toString());
    }
    if (testing.get().contains(key(file))) {
      return Split.TEST;
    }
    return validation.get().contains(key(file)) ? Split.VALIDATION : Split.TRAIN;
  }

  /** TensorFlow's {@code which_set}: the speaker is what stands before {@code _nohash_}. */
  static Split byHash(String fileName) {
    String speaker = fileName.replaceFirst("_nohash_.*$", "");
    double percent =
        sha1(speaker).mod(BigInteger.valueOf(MAX_CLIPS + 1)).intValue() * (100.0 / MAX_CLIPS);
    if (percent < VALIDATION_PERCENT) {
      return Split.VALIDATION;
    }
    return percent < VALIDATION_PERCENT + TESTING_PERCENT ? Split.TEST : Split.TRAIN;
  }

  /** {@code count} clips, or all if there are fewer, the same on every machine. */
  static List<AudioClip> sample(List<AudioClip> clips, int count) {
    // TensorFlow shuffles in the file system's order, which can't be repeated; a hash can
    return clips.stream()
        .sorted(Comparator.comparing(clip -> sha1(key(clip.path()))))
        .limit(count)
        .toList();
  }

  private static String key(Path file) {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }

  private static BigInteger sha1(String text) {
    try {
      return new BigInteger(
          1, MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
