package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.plan.Halving;
import org.mast4j.testkit.Run;

/** {@code search} of fine-tunings, and what {@code finetune} makes of the best. */
class FineTuningSearchTest {
  @TempDir private Path folder;

  @Test
  void theBestsSettingsAreFinetunesToo() throws IOException {
    Path data = folder.resolve("data");
    Tones.writeTwoClasses(data, 10);
    Path config =
        Files.writeString(
            folder.resolve("search.yaml"),
            """
            candidates: 2
            maxMinutes: 10
            seed: 1
            task: finetune
            model: mast-nano
            base: {epochs: 2, batchSize: 4, mode: WHOLE}
            ranges:
              learningRate: [1.0e-4, 1.0e-2]
            """);
    Path out = folder.resolve("found");

    Run search = run("search", "--config", config, "--data", data, "--out", out);

    assertThat(search.code()).as(search.err()).isZero();
    assertThat(search.out()).contains("fine-tuned score", "epochs");
    assertThat(out.resolve("search.html"))
        .content()
        .contains("after 2 epochs", "finetune --config", "mode: WHOLE");
    Path tuned = folder.resolve("tuned");
    Path best = out.resolve("best.json");
    Run finetune =
        run("finetune", "--model", "mast-nano", "--data", data, "--config", best, "--out", tuned);
    assertThat(finetune.code()).as(finetune.err()).isZero();
    assertThat(tuned.resolve("model.safetensors")).exists();

    Path bad = Files.writeString(folder.resolve("bad.json"), "{\"epoch\": 3}");
    Run refused =
        run("finetune", "--model", "mast-nano", "--data", data, "--config", bad, "--out", tuned);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains(bad + ": line 1: unknown key epoch; did you mean epochs?");
  }

  @Test
  void theExampleIsValid() throws IOException {
    SearchConfig example =
        SearchConfig.read(Path.of("../../examples/src/main/resources/search/finetuning.yaml"));
    assertThat(example.base().unit()).isEqualTo("epochs");
    assertThat(((Halving) example.pruner().orElseThrow()).rungs(example.base().length()))
        .containsExactly(2, 5, 15);
  }
}
