package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.Split;

/**
 * Speech Commands (Warden, arXiv 1804.03209): spoken words, as all words of the archive, or as ten
 * commands with {@code _silence_} and {@code _unknown_}. Splits are the archive's lists, see {@link
 * SpeechCommandsSplit}. In the twelve-class task, by the rule of TensorFlow's speech_commands
 * input_data.py, silence and unknown words each are 10 % of the command clips of a split, rounded
 * up, added to them. If the official twelve-class test archive lies unpacked beside, its clips are
 * the test split instead.
 *
 * @param name what the command line calls it
 * @param version of the archive
 * @param twelve whether it is the twelve-class task
 */
record SpeechCommands(String name, Version version, boolean twelve) implements DatasetLayout {

  static final SpeechCommands V1_12 = new SpeechCommands("speech-commands-v1-12", Version.V1, true);
  static final SpeechCommands V1_30 =
      new SpeechCommands("speech-commands-v1-30", Version.V1, false);
  static final SpeechCommands V2_12 = new SpeechCommands("speech-commands-v2-12", Version.V2, true);
  static final SpeechCommands V2_35 =
      new SpeechCommands("speech-commands-v2-35", Version.V2, false);

  static final String SILENCE = "_silence_";
  static final String UNKNOWN = "_unknown_";
  static final String NOISE_FOLDER = "_background_noise_";

  private static final List<String> COMMANDS =
      List.of("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go");

  /** In TensorFlow's order. */
  private static final List<String> TWELVE =
      Stream.concat(Stream.of(SILENCE, UNKNOWN), COMMANDS.stream()).toList();

  /** Of the command clips of a split. */
  private static final double ADDED_SHARE = 0.1;

  /** An archive and the words in it. */
  enum Version {
    V1(
        "0.01",
        "bed bird cat dog down eight five four go happy house left marvin nine no off on one right"
            + " seven sheila six stop three tree two up wow yes zero"),
    V2(
        "0.02",
        "backward bed bird cat dog down eight five follow forward four go happy house learn left"
            + " marvin nine no off on one right seven sheila six stop three tree two up visual wow"
            + " yes zero");

    private final String number;
    private final List<String> words;

    Version(String number, String words) {
      this.number = number;
      this.words = List.of(words.split(" "));
    }
  }

  @Override
  public String title() {
    return "Speech Commands %s, %s"
        .formatted(
            version.name().toLowerCase(Locale.ROOT),
            twelve ? "10 words, silence, unknown" : version.words.size() + " words");
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root = archive(LayoutRoot.unpacked(path, "speech_commands_v" + version.number), "");
    Map<String, List<Path>> words = words(root);
    SpeechCommandsSplit split = SpeechCommandsSplit.of(root, words);
    List<AudioClip> clips =
        twelve
            ? twelveClasses(root, words, split)
            : words.entrySet().stream()
                .flatMap(word -> word.getValue().stream().map(f -> split.clip(f, word.getKey())))
                .toList();
    return new LayoutClips(new AudioDataset(path, clips, twelve ? TWELVE : version.words), 0);
  }

  private LayoutRoot archive(Path folder, String kind) {
    return new LayoutRoot(
        folder,
        "Speech Commands " + version.name().toLowerCase(Locale.ROOT),
        "the unpacked speech_commands_%sv%s.tar.gz".formatted(kind, version.number));
  }

  /** The files of each word, in the words' order. */
  private Map<String, List<Path>> words(LayoutRoot root) throws IOException {
    Map<String, List<Path>> words = new LinkedHashMap<>();
    for (String word : version.words) {
      List<Path> files = LayoutRoot.audio(root.folder(word));
      if (files.isEmpty()) {
        throw root.problem("no audio in " + word + "/");
      }
      words.put(word, files);
    }
    for (String word : Version.V2.words) {
      if (!words.containsKey(word) && Files.isDirectory(root.path().resolve(word))) {
        throw root.problem("it holds " + word + "/, which that archive doesn't");
      }
    }
    return words;
  }

  private List<AudioClip> twelveClasses(
      LayoutRoot root, Map<String, List<Path>> words, SpeechCommandsSplit split)
      throws IOException {
    Path noise = root.folder(NOISE_FOLDER);
    Map<Split, List<AudioClip>> commands = new EnumMap<>(Split.class);
    Map<Split, List<AudioClip>> unknown = new EnumMap<>(Split.class);
    for (Split part : Split.values()) {
      commands.put(part, new ArrayList<>());
      unknown.put(part, new ArrayList<>());
    }
    words.forEach(
        (word, files) -> {
          boolean command = COMMANDS.contains(word);
          for (Path file : files) {
            AudioClip clip = split.clip(file, command ? word : UNKNOWN);
            (command ? commands : unknown).get(clip.split().orElseThrow()).add(clip);
          }
        });
    Path testSet = root.path().resolveSibling("speech_commands_test_set_v" + version.number);
    BackgroundNoise silence = BackgroundNoise.of(noise);
    List<AudioClip> clips = new ArrayList<>();
    for (Split part : Split.values()) {
      if (part == Split.TEST && Files.isDirectory(testSet)) {
        clips.addAll(testSet(archive(testSet, "test_set_")));
        continue;
      }
      int added = (int) Math.ceil(commands.get(part).size() * ADDED_SHARE);
      clips.addAll(commands.get(part));
      clips.addAll(SpeechCommandsSplit.sample(unknown.get(part), added));
      clips.addAll(silence.cut(part, added));
    }
    return clips;
  }

  private static List<AudioClip> testSet(LayoutRoot root) throws IOException {
    List<AudioClip> clips = new ArrayList<>();
    for (String name : TWELVE) {
      for (Path file : LayoutRoot.audio(root.folder(name))) {
        clips.add(new AudioClip(file, Optional.of(name), Optional.of(Split.TEST)));
      }
    }
    return clips;
  }
}
