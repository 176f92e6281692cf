package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Repository;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;

/**
 * Commands that the pages show: each has options that exist, and each of a block runs, made short,
 * in a folder that holds what pages name, unless a test of its own runs it or {@code <!-- needs ...
 * -->} above the block says what it can't run without.
 */
class DocumentedCommandsTest {
  private static final String PROGRAM = "./mast4j";

  /** Pages and commands whose own tests run them. */
  private static final Set<String> OWN_TEST =
      Set.of(
          "docs/import.md", // ImportDocumentationTest
          "docs/pretraining.md", // PretrainingDocumentationTest
          "docs/finetuning.md", // FinetuningDocumentationTest
          "docs/trouble.md", // TroubleDocumentationTest
          "quickstart", // QuickstartTest
          "studio", // StudioCommandTest
          "example", // LauncherTest, ProgramsTest of examples
          "import", // ImportDocumentationTest
          "bench"); // BenchTest, AudioBenchTest, ComparisonTest of cli

  /** Values that make a command short; what stands for an option is given where it isn't. */
  private static final Map<String, String> SHORT =
      Map.of("--steps", "1", "--batch", "4", "--epochs", "1", "--encoder", "mast-nano");

  private static final Map<String, List<String>> ADDED =
      Map.of(
          "pretrain", List.of("--steps", "1", "--batch", "4"),
          "finetune", List.of("--epochs", "1"),
          "search", List.of("--data", "clips")); // or it renders those of quickstart

  /** What makes a file of settings short. */
  private static final Map<String, String> SHORT_SETTINGS =
      Map.of(
          "candidates: \\d+", "candidates: 2",
          "steps: \\d+", "steps: 9",
          "epochs: \\d+", "epochs: 9",
          "atchSize: \\d+", "atchSize: 4",
          "values: \\[[\\d, ]+\\]", "values: [4, 5]",
          "microBatch: \\d+", "microBatch: 2",
          "mast-small", "mast-nano",
          "count: 2", "count: 1");

  private static final String AST =
      "zoo-ast/src/test/resources/oracle/exchange/transformers-classifier";

  /** What a page takes for granted beyond the folder. */
  private static final Map<String, String> BEFORE =
      Map.of(
          "README.md",
          "import " + Repository.root().resolve(AST) + " --out model",
          "docs/runs.md",
          "pretrain --data clips --encoder mast-nano --out other");

  @TempDir private static Path folder;

