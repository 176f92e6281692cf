package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mast4j.arbiter.Trial;

class SearchTableTest {
  private static final SearchTable.Search SEARCH =
      new SearchTable.Search(
          12,
          "steps",
          Comparator.comparingInt(Trial::reached)
              .thenComparingDouble(trial -> trial.score().orElse(0))
              .reversed());

  private static final Map<String, Object> VALUES = Map.of("learningRate", 0.00123456);

  private static Trial trial(int index, double score, int reached) {
    return new Trial(
        index,
        VALUES,
        OptionalDouble.of(score),
        Optional.empty(),
        1,
        Optional.empty(),
        reached,
        reached == 90);
  }

  private static Trial failed(int index, String reason) {
    return new Trial(
        index, VALUES, OptionalDouble.empty(), Optional.of(reason), 1, Optional.empty(), 10, false);
  }

  private static SearchTable.Running running(int candidate, int reached, int to) {
    return new SearchTable.Running(candidate, VALUES, reached, to);
  }

  private static SearchTable table(List<Trial> trials, List<SearchTable.Running> running) {
    return new SearchTable(
        SEARCH,
        trials,
        running,
        Duration.ofSeconds(133),
        Optional.of(new SearchTable.TimeLeft(Duration.ofSeconds(4_000), true)));
  }

  @Test
  void saysWhatRunsWhatIsBestStoppedAndFailedAndHowLongItWillTake() {
    SearchTable table =
        table(
            List.of(
                trial(0, 0.5, 10),
                trial(1, 0.75, 10),
                trial(2, 0.625, 90),
                failed(3, "the gradient\nisn't finite"),
                trial(4, 0.25, 30)),
            List.of(running(1, 20, 30), running(5, 3, 10)));
    assertThat(table.lines(100))
        .containsExactly(
            "search    6 of 12 candidates begun, 1 trained to the end, 2 stopped, 1 failed",
            "time      2:13 gone, about 1:06:40 left",
            "best      0.625 by candidate 3 after 90 steps: learningRate 0.00123",
            "running   candidate 2 after 20 of 30 steps: learningRate 0.00123",
            "          candidate 6 after 3 of 10 steps: learningRate 0.00123",
            "stopped   candidates 1, 5",
            "failed    candidate 4: the gradient isn't finite");
  }

  @Test
  void beforeAnythingIsKnownItSaysSo() {
    assertThat(
            new SearchTable(
                    SEARCH, List.of(), List.of(running(0, 0, 10)), Duration.ZERO, Optional.empty())
                .lines(80))
        .containsExactly(
            "search    1 of 12 candidates begun, 0 trained to the end, 0 stopped, 0 failed",
            "time      0:00 gone, the rest isn't known yet",
            "running   candidate 1 after 0 of 10 steps: learningRate 0.00123");
  }

  @Test
  void timeThatWillBeUpEarlierIsNamed() {
    SearchTable table =
        new SearchTable(
            SEARCH,
            List.of(),
            List.of(),
            Duration.ofSeconds(5),
            Optional.of(new SearchTable.TimeLeft(Duration.ofSeconds(61), false)));
    assertThat(table.lines(80))
        .contains("time      0:05 gone, 1:01 left until maxMinutes are over");
  }

  @Test
  void noLineIsWiderThanANarrowTerminalNorHasItCharactersThatItObeys() {
    SearchTable table =
        table(
            List.of(trial(2, 0.625, 90), failed(3, "\u001b[2J\tred\u0007")),
            List.of(running(1, 20, 30)));
    assertThat(table.lines(30))
        .allMatch(line -> line.length() <= 30)
        .contains("best      0.625 by candidate ~", "failed    candidate 4:  [2J r~");
    assertThat(String.join("", table.lines(200))).doesNotContainPattern("\\p{Cntrl}");
    assertThat(table.lines(1)).allMatch(line -> line.length() <= 1);
  }

  @Test
  void manyRowsStayFew() {
    List<SearchTable.Running> many =
        IntStream.range(0, 20).mapToObj(i -> running(i, 1, 10)).toList();
    List<Trial> failures = new ArrayList<>();
    IntStream.range(20, 60).forEach(i -> failures.add(failed(i, "no")));
    assertThat(table(failures, many).lines(80))
        .hasSizeLessThan(20)
        .contains("          and 15 more", "          and 35 more");
  }

  @Test
  void theTimeIsThatOfTheStepsWhichAreLeft() {
    SearchPace whole = new SearchPace(4, List.of(10), Duration.ofMinutes(5));
    List<Trial> done = List.of(trial(0, 0.5, 10));
    List<SearchTable.Running> half = List.of(running(1, 5, 10));
    assertThat(whole.left(done, half, 15, Duration.ofSeconds(15), Duration.ofSeconds(15)))
        .contains(new SearchTable.TimeLeft(Duration.ofSeconds(25), true));
    assertThat(whole.left(done, half, 15, Duration.ofSeconds(240), Duration.ofSeconds(240)))
        .as("until maxMinutes")
        .contains(new SearchTable.TimeLeft(Duration.ofSeconds(60), false));
    assertThat(whole.left(done, half, 15, Duration.ofSeconds(400), Duration.ofSeconds(400)))
        .contains(new SearchTable.TimeLeft(Duration.ZERO, false));
    assertThat(whole.left(List.of(), half, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .isEmpty();

    SearchPace pruned = new SearchPace(9, List.of(10, 30, 90), Duration.ofHours(1));
    assertThat(
            pruned
                .left(done, List.of(), 10, Duration.ofSeconds(10), Duration.ofMinutes(1))
                .orElseThrow()
                .time())
        .as("9 to the first rung, 3 and 1 further: 9 * 10 + 3 * 20 + 60, less 10")
        .isEqualTo(Duration.ofSeconds(200));
    List<Trial> failures = List.of(trial(0, 0.5, 10), failed(1, "no"), failed(2, "no"));
    assertThat(
            pruned
                .left(failures, List.of(), 10, Duration.ofSeconds(10), Duration.ofMinutes(1))
                .orElseThrow()
                .time())
        .as("two of nine candidates less")
        .isBetween(Duration.ofSeconds(150), Duration.ofSeconds(156));
  }
}
