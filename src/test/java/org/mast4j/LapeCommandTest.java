package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.ClipLoader;
import org.mast4j.datavec.audio.dataset.FeatureStatistics;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.evaluate.PooledFeatures;
import org.mast4j.ssl.evaluate.PooledProbe;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.mast.MastVariants;

/** The table's numbers are those that the probe and the fine-tuner give when called directly. */
class LapeCommandTest {
  private static final FineTuneConfig FINE_TUNING =
      FineTuneConfig.standard().withMode(TrainMode.WHOLE).withEpochs(2).withBatchSize(8);
  private static final List<Long> SEEDS = List.of(1L, 2L);

  @TempDir static Path folder;
  private static Path data;
  private static Path model;
  private static Path config;
  private static Path out;
  private static Run first;

  @BeforeAll
  static void tryTwoModels() throws IOException {
    data = writeTask();
    model = folder.resolve("model");
    Run pretrain =
        run(
            Stream.of(
                    List.of("pretrain", "--data", data, "--encoder", "mast-nano", "--out", model),
                    List.of("--steps", 2, "--batch", 8))
                .flatMap(List::stream)
                .toArray());
    assertThat(pretrain.code()).as(pretrain.err()).isZero();
    config =
        Files.writeString(
            folder.resolve("lape.yaml"),
            """
            tasks:
              tones: {path: clips.csv}
            models:
              ours: {path: model}
              plain: {preset: mast-nano}
            seeds: [1, 2]
            fineTuning: {epochs: 2, batchSize: 8}
            """);
    out = folder.resolve("out");
    first = run("lape", "--config", config, "--out", out);
    assertThat(first.code()).as(first.err()).isZero();
  }

  /** Low and high tones, of which one in four bears the other's name, so that nothing is right. */
  private static Path writeTask() throws IOException {
    StringBuilder csv = new StringBuilder("path,label,split\n");
    for (int i = 0; i < 40; i++) {
      String split = i < 20 ? "train" : i < 28 ? "validation" : "test";
      Tones.write(folder.resolve("clips/" + i + ".wav"), (i % 2 == 0 ? 300 : 500) + 9 * i);
      csv.append("clips/%d.wav,%s,%s%n".formatted(i, i % 4 < 2 == (i % 3 > 0) ? "a" : "b", split));
    }
    return Files.writeString(folder.resolve("clips.csv"), csv);
  }

  /** Accuracy and deviation by method and model. */
  private static Map<String, double[]> numbers() throws IOException {
    Map<String, double[]> numbers = new HashMap<>();
    for (String line : Files.readAllLines(out.resolve("results.csv")).subList(1, 9)) {
      String[] cells = line.split(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)");
      double deviation = cells[5].isEmpty() ? Double.NaN : Double.parseDouble(cells[5]);
      numbers.put(
          cells[2] + " " + cells[3].replace("\"", ""),
          new double[] {Double.parseDouble(cells[4]), deviation});
    }
    return numbers;
  }

  private static void assertIs(String row, double... bySeed) throws IOException {
    double mean = DoubleStream.of(bySeed).average().orElseThrow();
    double squares = DoubleStream.of(bySeed).map(x -> (x - mean) * (x - mean)).sum();
    assertThat(numbers()).containsKey(row);
    assertThat(numbers().get(row)[0]).as(row).isCloseTo(mean, within(1e-12));
    if (bySeed.length > 1) {
      assertThat(numbers().get(row)[1]).isCloseTo(Math.sqrt(squares), within(1e-12)); // n - 1 = 1
    } else {
      assertThat(numbers().get(row)[1]).isNaN();
    }
  }

  @Test
  void theMeanLogMelIsThatOfTheProbe() throws IOException {
    Parts parts = Parts.read(FrontEndConfig.librosa().withFrames(96));
    double accuracy =
        LinearProbe.run(
                parts.logMel(Split.TRAIN),
                parts.logMel(Split.VALIDATION),
                parts.logMel(Split.TEST),
                2)
            .accuracy();
    assertIs("linear-probe mean log-mel", accuracy);
    assertIs("fine-tuning mean log-mel", accuracy);
  }

  @Test
  void probesOfTrainedAndOfRandomWeightsAreThoseOfPooledProbe() throws IOException {
    StoredModel stored = StoredModel.read(model);
    Parts parts = Parts.read(stored.frontEnd());
    assertIs(
        "linear-probe ours",
        parts.probe(EncoderGraph.load(stored.encoder(), Optional.empty(), stored.weights())));
    assertIs(
        "linear-probe ours, random weights",
        SEEDS.stream()
            .mapToDouble(seed -> parts.probe(EncoderGraph.encoder(stored.encoder(), seed)))
            .toArray());
  }

  @Test
  void aPresetHearsClipsNormalisedByTheTrainingClips() throws IOException {
    FrontEndConfig standard = MastVariants.nano().frontEnd();
    FeatureStatistics statistics =
        FeatureStatistics.compute(
            AudioDataset.open(data).of(Split.TRAIN), standard, BadClips.refused(), done -> {});
    Parts parts = Parts.read(statistics.applyTo(standard));
    assertIs(
        "linear-probe plain",
        SEEDS.stream()
            .mapToDouble(seed -> parts.probe(EncoderGraph.encoder(MastVariants.nano(), seed)))
            .toArray());
  }

