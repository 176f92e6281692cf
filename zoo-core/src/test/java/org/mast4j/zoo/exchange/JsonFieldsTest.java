package org.mast4j.zoo.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFieldsTest {
  @TempDir Path folder;

  @Test
  void fieldsHaveTheirTypes() throws IOException {
    JsonFields json =
        read(
            """
            {"whole": 3, "real": 1e-12, "yes": true, "name": "x", "one": 5, "two": [5, 7],
             "pairs": [[1, 2], [3, 4]], "texts": ["a", "b"], "inner": {"whole": 4}}""");
    assertThat(json.integer("whole")).contains(3);
    assertThat(json.number("whole")).contains(3.0);
    assertThat(json.number("real")).contains(1e-12);
    assertThat(json.bool("yes")).contains(true);
    assertThat(json.text("name")).contains("x");
    assertThat(json.pair("one")).contains(List.of(5, 5));
    assertThat(json.pair("two")).contains(List.of(5, 7));
    assertThat(json.pairs("pairs")).contains(List.of(List.of(1, 2), List.of(3, 4)));
    assertThat(json.texts("texts")).contains(List.of("a", "b"));
    assertThat(json.object("inner").orElseThrow().integer("whole")).contains(4);
  }

  @Test
  void aFieldThatIsNullIsNotThere() throws IOException {
    JsonFields json = read("{\"a\": null, \"b\": 1}");
    assertThat(json.keys()).containsExactly("b");
    assertThat(json.integer("a")).isEmpty();
    assertThat(json.integer("c")).isEmpty();
  }

  @Test
  void aFieldOfAnotherTypeIsNamedWithItsFileAndPath() throws IOException {
    JsonFields json = read("{\"inner\": {\"n\": 2.5, \"p\": [1, 2, 3], \"l\": [1, \"b\"]}}");
    JsonFields inner = json.object("inner").orElseThrow();
    assertProblem(() -> inner.integer("n"), "inner.n is 2.5; expected a whole number");
    assertProblem(() -> inner.text("n"), "inner.n is 2.5; expected a text");
    assertProblem(() -> inner.pair("p"), "inner.p is [1,2,3]; expected one or two whole numbers");
    assertProblem(() -> inner.integers("l"), "inner.l is [1,\"b\"]; expected a list of whole");
    assertProblem(() -> json.integer("inner"), "inner is {");
  }

  @Test
  void whatIsNotAJsonObjectIsRefused() {
    assertProblem(() -> read("[1]"), "not a JSON object");
    assertProblem(() -> read("{\"a\": }"), "not JSON");
    assertProblem(() -> read("{} {}"), "not JSON");
  }

  private void assertProblem(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(ImportException.class)
        .hasMessageContaining(folder.resolve("x.json") + ": " + message);
  }

  private JsonFields read(String json) throws IOException {
    return JsonFields.read(Files.writeString(folder.resolve("x.json"), json));
  }
}
