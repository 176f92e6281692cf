package org.mast4j.datavec.audio.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.Segment;

class AudioDatasetTest {

  @TempDir Path folder;

  @Test
  void theFirstFolderUnderTheRootIsTheClass() throws IOException {
    touch("dog/x/2.wav", "dog/1.WAV", "cat/a.mp3", "cat/notes.txt", "cat/._a.mp3");
    AudioDataset data = AudioDataset.open(folder);
    assertEquals(
        List.of("cat/a.mp3", "dog/1.WAV", "dog/x/2.wav"),
        data.clips().stream()
            .map(clip -> folder.relativize(clip.path()).toString().replace('\\', '/'))
            .toList());
    assertEquals(List.of("cat", "dog"), data.labels());
  }

  @Test
  void aDeeperFolderCanBeTheClass() throws IOException {
    touch("en/dog/1.wav", "de/dog/2.wav", "de/cat/3.wav", "4.wav");
    AudioDataset data = AudioDataset.scan(folder, 2);
    assertEquals(List.of("cat", "dog"), data.labels());
    assertEquals(Optional.empty(), data.clips().get(0).label());
  }

  @Test
  void aFolderWithoutAudioIsRefused() throws IOException {
    touch("a/readme.txt");
    assertProblem(() -> AudioDataset.open(folder), "holds no audio");
    assertProblem(() -> AudioDataset.open(folder.resolve("missing")), "no such folder or CSV");
  }

  @Test
  void aCsvNamesPathsLabelsAndSplits() throws IOException {
    touch("a.wav", "sub/b, c.wav");
    Path csv =
        write(
            "path,label,split\n\n a.wav , dog , train\n\"sub/b, c.wav\",\"the \"\"cat\"\"\",val\n");
    AudioDataset data = AudioDataset.open(csv);
    assertEquals(List.of("dog", "the \"cat\""), data.labels());
    assertEquals(folder.resolve("sub").resolve("b, c.wav"), data.clips().get(1).path());
    assertEquals(Optional.of(Split.VALIDATION), data.clips().get(1).split());
    assertEquals(data, data.split(1, SplitShares.standard()));
  }

  @Test
  void aCsvNeedsNeitherHeaderNorLabels() throws IOException {
    touch("a.wav", "b.wav");
    AudioDataset data = AudioDataset.open(write("\uFEFFa.wav\nb.wav\n"));
    assertEquals(2, data.clips().size());
    assertEquals(List.of(), data.labels());
  }

  @Test
  void badLinesOfACsvAreNamed() throws IOException {
    touch("a.wav");
    assertCsvProblem("path,label\na.wav,x\nb.wav,y\n", "line 3: no such file", "b.wav");
    assertCsvProblem("a.wav,x,holdout\n", "line 1: unknown split holdout");
    assertCsvProblem("a.wav,x,test,more\n", "line 1: has 4 columns");
    assertCsvProblem("\"a.wav,x\n", "line 1: a quote isn't closed");
    assertCsvProblem("path,label\n", "lists no clips");
    Files.write(folder.resolve("data.csv"), new byte[] {(byte) 0xff, 0, 1});
    assertProblem(() -> AudioDataset.open(folder.resolve("data.csv")), "not a CSV file in UTF-8");
    touch("c.wav");
    AudioDataset half = AudioDataset.open(write("a.wav,x,test\nc.wav,y,\n"));
    assertProblem(() -> half.split(1, SplitShares.standard()), "1 clips have no split, first ");
  }

  @Test
  void aCsvNamesPartsOfFiles() throws IOException {
    touch("a.wav");
    AudioDataset data =
        AudioDataset.open(
            write("path,label,split,start,end\na.wav,x,train,0,1.5\na.wav,y,test,,\n"));
    assertEquals(Optional.of(new Segment(0, 1.5)), data.clips().get(0).segment());
    assertEquals(Optional.empty(), data.clips().get(1).segment());
    assertCsvProblem("a.wav,x,train,2,1\n", "line 1: start 2, end 1; expected seconds");
    assertCsvProblem("a.wav,x,train,2,\n", "line 1: start 2, end (none); expected seconds");
  }

