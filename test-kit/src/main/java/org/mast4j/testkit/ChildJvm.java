package org.mast4j.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A Java program in a JVM of its own.
 *
 * @param java the launcher of the JDK
 * @param options of the JVM
 * @param classPath as {@code -cp} takes it
 * @param main the program
 */
public record ChildJvm(Path java, List<String> options, String classPath, Class<?> main) {
  static final String MARK = "RESULT ";

  /** On this JVM's JDK and class path. */
  public static ChildJvm of(Class<?> main) {
    return new ChildJvm(tool("java"), List.of(), ownClassPath(), main);
  }

  /** A program of the JDK that runs this JVM. */
  public static Path tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  /** This JVM's class path. */
  public static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  /** Prints what the test reads by {@link Run#said}. */
  public static void say(Object result) {
    System.out.println(MARK + result);
  }

  public ChildJvm options(String... options) {
    return new ChildJvm(java, List.of(options), classPath, main);
  }

  public ChildJvm classPath(String classPath) {
    return new ChildJvm(java, options, classPath, main);
  }

  /** Without the entries of the class path whose file name matches. */
  public ChildJvm withoutJars(String fileName) {
    return filtered(entry -> !entry.getFileName().toString().matches(fileName));
  }

  /** With the entries of the class path that a test takes. */
  public ChildJvm filtered(Predicate<Path> taken) {
    return classPath(
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(entry -> taken.test(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator)));
  }

  /** The process that has these arguments. */
  public ChildProcess with(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return ChildProcess.of(command);
  }

  /** Runs it with these arguments. */
  public Run run(Object... arguments) throws IOException, InterruptedException {
    return with(arguments).run();
  }
}
