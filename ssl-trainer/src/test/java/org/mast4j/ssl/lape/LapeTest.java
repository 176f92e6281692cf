package org.mast4j.ssl.lape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.Document;
import org.mast4j.ssl.ToneClips;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;
import org.mast4j.zoo.weights.Weights;

class LapeTest {
  private static final MastConfig ENCODER = MastVariants.nano();
  private static final FrontEndConfig FRONT_END = ENCODER.frontEnd().withStatistics(-5, 4);
  private static final FineTuneConfig FINE_TUNING =
      FineTuneConfig.standard().withMode(TrainMode.WHOLE).withEpochs(2).withBatchSize(4);
  private static final Contestant CHECKPOINT =
      Contestant.checkpoint("ours", ENCODER, FRONT_END, "digest");
  private static final List<TaskFold> TASKS =
      List.of(new TaskFold("tones", 1, "clips 1"), new TaskFold("tones", 2, "clips 2"));

  private static EncoderGraph trained;

  @TempDir private Path folder;

  @BeforeAll
  static void makeWeights() {
    trained = EncoderGraph.encoder(ENCODER, 77);
  }

  @AfterAll
  static void close() {
    trained.close();
  }

  private static List<LapeUnit> units(List<TaskFold> tasks, FineTuneConfig fineTuning) {
    return Lape.units(
        tasks,
        new Lineup(List.of(CHECKPOINT)),
        List.of(LapeMethod.LINEAR_PROBE, LapeMethod.FINE_TUNING),
        List.of(1L, 2L),
        fineTuning);
  }

  /** Tones of which one in four bears the other class, so that no method names all. */
  private static final class Tones implements Lape.Source {
    private int readings;

    @Override
    public TaskClips clips(TaskFold task, Hearing hearing) {
      readings++;
      return new TaskClips(
          part(16, task.fold()), part(8, 10 + task.fold()), part(8, 20 + task.fold()), 2);
    }

    private static TaskClips.Part part(int clips, long seed) {
      return new TaskClips.Part(
          ToneClips.make(ENCODER.grid(), clips, seed),
          IntStream.range(0, clips).map(i -> i % 4 == 3 ? 0 : i % 2).toArray());
    }

    @Override
    public Weights weights(Contestant checkpoint) {
      assertThat(checkpoint).isEqualTo(CHECKPOINT);
      return trained.weights();
    }
  }

  /** Counts what is done. */
  private static class Count implements Lape.Listener {
    final List<LapeUnit> done = new ArrayList<>();
    int epochs;

    @Override
    public void onUnit(LapeUnit unit) {}

    @Override
    public void onEpoch(LapeUnit unit, FineTuner.Epoch epoch) {
      epochs++;
    }

    @Override
    public void onDone(LapeUnit unit, LapeResult result) {
      done.add(unit);
    }
  }

  private Map<LapeUnit, LapeResult> run(List<LapeUnit> units, String name, Count count)
      throws IOException {
    return Lape.run(units, files(name), new Tones(), () -> false, count).orElseThrow();
  }

  private UnitFiles files(String name) {
    return new UnitFiles(folder.resolve(name));
  }

  private static List<Object> withoutSeconds(Map<LapeUnit, LapeResult> results) {
    return results.values().stream()
        .map(r -> (Object) List.of(r.accuracy(), r.f1(), r.validationAccuracy(), r.right()))
        .toList();
  }

  @Test
  void theProbeOfTrainedWeightsHasNoSeedAndEverythingElseEach() {
    assertThat(units(TASKS, FINE_TUNING).stream().filter(u -> u.task().fold() == 2))
        .map(LapeUnit::toString)
        .containsExactly(
            "tones fold 2, mean log-mel, linear-probe",
            "tones fold 2, ours, linear-probe",
            "tones fold 2, ours, fine-tuning, seed 1",
            "tones fold 2, ours, fine-tuning, seed 2",
            "tones fold 2, ours, random weights, linear-probe, seed 1",
            "tones fold 2, ours, random weights, linear-probe, seed 2",
            "tones fold 2, ours, random weights, fine-tuning, seed 1",
            "tones fold 2, ours, random weights, fine-tuning, seed 2");
  }

