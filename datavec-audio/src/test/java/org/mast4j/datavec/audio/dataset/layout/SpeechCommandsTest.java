package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.decode.Segment;

class SpeechCommandsTest {

  private static final List<String> V1_WORDS =
      List.of(
          "bed", "bird", "cat", "dog", "down", "eight", "five", "four", "go", "happy", "house",
          "left", "marvin", "nine", "no", "off", "on", "one", "right", "seven", "sheila", "six",
          "stop", "three", "tree", "two", "up", "wow", "yes", "zero");
  private static final List<String> V2_ONLY =
      List.of("backward", "follow", "forward", "learn", "visual");

  /** Speakers that TensorFlow's which_set trains, validates and tests on: see splits.py. */
  private static final String TRAIN = "c4ca4238";

  private static final String VALIDATION = "cfcd2084";
  private static final String TEST = "eccbc87e";

  @TempDir Path folder;
  private Path root;

  /** Two training clips of each word, one to validate and one to test. */
  @BeforeEach
  void writeVersion2() throws IOException {
    root = folder.resolve("speech_commands_v0.02");
    MiniatureTree tree = new MiniatureTree(root, "speech-commands-v2-35");
    for (String word : V1_WORDS) {
      writeWord(tree, word);
    }
    for (String word : V2_ONLY) {
      writeWord(tree, word);
    }
    // 1 kHz, 100 s and 50 s; the third is too short to cut
    WavFile.floats(root.resolve("_background_noise_/a.wav"), 1000, new float[100_000]);
    WavFile.floats(root.resolve("_background_noise_/b.wav"), 1000, new float[50_000]);
    WavFile.floats(root.resolve("_background_noise_/c.wav"), 1000, new float[1000]);
    tree.text("_background_noise_/README.md", "noise");
  }

  private static void writeWord(MiniatureTree tree, String word) throws IOException {
    tree.wavs(
        word + "/" + TRAIN + "_nohash_0.wav",
        word + "/" + TRAIN + "_nohash_1.wav",
        word + "/" + VALIDATION + "_nohash_0.wav",
        word + "/" + TEST + "_nohash_0.wav");
  }

  @Test
  void withoutListsTheSpeakersHashSplits() throws IOException {
    LayoutClips opened = new MiniatureTree(root, "speech-commands-v2-35").open();
    assertThat(opened.dataset().labels()).hasSize(35).isSorted();
    assertThat(opened.dataset().of(Split.TRAIN)).hasSize(70).allMatch(clip -> named(clip, TRAIN));
    assertThat(opened.dataset().of(Split.VALIDATION))
        .hasSize(35)
        .allMatch(clip -> named(clip, VALIDATION));
    assertThat(opened.dataset().of(Split.TEST)).hasSize(35).allMatch(clip -> named(clip, TEST));
    // a line of the official testing_list.txt
    assertThat(SpeechCommandsSplit.byHash("bb05582b_nohash_3.wav")).isEqualTo(Split.TEST);
  }

  @Test
  void theListsSplitWhereTheyAreThere() throws IOException {
    MiniatureTree tree = new MiniatureTree(root, "speech-commands-v2-35");
    tree.text("testing_list.txt", "cat/" + TRAIN + "_nohash_0.wav");
    tree.text("validation_list.txt", "dog/" + TRAIN + "_nohash_1.wav", "");
    LayoutClips opened = tree.open();
    assertThat(tree.clips(opened, Split.TEST))
        .containsExactly("cat/" + TRAIN + "_nohash_0.wav=[cat]");
    assertThat(tree.clips(opened, Split.VALIDATION))
        .containsExactly("dog/" + TRAIN + "_nohash_1.wav=[dog]");
    assertThat(opened.dataset().of(Split.TRAIN)).hasSize(138);
  }

  @Test
  void oneListWithoutTheOtherAndListedFilesThatAreMissingAreRefused() throws IOException {
    MiniatureTree tree = new MiniatureTree(root, "speech-commands-v2-35");
    tree.text("validation_list.txt", "dog/x_nohash_1.wav");
    tree.assertRefused(
        "not Speech Commands v2: no testing_list.txt",
        "expected the unpacked speech_commands_v0.02.tar.gz");
    tree.text("testing_list.txt", "cat/" + TRAIN + "_nohash_0.wav");
    tree.assertRefused("1 of the 1 files in validation_list.txt are missing, first dog/x_nohash");
  }