  @Test
  void partsOfAFileAreSplitApart() throws IOException {
    touch("a.wav");
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      csv.append("a.wav,x,,%d,%d\n".formatted(i, i + 1));
    }
    AudioDataset split = AudioDataset.open(write(csv.toString())).split(1, SplitShares.standard());
    assertEquals(14, split.of(Split.TRAIN).size());
    assertEquals(4, split.of(Split.TEST).size());
  }

  @Test
  void overlappingPartsThatASplitTearsApartAreRemarked() throws IOException {
    touch("a.wav");
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      csv.append("a.wav,x,,%d,%d\n".formatted(i, i + 2));
    }
    AudioDataset data = AudioDataset.open(write(csv.toString()));
    assertEquals(List.of(), data.remarks());
    String remark = data.split(1, SplitShares.standard()).remarks().get(0);
    assertTrue(remark.endsWith("a.wav is in the train and validation and test splits"), remark);
  }

  @Test
  void multiLabelDataHasAnyNumberOfClassesAClip() throws AudioException {
    AudioClip clip = clip("1.wav", "dog", "bark");
    List<AudioClip> clips = List.of(clip, clip("2.wav"));
    AudioDataset data = AudioDataset.multiLabel(folder, clips, List.of("dog", "cat", "bark"));
    assertEquals(List.of("dog", "cat", "bark"), data.labels());
    data.requireLabels();
    assertProblem(data::requireClassification, "is multi-label");
    assertThrows(IllegalStateException.class, clip::label);
    for (boolean multiLabel : new boolean[] {true, false}) {
      List<String> labels = multiLabel ? List.of("dog") : data.labels();
      assertThrows(
          IllegalArgumentException.class,
          () -> new AudioDataset(folder, clips, labels, multiLabel, List.of()));
    }
    AudioDataset none = AudioDataset.multiLabel(folder, List.of(clip("2.wav")), List.of("dog"));
    assertProblem(none::requireLabels, "has no clip of any class");
  }

  @Test
  void aCsvNamesSeveralClassesAClip() throws IOException {
    touch("a.wav", "b.wav", "c.wav");
    Path csv = write("fname,labels\na.wav,dog; bark;dog\nb.wav,\nc.wav,\"cat, purring\"\n");
    AudioDataset data = AudioDataset.openMultiLabel(csv, ";");
    assertTrue(data.multiLabel());
    assertEquals(List.of("bark", "cat, purring", "dog"), data.labels());
    assertEquals(
        List.of(List.of("dog", "bark"), List.of(), List.of("cat, purring")),
        data.clips().stream().map(AudioClip::labels).toList());
    assertEquals(List.of("cat, purring", "dog; bark;dog"), AudioDataset.open(csv).labels());
    assertProblem(() -> AudioDataset.openMultiLabel(folder, ";"), "no CSV file");
  }

  @Test
  void aClipOfSeveralClassesIsSharedOutWithItsRarest() throws IOException {
    List<AudioClip> clips = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      touch(i + ".wav");
      clips.add(
          clip(i + ".wav", i < 3 ? List.of("noise", "meow") : List.of("noise", "dog" + i % 2)));
    }
    List<String> labels = List.of("noise", "meow", "dog0", "dog1");
    AudioDataset split =
        AudioDataset.multiLabel(folder, clips, labels).split(1, SplitShares.standard());
    for (Split part : Split.values()) {
      List<String> there = split.of(part).stream().flatMap(c -> c.labels().stream()).toList();
      assertTrue(there.containsAll(labels), part + " has " + there);
    }
    split.requireSplits();
    AudioDataset bare =
        split.withClips(
            split.clips().stream()
                .map(c -> new AudioClip(c.path(), Optional.empty(), c.split()))
                .toList());
    assertProblem(bare::requireSplits, "has no clip of any class in the train split");
  }

  private AudioClip clip(String name, String... labels) {
    return clip(name, List.of(labels));
  }

  private AudioClip clip(String name, List<String> labels) {
    return new AudioClip(folder.resolve(name), labels, Optional.empty(), Optional.empty());
  }

  @Test
  void classificationNeedsTwoClassesOfTwoFiles() throws IOException {
    touch("dog/1.wav", "dog/2.wav");
    assertProblem(() -> AudioDataset.open(folder).requireClassification(), "one class", "dog");
    touch("cat/1.wav");
    assertProblem(() -> AudioDataset.open(folder).requireClassification(), "one file", "cat");
    touch("cat/2.wav");
    AudioDataset.open(folder).requireClassification();
    touch("3.wav");
    assertProblem(() -> AudioDataset.open(folder).requireClassification(), "3.wav", "no class");
  }

  @Test
  void splitsAreStratifiedAndRepeatable() throws IOException {
    for (int i = 0; i < 20; i++) {
      touch("a/" + i + ".wav", "b/" + i + ".wav");
    }
    touch("c/1.wav", "c/2.wav");
    AudioDataset data = AudioDataset.open(folder);
    AudioDataset split = data.split(7, SplitShares.standard());
    assertEquals(split, data.split(7, SplitShares.standard()));
    assertNotEquals(split, data.split(8, SplitShares.standard()));
    assertEquals(14 + 14 + 1, split.of(Split.TRAIN).size());
    assertEquals(2 + 2, split.of(Split.VALIDATION).size());
    assertEquals(4 + 4 + 1, split.of(Split.TEST).size());
    assertEquals(4, split.of(Split.TEST).stream().filter(c -> c.label().get().equals("a")).count());
  }

  @Test
  void aShareOfTheTrainingClipsCanValidate() throws IOException {
    for (int i = 0; i < 20; i++) {
      touch("train/a/" + i + ".wav", "train/b/" + i + ".wav", "test/a/" + i + ".wav");
    }
    touch("train/c/1.wav", "train/c/2.wav", "test/b/1.wav", "test/c/1.wav");
    AudioDataset data = AudioDataset.open(folder);
    assertProblem(data::requireSplits, "has no clip in the validation split", "--validation-share");
    AudioDataset split = data.withValidation(7, 0.1);
    split.requireSplits();
    assertEquals(data.of(Split.TEST), split.of(Split.TEST));
    assertEquals(2 + 2, split.of(Split.VALIDATION).size());
    assertEquals(18 + 18 + 2, split.of(Split.TRAIN).size());
    assertEquals(split, data.withValidation(7, 0.1));
    assertNotEquals(split, data.withValidation(8, 0.1));
    assertProblem(() -> split.withValidation(7, 0.1), "has a validation split of its own");
  }

  @Test
  void fewClipsOfAClassAreDrawnToLearnFrom() throws IOException {
    for (int i = 0; i < 20; i++) {
      touch("a/" + i + ".wav", "b/" + i + ".wav");
    }
    touch("c/1.wav", "c/2.wav", "c/3.wav");
    AudioDataset data = AudioDataset.open(folder);
    assertProblem(() -> data.withClipsPerClass(5, 7), "has no clip in the train split");
    AudioDataset split = data.split(7, SplitShares.standard());
    AudioDataset few = split.withClipsPerClass(9, 7);
    assertEquals(split.of(Split.TEST), few.of(Split.TEST));
    assertEquals(9 + 9 + 1, few.of(Split.TRAIN).size());
    assertEquals(1 + 1 + 1, few.of(Split.VALIDATION).size()); // 9 of 14 clips, and of 2
    assertTrue(split.of(Split.TRAIN).containsAll(few.of(Split.TRAIN)));
    assertEquals(few, split.withClipsPerClass(9, 7));
    assertNotEquals(few, split.withClipsPerClass(9, 8));
    assertEquals(split, split.withClipsPerClass(14, 7));
  }

  @Test
  void sharesMustLeaveTrainingClips() {
    assertThrows(IllegalArgumentException.class, () -> new SplitShares(0.5, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new SplitShares(-0.1, 0.5));
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[] {1});
    }
  }

  private Path write(String csv) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), csv);
  }

  private void assertCsvProblem(String csv, String... parts) throws IOException {
    Path file = write(csv);
    assertProblem(() -> AudioDataset.open(file), parts);
  }

  private static void assertProblem(Executable action, String... parts) {
    String message = assertThrows(AudioException.class, action).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
