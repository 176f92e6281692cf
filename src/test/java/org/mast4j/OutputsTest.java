package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstVariants;

/** Each {@code --out} is checked before the work, and takes the place of nothing but our own. */
class OutputsTest {
  @TempDir static Path shared;
  private static Path data;
  private static Path model;
  private static Path clip;

  @TempDir Path folder;

  @BeforeAll
  static void writeModelAndData() throws IOException {
    data = shared.resolve("data");
    Tones.writeTwoClasses(data, 3);
    clip = data.resolve("low/0.wav");
    model = shared.resolve("model");
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), 2, 1);
    FrontEndConfig frontEnd =
        FrontEndConfig.kaldi()
            .withMels(graph.config().grid().mels())
            .withFrames(graph.config().grid().frames());
    new StoredModel(graph.config(), frontEnd, List.of("high", "low"), graph.weights()).write(model);
  }

  /** Commands that write a folder, all but --out. */
  private static List<Object> command(String name) {
    return switch (name) {
      case "finetune" -> List.of(name, "--model", model, "--data", data);
      case "pretrain" -> List.of(name, "--encoder", "mast-nano", "--data", data);
      case "import" -> List.of(name, model);
      case "export" -> List.of(name, "--model", model, "--format", "transformers");
      case "export-onnx" -> List.of("export", "--model", model, "--format", "onnx");
      case "search" -> List.of(name, "--config", data.resolve("no.yaml"));
      default -> List.of(name);
    };
  }

  private static Run to(Path out, String name) {
    return run(Stream.concat(command(name).stream(), Stream.of("--out", out)).toArray());
  }

  private static void assertRefused(Run run, String... parts) {
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err().strip().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains(parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"finetune", "pretrain", "import", "export", "export-onnx"})
  void aFolderOfOtherThingsIsRefusedBeforeTheWork(String name) throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");
    assertRefused(to(folder, name), "won't be replaced", "notes.txt");
    assertThat(notes).hasContent("mine");
    assertRefused(to(notes, name), "notes.txt: won't be replaced, it is a file");
    assertRefused(to(notes.resolve("m"), name), "notes.txt isn't a folder");
    assertThat(folder).isDirectoryContaining("glob:**notes.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"finetune", "pretrain", "import", "export"})
  void aCheckpointThatIsNotOursIsRefused(String name) throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
    Path weights =
        Files.copy(model.resolve("model.safetensors"), folder.resolve("model.safetensors"));
    byte[] theirs = Files.readAllBytes(weights);
    assertRefused(to(folder, name), "won't be replaced, it isn't");
    assertThat(weights).hasBinaryContent(theirs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"finetune", "pretrain", "import", "export", "search", "quickstart"})
  void aPlaceThatCannotBeWrittenIsRefusedBeforeTheWork(String name) {
    assertRefused(to(Path.of("/proc/mast4j"), name), "/proc/mast4j", "can't be written (");
  }

  @ParameterizedTest
  @ValueSource(strings = {"finetune", "pretrain"})
  void theDataFolderStaysAsItIs(String name) {
    assertRefused(to(data, name), "an input, which is never replaced");
    assertRefused(to(data.resolve("model"), name), "lies in the data folder");
    assertRefused(to(shared, name), "holds the input");
  }

  @ParameterizedTest
  @ValueSource(strings = {"finetune", "import", "export", "export-onnx"})
  void theModelThatIsReadIsNotReplaced(String name) throws IOException {
    assertRefused(to(model, name), "an input, which is never replaced");
    Path link = Files.createSymbolicLink(folder.resolve("link"), model);
    assertRefused(to(link, name), "an input, which is never replaced");
  }

  @Test
  void anExportOfOursIsReplacedAndOneSavedByOthersIsNot() throws IOException {
    Path out = folder.resolve("exported");
    assertThat(to(out, "export").code()).isZero();
    assertThat(to(out, "export").code()).isZero();
    // What a library writes that saved the model again: the same files without our mark.
    Files.copy(
        model.resolve("model.safetensors"),
        out.resolve("model.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    assertRefused(to(out, "export"), "won't be replaced, it isn't an export of mast4j");
  }

  @Test
  void theFilesBesideAModelAreChecked() throws IOException {
    Path out = folder.resolve("m");
    Path split = Files.writeString(folder.resolve("m.split.csv"), "my,own\n");
    assertRefused(to(out, "finetune"), "m.split.csv: won't be replaced");
    Path notes = folder.resolve("m.run/notes.txt");
    Files.createDirectory(notes.getParent());
    Files.writeString(notes, "mine");
    assertRefused(to(out, "pretrain"), "m.run: won't be replaced, it isn't the folder of a run");
    Path early = folder.resolve("n.checkpoint/run.json");
    Files.createDirectory(early.getParent());
    Files.writeString(early, "{}");
    assertRefused(to(folder.resolve("n"), "pretrain"), "n.checkpoint: holds an unfinished run");
    assertThat(split).hasContent("my,own");
    assertThat(notes).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"result.json", "report.html", "overview.png", "model"})
  void quickstartReplacesNothingButItsOwn(String name) throws IOException {
    Path mine = Files.writeString(folder.resolve(name), "mine");
    assertRefused(to(folder, "quickstart"), name + ": won't be replaced");
    assertThat(mine).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"results.jsonl", "best.json", "arbiter.json"})
  void searchReplacesNothing(String name) throws IOException {
    Path mine = Files.writeString(folder.resolve(name), "mine");
    assertRefused(to(folder, "search"), name + ": holds the results of another search");
    assertThat(mine).hasContent("mine");
  }

  /** Each option that names a file to write, with a command around it. */
  private static Run file(String option, Object out) {
    return switch (option) {
      case "features --out" -> run("features", clip, "--front-end", "kaldi", "--out", out);
      case "embed --out" -> run("embed", "--model", model, clip, "--out", out);
      case "classify --logits" -> run("classify", "--model", model, clip, "--logits", out);
      case "classify --attention" -> run("classify", "--model", model, clip, "--attention", out);
      case "stats --out" -> run("stats", "--data", data, "--front-end", "kaldi", "--out", out);
      case "bench --json" -> run("bench", "--work", "no-such", "--json", out);
      case "bench start --json" -> run("bench", "start", "--json", out);
      case "bench long --json" -> run("bench", "long", "--json", out);
      case "bench long --picture" -> run("bench", "long", "--picture", out);
      default -> run("bench", "audio", "--json", out);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "features --out",
        "embed --out",
        "classify --logits",
        "classify --attention",
        "stats --out",
        "bench --json",
        "bench start --json",
        "bench audio --json",
        "bench long --json",
        "bench long --picture"
      })
  void aFileThatIsNotOursIsRefusedBeforeTheWork(String option) throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");
    assertRefused(file(option, notes), "notes.txt: won't be replaced, it isn't a");
    assertRefused(file(option, folder), folder + ": a folder; name a file");
    assertRefused(file(option, notes.resolve("x")), "notes.txt isn't a folder");
    assertRefused(file(option, "/proc/x"), "/proc/x: can't be written (");
    assertThat(notes).hasContent("mine");
    Path json = Files.writeString(folder.resolve("package.json"), "{\"version\": 1}");
    assertRefused(file(option, json), "package.json: won't be replaced");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "features --out",
        "embed --out",
        "classify --logits",
        "classify --attention",
        "stats --out"
      })
  void aFileOfOursOrAnEmptyOneIsReplaced(String option) throws IOException {
    Path out = Files.createFile(folder.resolve("out"));
    assertThat(file(option, out).code()).isZero();
    byte[] first = Files.readAllBytes(out);
    assertThat(first).isNotEmpty();
    Path link = Files.createSymbolicLink(folder.resolve("link"), out);
    assertThat(file(option, link).code()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(out).hasBinaryContent(first);
    assertThat(file(option, "/dev/null").code()).isZero();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void anInputIsNeverReplaced() throws IOException {
    byte[] audio = Files.readAllBytes(clip);
    assertRefused(file("features --out", clip), "an input, which is never replaced");
    Path npy = folder.resolve("x.npy");
    assertThat(file("features --out", npy).code()).isZero();
    assertRefused(
        run("embed", "--model", model, npy, "--out", npy), "an input, which is never replaced");
    assertRefused(
        run("classify", "--model", model, clip, "--logits", npy, "--attention", npy),
        "x.npy: named for two outputs");
    assertThat(clip).hasBinaryContent(audio);
  }
}
