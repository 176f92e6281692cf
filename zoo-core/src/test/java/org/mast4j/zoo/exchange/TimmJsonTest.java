package org.mast4j.zoo.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Label names wherever timm's save_for_hf and load_model_config_from_hf have them. */
class TimmJsonTest {
  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  private List<String> labels(String json, int classes) throws IOException {
    Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
    Source source = Source.open(folder, ImportOptions.none());
    return TimmJson.of(source, Set.of()).labels(classes, notes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'label_names': ['dog', 'cat', '7']}",
        "{'label_names': ['dog', 'cat', 7]}",
        "{'label_names': {'2': '7', '0': 'dog', '1': 'cat'}}",
        "{'pretrained_cfg': {'label_names': ['dog', 'cat', '7']}}"
      })
  void labelNamesAreReadInTheOrderOfTheLogits(String json) throws IOException {
    assertThat(labels(json, 3)).containsExactly("dog", "cat", "7");
  }

  @Test
  void doubledLabelNamesAreToldApart() throws IOException {
    assertThat(labels("{'label_names': ['dog', 'cat', 'dog']}", 3))
        .containsExactly("dog", "cat", "dog (2)");
    assertThat(notes).hasSize(1);
  }

  @Test
  void labelNamesOfOtherClassesAreNoNames() throws IOException {
    assertThat(labels("{'label_names': ['dog', 'cat']}", 3)).containsExactly("0", "1", "2");
    assertThat(labels("{'label_names': {'0': 'dog', '5': 'cat'}}", 2)).containsExactly("0", "1");
    assertThat(labels("{}", 2)).containsExactly("0", "1");
  }
}