  @Test
  void modelsOfTheSameEncoderShareTheirRandomWeights() {
    Contestant other = Contestant.checkpoint("other", ENCODER, FRONT_END, "another");
    Contestant deaf = Contestant.checkpoint("deaf", ENCODER, ENCODER.frontEnd(), "a third");
    Contestant preset = Contestant.random("plain", ENCODER, FRONT_END);
    Lineup lineup = new Lineup(List.of(CHECKPOINT, deaf, other, preset));
    assertThat(lineup.randomOf(other)).isEqualTo(lineup.randomOf(CHECKPOINT)).isPresent();
    assertThat(lineup.randomOf(deaf)).isPresent().isNotEqualTo(lineup.randomOf(other));
    assertThat(lineup.randomOf(preset)).isEmpty();
    assertThat(lineup.encoders().stream().map(Contestant::name))
        .containsExactly(
            "ours",
            "deaf",
            "other",
            "plain",
            "ours, other, random weights",
            "deaf, random weights");
    assertThat(lineup.logMel().hearing().frontEnd().mels()).isEqualTo(128);
    assertThat(lineup.logMel().hearing().frontEnd().frames()).isEqualTo(ENCODER.grid().frames());
  }

  @Test
  void aUnitIsReadAsItWasWritten() throws IOException {
    for (LapeUnit unit : units(TASKS, FINE_TUNING)) {
      assertThat(LapeUnit.read(Document.json(unit.toJson().toString()), "file")).isEqualTo(unit);
    }
  }

  @Test
  void whatDecidesAResultDecidesItsFile() {
    List<LapeUnit> units = units(TASKS, FINE_TUNING);
    List<LapeUnit> longer = units(TASKS, FINE_TUNING.withEpochs(3));
    for (int i = 0; i < units.size(); i++) {
      boolean same = files("a").file(units.get(i)).equals(files("a").file(longer.get(i)));
      assertThat(same).isEqualTo(units.get(i).method() == LapeMethod.LINEAR_PROBE);
    }
    List<LapeUnit> others = units(List.of(new TaskFold("tones", 1, "other clips")), FINE_TUNING);
    assertThat(others).noneMatch(u -> files("a").file(u).equals(files("a").file(units.get(0))));
    assertThat(units.stream().map(files("a")::file).distinct()).hasSameSizeAs(units);
  }

  @Test
  void aRunThatWasStoppedGoesOnToEqualResults() throws IOException {
    List<LapeUnit> units = units(TASKS.subList(0, 1), FINE_TUNING);
    Map<LapeUnit, LapeResult> whole = run(units, "whole", new Count());

    Count count = new Count();
    Tones source = new Tones();
    assertThat(Lape.run(units, files("cut"), source, () -> count.done.size() == 2, count))
        .isEmpty();
    assertThat(count.done).containsExactlyElementsOf(units.subList(0, 2));
    // in the middle of a fine-tuning
    assertThat(Lape.run(units, files("cut"), source, () -> count.epochs == 1, count)).isEmpty();
    assertThat(count.done).hasSize(2);

    Count rest = new Count();
    Map<LapeUnit, LapeResult> resumed = run(units, "cut", rest);
    assertThat(rest.done).hasSize(units.size() - 2);
    assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(whole));
    assertThat(whole.values().stream().mapToDouble(LapeResult::accuracy).distinct().count())
        .isGreaterThan(1);

    Tones unread = new Tones();
    assertThat(Lape.run(units, files("cut"), unread, () -> false, new Count())).contains(resumed);
    assertThat(unread.readings).isZero();
  }

  @Test
  void whatAFineTuningLeavesToValidationIsNoted() {
    TaskClips clips = new Tones().clips(TASKS.get(0), CHECKPOINT.hearing());
    for (TrainMode mode : List.of(TrainMode.WHOLE, TrainMode.HEAD, TrainMode.AUTO)) {
      LapeUnit unit =
          LapeUnit.fineTuning(
              TASKS.get(0), CHECKPOINT, FINE_TUNING.withMode(mode).withEpochs(1), 1);
      LapeResult result = UnitWork.run(unit, clips, Optional.of(trained.weights()), epoch -> {});
      boolean frozen = result.mode().orElse(mode) == TrainMode.HEAD;
      assertThat(result.pooling().isPresent()).as("pooling").isEqualTo(frozen);
      assertThat(result.l2().isPresent()).as("l2").isEqualTo(frozen);
      assertThat(result.mode().isPresent()).as("mode").isEqualTo(mode == TrainMode.AUTO);
    }
  }

  @Test
  void aFileThatIsNoResultIsNamed() throws IOException {
    LapeUnit unit = units(TASKS, FINE_TUNING).get(0);
    Path file = files("broken").file(unit);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"unit\": ");
    assertThatThrownBy(() -> files("broken").find(unit))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": not the result of a unit (")
        .hasMessageEndingWith("; delete it to do it again");

    LapeUnit other = units(TASKS, FINE_TUNING).get(1);
    Files.writeString(file, "{\"unit\": " + other.toJson() + "}");
    assertThatThrownBy(() -> files("broken").find(unit))
        .hasMessageContaining(file + ": of another unit, model is \"ours\" there");
  }
}
