package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MultiLabelScoresTest {
  private static final Offset<Double> TOLERANCE = within(1e-9);
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Made by oracle/make_multi_label_scores.py. */
  static Stream<JsonNode> cases() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(MultiLabelScoresTest.class.getResource("/oracle/multi-label-scores.json"));
    return StreamSupport.stream(cases.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void figuresAreScikitLearns(JsonNode expected) {
    MultiLabelScores scores =
        MultiLabelScores.of(matrix(expected.get("scores")), matrix(expected.get("targets")));
    for (int c = 0; c < scores.classes().size(); c++) {
      MultiLabelScores.OfClass ofClass = scores.classes().get(c);
      assertFigure(ofClass.averagePrecision(), expected.get("averagePrecision").get(c));
      assertFigure(ofClass.auc(), expected.get("auc").get(c));
      assertFigure(ofClass.dPrime(), expected.get("dPrime").get(c));
    }
    assertThat(scores.meanAveragePrecision())
        .isCloseTo(expected.get("meanAveragePrecision").doubleValue(), TOLERANCE);
    assertFigure(scores.macroAuc(), expected.get("macroAuc"));
    assertFigure(scores.dPrime(), expected.get("macroDPrime"));
  }

  @Test
  void classesThatNoClipHasTakeNoPart() {
    float[][] targets = {{1, 0, 0}, {0, 0, 1}};
    MultiLabelScores scores = MultiLabelScores.of(new float[][] {{2, 9, 0}, {1, 9, 1}}, targets);
    assertThat(scores.scoredClasses()).isEqualTo(2);
    assertThat(scores.meanAveragePrecision()).isEqualTo(1);
    assertThat(scores.classes().get(1).clips()).isZero();
  }

  @Test
  void whatCanNotBeScoredIsRefused() {
    assertThatThrownBy(() -> MultiLabelScores.of(new float[0][], new float[0][]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> MultiLabelScores.of(new float[1][2], new float[1][3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clip 0 has 2 scores and 3 targets");
    assertThatThrownBy(() -> MultiLabelScores.of(new float[2][2], new float[2][2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of 2 clips has a class");
    assertThatThrownBy(() -> MultiLabelScores.of(new float[][] {{Float.NaN}}, new float[][] {{1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  private static void assertFigure(OptionalDouble actual, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(actual).isEmpty();
    } else if (expected.isTextual()) {
      assertThat(actual).hasValue(expected.asText().startsWith("-") ? -INFINITY : INFINITY);
    } else {
      assertThat(actual.orElseThrow()).isCloseTo(expected.doubleValue(), TOLERANCE);
    }
  }

  private static float[][] matrix(JsonNode rows) {
    return IntStream.range(0, rows.size())
        .mapToObj(
            i -> {
              float[] row = new float[rows.get(i).size()];
              for (int c = 0; c < row.length; c++) {
                row[c] = rows.get(i).get(c).floatValue();
              }
              return row;
            })
        .toArray(float[][]::new);
  }
}
