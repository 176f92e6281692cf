package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;

/** One rule for clips longer than the model's window, whichever command is asked. */
class LongClipsTest {
  @TempDir Path folder;

  private Path tuned;
  private Path clip;

  /** Low for a second, which the window holds, then high. */
  @BeforeEach
  void aClassifierAndALongClip() throws IOException {
    Path train = folder.resolve("train");
    Tones.writeTwoClasses(train, 10);
    Path encoder = folder.resolve("encoder");
    MastConfig nano = MastVariants.nano();
    FrontEndConfig frontEnd =
        FrontEndConfig.librosa()
            .withMels(nano.grid().mels())
            .withFrames(nano.grid().frames())
            .withStatistics(-6, 5);
    new StoredModel(nano, frontEnd, List.of(), EncoderGraph.encoder(nano, 1).weights())
        .write(encoder);
    tuned = folder.resolve("tuned");
    finetune(encoder, train, tuned);
    clip = folder.resolve("long/low/clip.wav");
    Tones.write(clip, 210, 2100, 2200, 2300, 2400);
  }

  private static Run finetune(Path model, Path data, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("finetune", "--freeze", "--epochs", "30", "--lr", "1e-2", "--model"));
    arguments.addAll(List.of(model.toString(), "--data", data.toString(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    Run finetune = run(arguments.toArray());
    assertThat(finetune.code()).as(finetune.err()).isZero();
    return finetune;
  }

  private Run evaluate(Path model, String... more) {
    List<String> arguments = new ArrayList<>(List.of("evaluate", "--model"));
    arguments.addAll(List.of(model.toString(), "--data", folder.resolve("long").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray());
  }

  private Run classify(Path model, String... more) {
    List<String> arguments = new ArrayList<>(List.of("classify", "--top", "1"));
    arguments.addAll(List.of("--model", model.toString(), clip.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray());
  }

  @Test
  void evaluateAndClassifyGiveTheSameAnswer() {
    assertThat(classify(tuned).out()).contains("high");
    assertThat(evaluate(tuned).out()).contains("accuracy 0.000 (1 clips)");
    assertThat(classify(tuned, "--long-clips", "first").out()).contains("low");
    assertThat(evaluate(tuned, "--long-clips", "first").out()).contains("accuracy 1.000 (1 clips)");
  }

  @Test
  void theModelRecordsTheRule() throws IOException {
    Path truncating = folder.resolve("truncating");
    finetune(tuned, folder.resolve("train"), truncating, "--long-clips", "first");
    assertThat(StoredModel.read(truncating).windowing().hop()).isEmpty();
    assertThat(classify(truncating).out()).contains("low");
    assertThat(evaluate(truncating).out()).contains("accuracy 1.000 (1 clips)");
    assertThat(classify(truncating, "--long-clips", "mean").out()).contains("high");

    Path again = folder.resolve("again");
    finetune(truncating, folder.resolve("train"), again);
    assertThat(StoredModel.read(again).windowing().hop()).isEmpty();

    Path imported = folder.resolve("imported");
    Run shorter = run("import", again, "--frames", "64", "--tables", "resize", "--out", imported);
    assertThat(shorter.code()).as(shorter.err()).isZero();
    assertThat(StoredModel.read(imported).windowing().hop()).isEmpty();
    Run hop = run("import", again, "--hop", "0.32", "--out", imported);
    assertThat(hop.code()).as(hop.err()).isZero();
    assertThat(StoredModel.read(imported).windowing()).isEqualTo(new Windowing(96, 32));
  }

  /** Low or high for a second, then the other. */
  @Test
  void aModelThatDoesBetterByFirstWindowsIsRecordedSo() throws IOException {
    Path mixed = folder.resolve("mixed");
    for (int i = 0; i < 10; i++) {
      double low = 200 + 10 * i;
      double high = 2000 + 100 * i;
      Tones.write(mixed.resolve("low/" + i + ".wav"), low, high, high, high, high);
      Tones.write(mixed.resolve("high/" + i + ".wav"), high, low, low, low, low);
    }
    Path chosen = folder.resolve("chosen");
    assertThat(finetune(tuned, mixed, chosen).out())
        .contains("long clips go by their first window", "(accuracy 0.000)")
        .contains("test accuracy 1.000");
    assertThat(StoredModel.read(chosen).windowing().hop()).isEmpty();

    Path told = folder.resolve("told");
    assertThat(finetune(tuned, mixed, told, "--long-clips", "mean").out())
        .contains("test accuracy 0.000");
    assertThat(StoredModel.read(told).windowing().hop()).isPresent();
  }

  @Test
  void rulesThatContradictEachOtherAreWrongUsage() {
    Run both = classify(tuned, "--long-clips", "first", "--hop", "0.5");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("--hop is for --long-clips mean");
    Run tooFar = classify(tuned, "--hop", "7");
    assertThat(tooFar.code()).isEqualTo(2);
    assertThat(tooFar.err()).contains("--hop: hop 700; expected 1 to the window's frames, 96");
  }
}
