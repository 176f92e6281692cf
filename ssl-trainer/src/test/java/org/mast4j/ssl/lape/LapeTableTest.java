package org.mast4j.ssl.lape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mast4j.ssl.evaluate.Bootstrap;
import org.mast4j.ssl.evaluate.Pooling;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.zoo.mast.MastVariants;

class LapeTableTest {
  private static final Contestant MODEL =
      Contestant.checkpoint("m", MastVariants.nano(), MastVariants.nano().frontEnd(), "digest");
  private static final Lineup LINEUP = new Lineup(List.of(MODEL));
  private static final LapeTable.Task FOLDS =
      new LapeTable.Task("folds", Optional.of("urbansound8k"), List.of(1, 2), false, 10, 100);
  private static final LapeTable.Task OWN =
      new LapeTable.Task("own", Optional.empty(), List.of(1), false, 2, 20);
  private static final List<LapeMethod> METHODS =
      List.of(LapeMethod.FINE_TUNING, LapeMethod.LINEAR_PROBE);

  private static LapeResult result(double accuracy, Optional<Pooling> pooling, double l2) {
    return new LapeResult(
        accuracy, accuracy, accuracy, accuracy, pooling, Optional.of(l2), Optional.empty(), "1", 1);
  }

  /** 0.5 + 0.1 seed + 0.02 fold where there is a seed, all of the log-mel 0.4. */
  private static LapeTable table() {
    Map<LapeUnit, LapeResult> results = new LinkedHashMap<>();
    for (LapeUnit unit :
        Lape.units(
            List.of(
                new TaskFold("folds", 1, ""),
                new TaskFold("folds", 2, ""),
                new TaskFold("own", 1, "")),
            LINEUP,
            METHODS,
            List.of(1L, 2L, 3L),
            FineTuneConfig.standard().withMode(TrainMode.WHOLE))) {
      boolean logMel = unit.contestant().encoder().isEmpty();
      double accuracy =
          logMel ? 0.4 : 0.5 + 0.1 * unit.seed().orElse(0L) + 0.02 * unit.task().fold();
      Optional<Pooling> pooling =
          logMel
              ? Optional.empty()
              : Optional.of(unit.task().fold() == 1 ? Pooling.TOKENS : Pooling.MEAN_DEVIATION);
      results.put(unit, result(accuracy, pooling, unit.task().fold() == 1 ? 0.1 : 1e-4));
    }
    return new LapeTable(List.of(FOLDS, OWN), METHODS, List.of(1L, 2L, 3L), LINEUP, results);
  }

  @Test
  void foldsAreAveragedAtEachSeedAndSeedsDeviate() {
    Figure figure = table().figure(FOLDS, LapeMethod.FINE_TUNING, MODEL);
    assertThat(figure.bySeed()).hasSize(3);
    assertThat(figure.bySeed().get(0)).isCloseTo(0.63, within(1e-12));
    assertThat(figure.mean()).isCloseTo(0.73, within(1e-12));
    assertThat(figure.deviation().getAsDouble()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void whatHasNoSeedHasNoDeviation() {
    Figure probe = table().figure(FOLDS, LapeMethod.LINEAR_PROBE, MODEL);
    assertThat(probe.mean()).isCloseTo(0.53, within(1e-12));
    assertThat(probe.deviation()).isEmpty();
    Contestant random = LINEUP.randomOf(MODEL).orElseThrow();
    assertThat(table().figure(FOLDS, LapeMethod.LINEAR_PROBE, random).deviation()).isPresent();
  }

  @Test
  void theMeanLogMelStandsInEachBlock() {
    for (LapeMethod method : METHODS) {
      assertThat(table().figure(OWN, method, LINEUP.logMel()).mean()).isEqualTo(0.4);
      assertThat(table().average(method, LINEUP.logMel()).orElseThrow()).isEqualTo(0.4);
    }
  }

  @Test
  void choicesAreCounted() {
    assertThat(table().figure(FOLDS, LapeMethod.LINEAR_PROBE, MODEL).choice())
        .isEqualTo("all tokens 1x, mean and deviation 1x; L2 0.0001 to 0.1");
    assertThat(table().figure(OWN, LapeMethod.LINEAR_PROBE, MODEL).choice())
        .isEqualTo("all tokens; L2 0.1");
    assertThat(table().figure(OWN, LapeMethod.LINEAR_PROBE, LINEUP.logMel()).choice())
        .isEqualTo("L2 0.1");
  }

  private static LapeResult right(String right) {
    double accuracy = right.chars().filter(c -> c == '1').count() / (double) right.length();
    return new LapeResult(
        accuracy,
        accuracy,
        accuracy,
        accuracy,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        right,
        1);
  }

  @Test
  void aGainIsPairedByClipOverSeedsAndFolds() {
    // of four clips: right at both seeds, at one, at none, at both; the other names the last alone
    Figure better =
        new Figure(
            List.of(0.75, 0.5), List.of(right("11"), right("01"), right("10"), right("01")), false);
    Figure base = new Figure(List.of(0.25), List.of(right("00"), right("01")), false);
    Figure.Gain gain = better.over(base);
    assertThat(gain.mean()).isCloseTo((1 + 0.5 + 0 + 0) / 4, within(1e-12));
    assertThat(gain.interval())
        .isEqualTo(Bootstrap.mean(new double[] {1, 0.5, 0, 0}, 1))
        .isEqualTo(new Bootstrap.Interval(0, 0.75));
    assertThat(better.over(better).interval()).isEqualTo(new Bootstrap.Interval(0, 0));
  }

  /** Five draws of four clips are four clips, not twenty. */
  @Test
  void drawsOfWhatIsLearntFromAreAveragedClipByClip() {
    Figure better =
        new Figure(
            List.of(0.75, 0.5), List.of(right("11"), right("01"), right("10"), right("01")), true);
    Figure base = new Figure(List.of(0.25), List.of(right("00"), right("01")), true);
    assertThat(better.over(base).interval()).isEqualTo(Bootstrap.mean(new double[] {0.5, 0.25}, 1));
  }

  @Test
  void thePaperIsThereForItsTasks() {
    assertThat(table().paper()).hasSize(10);
    assertThat(new LapeTable(List.of(OWN), METHODS, List.of(1L), LINEUP, table().results()).paper())
        .isEmpty();
  }

  /** The paper's own last column. */
  @Test
  void thePapersAveragesAreThoseOfItsNumbers() {
    double[] printed = {67.9, 74.1, 79.1, 75.0, 80.5, 71.3, 77.7, 79.8, 83.1, 83.6};
    List<PaperRow> rows = PaperRow.all();
    for (int i = 0; i < printed.length; i++) {
      assertThat(rows.get(i).accuracies()).hasSize(8);
      double mean =
          rows.get(i).accuracies().values().stream()
              .mapToDouble(Double::doubleValue)
              .average()
              .orElseThrow();
      assertThat(100 * mean).as(rows.get(i).toString()).isCloseTo(printed[i], within(0.1));
    }
  }
}
