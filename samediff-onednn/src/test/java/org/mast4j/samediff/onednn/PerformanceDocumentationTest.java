package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What docs/performance.md shows, as code that runs. */
class PerformanceDocumentationTest {
  private static final Path PAGE = Path.of("../docs/performance.md");
  private static final Path SOURCE =
      Path.of("src/test/java/org/mast4j/samediff/onednn/PerformanceDocumentationTest.java");

  @Test
  void everyBlockOfThePageStandsInThisTest() throws IOException {
    String source = Files.readString(SOURCE).replaceAll("\\s+", " ");
    assertThat(
            Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1).strip().replaceAll("\\s+", " ")))
        .isNotEmpty()
        .allSatisfy(block -> assertThat(source).contains(block));
  }

  @Test
  void theBlockRunsByAPlan() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 64);
    SDVariable w = graph.var("w", Nd4j.rand(DataType.FLOAT, 64, 10));
    graph.nn.softmax(graph.mmul(x, w), 1).rename("y");
    INDArray y = graph.output(Map.of("x", Nd4j.rand(DataType.FLOAT, 32, 64)), "y").get("y");

    OneDnn.obstacle().ifPresent(System.err::println); // why no graph is planned
    OneDnn.Status status = OneDnn.status(graph); // how many plans, and why some calls have none

    assertThat(y.shape()).containsExactly(32, 10);
    assertThat(status.plans()).isOne();
    assertThat(status.fallbacks()).isEmpty();
  }
}
