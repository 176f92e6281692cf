package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.ssl.pretrain.ssmast.SsMastTest;

/** What is looked at while a run goes on, and what that decides. */
class MonitorsTest {
  private static final List<Spectrogram> CLIPS =
      SsMastTest.clips(SsMastTest.GRID, 7, new Random(1));
  private static final SsMastConfig CONFIG = SsMastTest.config().withSteps(5);
  private static final RunSettings EVERY_SECOND = RunSettings.standard().withMonitorInterval(2);

  @Test
  void monitorsAreLookedAtEachIntervalAndAtTheEnd() {
    List<Monitoring> told = new ArrayList<>();
    Pretrainer.Result result =
        pretrainer(EVERY_SECOND, Optional.of(loudAndSilent())).run(CLIPS, listening(told));
    assertThat(told).extracting(Monitoring::step).containsExactly(2, 4, 5);
    assertThat(told).isEqualTo(result.history().monitorings());
    assertThat(told)
        .allSatisfy(
            look ->
                assertThat(look.values().values().keySet())
                    .containsExactly(
                        "embedding_spread",
                        "alignment",
                        "uniformity",
                        "effective_rank",
                        "knn_accuracy",
                        "probe_accuracy"));
  }

  @Test
  void whatIsLoudCanBeToldFromWhatIsSilent() {
    Pretrainer.Result result =
        pretrainer(EVERY_SECOND, Optional.of(loudAndSilent())).run(CLIPS, (step, report) -> {});
    Metrics last = result.history().monitorings().get(2).values();
    assertThat(last.get("probe_accuracy")).isEqualTo(1);
    assertThat(last.get("knn_accuracy")).isEqualTo(1);
    assertThat(last.get("alignment")).isPositive();
    assertThat(last.get("uniformity")).isNegative();
    assertThat(last.get("effective_rank")).isBetween(1.0, 7.0);
  }

  @Test
  void trainingGoesOnAsIfNobodyHadLooked() {
    Pretrainer.Result looked =
        pretrainer(EVERY_SECOND, Optional.of(loudAndSilent())).run(CLIPS, (step, report) -> {});
    Pretrainer.Result unseen =
        new Pretrainer(SsMastTest.ENCODER, CONFIG).run(CLIPS, (step, report) -> {});
    assertThat(looked.history().steps()).isEqualTo(unseen.history().steps());
    assertThat(looked.encoder().toMap()).isEqualTo(unseen.encoder().toMap());
    assertThat(unseen.history().monitorings()).isEmpty();
  }

  @Test
  void theBestIsTheEncoderAsItWasAtTheBestLook() {
    RunSettings bySpread = EVERY_SECOND.withBestBy(Optional.of(Monitor.EMBEDDING_SPREAD));
    Pretrainer.Result result =
        pretrainer(bySpread, Optional.empty()).run(CLIPS, (step, report) -> {});
    List<Monitoring> looks = result.history().monitorings();
    double most = looks.stream().mapToDouble(MonitorsTest::spread).max().orElseThrow();
    Monitoring best = result.bestLook().orElseThrow();
    assertThat(spread(best)).isEqualTo(most);
    assertThat(result.chosen()).isSameAs(result.best().orElseThrow());
    // the run that ends there has the same weights, but for the schedule's length
    Pretrainer.Result until =
        new Pretrainer(
                new PretrainingSettings(SsMastTest.ENCODER, CONFIG),
                bySpread.withMonitorInterval(best.step()),
                Optional.empty())
            .run(CLIPS, (step, report) -> {});
    assertThat(until.history().monitorings().get(0).values()).isEqualTo(best.values());
  }

  private static double spread(Monitoring look) {
    return look.values().get("embedding_spread");
  }

  @Test
  void withoutAMonitorThatDecidesTheLastWeightsAreChosen() {
    Pretrainer.Result result =
        pretrainer(EVERY_SECOND, Optional.empty()).run(CLIPS, (step, report) -> {});
    assertThat(result.best()).isEmpty();
    assertThat(result.bestLook()).isEmpty();
    assertThat(result.chosen()).isSameAs(result.last());
  }