  @Test
  void fineTuningIsThatOfTheFineTuner() throws IOException {
    StoredModel stored = StoredModel.read(model);
    Parts parts = Parts.read(stored.frontEnd());
    assertIs(
        "fine-tuning ours",
        SEEDS.stream().mapToDouble(seed -> parts.fineTune(stored, seed)).toArray());
  }

  @Test
  void whatIsThereIsNotDoneAgain() throws IOException {
    String results = Files.readString(out.resolve("results.md"));
    Map<Path, FileTime> before = times();
    assertThat(before).hasSize(12);
    Path lost =
        before.keySet().stream()
            .filter(file -> file.toString().contains("tones-1-plain-fine-tuning-2-"))
            .findFirst()
            .orElseThrow();
    Files.delete(lost);

    Run again = run("lape", "--config", config, "--out", out);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains(out + ": 11 of 12 numbers are there");
    assertThat(out.resolve("results.md")).hasContent(results);
    Map<Path, FileTime> after = times();
    before.remove(lost);
    assertThat(after).containsKey(lost).containsAllEntriesOf(before);

    // from its own settings, with some of the seeds
    Run fewer =
        run("lape", "--config", out.resolve("lape.yaml"), "--out", out, "--set", "seeds=[2]");
    assertThat(fewer.code()).as(fewer.err()).isZero();
    assertThat(fewer.out()).contains("7 of 7 numbers are there");
    Run whole = run("lape", "--config", config, "--out", out);
    assertThat(whole.code()).as(whole.err()).isZero();
    assertThat(out.resolve("results.md")).hasContent(results);
  }

  private static Map<Path, FileTime> times() throws IOException {
    Map<Path, FileTime> times = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(out.resolve("units"))) {
      for (Path file : files.sorted().toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void theTableSaysWhatWasChosenAndIsAPage() throws IOException {
    String table = Files.readString(out.resolve("results.md"));
    assertThat(first.out()).contains(table.strip());
    assertThat(table)
        .containsSubsequence(
            "over the seeds 1, 2",
            "## Fine-tuning",
            "| ours |",
            "| plain |",
            "| ours, random weights |",
            "| mean log-mel |",
            "## Linear probe")
        .containsPattern(
            "(mean|mean and deviation|stages|all tokens)(, [a-z ]+ 1x)?; L2 (1|0\\.\\d+)")
        .doesNotContain("## Fine-tuning in the paper");
    assertThat(Files.readString(out.resolve("index.html")))
        .contains("<title>MAST4J LAPE", "<th scope='row'>ours, random weights</th>")
        .doesNotContain("http");
  }

  /** Two clips a class, drawn twice, and the model that comes along by its name. */
  @Test
  void fewClipsOfAClassAreDrawnAsOftenAsAsked() throws IOException {
    Path few =
        Files.writeString(
            folder.resolve("few.yaml"),
            """
            tasks: {tones: {path: clips.csv, clipsPerClass: 2, draws: 2, splitSeed: 5}}
            models: {nano: {path: mast-nano}}
            seeds: [1]
            methods: [linear-probe]
            """);
    Path there = folder.resolve("few");
    Run run = run("lape", "--config", few, "--out", there);
    assertThat(run.code()).as(run.err()).isZero();
    AudioDataset all = AudioDataset.open(data);
    double mean = 0;
    for (long draw = 1; draw <= 2; draw++) {
      AudioDataset drawn = all.withClipsPerClass(2, 5 + draw);
      assertThat(drawn.of(Split.TRAIN)).hasSize(4);
      Parts parts = Parts.read(drawn, FrontEndConfig.librosa().withFrames(96));
      mean +=
          LinearProbe.run(
                      parts.logMel(Split.TRAIN),
                      parts.logMel(Split.VALIDATION),
                      parts.logMel(Split.TEST),
                      2)
                  .accuracy()
              / 2;
    }
    String logMel =
        Files.readAllLines(there.resolve("results.csv")).stream()
            .filter(line -> line.contains(",\"mean log-mel\","))
            .findFirst()
            .orElseThrow();
    assertThat(Double.parseDouble(logMel.split(",")[4])).isCloseTo(mean, within(1e-12));
    assertThat(Files.readString(there.resolve("results.md"))).contains("| nano |", "2 draws");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tasks: {t: {pth: clips.csv}}    | line 1: unknown key tasks.t.pth; did you mean path?",
        "tasks: {t: {layout: esc50}}     | bad.yaml: tasks.t.path is missing; expected a folder",
        "tasks: {t: {path: clips.csv, layout: esc51}} | layout esc51; expected one of",
        "tasks: {t: {path: x, layout: esc50, folds: [6]}} | fold 6; expected 1 to 5 of esc50",
        "method: [linear-probe]          | unknown key method; did you mean methods?",
        "methods: [probe]                | methods[0] \"probe\"; expected one of [fine-tuning, linear",
        "seeds: []                       | seeds []; expected one or more, each once",
        "fineTuning: {epoch: 3}          | unknown key fineTuning.epoch; did you mean epochs?",
        "fineTuning: {seed: 3}           | fineTuning.seed 3; expected none, seeds names them",
        "models: {m: {path: nowhere}}    | nowhere: no such folder; expected a model directory",
        "models: {m: {preset: mast-nan}} | encoder \"mast-nan\" is unknown; expected one of",
        "models: {m: {frames: 96}}       | path is missing; expected either a path or a preset",
        "tasks: {t: {path: clips.csv, clipsPerClass: 0}} | clipsPerClass 0; expected a positive number",
        "models: {}                      | models {}; expected an object with a name",
        "tasks: {t: {path: none.csv}}    | none.csv: no such folder or CSV file; check the path",
        "tasks: {t: {path: few.csv}}     | has no clip of b in the validation split; add some"
      })
  void badInputIsOneSentenceBeforeTheWork(String line, String message) throws IOException {
    Files.writeString(
        folder.resolve("few.csv"),
        """
        path,label,split
        clips/0.wav,a,train
        clips/1.wav,a,validation
        clips/2.wav,a,test
        clips/3.wav,b,train
        clips/4.wav,b,test
        """);
    Map<String, String> yaml = new LinkedHashMap<>();
    yaml.put(line.split(":")[0], line);
    yaml.putIfAbsent("tasks", "tasks: {tones: {path: clips.csv}}");
    yaml.putIfAbsent("models", "models: {plain: {preset: mast-nano}}");
    Path bad =
        Files.writeString(folder.resolve("bad.yaml"), String.join("\n", yaml.values()) + "\n");
    Path nothing = folder.resolve("nothing");
    Run run = run("lape", "--config", bad, "--out", nothing);
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err().strip().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).startsWith("mast4j: ").contains(message.strip());
    assertThat(nothing).doesNotExist();
  }

