package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;

/** The examples of docs/finetuning.md. */
class FinetuningDocumentationTest {
  private static final String COMMAND = "./mast4j ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir Path folder;

  /** Wrong options and settings are told before a folder is looked for. */
  @Test
  void everyCommandIsRightButForItsFolders() throws IOException {
    List<String> commands =
        Page.of("docs/finetuning.md")
            .text()
            .lines()
            .filter(line -> line.startsWith(COMMAND))
            .filter(line -> !line.endsWith("--resume")) // looks for what to resume first
            .toList();
    assertThat(commands).hasSizeGreaterThan(10);
    for (String command : commands) {
      Run run = Cli.run(words(command.substring(COMMAND.length())).toArray());
      assertThat(run.code()).as(command + "\n" + run.err()).isEqualTo(1);
      assertThat(run.err()).as(command).contains("MODEL: no such folder");
    }
  }

  private List<Object> words(String command) {
    List<Object> words = new ArrayList<>();
    String previous = "";
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      String word = matcher.group(matcher.start(1) >= 0 ? 1 : matcher.start(2) >= 0 ? 2 : 3);
      boolean file = List.of("--model", "--data", "--out", "--report").contains(previous);
      words.add(file ? folder.resolve(word) : word);
      previous = word;
    }
    return words;
  }

  @Test
  void everySettingThatThePageNamesExists() throws IOException {
    List<String> keys =
        Settings.describe(FineTuneConfig.class).stream().map(SettingInfo::key).toList();
    List<String> named =
        Pattern.compile("`([a-z]+[A-Z]\\w*)`")
            .matcher(Page.of("docs/finetuning.md").text())
            .results()
            .map(word -> word.group(1))
            .toList();
    assertThat(named).hasSizeGreaterThan(6).allMatch(keys::contains);
  }

  @Test
  void theJavaOfThePageIsRun() throws IOException {
    Page.of("docs/finetuning.md").assertShows(1, FinetuningDocumentationTest.class);
    AstConfig encoder =
        AstVariants.tiny().withGrid(PatchGrid.of(32, 96)).withWidth(16, 2).withLayers(1);
    StoredModel start =
        new StoredModel(
            encoder,
            encoder.frontEnd(),
            List.of(),
            EncoderGraph.encoder(encoder, 1).weights().copy());
    FineTuner.Labelled train = clips(8, 1);
    FineTuner.Labelled validation = clips(4, 2);
    List<String> labels = List.of("quiet", "loud");
    Path out = folder.resolve("tuned");

    FineTuneConfig config = FineTuneConfig.standard().withEpochs(2).withLayerDecay(0.75);
    FineTuner.Task task = new FineTuner.Task(train, Optional.of(validation), labels.size());
    EncoderGraph classifier =
        new FineTuner(config)
            .run(start.encoder(), Optional.of(start.weights()), task, epoch -> log(epoch.loss()));
    new StoredModel(start.encoder(), start.frontEnd(), labels, classifier.weights()).write(out);

    assertThat(StoredModel.read(out).labels()).isEqualTo(labels);
    assertThat(logged).hasSize(2);
  }

  private final List<Double> logged = new ArrayList<>();

  private void log(double loss) {
    logged.add(loss);
  }

  private static FineTuner.Labelled clips(int count, long seed) {
    Random random = new Random(seed);
    List<Spectrogram> clips = new ArrayList<>();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      float[] values = new float[96 * 32];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) (random.nextGaussian() + 2 * labels[i]);
      }
      clips.add(new Spectrogram(values, 96, 32));
    }
    return new FineTuner.Labelled(clips, labels);
  }
}