  @Test
  void patienceEndsTheRunAfterLooksWithoutANewBest() {
    // the first look is the best for good: all clips of the labelled set are told apart at once
    RunSettings impatient = EVERY_SECOND.with(run -> run.monitorInterval(1).patience(2));
    Pretrainer.Result result =
        pretrainer(impatient, Optional.of(loudAndSilent())).run(CLIPS, (step, report) -> {});
    assertThat(result.reason()).isEqualTo(StopReason.PATIENCE);
    int best = result.bestLook().orElseThrow().step();
    assertThat(result.history().steps()).hasSize(best + 2);
    assertThat(result.last().step()).isEqualTo(best + 2);
  }

  @Test
  void epochsAndHoursEndTheRun() {
    RunSettings plain = RunSettings.withoutMonitors();
    Pretrainer.Result twice =
        pretrainer(plain.withMaxEpochs(2), Optional.empty()).run(CLIPS, (step, report) -> {});
    assertThat(twice.reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(twice.history().steps()).as("two passes of two whole batches").hasSize(4);
    Pretrainer.Result brief =
        pretrainer(plain.withMaxHours(1e-9), Optional.empty()).run(CLIPS, (step, report) -> {});
    assertThat(brief.reason()).isEqualTo(StopReason.HOURS);
    assertThat(brief.history().steps()).hasSize(1);
    Pretrainer.Result whole =
        pretrainer(plain.with(r -> r.maxEpochs(99).maxHours(9)), Optional.empty())
            .run(CLIPS, (step, report) -> {});
    assertThat(whole.reason()).isEqualTo(StopReason.STEPS);
  }

  @Test
  void gradientsRecomputeWhileARunAsksForIt() {
    List<Boolean> recomputing = new ArrayList<>();
    RunSettings asked = RunSettings.withoutMonitors().withGradientCheckpointing(true);
    pretrainer(asked, Optional.empty())
        .run(CLIPS, (step, report) -> recomputing.add(Engines.isRecomputing()));
    assertThat(recomputing).hasSize(CONFIG.steps()).containsOnly(true);
    assertThat(Engines.isRecomputing()).isFalse();
  }

  @Test
  void whatNothingTellsIsRefusedBeforeTheRun() {
    assertThatThrownBy(
            () ->
                pretrainer(
                    EVERY_SECOND.withBestBy(Optional.of(Monitor.PROBE_ACCURACY)), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("bestBy PROBE_ACCURACY", "no labelled set", "UNIFORMITY");
    assertThatThrownBy(() -> pretrainer(EVERY_SECOND.withPatience(1), Optional.empty()))
        .hasMessageContaining("patience 1");
    assertThatThrownBy(() -> RunSettings.withoutMonitors().withPatience(1))
        .hasMessageContaining("0 where monitorInterval is 0");
  }

  private static Pretrainer pretrainer(RunSettings run, Optional<LabelledSet> labelled) {
    return new Pretrainer(new PretrainingSettings(SsMastTest.ENCODER, CONFIG), run, labelled);
  }

  private static Pretrainer.Listener listening(List<Monitoring> told) {
    return new Pretrainer.Listener() {
      @Override
      public void onStep(int step, Metrics result) {}

      @Override
      public void onMonitor(Monitoring look) {
        told.add(look);
      }
    };
  }

  /** Two classes that any encoder tells apart. */
  private static LabelledSet loudAndSilent() {
    return new LabelledSet(part(24, 3), part(6, 4), 2);
  }

  private static LabelledSet.Part part(int clips, long seed) {
    List<Spectrogram> logMels = new ArrayList<>();
    int[] labels = new int[clips];
    for (Spectrogram noise : SsMastTest.clips(SsMastTest.GRID, clips, new Random(seed))) {
      labels[logMels.size()] = logMels.size() % 2;
      float[] values = noise.values().clone();
      for (int i = 0; i < values.length && logMels.size() % 2 == 1; i++) {
        values[i] = i % SsMastTest.GRID.mels() < 6 ? values[i] + 9 : values[i] - 9;
      }
      logMels.add(new Spectrogram(values, SsMastTest.GRID.frames(), SsMastTest.GRID.mels()));
    }
    return new LabelledSet.Part(logMels, labels);
  }

  @Test
  void theClipsOfASetThatAreLookedAtAreTheSameEachTime() {
    int[] chosen = LabelledSet.chosen(100, 10, 5);
    assertThat(chosen)
        .hasSize(10)
        .doesNotHaveDuplicates()
        .isEqualTo(LabelledSet.chosen(100, 10, 5));
    assertThat(LabelledSet.chosen(3, 10, 5)).containsExactlyInAnyOrder(0, 1, 2);
  }
}
