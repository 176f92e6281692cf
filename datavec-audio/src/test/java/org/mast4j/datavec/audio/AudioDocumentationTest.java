package org.mast4j.datavec.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.datasets.datavec.SequenceRecordReaderDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.augment.AddNoise;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.datavec.audio.augment.NoiseClips;
import org.mast4j.datavec.audio.augment.PinkNoise;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.SpecAugment;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.reader.AudioRecordReader;
import org.mast4j.datavec.audio.reader.AudioSequenceRecordReader;
import org.mast4j.datavec.audio.reader.AudioViewsRecordReader;
import org.mast4j.datavec.audio.reader.PrefetchingIterator;
import org.mast4j.settings.Document;
import org.mast4j.settings.Settings;
import org.mast4j.testkit.Page;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** What docs/audio.md shows, as code that runs. */
class AudioDocumentationTest {

  @TempDir Path folder;
  @TempDir Path cache;

  @Test
  void everyBlockOfThePageStandsInThisTest() throws IOException {
    Page.of("docs/audio.md").assertShows(6, AudioDocumentationTest.class);
  }

  @Test
  void theListOfAugmentationsIsOneThatSettingsTake() throws IOException {
    String yaml =
        Page.of("docs/audio.md")
            .blocks("yaml")
            .get(0)
            .replace("folder: noise", "folder: '" + folder + "'");
    assertThat(Settings.read(new Run(List.of()), Document.yaml(yaml)).augmentations())
        .containsExactly(
            new Gain(-12, 3),
            new AddNoise(new NoiseClips(folder.toString()), 10, 30),
            new WaveformMixup(0.2),
            new SpecAugment().withMaxMels(16));
  }

  private record Run(List<Augmentation> augmentations) {}

  @Test
  void theBlocksRun() throws Exception {
    Tones.write(folder, 2, 0.3);
    FrontEndConfig frontEnd = FrontEndConfig.librosa().withMels(32).withFrames(36);
    PatchGrid grid = PatchGrid.of(32, 36); // 2 x 3 patches
    MultiLayerNetwork network = Tones.network();

    AudioRecordReader reader = new AudioRecordReader(frontEnd);
    reader.initialize(new FileSplit(folder.toFile()));
    DataSetIterator batches = new RecordReaderDataSetIterator(reader, 16, 1, 2);
    assertThat(batches.next().numExamples()).isEqualTo(4);

    reader.reset();
    try (PrefetchingIterator prefetched = new PrefetchingIterator(reader, 16)) {
      network.fit(prefetched);
    }
    assertThat(network.getIterationCount()).isEqualTo(1);

    AudioSequenceRecordReader sequences = new AudioSequenceRecordReader(frontEnd);
    sequences.initialize(new FileSplit(folder.toFile()));
    DataSetIterator timeSeries = new SequenceRecordReaderDataSetIterator(sequences, 16, 2, 1);
    assertThat(timeSeries.next().getFeatures().shape()).containsExactly(4, 32, 36);

    List<Augmentation> augmentations =
        List.of(
            new Gain(-6, 6),
            new AddNoise(new PinkNoise(), 10, 30),
            new RandomResizedCrop(CropConfig.published()),
            new SpecAugment());
    AudioViewsRecordReader views = new AudioViewsRecordReader(frontEnd, grid, augmentations, 1);
    views.initialize(new FileSplit(folder.toFile()));
    assertThat(views.next()).hasSize(3);

    Configuration named = new Configuration();
    named.setStrings(RecordReader.LABELS, "high", "low", "middle");
    reader.initialize(named, new FileSplit(folder.toFile())); // or setConf(named), without a split
    assertThat(reader.getLabels()).containsExactly("high", "low", "middle");

    Configuration conf = new Configuration();
    conf.set(AudioRecordReader.CACHE, cache.toString());
    reader.initialize(conf, new FileSplit(folder.toFile()));
    assertThat(reader.next(4)).hasSize(4);
    assertThat(cache).isNotEmptyDirectory();
  }
}
