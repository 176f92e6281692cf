package org.mast4j.zoo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class GraphScopeTest {
  static Stream<GraphScope> roots() {
    return Stream.of(
        GraphScope.root(DataType.FLOAT, 1),
        GraphScope.zeros(DataType.FLOAT),
        GraphScope.blueprint(DataType.FLOAT, new HashMap<>()));
  }

  @ParameterizedTest
  @MethodSource("roots")
  void aParameterIsTheSameWhenItIsAskedForAgain(GraphScope root) {
    SDVariable weight = root.child("norm").parameter("weight", Initializer.ZEROS, 2, 3);
    assertThat(root.parameter("norm/weight", Initializer.ZEROS, 2, 3)).isSameAs(weight);
  }

  @ParameterizedTest
  @MethodSource("roots")
  void aParameterOfAnotherShapeIsRefused(GraphScope root) {
    root.child("norm").parameter("weight", Initializer.ZEROS, 2, 3);
    assertThatIllegalStateException()
        .isThrownBy(() -> root.child("norm").parameter("weight", Initializer.ZEROS, 3, 2))
        .withMessageContainingAll("norm/weight", "[3, 2]", "[2, 3]");
  }

  @ParameterizedTest
  @MethodSource("roots")
  void anythingElseOfAParametersNameIsRefused(GraphScope root) {
    root.graph().zero("mask", DataType.FLOAT, 2).mul("sum", 2.0);
    for (String name : new String[] {"mask", "sum"}) {
      assertThatIllegalStateException()
          .isThrownBy(() -> root.parameter(name, Initializer.ZEROS, 2))
          .withMessageContaining(name);
    }
  }
}
