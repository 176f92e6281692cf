package org.mast4j.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  /** What someone else reads. */
  record Outer(int size, JsonNode parts) {}

  private final Problems problems = new Problems();

  @Test
  void oneErrorNamesTheProblemsOfSeveralPartsInTheOrderOfTheText() {
    Document document = Document.yaml("parts:\n  depth: x\n  widt: 3\nsize: 2.5\n");
    Document parts = document.at("parts");

    assertThat(problems.attempt(() -> Settings.read(Outer.class, document))).isEmpty();
    problems.add(parts, "depth", parts.tree().get("depth"), "a whole number");
    problems.addUnknown(parts, "widt", List.of("depth", "width"));
    assertThat(problems.attempt(() -> Integer.parseInt("seven"))).isEmpty();
    assertThat(problems.attempt(document, "parts", () -> Integer.parseInt("six"))).isEmpty();

    assertThatThrownBy(problems::requireNone)
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "line 1: For input string: \"six\""
                + " and line 2: parts.depth \"x\"; expected a whole number"
                + " and line 3: unknown key parts.widt; did you mean width?"
                + " and line 4: size 2.5; expected a whole number"
                + " and For input string: \"seven\"");
  }

  @Test
  void withoutAnyNothingIsThrownAndPartsAreAsTheyWereRead() {
    Document document = Document.yaml("size: 2\nparts: [1, {a: b}]\n");

    Outer outer = problems.attempt(() -> Settings.read(Outer.class, document)).orElseThrow();

    assertThat(outer.parts()).isEqualTo(document.tree().get("parts"));
    assertThatCode(problems::requireNone).doesNotThrowAnyException();
  }
}
