package org.mast4j.datavec.audio.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.datavec.api.records.Record;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.SpecAugment;
import org.mast4j.datavec.audio.augment.View;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.ClipLoader;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.nd4j.linalg.api.ndarray.INDArray;

class AudioViewsRecordReaderTest {

  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa().withMels(32).withFrames(36).withStatistics(-8, 4);
  private static final PatchGrid GRID = PatchGrid.of(32, 36); // 2 x 3 patches

  private static final List<Augmentation> AUGMENTATIONS =
      List.of(
          new Gain(),
          new WaveformMixup(),
          new RandomResizedCrop(),
          new SpecAugment().withMelMasks(1).withMaxMels(4).withFrameMasks(1).withMaxFrames(4));

  @TempDir Path folder;

  @BeforeEach
  void writeTones() throws IOException {
    for (int i = 0; i < 5; i++) {
      WavFile.tone(folder.resolve(i + ".wav"), 200 + 300 * i, 0.3);
    }
  }

  @Test
  void aRecordIsTwoViewsAndTheIndex() throws Exception {
    AudioViewsRecordReader reader = augmented(1);
    int records = 0;
    while (reader.hasNext()) {
      Record record = reader.nextRecord();
      assertThat(record.getRecord()).hasSize(3);
      assertThat(view(record, 0).shape()).containsExactly(1, 6, 256);
      assertThat(view(record, 1).shape()).containsExactly(1, 6, 256);
      assertThat(view(record, 0)).isNotEqualTo(view(record, 1));
      Path file = Path.of(record.getMetaData().getURI());
      assertThat(file.getFileName()).hasToString(record.getRecord().get(2).toInt() + ".wav");
      records++;
    }
    assertThat(records).isEqualTo(5);
  }

  @Test
  void withoutAugmentationsBothViewsAreTheClip() throws Exception {
    AudioViewsRecordReader reader = new AudioViewsRecordReader(FRONT_END, List.of(), 1);
    reader.initialize(new FileSplit(folder.toFile()));
    Record record = reader.nextRecord();
    Path file = Path.of(record.getMetaData().getURI());
    float[] expected = Patches.extract(new FeatureExtractor(FRONT_END).extract(file), GRID);
    assertThat(view(record, 0).dup('c').data().asFloat()).isEqualTo(expected);
    assertThat(view(record, 1).dup('c').data().asFloat()).isEqualTo(expected);
  }

  @Test
  void viewsDependOnSeedAndEpochAndNotOnTheOrder() throws Exception {
    AudioViewsRecordReader reader = augmented(1);
    List<List<Writable>> first = reader.next(5);
    reader.reset();
    List<List<Writable>> second = reader.next(5);
    assertThat(second).doesNotContainAnyElementsOf(first);

    AudioViewsRecordReader shuffled = reader(1);
    shuffled.initialize(new FileSplit(folder.toFile(), new Random(3)));
    assertThat(byIndex(shuffled.next(5))).isEqualTo(byIndex(first));
    shuffled.reset();
    assertThat(byIndex(shuffled.next(5))).isEqualTo(byIndex(second));
    assertThat(augmented(2).next(5)).doesNotContainAnyElementsOf(first);
  }

  @Test
  void theViewsAreThoseThatTrainersDrawOfTheSameFiles() throws Exception {
    AudioDataset files = AudioDataset.open(folder);
    ClipSource clips =
        new ClipLoader(new FeatureExtractor(FRONT_END), BadClips.refused(), 0)
            .load(files.clips(), done -> {})
            .source();
    Views views = new Views(AUGMENTATIONS);
    AudioViewsRecordReader reader = augmented(7);
    while (reader.hasNext()) {
      Record record = reader.nextRecord();
      int clip = record.getRecord().get(2).toInt();
      for (int i = 0; i < 2; i++) {
        View drawn = views.draw(clips, clip, GRID, ClipRandom.at(7, 0, 2L * clip + i));
        assertThat(view(record, i).dup('c').data().asFloat())
            .isEqualTo(Patches.extract(drawn.logMel(), GRID));
      }
    }
  }

  @Test
  void metaDataAndStreamsLeadToTheSameViews() throws Exception {
    AudioViewsRecordReader reader = augmented(1);
    reader.next();
    Record record = reader.nextRecord();
    assertThat(reader.loadFromMetaData(record.getMetaData()).getRecord())
        .isEqualTo(record.getRecord());
    Path file = Path.of(record.getMetaData().getURI());
    try (DataInputStream stream = new DataInputStream(Files.newInputStream(file))) {
      assertThat(reader.record(file.toUri(), stream)).isEqualTo(record.getRecord());
    }
  }

  @Test
  void aFileOutsideTheSplitIsRefused() throws Exception {
    AudioViewsRecordReader reader = augmented(1);
    Path other = WavFile.tone(folder.resolve("other.wav"), 900, 0.3);
    try (DataInputStream stream = new DataInputStream(Files.newInputStream(other))) {
      assertThatThrownBy(() -> reader.record(other.toUri(), stream))
          .isInstanceOf(AudioException.class)
          .hasMessageContaining("isn't in the reader's split");
    }
  }

  @Test
  void anInitializedReaderSurvivesSerializationWithItsPlace() throws Exception {
    AudioViewsRecordReader reader = augmented(1);
    reader.next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reader);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      AudioViewsRecordReader copy = (AudioViewsRecordReader) in.readObject();
      assertThat(copy.next(5)).isEqualTo(reader.next(5)).hasSize(4);
      copy.reset();
      reader.reset();
      assertThat(copy.next(5)).isEqualTo(reader.next(5)).hasSize(5);
    }
  }

  private AudioViewsRecordReader reader(long seed) {
    return new AudioViewsRecordReader(FRONT_END, GRID, AUGMENTATIONS, seed);
  }

  private AudioViewsRecordReader augmented(long seed) throws Exception {
    AudioViewsRecordReader reader = reader(seed);
    reader.initialize(new FileSplit(folder.toFile()));
    return reader;
  }

  private static INDArray view(Record record, int view) {
    return ((NDArrayWritable) record.getRecord().get(view)).get();
  }

  private static TreeMap<Integer, List<Writable>> byIndex(List<List<Writable>> records) {
    TreeMap<Integer, List<Writable>> sorted = new TreeMap<>();
    records.forEach(record -> sorted.put(record.get(2).toInt(), record));
    return sorted;
  }
}
