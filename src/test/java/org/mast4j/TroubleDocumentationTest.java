package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Repository;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstVariants;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** docs/trouble.md quotes what the commands print, and the code holds what it quotes besides. */
class TroubleDocumentationTest {
  private static final String PROMPT = "$ ./mast4j ";
  private static final String FENCE = "```";
  private static final String VARIES = "…";

  /** Frames and mels of the page's models. */
  private static final int FRAMES = 96;

  private static final int MELS = 64;

  @TempDir static Path folder;

  private static Map<String, List<String>> commands;
  private static List<String> messages;

  @BeforeAll
  static void readPage() throws IOException {
    commands = new LinkedHashMap<>();
    messages = new ArrayList<>();
    boolean inside = false;
    List<String> printed = messages;
    for (String line : Page.of("docs/trouble.md").text().lines().toList()) {
      if (line.startsWith(FENCE)) {
        inside = !inside;
        printed = messages;
      } else if (line.startsWith(PROMPT)) {
        printed = new ArrayList<>();
        commands.put(line.substring(PROMPT.length()), printed);
      } else if (inside) {
        printed.add(line);
      }
    }
    assertThat(commands).hasSizeGreaterThan(15);
    assertThat(messages).hasSizeGreaterThan(10);
  }

  @BeforeAll
  static void writeInputs() throws IOException {
    Tones.writeTwoClasses(folder.resolve("data"), 2);
    Tones.write(folder.resolve("clip.wav"), 440);
    Tones.write(folder.resolve("one/low/a.wav"), 440);
    Tones.write(folder.resolve("one/low/b.wav"), 450);
    Files.createFile(folder.resolve("empty.wav"));
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.createDirectory(folder.resolve("full"));
    Files.writeString(folder.resolve("full/thesis.tex"), "mine");
    EncoderGraph encoder = EncoderGraph.encoder(AstVariants.nano(), 1);
    EncoderGraph classifier = EncoderGraph.classifier(AstVariants.nano(), 2, 1);
    model(encoder, List.of()).write(folder.resolve("encoder"));
    model(classifier, List.of("high", "low")).write(folder.resolve("tuned"));
    Files.createDirectory(folder.resolve("checkpoint"));
    Files.writeString(folder.resolve("checkpoint/config.json"), "{\"num_classes\": 2}");
    Files.copy(
        folder.resolve("tuned/model.safetensors"), folder.resolve("checkpoint/model.safetensors"));
    features("nan.npy", MELS, Double.NaN);
    features("wide.npy", MELS + 16, 0);
  }

  private static StoredModel model(EncoderGraph graph, List<String> labels) {
    FrontEndConfig frontEnd = FrontEndConfig.librosa().withMels(MELS).withFrames(FRAMES);
    return new StoredModel(graph.config(), frontEnd, labels, graph.weights());
  }

  private static void features(String name, int mels, double first) throws IOException {
    INDArray features = Nd4j.zeros(DataType.FLOAT, 1, FRAMES, mels);
    features.putScalar(0, first);
    Files.write(folder.resolve(name), Nd4j.toNpyByteArray(features));
  }

  @Test
  void everyCommandPrintsWhatThePageQuotes() throws Exception {
    Path list = folder.resolve("commands.txt");
    Files.write(list, commands.keySet());

    Run run = ChildJvm.of(Commands.class).with(list).in(folder).run().succeeded();
    String[] answers = run.out().split(Commands.END);
    assertThat(answers).hasSize(commands.size());
    int i = 0;
    for (Map.Entry<String, List<String>> quoted : commands.entrySet()) {
      assertThat(answers[i++]).as(quoted.getKey()).contains(String.join("\n", quoted.getValue()));
    }
  }

  /** Runs the commands of a file, one a line, in the working directory that a JVM starts in. */
  static final class Commands {
    static final String END = "\u0000";

    public static void main(String[] arguments) throws IOException {
      for (String command : Files.readAllLines(Path.of(arguments[0]))) {
        Object[] words =
            Stream.of(command.split(" ")).map(word -> word.equals("\"\"") ? "" : word).toArray();
        Run run = Cli.run(words);
        System.out.print(run.err() + (run.code() == 0 ? "it succeeded" : "") + END);
      }
    }
  }

  @Test
  void theCodeHoldsEveryOtherMessage() throws IOException {
    String code = Files.readString(Repository.root().resolve("mast4j"));
    try (Stream<Path> files = Files.walk(Repository.root())) {
      code +=
          files
              .filter(file -> file.toString().contains("src/main/java"))
              .filter(file -> file.toString().endsWith(".java"))
              .map(TroubleDocumentationTest::literals)
              .collect(Collectors.joining());
    }
    for (String message : messages) {
      for (String part : message.split(VARIES)) {
        String fixed = part.startsWith(": ") ? part.substring(2) : part; // AudioException's colon
        assertThat(code.contains(fixed)).as(message + ": \"" + fixed + "\"").isTrue();
      }
    }
  }

  /** The source, its concatenated literals put together, formatted ones too. */
  private static String literals(Path source) {
    try {
      return Files.readString(source)
          .replaceAll("\"\\s*(\\.formatted\\([^\"]*\\)\\s*)?\\+\\s*\"", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