  @TestFactory
  Stream<DynamicTest> everyOptionExists() {
    return DocumentedCommand.pages().stream()
        .flatMap(page -> DocumentedCommand.of(page, PROGRAM).stream())
        .filter(command -> !command.page().equals("docs/trouble.md")) // which shows wrong ones
        .filter(command -> !command.synopsis())
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.page() + ": " + command.text(), () -> parses(command)));
  }

  private static void parses(DocumentedCommand command) {
    List<String> words = new ArrayList<>(command.words());
    if (!words.contains("--help")) {
      words.add("--help");
    }
    Run run = Cli.run(words.toArray());
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void everyCommandOfABlockRuns() throws Exception {
    writeWhatPagesName();
    List<String> script = new ArrayList<>();
    for (String page : DocumentedCommand.pages()) {
      if (BEFORE.containsKey(page)) {
        script.add(line(page, List.of(BEFORE.get(page).split(" "))));
      }
      for (DocumentedCommand command : DocumentedCommand.of(page, PROGRAM)) {
        if (runs(command)) {
          script.add(line(page, command.words()));
        }
      }
    }
    assertThat(script).hasSizeGreaterThan(20);
    Path file = Files.write(folder.resolve("script.txt"), script);
    Path named = folder.resolve("named");
    Run run =
        ChildJvm.of(Script.class)
            .options(
                "-Xmx2g",
                "-Djava.awt.headless=true",
                "--add-exports=java.desktop/com.sun.media.sound=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED")
            .with(file, named)
            .in(Files.createDirectory(folder.resolve("here")))
            .within(Duration.ofMinutes(15))
            .run()
            .succeeded();
    assertThat(run.said())
        .as("commands that don't run; mend them, or say above the block <!-- needs ... -->")
        .isEmpty();
  }

  private static String line(String page, List<String> words) {
    return page + "\t" + String.join("\t", made(words));
  }

  private static boolean runs(DocumentedCommand command) {
    boolean shown = command.block() || command.page().equals("README.md");
    return shown
        && command.needs().isEmpty()
        && !command.synopsis()
        && !OWN_TEST.contains(command.page())
        && !OWN_TEST.contains(command.words().get(0));
  }

  /** The words of the short command. */
  private static List<String> made(List<String> words) {
    List<String> made = new ArrayList<>();
    String previous = "";
    for (String word : words) {
      made.add(word.startsWith("--ui") ? "--ui=0" : SHORT.getOrDefault(previous, word));
      previous = word;
    }
    List<String> added = ADDED.getOrDefault(words.get(0), List.of());
    for (int i = 0; i < added.size() && !words.contains("--resume"); i += 2) {
      if (!made.contains(added.get(i))) {
        made.addAll(added.subList(i, i + 2));
      }
    }
    return made;
  }

  private static void writeWhatPagesName() throws IOException {
    Path named = folder.resolve("named");
    for (String data : List.of("clips", "recordings", "classes", "labelled")) {
      Tones.writeTwoClasses(named.resolve(data), 10);
    }
    Tones.write(named.resolve("clip.wav"), 440);
    StoredModel encoder = BundledModels.read("mast-nano");
    for (String name : List.of("MODEL", "model")) {
      encoder.write(named.resolve(name));
    }
    try (EncoderGraph classifier = EncoderGraph.classifier(encoder.encoder(), 2, 1)) {
      StoredModel.builder(encoder.encoder(), encoder.frontEnd())
          .labels(List.of("high", "low"))
          .weights(classifier.weights().copy())
          .build()
          .write(named.resolve("tuned"));
    }
    Path searches = Path.of("examples/src/main/resources/search");
    Files.createDirectories(named.resolve(searches));
    try (Stream<Path> files = Files.list(Repository.root().resolve(searches))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        settings(searches.resolve(file.getFileName()).toString(), Files.readString(file));
      }
    }
    settings("my.yaml", Page.of("docs/search.md").blocks("yaml").get(0));
    settings("run.yaml", Page.of("docs/runs.md").blocks("yaml").get(0));
    Files.writeString(
        named.resolve("lape.yaml"),
        """
        tasks: {clips: {path: clips}}
        models: {ours: {path: model}}
        seeds: [1]
        methods: [linear-probe]
        """);
  }

  private static void settings(String name, String yaml) throws IOException {
    String made = yaml;
    for (Map.Entry<String, String> change : SHORT_SETTINGS.entrySet()) {
      made = made.replaceAll(change.getKey(), change.getValue());
    }
    Files.writeString(folder.resolve("named").resolve(name), made);
  }

  /**
   * Runs the commands of a file, one a line after its page, and says what became of bad ones. Each
   * page begins in a folder that holds what pages name and no more.
   */
  static final class Script {
    private static final Path HERE = Path.of("").toAbsolutePath();

    public static void main(String[] arguments) throws IOException {
      String page = "";
      for (String line : Files.readAllLines(Path.of(arguments[0]))) {
        List<String> words = List.of(line.split("\t"));
        if (!page.equals(words.get(0))) {
          page = words.get(0);
          clean();
          SourceTree.copy(Path.of(arguments[1]), HERE);
        }
        long start = System.nanoTime();
        Run run = Cli.run(words.subList(1, words.size()).toArray());
        System.err.printf("%.1f s: %s%n", (System.nanoTime() - start) / 1e9, line);
        if (run.code() != 0) {
          ChildJvm.say(line.replace('\t', ' ') + ": " + run.err().replace('\n', ' '));
        }
      }
    }

    private static void clean() throws IOException {
      try (Stream<Path> files = Files.walk(HERE)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          if (!file.equals(HERE)) {
            Files.delete(file);
          }
        }
      }
    }
  }

  /** Tests, modules and profiles that Maven's commands name. */
  @Test
  void whatCommandsOfMavenNameExists() throws IOException {
    String poms =
        Files.readString(Repository.root().resolve("pom.xml"))
            + Files.readString(Repository.root().resolve("site/pom.xml"))
            + Files.readString(Repository.root().resolve("src/test/pom.xml"))
            + Files.readString(Repository.root().resolve("src/deploy/classifier/pom.xml"));
    Set<String> tests = testNames();
    int named = 0;
    for (String page : DocumentedCommand.pages()) {
      for (DocumentedCommand command : DocumentedCommand.of(page, "./mvnw")) {
        String text = String.join(" ", command.words());
        for (String name : values(text, "-Dtest=(\\S+)")) {
          assertThat(tests).as(page).contains(name);
          named++;
        }
        for (String module : values(text, "-pl (\\S+)")) {
          assertThat(poms).as(page).contains("<module>" + module + "</module>");
        }
        for (String profile : values(text, "-P(\\S+)")) {
          assertThat(poms).as(page).contains("<id>" + profile + "</id>");
        }
      }
    }
    assertThat(named).isGreaterThan(4);
  }

  private static List<String> values(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? List.of(matcher.group(1).split(",")) : List.of();
  }

  private static Set<String> testNames() throws IOException {
    try (Stream<Path> files = Files.walk(Repository.root())) {
      return files
          .filter(file -> file.toString().contains("src/test") && file.toString().endsWith(".java"))
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(java.util.stream.Collectors.toSet());
    }
  }
}
