package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.exchange.JsonFields;

/** Against transformers; oracle/make_labels.py. */
class TransformersLabelsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  static Stream<JsonNode> configurations() throws IOException {
    JsonNode cases = JSON.readTree(Oracle.path("exchange/labels.json").toFile());
    return StreamSupport.stream(cases.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void eachClassHasTransformersLabelAtItsId(JsonNode configuration) throws IOException {
    List<String> labels = labels(configuration.get("config").toString(), Optional.empty());
    assertThat(labels).hasSize(configuration.get("labels").size()).doesNotHaveDuplicates();
    for (int id = 0; id < labels.size(); id++) {
      JsonNode theirs = configuration.get("labels").get(id);
      String expected = theirs.isNull() ? "LABEL_" + id : theirs.asText();
      // Of a label that is there twice the second bears its id.
      assertThat(labels.get(id)).isIn(expected, expected + " (" + id + ")");
    }
  }

  @Test
  void doubledLabelsAreToldApartByTheirId() throws IOException {
    String json = "{'id2label': {'0': 'dog', '1': 'dog', '2': 'dog (1)', '3': 'dog'}}";
    assertThat(labels(json, Optional.of(4)))
        .containsExactly("dog", "dog (1) (1)", "dog (1)", "dog (3)");
    assertThat(notes)
        .containsExactly(
            "several classes have the label dog; all but the first bear their id too:"
                + " dog (1) (1), dog (3)");
  }

  @Test
  void idsFromOneAreSaidAndStayWhereTheyAre() throws IOException {
    String json = "{'id2label': {'1': 'cat', '2': 'dog', '3': 'bird'}}";
    assertThat(labels(json, Optional.of(3))).containsExactly("LABEL_0", "cat", "dog");
    assertThat(notes)
        .containsExactly(
            "id2label names no class LABEL_0, of classes 0 to 2, and ids that are none;"
                + " --labels FILE names all");
  }

  @Test
  void labelsByNameAloneAreThoseOfAClassifierOfAsMany() throws IOException {
    String json = "{'label2id': {'dog': 1, 'cat': 0, 'bird': 2}}";
    assertThat(labels(json, Optional.of(3))).containsExactly("cat", "dog", "bird");
  }

  @Test
  void whatIsNoLabelIsRefusedWithItsKey() {
    assertThatThrownBy(() -> labels("{'id2label': {'a': 'cat'}}", Optional.empty()))
        .hasMessageContainingAll("id2label is", "expected a text for each id");
    assertThatThrownBy(() -> labels("{'id2label': {'0': {}}}", Optional.empty()))
        .hasMessageContaining("expected a text for each id");
    assertThatThrownBy(() -> labels("{'id2label': 'cat'}", Optional.empty()))
        .hasMessageContaining("id2label is \"cat\"");
  }

  private List<String> labels(String json, Optional<Integer> logits) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
    return TransformersAstJson.labels(JsonFields.read(file), logits, notes);
  }
}
