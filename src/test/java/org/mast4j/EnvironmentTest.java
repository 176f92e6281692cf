package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.cli.Mast4j;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstVariants;

/** Commands in JVMs of their own, in languages, encodings and users of all kinds. */
class EnvironmentTest {
  @TempDir static Path folder;

  @BeforeAll
  static void writeModelAndData() throws IOException {
    Tones.writeTwoClasses(folder.resolve("data"), 2);
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), 2, 1);
    FrontEndConfig frontEnd =
        FrontEndConfig.kaldi()
            .withMels(graph.config().grid().mels())
            .withFrames(graph.config().grid().frames());
    new StoredModel(graph.config(), frontEnd, List.of("high", "low"), graph.weights())
        .write(folder.resolve("model"));
  }

  @ParameterizedTest
  @CsvSource({"de, DE", "ar, EG"})
  void numbersAreTheSameInEveryLanguage(String language, String country) throws Exception {
    String[] options = {
      "-Duser.language=" + language, "-Duser.country=" + country, "-Djava.locale.providers=CLDR"
    };
    Run evaluate =
        ChildJvm.of(Mast4j.class)
            .options(options)
            .with("evaluate", "--model", "model", "--data", "data")
            .in(folder)
            .run();
    assertThat(evaluate.code()).as(evaluate.err()).isZero();
    assertThat(evaluate.out()).containsPattern("accuracy [01]\\.[0-9]{3} \\(4 clips\\)");
  }

  @Test
  void jsonIsUtf8WhateverTheLocale() throws Exception {
    Run run =
        ChildJvm.of(Mast4j.class)
            .options("-Dfile.encoding=US-ASCII")
            .with("classify", "--model", labelled("犬"), "data/low/0.wav", "--json")
            .in(folder)
            .with(Map.of("LC_ALL", "C"))
            .run();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(new ObjectMapper().readTree(run.out()).findPath("labels").has("犬")).isTrue();
  }

  private static String labelled(String label) throws IOException {
    StoredModel model = StoredModel.read(folder.resolve("model"));
    new StoredModel(model.encoder(), model.frontEnd(), List.of(label, "low"), model.weights())
        .write(folder.resolve("labelled"));
    return "labelled";
  }

  @Test
  void anArgumentThatTheLocaleLacksIsToldWithTheRemedy() throws Exception {
    Run run =
        ChildProcess.of(
                List.of(
                    "bash",
                    "-c",
                    ChildJvm.tool("java")
                        + " -cp \"$CP\" org.mast4j.cli.Mast4j features $'\\xe7\\x8a\\xac.wav'"))
            .in(folder)
            .with(Map.of("LC_ALL", "C", "CP", ChildJvm.ownClassPath()))
            .run();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("set LC_ALL=C.UTF-8").hasLineCount(1);
  }

  @Test
  void aUserWithoutAHomeLeavesNothingInTheWorkingDirectory() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path working = Files.createDirectory(folder.resolve("working"));
    Run run =
        ChildJvm.of(Mast4j.class)
            .options("-Duser.home=?", "-Duser.name=?")
            .with(
                "embed",
                "--model",
                folder.resolve("model"),
                folder.resolve("data/low/0.wav"),
                "--out",
                "x.npy")
            .in(working)
            .with(Map.of("HOME", home.toString()))
            .run();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("this user has no home folder; native libraries go to " + home);
    try (Stream<Path> files = Files.list(working)) {
      assertThat(files).containsExactly(working.resolve("x.npy"));
    }
    assertThat(home.resolve(".javacpp")).isDirectory();
  }

  @Test
  void memoryThatIsFullIsOneSentence() throws Exception {
    Run run =
        ChildJvm.of(Mast4j.class)
            .options("-Xmx48m")
            .with(
                "pretrain",
                "--encoder",
                "mast-base",
                "--data",
                "data",
                "--out",
                "never",
                "--steps",
                "1",
                "--batch",
                "2")
            .in(folder)
            .run();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("mast4j: not enough memory").doesNotContain("\tat ");
  }

  @Test
  void aLibraryThatIsMissingIsOneSentence() throws Exception {
    Run run =
        ChildJvm.of(Mast4j.class)
            .withoutJars("nd4j-native.*")
            .with("evaluate", "--model=model", "--data=data")
            .in(folder)
            .run();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("mast4j: there is no ND4J backend on the class path; add org.mast4j:mast4j-cpu")
        .doesNotContain("\tat ");
  }
}
