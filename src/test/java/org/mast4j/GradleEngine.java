package org.mast4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Repository;

/**
 * Gradle's own resolution of dependencies. Its program isn't on Maven Central, its engine is; see
 * src/test/resources/gradle.
 */
record GradleEngine(Path folder, String classPath) {
  private static final Path ROOT = Repository.root();

  static GradleEngine fromMavenCentral(Path folder) throws Exception {
    SourceTree.copy(ROOT.resolve("src/test/resources/gradle"), folder);
    Path list = folder.resolve("class-path.txt");
    Programs.run(
        folder,
        List.of(
            ROOT.resolve("mvnw").toString(),
            "-B",
            "-ntp",
            "-f",
            "pom.xml",
            "-Dmaven.repo.local=" + System.getProperty("machine.repository"),
            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
            "-Dmdep.outputFile=" + list));
    return new GradleEngine(folder, Files.readString(list));
  }

  /** What a project's build.gradle asks for, with a repository of Maven's as its mavenLocal(). */
  String runtimeClassPath(Path project, FreshRepository repository) throws Exception {
    String output =
        Programs.run(
            folder,
            List.of(
                ChildJvm.tool("java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dmaven.repo.local=" + repository.folder(),
                "-cp",
                classPath,
                "RuntimeClassPath.java",
                project.toString(),
                folder.resolve("home").toString()));
    return output.lines().reduce((first, second) -> second).orElseThrow();
  }
}
