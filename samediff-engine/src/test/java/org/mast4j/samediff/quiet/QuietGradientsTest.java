package org.mast4j.samediff.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class QuietGradientsTest {
  private final InferenceFactory stock = SameDiff.getInferenceFactory();
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.ISO_8859_1);

  @BeforeEach
  void bind() {
    System.setOut(out);
    SameDiff.bindInferenceFactory(
        graph -> {
          InferenceSession session = stock.create(graph);
          QuietGradients.sessionMade();
          return session;
        });
  }

  @AfterEach
  void restore() {
    QuietGradients.sessionRuns();
    SameDiff.bindInferenceFactory(stock);
    System.setOut(before);
  }

  private String printed() {
    return printed.toString(StandardCharsets.ISO_8859_1);
  }

  private static SameDiff graph() {
    SameDiff graph = SameDiff.create();
    SDVariable w = graph.var("w", Nd4j.ones(DataType.FLOAT, 2, 2));
    graph.math.tanh(graph.mmul(w, w)).sum().rename("loss");
    graph.setLossVariables("loss");
    return graph;
  }

  @Test
  void differentiatingPrintsNothing() {
    graph().calculateGradients(Map.of(), List.of("w"));
    assertThat(printed()).doesNotContain("Added differentiated");
  }

  @Test
  void withoutItSameDiffPrints() {
    SameDiff.bindInferenceFactory(stock);
    graph().createGradFunction();
    assertThat(printed()).as("if this fails, the module may go").contains("Added differentiated");
  }

  @Test
  void everythingElseIsPrintedAsItIs() {
    graph().createGradFunction();
    printed.reset();
    System.out.println("Grün");
    System.out.printf(Locale.ROOT, "%d %s%n", 1, "ä");
    System.out.print('x');
    System.out.append("y").println(2.5);
    assertThat(printed().lines()).containsExactly("Grün", "1 ä", "xy2.5");
  }

  @Test
  void otherThreadsMayPrintSuchLines() throws InterruptedException {
    graph().createGradFunction();
    Thread other = new Thread(() -> System.out.println("Added differentiated op of mine"));
    other.start();
    other.join();
    assertThat(printed()).contains("op of mine");
  }

  @Test
  void aRunGivesTheStandardOutputBack() {
    graph().createGradFunction();
    assertThat(System.out).isNotSameAs(out);
    QuietGradients.sessionRuns();
    assertThat(System.out).isSameAs(out);
  }
}