  @Test
  void aFolderOfOtherThingsIsLeftAlone() throws IOException {
    Path notes = folder.resolve("mine/notes.txt");
    Files.createDirectories(notes.getParent());
    Files.writeString(notes, "mine");
    Run run = run("lape", "--config", config, "--out", notes.getParent());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("mine: won't be replaced, it isn't a folder of mast4j's lape");
    assertThat(run("lape", "--config", config, "--out", out, "--set", "fineTuning.seed=3").err())
        .contains("fineTuning.seed 3; expected none, seeds names them");
  }

  /** The clips by split, read without the command. */
  private record Parts(Map<Split, LoadedClips> bySplit, List<String> names) {

    static Parts read(FrontEndConfig frontEnd) throws IOException {
      return read(AudioDataset.open(data), frontEnd);
    }

    static Parts read(AudioDataset dataset, FrontEndConfig frontEnd) throws IOException {
      LoadedClips all =
          new ClipLoader(
                  new FeatureExtractor(frontEnd), BadClips.refused(), ClipLoader.standardMaxBytes())
              .load(dataset.clips(), done -> {});
      return new Parts(
          Stream.of(Split.values())
              .collect(
                  Collectors.toMap(
                      split -> split,
                      split -> all.where(clip -> clip.split().equals(Optional.of(split))))),
          dataset.labels());
    }

    int[] labels(Split split) {
      return bySplit.get(split).clips().stream()
          .mapToInt(clip -> names.indexOf(clip.label().orElseThrow()))
          .toArray();
    }

    LinearProbe.Split logMel(Split split) {
      return new LinearProbe.Split(
          LinearProbe.meanLogMel(bySplit.get(split).features()), labels(split));
    }

    double probe(EncoderGraph encoder) {
      try (encoder) {
        PooledProbe probe =
            PooledProbe.fit(pooled(encoder, Split.TRAIN), pooled(encoder, Split.VALIDATION), 2);
        return LinearProbe.accuracy(
            probe.predict(pooled(encoder, Split.TEST).features()), labels(Split.TEST));
      }
    }

    private PooledProbe.Clips pooled(EncoderGraph encoder, Split split) {
      return new PooledProbe.Clips(
          PooledFeatures.of(encoder, bySplit.get(split).features()), labels(split));
    }

    double fineTune(StoredModel start, long seed) {
      FineTuner.Task task =
          new FineTuner.Task(labelled(Split.TRAIN), Optional.of(labelled(Split.VALIDATION)), 2);
      try (EncoderGraph tuned =
          new FineTuner(FINE_TUNING.withSeed(seed))
              .run(start.encoder(), Optional.of(start.weights()), task, epoch -> {})) {
        return LinearProbe.accuracy(
            FineTuner.predict(tuned, bySplit.get(Split.TEST).features()), labels(Split.TEST));
      }
    }

    private FineTuner.Labelled labelled(Split split) {
      return new FineTuner.Labelled(bySplit.get(split).source(), labels(split));
    }
  }
}
