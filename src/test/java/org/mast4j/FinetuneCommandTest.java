package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.cli.Mast4j;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;

/** Fine-tuning that is interrupted, goes on, and says what it did. */
class FinetuneCommandTest {
  @TempDir static Path folder;
  private static Path encoder;
  private static Path data;

  @BeforeAll
  static void writeEncoderAndClips() throws IOException {
    encoder = folder.resolve("encoder");
    MastConfig nano = MastVariants.nano();
    FrontEndConfig frontEnd =
        FrontEndConfig.librosa()
            .withMels(nano.grid().mels())
            .withFrames(nano.grid().frames())
            .withStatistics(-6, 5);
    new StoredModel(nano, frontEnd, List.of(), EncoderGraph.encoder(nano, 1).weights())
        .write(encoder);
    data = folder.resolve("data");
    Tones.writeTwoClasses(data, 10);
  }

  private static Object[] finetune(Path out, String... more) {
    return Stream.concat(
            Stream.of(
                "finetune",
                "--model=" + encoder,
                "--data=" + data,
                "--out=" + out,
                "--set=batchSize=7",
                "--checkpoint-every=0"),
            Stream.of(more))
        .toArray();
  }

  /** Behind an epoch of all weights, by a signal that no process hears. */
  @Test
  void aProcessThatIsKilledGoesOnToTheSameBytes() throws Exception {
    Path out = folder.resolve("killed");
    Path checkpoint = folder.resolve("killed.checkpoint");
    String[] settings = {"--epochs=20", "--set=mode=head_then_whole"};
    Process process = ChildJvm.of(Mast4j.class).with(finetune(out, settings)).start();
    try (BufferedReader progress = process.errorReader(StandardCharsets.UTF_8)) {
      StringBuilder said = new StringBuilder();
      while (process.isAlive() && !Files.exists(checkpoint.resolve("run.json"))) {
        while (progress.ready()) { // so that it can't block on a full pipe
          said.append((char) progress.read());
        }
        Thread.sleep(20);
      }
      assertThat(process.isAlive()).as("alive after %s", said).isTrue();
      process.toHandle().destroyForcibly();
      progress.lines().forEach(rest -> {});
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(out).doesNotExist();

    Run again = run(finetune(out, settings));
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err())
        .contains("killed.checkpoint: holds an unfinished run; add --resume")
        .hasLineCount(1);
    Run other = run(finetune(out, "--epochs=21", "--set=mode=head_then_whole", "--resume"));
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err())
        .contains("a checkpoint of another run (config.epochs is 20 there and 21 here)")
        .hasLineCount(1);
    assertThat(other.out()).isEmpty(); // no audio was read

    Run resumed = run(finetune(out, "--epochs=20", "--set=mode=head_then_whole", "--resume"));
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(checkpoint).doesNotExist();
    Path whole = folder.resolve("whole");
    Run uninterrupted = run(finetune(whole, settings));
    assertThat(uninterrupted.code()).as(uninterrupted.err()).isZero();
    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    assertThat(resumed.out().replace("killed", "whole")).isEqualTo(uninterrupted.out());
  }

  @Test
  void thereMustBeARunToResume() {
    Run run = run(finetune(folder.resolve("nothing"), "--resume"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("nothing.checkpoint: no unfinished run").hasLineCount(1);
  }

  @Test
  void whatWasChosenIsSaidAndTheReportIsThatOfEvaluate() throws IOException {
    Path out = folder.resolve("chosen");
    Path report = folder.resolve("report");
    Run finetune = run(finetune(out, "--epochs=1", "--report=" + report));
    assertThat(finetune.code()).as(finetune.err()).isZero();
    assertThat(finetune.out())
        .containsPattern("kept the (encoder as it was|model with all weights).*: accuracy ")
        .contains("on 2 validation clips, so few that the loss decides", "index.html written");
    Path csv = folder.resolve("chosen.split.csv");
    Path again = folder.resolve("again");
    Run evaluate =
        run("evaluate", "--model", out, "--data", csv, "--split=test", "--report", again);
    assertThat(evaluate.code()).as(evaluate.err()).isZero();
    for (String file : List.of("predictions.csv", "classes.csv", "confusion.png")) {
      assertThat(report.resolve(file)).hasSameBinaryContentAs(again.resolve(file));
    }
    assertThat(report.resolve("index.html"))
        .content()
        .contains("test accuracy", "on 2 validation clips", "linear probe on the mean log-mel");
  }

  @Test
  void theHeadOfAFrozenEncoderSaysWhatItReads() {
    Path out = folder.resolve("frozen");
    Run finetune = run(finetune(out, "--freeze"));
    assertThat(finetune.code()).as(finetune.err()).isZero();
    assertThat(finetune.out())
        .containsPattern("the head reads (the|mean|each|all) .* on the validation");
    Path csv = folder.resolve("frozen.split.csv");
    Run evaluate = run("evaluate", "--model", out, "--data", csv, "--split=test");
    String scores = evaluate.out().lines().filter(l -> l.startsWith("test ")).findFirst().get();
    assertThat(finetune.out()).contains(scores);
  }

  @Test
  void aClassWithoutClipsToTrainOnIsRefusedBeforeAudioIsRead() throws IOException {
    Path csv = folder.resolve("untrained.csv");
    Files.writeString(
        csv,
        "path,label,split\ndata/low/0.wav,low,train\ndata/low/1.wav,low,validation\n"
            + "data/low/2.wav,low,test\ndata/high/0.wav,high,test\ndata/high/1.wav,high,test\n");
    Path out = folder.resolve("never");
    Run run = run("finetune", "--model", encoder, "--data", csv, "--out", out);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("untrained.csv: has no clip of high in the train split; add some, or leave")
        .hasLineCount(1);
    assertThat(out).doesNotExist();
  }
}
