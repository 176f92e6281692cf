package org.mast4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mast4j.ssl.evaluate.Bootstrap;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.lape.Contestant;
import org.mast4j.ssl.lape.Lape;
import org.mast4j.ssl.lape.LapeMethod;
import org.mast4j.ssl.lape.LapeResult;
import org.mast4j.ssl.lape.LapeTable;
import org.mast4j.ssl.lape.LapeUnit;
import org.mast4j.ssl.lape.Lineup;
import org.mast4j.ssl.lape.TaskFold;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;

class LapeReportTest {
  private static final MastConfig NANO = MastVariants.nano();
  private static final Contestant MODEL =
      Contestant.checkpoint("a|<b>", NANO, NANO.frontEnd(), "digest");
  private static final LapeTable.Task EMOTIONS =
      new LapeTable.Task("IC", Optional.of("iemocap"), List.of(1), false, 4, 100);

  private static final int CLIPS = 16;

  /** As text: the tenth and the twelfth clip are named right more often, at one of two seeds. */
  private static String gain() {
    double[] gains = new double[CLIPS];
    gains[9] = 0.5;
    gains[11] = 0.5;
    Bootstrap.Interval interval = Bootstrap.mean(gains, 1);
    return String.format(
        Locale.ROOT,
        "+6.3 (%+.1f to %+.1f) over random weights",
        100 * interval.low(),
        100 * interval.high());
  }

  /** 0.5 + seed / 8 of the model, 0.0625 less of random weights, 0.75 of the mean log-mel. */
  private static LapeReport report(LapeTable.Task... tasks) {
    Lineup lineup = new Lineup(List.of(MODEL));
    List<LapeMethod> methods = List.of(LapeMethod.FINE_TUNING);
    List<Long> seeds = List.of(1L, 2L);
    Map<LapeUnit, LapeResult> results = new LinkedHashMap<>();
    List<TaskFold> folds =
        List.of(tasks).stream().map(task -> new TaskFold(task.name(), 1, "")).toList();
    for (LapeUnit unit : Lape.units(folds, lineup, methods, seeds, FineTuneConfig.standard())) {
      double seed = unit.seed().orElse(0L);
      double accuracy =
          unit.contestant().encoder().isEmpty()
              ? 0.75
              : 0.5 + seed / 8 - (unit.contestant().isRandom() ? 0.0625 : 0);
      results.put(
          unit,
          new LapeResult(
              accuracy,
              accuracy,
              accuracy,
              accuracy,
              Optional.empty(),
              unit.contestant().encoder().isEmpty() ? Optional.of(0.01) : Optional.empty(),
              Optional.empty(),
              "1".repeat((int) (CLIPS * accuracy)) + "0".repeat((int) (CLIPS * (1 - accuracy))),
              1));
    }
    return new LapeReport(new LapeTable(List.of(tasks), methods, seeds, lineup, results));
  }

  @Test
  void whatRoundsToNothingIsNotLess() {
    assertThat(LapeReport.points(-0.0004)).isEqualTo("+0.0");
    assertThat(LapeReport.points(-0.0006)).isEqualTo("-0.1");
    assertThat(LapeReport.points(0.1234)).isEqualTo("+12.3");
  }

  @Test
  void markdownHasEachNumberWithItsBaselinesAndThePaper() {
    assertThat(report(EMOTIONS).markdown())
        .contains(
            "- IC: data set iemocap, 4 classes, 100 clips.\n",
            """
            ## Fine-tuning

            | | IC |
            |---|---|
            | a\\|<b> | 68.8 ± 8.8<br>GAIN |
            | a\\|<b>, random weights | 62.5 ± 8.8 |
            | mean log-mel | **75.0**<br>L2 0.01 |

            ## Fine-tuning in the paper
            """
                .replace("GAIN", gain()),
            "| AST, random | 51.9 |\n",
            "| MAST, ImageNet + SS-MAST + p.d. | 64.4 |\n");
  }

  @Test
  void thePapersMeanIsOfTheSameTasksOrNone() {
    LapeTable.Task voices =
        new LapeTable.Task("VF", Optional.of("voxforge"), List.of(1), false, 6, 100);
    assertThat(report(EMOTIONS, voices).markdown())
        .contains("| | IC | VF | mean |\n", "| MAST, SS-MAST | 62.2 | 88.3 | 75.3 |\n");
    LapeTable.Task own = new LapeTable.Task("own", Optional.empty(), List.of(1), false, 6, 100);
    assertThat(report(EMOTIONS, own).markdown()).contains("| MAST, SS-MAST | 62.2 |  |  |\n");
    assertThat(report(own).markdown()).doesNotContain("paper");
  }

  @Test
  void csvHasTheBaselinesInTheSameRow() {
    assertThat(report(EMOTIONS).csv().lines().toList().get(1))
        .matches(
            "\"IC\",iemocap,fine-tuning,\"a\\|<b>\",0\\.6875,0\\.0883883476483\\d+,0\\.6875,0\\.6875,2,1,"
                + "\"\",0\\.625,0\\.0625(,-?0\\.\\d+){2},0\\.75,-0\\.0625(,-?0\\.\\d+){2}");
  }

  @Test
  void thePageEscapesNames() {
    assertThat(report(EMOTIONS).html())
        .contains(
            "<th scope='row'>a|&lt;b&gt;</th><td>68.8 ± 8.8<small>" + gain() + "</small></td>")
        .contains("<td class='best'>75.0<small>L2 0.01</small></td>");
  }
}
