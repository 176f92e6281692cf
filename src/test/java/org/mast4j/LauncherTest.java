package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Repository;
import org.mast4j.testkit.Run;

/** What the launcher makes of its environment, before a Java that tells it. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  private static final String ONCE = "-XX:TieredStopAtLevel=1";

  @TempDir Path folder;

  private Path launcher;
  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void writeBuildAndJava() throws IOException {
    launcher = Files.copy(Repository.root().resolve("mast4j"), folder.resolve("mast4j"));
    Files.createDirectories(folder.resolve("cli/src/main"));
    Files.createDirectories(folder.resolve("cli/target"));
    Files.writeString(folder.resolve("cli/target/mast4j.stamp"), "cpu\n");
    Path java = folder.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        "#!/bin/sh\n"
            + "echo \"LC_ALL=$LC_ALL\"\n"
            + "echo \"OMP_NUM_THREADS=$OMP_NUM_THREADS\"\n"
            + "echo \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    environment.put("OMP_NUM_THREADS", "");
  }

  private Run launch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
    command.addAll(List.of(arguments));
    return ChildProcess.of(command).in(folder).with(environment).run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_YY.UTF-8"})
  void namesBeyondAsciiWorkInAnyLocale(String locale) throws Exception {
    environment.put("LC_ALL", locale);
    Run run = launch("features", "犬.wav");
    assertThat(run.out()).containsPattern("LC_ALL=\\w+\\.UTF-8\n").contains("features 犬.wav");
  }

  @Test
  void aLocaleOfUtf8IsKept() throws Exception {
    environment.put("LC_ALL", "C.utf8");
    assertThat(launch().out()).contains("LC_ALL=C.utf8\n");
  }

  @ParameterizedTest
  @CsvSource({"'2,1', 2", "' 4 ', 4", "1024, 1024", "3, 3"})
  void threadsAreTheFirstLevels(String given, String taken) throws Exception {
    environment.put("OMP_NUM_THREADS", given);
    assertThat(launch().out())
        .contains("OMP_NUM_THREADS=" + taken + "\n", "-XX:ActiveProcessorCount=" + taken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "abc", "99999", "1.5", ",2"})
  void threadsThatAreNoNumberAreOneSentence(String given) throws Exception {
    environment.put("OMP_NUM_THREADS", given);
    Run run = launch();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "mast4j: OMP_NUM_THREADS is "
                + given
                + "; set it to a number from 1 to 1024, or unset it.\n");
  }

  /** A program newer than the build makes for none: Java compiles it. */
  @Test
  void aProgramRunsByItsNameOrItsFile() throws Exception {
    Path file = folder.resolve("examples/src/main/java/org/mast4j/examples/FineTune.java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(9)));
    assertThat(launch("example", "FineTune", "clips", "a b").out())
        .endsWith(" " + file + " clips a b\n");
    Path own = Files.createFile(folder.resolve("Own.java"));
    assertThat(launch("example", own.toString()).out()).endsWith(" " + own + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Nothing", "Nothing.java"})
  void aProgramThatIsNoneIsWrongUsage(String name) throws Exception {
    Path programs = folder.resolve("examples/src/main/java/org/mast4j/examples");
    Files.createDirectories(programs);
    Files.createFile(programs.resolve("FineTune.java"));
    Files.createFile(programs.resolve("package-info.java"));
    Run run = name.isEmpty() ? launch("example") : launch("example", name);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("usage: mast4j example NAME").endsWith(":\n  FineTune\n");
  }

  /** By name: a wildcard's jars have no order, and Java takes no archive of classes for it. */
  @Test
  void theClassPathIsJarByJar() throws Exception {
    String lib = writeJar("lib/a.jar") + ":" + writeJar("lib/b.jar");
    String cpu = writeJar("native/base/nd4j.jar");
    assertThat(launch("doctor").out())
        .contains(" -cp " + folder.resolve("cli/target/cli.jar") + ":" + lib + ":" + cpu + " ");
  }

  /** Java finds out for itself what is in it. */
  private String writeJar(String name) throws IOException {
    Path jar = folder.resolve("cli/target").resolve(name);
    Files.createDirectories(jar.getParent());
    return Files.createFile(jar).toString();
  }

  @Test
  void fewClipsAreCompiledOnce() throws Exception {
    String[] clips = Collections.nCopies(30, "x.wav").toArray(String[]::new);
    assertThat(launch("classify", "--model", "m", "x.wav").out()).contains(ONCE);
    assertThat(
            launch(
                    Stream.concat(Stream.of("classify"), Arrays.stream(clips))
                        .toArray(String[]::new))
                .out())
        .doesNotContain(ONCE);
    assertThat(launch("pretrain").out()).doesNotContain(ONCE);
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "-Xmx8g, true",
    "-XX:+UseG1GC, false",
    "'-Xmx8g -XX:+UseParallelGC -Xms1g', false"
  })
  void javaTakesTheCollectorThatIsNamed(String given, boolean ours) throws Exception {
    environment.put("MAST4J_OPTS", given);
    String out = launch("doctor").out();
    assertThat(out).contains(given + " -cp ");
    assertThat(out.contains("-XX:+UseSerialGC")).isEqualTo(ours);
  }

  @Test
  void theCudaBackendRunsWithoutTheCpus() throws Exception {
    writeJar("lib/a.jar");
    writeJar("native/base/nd4j.jar");
    Files.writeString(folder.resolve("cli/target/mast4j.stamp"), "cuda\n");
    environment.put("MAST4J_BACKEND", "cuda");
    uname("Linux x86_64");
    assertThat(launch("doctor").out()).contains("/lib/a.jar ", "doctor").doesNotContain("/native/");
  }

  @Test
  void whereNd4jHasNoCudaItIsOneSentence() throws Exception {
    environment.put("MAST4J_BACKEND", "cuda");
    uname("Darwin arm64");
    Run run = launch("doctor");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "mast4j: MAST4J_BACKEND is cuda, which ND4J has for Linux on x86_64 alone; set it to"
                + " cpu on this Darwin arm64.\n");
  }

  /** A uname that tells of another machine. */
  private void uname(String machine) throws IOException {
    Path uname = Files.createDirectory(folder.resolve("tools")).resolve("uname");
    Files.writeString(uname, "#!/bin/sh\necho " + machine + "\n");
    assertThat(uname.toFile().setExecutable(true)).isTrue();
    environment.put("PATH", uname.getParent() + ":" + System.getenv("PATH"));
  }

  @Test
  void aDeletedWorkingDirectoryIsOneSentence() throws Exception {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    List<String> command =
        List.of("bash", "-c", "rmdir '" + gone + "' && bash '" + launcher + "' 2>&1 | tail -n 1");
    Run run = ChildProcess.of(command).in(gone).with(environment).run();
    assertThat(run.out())
        .isEqualTo("mast4j: the working directory has been deleted; change to another.\n");
  }
}
