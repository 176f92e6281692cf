package org.mast4j.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTest {
  private final Training defaults = Settings.defaults(Training.class);

  private Training yaml(String text) {
    return Settings.read(defaults, Document.yaml(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                           | content is empty; expected an object with keys of [steps",
        "# no key                     | content is empty; expected an object with keys of [steps",
        "null                         | content null; expected an object with keys of [steps",
        "steps: 1\\nsteps: 2          | line 2: Duplicate field 'steps'",
        "crop: {minScale: 1, minScale: 2} | line 1: Duplicate field 'minScale'",
        "seed: &s 3\\ntitle: *s       | line 2: *s is an alias; expected the value itself",
        "depths: [1, *s]              | line 1: *s is an alias; expected the value itself",
        "steps: 5\\n---\\nseed: 6     | line 3: something follows its end",
        "{steps: 5                    | line 1: while parsing a flow mapping; expected ',' or '}'",
        "seed: 9223372036854775808    | line 1: seed 9223372036854775808; expected a whole number",
        "steps: !!str 5               | line 1: steps \"5\"; expected a whole number",
        "steps: 1:30                  | line 1: steps \"1:30\"; expected a whole number",
        "learningRate: 1e400          | line 1: learningRate Infinity; expected a number",
        "learningRate: .nan           | line 1: Malformed numeric value '.nan'",
        "mask: 1e39                   | line 1: mask 1.0E39; expected a number",
        "title: ~                     | line 1: title null; expected a text",
        "kind: null                   | line 1: kind null; expected one of [SGD, ADAM_W]",
        "crop: null                   | line 1: crop null; expected an object with keys of",
        "labels: null                 | line 1: labels null; expected a list",
        "labels: [a, null]            | line 1: labels[1] null; expected a text",
        "depths: [[1]]                | line 1: depths[0] [1]; expected a whole number",
        "changes: [null]              | line 1: changes[0] null; expected an object with a name of",
        "crop.minScale: 1             | line 1: unknown key crop.minScale; expected one of",
      })
  void badYamlIsOneClearSentence(String text, String message) {
    assertThatThrownBy(() -> yaml(text.replace("\\n", "\n")))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void yamlIsOfVersion1Point1() {
    Training read = yaml("freeze: yes\nsteps: 1_000\nseed: 0x10\n");

    assertThat(read.freeze()).isTrue();
    assertThat(read.steps()).isEqualTo(1000);
    assertThat(read.seed()).isEqualTo(16);
  }

  @Test
  void tagsMakeNoTypes() {
    JsonNode tree = Document.yaml("title: !!java.net.URL 'http://localhost'").tree();

    assertThat(tree.get("title").isTextual()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1100", "20000"})
  void deepNestingIsRefused(int depth) {
    String nested = "[".repeat(depth) + "]".repeat(depth);

    for (String text : new String[] {nested, "depths: " + nested}) {
      assertThatThrownBy(() -> yaml(text))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("nesting depth");
    }
    assertThatThrownBy(() -> Document.json(nested))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("nesting depth");
  }

  @Test
  void hugeFileIsRefused() {
    assertThatThrownBy(() -> yaml("title: " + "x".repeat(4_000_000)))
        .isInstanceOf(SettingsException.class)
        .hasMessage("line 1: The incoming YAML document exceeds the limit: 3145728 code points.");
  }

  @Test
  void keyGivenWholeAndByPartIsRefused() {
    assertThatThrownBy(
            () -> Settings.with(defaults, Map.of("crop", "{minScale: 0.2}", "crop.maxScale", "2")))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("crop")
        .hasMessageEndingWith("; expected it once, whole or by its parts");
  }
}
