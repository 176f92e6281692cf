package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Status;
import org.mast4j.testkit.ChildJvm;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Programs that know nothing of the engine, in JVMs that have it on the class path. */
class ClassPathAloneTest {
  private static final String SWITCHED = "SameDiff graphs run by samediff-onednn";
  private static final String ADVICE = "OMP_WAIT_POLICY=passive and GOMP_SPINCOUNT=2000";

  private static List<String> run(Set<String> unset, Class<?> main, String... options)
      throws Exception {
    return ChildJvm.of(main).options(options).with().without(unset).run().succeeded().lines();
  }

  @Test
  void everyGraphIsPlanned() throws Exception {
    assertThat(run(Set.of(), Graphs.class))
        .contains("built 1 []", "gradients 1 []", "loaded 1 []", "placeholders alone 1 []")
        .contains("Optional.empty");
  }

  @Test
  void thePropertySwitchesItOff() throws Exception {
    assertThat(run(Set.of(), Graphs.class, "-Dorg.mast4j.onednn=off"))
        .contains("built 0 []", "loaded 0 []")
        .contains("Optional[switched off by -Dorg.mast4j.onednn=off]");
  }

  @Test
  void thePropertyRefusesEveryEngine() throws Exception {
    assertThat(run(Set.of(), Graphs.class, "-Dorg.mast4j.engine=none"))
        .contains("built 0 []", "loaded 0 []")
        .contains("Optional[refused by -Dorg.mast4j.engine=none]");
  }

  @Test
  void theSwitchOfSessionsIsLoggedOnce(@TempDir Path folder) throws Exception {
    Path everything = folder.resolve("logback.xml");
    Files.writeString(
        everything,
        """
        <configuration>
          <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%level %msg%n</pattern></encoder>
          </appender>
          <root level="INFO"><appender-ref ref="console"/></root>
        </configuration>
        """);
    assertThat(run(Set.of(), Graphs.class, "-Dlogback.configurationFile=" + everything))
        .filteredOn(line -> line.contains(SWITCHED))
        .singleElement()
        .asString()
        .contains("-Dorg.mast4j.engine=none leaves them to ND4J");
  }

  @Test
  void anotherFactoryIsNamedWithWhatToDo() throws Exception {
    assertThat(run(Set.of(), AnotherFactory.class))
        .contains(
            "Optional[SameDiff's sessions come from "
                + SameDiff.DefaultInferenceFactory.class.getName()
                + "; call Engines.bind() after it is bound, or merge META-INF/services where all"
                + " jars were made one]",
            "Optional.empty");
  }

  @Test
  void idleThreadsThatSpinAreWarnedOfOnce() throws Exception {
    Set<String> settings = Set.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "OMP_NUM_THREADS");
    assertThat(run(settings, Graphs.class, "-XX:ActiveProcessorCount=2"))
        .filteredOn(line -> line.contains(ADVICE))
        .hasSize(1);
    assertThat(run(Set.of(), Graphs.class)).noneMatch(line -> line.contains(ADVICE));
  }

  /** Prints how many plans each graph has, and why not. */
  static final class Graphs {
    private Graphs() {}

    public static void main(String[] arguments) throws IOException {
      SameDiff graph = SameDiff.create();
      SDVariable x = graph.placeHolder("x", DataType.FLOAT, 2, 3);
      SDVariable y = graph.mmul(x, graph.var("w", Nd4j.ones(DataType.FLOAT, 3, 3)));
      y.sum().rename("y");
      Map<String, INDArray> inputs = Map.of("x", Nd4j.ones(DataType.FLOAT, 2, 3));
      say("built", graph, inputs);

      graph.setLossVariables("y");
      graph.calculateGradients(inputs, List.of("w"));
      say("gradients", graph.getFunction("grad"));

      Path file = Files.createTempFile("graph", ".fb");
      graph.save(file.toFile(), false);
      say("loaded", SameDiff.load(file.toFile(), false), inputs);
      Files.delete(file);

      SameDiff plain = SameDiff.create();
      plain.placeHolder("x", DataType.FLOAT, 2, 3).mul(2.0).rename("y");
      say("placeholders alone", plain, inputs);
      System.out.println(Engines.obstacle());
    }

    private static void say(String what, SameDiff graph, Map<String, INDArray> inputs) {
      graph.output(inputs, "y");
      say(what, graph);
    }

    private static void say(String what, SameDiff graph) {
      Status status = Engines.status(graph);
      System.out.println(what + " " + status.plans() + " " + status.fallbacks());
    }
  }

  /** Binds a factory of its own after ND4J has started, and installs the engine then. */
  static final class AnotherFactory {
    private AnotherFactory() {}

    public static void main(String[] arguments) {
      Nd4j.ones(DataType.FLOAT, 1);
      SameDiff.bindInferenceFactory(new SameDiff.DefaultInferenceFactory());
      System.out.println(Engines.obstacle());
      Engines.bind();
      System.out.println(Engines.obstacle());
    }
  }
}
