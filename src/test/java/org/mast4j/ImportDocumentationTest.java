package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Repository;
import org.mast4j.testkit.Run;

/** The commands of docs/import.md run in their order, on tiny models in the published layouts. */
class ImportDocumentationTest {
  private static final String COMMAND = "./mast4j ";
  private static final String AST = "zoo-ast/src/test/resources/oracle/exchange/";

  /** What stands for the published weights. */
  private static final Map<String, String> SOURCES =
      Map.of(
          "ast-finetuned-audioset-10-10-0.4593", AST + "transformers-classifier",
          "audioset_10_10_0.4593.pth", AST + "yuangong-ast.pth",
          "SSAST-Base-Frame-400.pth", AST + "ssast-frame.pth",
          "deit_base_distilled_patch16_384.fb_in1k", AST + "timm-deit",
          "mvitv2_small.fb_in1k", "zoo-mast/src/test/resources/oracle/mvit-images",
          "output/train/last.pth.tar",
              "zoo-mast/src/test/resources/oracle/mvit-images/model.safetensors");

  private static final List<String> FILE_OPTIONS = List.of("--out", "--model", "--labels");

  @TempDir Path folder;

  @Test
  void everyCommandRuns() throws IOException {
    Files.writeString(folder.resolve("labels.txt"), "dog\ncat\nrain\nwind\n");
    List<String> commands =
        Page.of("docs/import.md").text().lines().filter(line -> line.startsWith(COMMAND)).toList();
    assertThat(commands).hasSizeGreaterThan(5);
    for (String command : commands) {
      Run run = Cli.run(arguments(command).toArray());
      assertThat(run.code()).as(command + "\n" + run.err()).isZero();
    }
  }

  private List<Object> arguments(String command) {
    List<Object> arguments = new ArrayList<>();
    String previous = "";
    for (String word : command.substring(COMMAND.length()).split(" ")) {
      if (SOURCES.containsKey(word)) {
        arguments.add(Repository.root().resolve(SOURCES.get(word)));
      } else {
        arguments.add(FILE_OPTIONS.contains(previous) ? folder.resolve(word) : word);
      }
      previous = word;
    }
    return arguments;
  }
}
