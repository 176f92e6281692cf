package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Repository;

/**
 * The sample application, which depends on us as docs/use.md says, built by Maven and by Gradle
 * outside of this build, against a repository into which MAST4J has just been installed.
 */
class ApplicationTest {
  private static final String EXAMPLES = "examples/src/main/java/org/mast4j/examples";
  private static final Path ROOT = Repository.root();
  private static final Path APPLICATION = ROOT.resolve("src/test/resources/application");
  private static final String MAIN = "com.example.Sounds";

  @TempDir private static Path directory;
  private static FreshRepository repository;
  private static String classPath;

  @BeforeAll
  static void installsAndBuildsByMaven() throws Exception {
    repository = FreshRepository.create(directory.resolve("repository"));
    Path source = SourceTree.copy(ROOT, directory.resolve("mast4j"));
    Programs.run(source, repository.maven("-DskipTests", "-Dspotless.check.skip=true", "install"));
    Path application = SourceTree.copy(APPLICATION, directory.resolve("by-maven"));
    Programs.run(application, repository.maven("package"));
    Path target = application.resolve("target");
    classPath = Programs.classPath(target.resolve("sounds.jar"), target.resolve("lib/*"));
  }

  @Test
  void installsJarsSourcesJavadocAndFlatPoms() throws IOException {
    String bom = Files.readString(ROOT.resolve("bom/pom.xml"));
    Set<String> ours =
        Pattern.compile("<groupId>org.mast4j</groupId>\\s*<artifactId>(.*?)</artifactId>")
            .matcher(bom)
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toSet());
    assertThat(repository.artifacts()).containsExactlyInAnyOrderElementsOf(ours);
    for (String library : List.of("datavec-audio", "zoo-ast", "zoo-mast", "samediff-onednn")) {
      assertThat(repository.files(library))
          .contains(
              library + "-0.1.0-SNAPSHOT.jar",
              library + "-0.1.0-SNAPSHOT-sources.jar",
              library + "-0.1.0-SNAPSHOT-javadoc.jar");
    }
    for (String artifact : repository.artifacts()) {
      assertThat(repository.pom(artifact))
          .as(artifact)
          .doesNotContain("<parent>", "${native.platform}", "${natives", "backend}")
          .doesNotContain("junit");
    }
  }

  @Test
  void everyPomIsOneThatMavenCentralTakes() throws Exception {
    for (String artifact : repository.artifacts()) {
      PublishedArtifact.assertComplete(artifact, repository.pom(artifact));
    }
  }

  @Test
  void everyJarIsAModuleOfItsOwnPackages() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String artifact : repository.artifacts()) {
      List<Path> three = repository.jars(artifact);
      assertThat(three.size()).as(artifact).isIn(0, 3); // a pom alone, or sources and Javadoc too
      three.stream()
          .filter(jar -> jar.toString().endsWith("0.1.0-SNAPSHOT.jar"))
          .forEach(jars::add);
    }
    PublishedArtifact.assertModules(jars);
  }

  /** Maven built them twice: before these tests, and at another place, at another time, in them. */
  @Test
  void theSecondBuildsJarsAreTheFirstOnes() throws IOException {
    assumeTrue(ReproducedJars.areMade(), "this build ends before it makes jars");
    for (String module : MainCode.published()) {
      ReproducedJars.assertEqual(module, repository);
    }
  }

  @Test
  void isWhatTheDocumentsShow() throws IOException {
    StringBuilder application = new StringBuilder();
    for (Path folder : List.of(APPLICATION, ROOT.resolve(EXAMPLES))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          application.append(Files.readString(file));
        }
      }
    }
    String sources = Page.unspaced(application.toString());
    for (String page : List.of("README.md", "docs/use.md")) {
      List<String> blocks =
          Page.of(page).blocks("java|xml|groovy").stream().map(Page::unspaced).toList();
      assertThat(blocks)
          .as(page)
          .isNotEmpty()
          .allSatisfy(block -> assertThat(sources).contains(block));
    }
  }

  /** Copied into an application that depends on what their page names. */
  @Test
  void theProgramsCompileInAProjectOfOnesOwn() throws Exception {
    Path application = SourceTree.copy(APPLICATION, directory.resolve("programs"));
    SourceTree.copy(
        ROOT.resolve(EXAMPLES), application.resolve("src/main/java/org/mast4j/examples"));
    Path pom = application.resolve("pom.xml");
    String needed = Page.of("docs/programs.md").blocks("xml").get(0);
    String dependencies = "(?s)(</dependencyManagement>\\s*)<dependencies>.*?</dependencies>";
    String changed =
        Files.readString(pom).replaceFirst(dependencies, "$1" + Matcher.quoteReplacement(needed));
    Files.writeString(pom, changed);
    Programs.run(application, repository.maven("compile"));
    assertThat(application.resolve("target/classes/org/mast4j/examples/FineTune.class")).exists();
  }

  @Test
  void runsAsBuiltByMaven() throws Exception {
    assertRuns(Path.of(System.getProperty("java.home")), classPath, "maven");
  }

  @Test
  void runsOnTheNewestJdk() throws Exception {
    Path newest = Jdks.newest();
    assumeTrue(
        Jdks.version(newest) > Runtime.version().feature(), "no JDK newer than the one that tests");
    assertRuns(newest, classPath, "newest");
  }

  @Test
  void runsAsBuiltByGradle() throws Exception {
    Path application = SourceTree.copy(APPLICATION, directory.resolve("by-gradle"));
    GradleEngine gradle = GradleEngine.fromMavenCentral(directory.resolve("gradle"));
    String libraries = gradle.runtimeClassPath(application, repository);
    Path classes = application.resolve("classes");
    try (Stream<Path> files = Files.walk(application.resolve("src/main/java"))) {
      List<String> sources =
          files.map(Path::toString).filter(file -> file.endsWith(".java")).toList();
      Path jdk = Path.of(System.getProperty("java.home"));
      Programs.run(
          application,
          Stream.concat(
                  Stream.of(
                      jdk.resolve("bin/javac").toString(),
                      "-cp",
                      libraries,
                      "-d",
                      classes.toString()),
                  sources.stream())
              .toList());
      assertRuns(jdk, Programs.classPath(classes, libraries), "gradle");
    }
  }

  /** DL4J's own artifacts first, which ask for JavaCPP and FFmpeg 1.5.7. */
  @Test
  void theBomMendsTheVersionsOfStockDependencies() throws Exception {
    Path application = SourceTree.copy(APPLICATION, directory.resolve("stock-first"));
    Path pom = application.resolve("pom.xml");
    Files.writeString(
        pom,
        Files.readString(pom)
            .replaceFirst(
                "</dependencyManagement>\\s*<dependencies>",
                "$0"
                    + dependency("org.deeplearning4j", "deeplearning4j-core")
                    + dependency("org.nd4j", "nd4j-native-platform")));
    String tree =
        Programs.run(
            application,
            repository.maven("org.apache.maven.plugins:maven-dependency-plugin:3.8.1:tree"));
    assertThat(tree).contains("deeplearning4j-core", "nd4j-native-platform");
    assertThat(
            Pattern.compile("org.bytedeco:(javacpp|openblas|ffmpeg|dnnl|opencl):\\S+")
                .matcher(tree)
                .results()
                .map(result -> result.group()))
        .hasSizeGreaterThan(20)
        .allSatisfy(artifact -> assertThat(artifact).contains("1.5.13"));
  }

  private static String dependency(String group, String artifact) {
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId></dependency>"
        .formatted(group, artifact);
  }

  private static void assertRuns(Path jdk, String classPath, String folder) throws Exception {
    Path out = Files.createDirectories(directory.resolve("out-" + folder));
    String output =
        Programs.run(
            out,
            List.of(
                jdk.resolve("bin/java").toString(),
                "-Xmx1g",
                "-cp",
                classPath,
                MAIN,
                out.toString()));
    assertThat(output).contains("clip.wav: buzz").containsPattern("tones: (0.9|1.0)");
  }
}