  @Test
  void twelveClassesGetATenthOfSilenceAndOfUnknownWords() throws IOException {
    LayoutClips opened = new MiniatureTree(folder, "speech-commands-v2-12").open();
    assertThat(opened.dataset().labels())
        .startsWith("_silence_", "_unknown_", "yes", "no", "up")
        .hasSize(12);
    Map<String, Long> train = MiniatureTree.sizes(opened, Split.TRAIN);
    assertThat(train).hasSize(12).containsEntry("_silence_", 2L).containsEntry("_unknown_", 2L);
    assertThat(train).containsEntry("go", 2L).doesNotContainKey("cat");
    assertThat(MiniatureTree.sizes(opened, Split.TEST))
        .containsEntry("_silence_", 1L)
        .containsEntry("_unknown_", 1L)
        .containsEntry("go", 1L);
    assertThat(opened).isEqualTo(new MiniatureTree(folder, "speech-commands-v2-12").open());
  }

  @Test
  void silenceIsASecondOfNoiseThatNoOtherSplitHears() throws IOException {
    BackgroundNoise noise = BackgroundNoise.of(root.resolve("_background_noise_"));
    assertNoise(noise.cut(Split.TRAIN, 500), 0, 0.8);
    assertNoise(noise.cut(Split.VALIDATION, 50), 0.8, 0.9);
    assertNoise(noise.cut(Split.TEST, 50), 0.9, 1);
    assertThat(noise.cut(Split.TEST, 0)).isEmpty();
  }

  private static void assertNoise(List<AudioClip> clips, double from, double to) {
    for (AudioClip clip : clips) {
      double seconds = named(clip, "a.wav") ? 100 : 50;
      Segment segment = clip.segment().orElseThrow();
      assertThat(segment.start()).isGreaterThanOrEqualTo(from * seconds);
      assertThat(segment.end()).isLessThanOrEqualTo(to * seconds);
      assertThat(segment.end() - segment.start()).isCloseTo(1, within(1e-9));
    }
    assertThat(clips).anyMatch(clip -> named(clip, "a.wav")).anyMatch(clip -> named(clip, "b.wav"));
    assertThat(clips).doesNotHaveDuplicates();
  }

  @Test
  void theOfficialTestArchiveIsTheTestSplit() throws IOException {
    MiniatureTree test =
        new MiniatureTree(
            folder.resolve("speech_commands_test_set_v0.02"), "speech-commands-v2-12");
    for (String name :
        List.of(
            "_silence_", "_unknown_", "yes", "no", "up", "down", "left", "right", "on", "off")) {
      test.wavs(name + "/1.wav", name + "/2.wav.wav");
    }
    test.wavs("stop/1.wav");
    MiniatureTree tree = new MiniatureTree(root, "speech-commands-v2-12");
    assertThatThrownBy(tree::open)
        .hasMessageContaining(
            "no go/; expected the unpacked speech_commands_test_set_v0.02.tar.gz");
    test.wavs("go/1.wav");
    assertThat(MiniatureTree.sizes(tree.open(), Split.TEST))
        .hasSize(12)
        .containsEntry("_silence_", 2L)
        .containsEntry("go", 1L);
  }

  @Test
  void theFirstVersionHasThirtyWordsAndIsNotTheSecond() throws IOException {
    MiniatureTree tree = new MiniatureTree(root, "speech-commands-v1-30");
    tree.assertRefused("not Speech Commands v1: it holds backward/");
    Path first = folder.resolve("v1");
    MiniatureTree v1 = new MiniatureTree(first, "speech-commands-v1-30");
    for (String word : V1_WORDS) {
      writeWord(v1, word);
    }
    assertThat(v1.open().dataset().labels()).isEqualTo(V1_WORDS);
    new MiniatureTree(first, "speech-commands-v2-35")
        .assertRefused("not Speech Commands v2: no backward/");
    new MiniatureTree(first, "speech-commands-v1-12")
        .assertRefused("no _background_noise_/", "speech_commands_v0.01.tar.gz");
  }

  private static boolean named(AudioClip clip, String prefix) {
    return clip.path().getFileName().toString().startsWith(prefix);
  }
}
