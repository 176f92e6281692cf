package org.mast4j;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a package may know, by the last paragraph of its package-info ("May know ..."), and what it
 * knows. Our packages stand there without "org.mast4j.", libraries with the first two parts of
 * their names, the JDK's modules with their names; java.base is free.
 */
record Knowledge(Path packageInfo, String text) {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern PARAGRAPH = Pattern.compile("(?s)May know [^<]*?(?=\n \\*/)");
  private static final Pattern END =
      Pattern.compile("(?:(?:\\s*\\*)+\\s*<p>May know [^<]*?)?\\s*\\*/");
  private static final Pattern NAME = Pattern.compile("\\{@code[\\s*]+([\\w.]+)\\}");
  private static final Pattern LIBRARY = Pattern.compile("\\w+(\\.\\w+)?");
  private static final String OURS = "org.mast4j.";

  private static final Map<String, String> JDK =
      ModuleLayer.boot().modules().stream()
          .flatMap(module -> module.getPackages().stream().map(name -> Map.entry(name, module)))
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getName()));

  static Knowledge read(Path packageInfo) throws IOException {
    return new Knowledge(packageInfo, Files.readString(packageInfo));
  }

  String packageName() {
    return find(PACKAGE, "a package").group(1);
  }

  Set<String> allowed() {
    return NAME.matcher(find(PARAGRAPH, "a last paragraph \"May know ...\"").group())
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the package knows, each with a use of it. */
  Map<String, String> actual() {
    Map<String, String> actual = new TreeMap<>();
    for (JavaClass type : MainCode.CLASSES.getPackage(packageName()).getClasses()) {
      for (Dependency use : type.getDirectDependenciesFromSelf()) {
        String used = use.getTargetClass().getBaseComponentType().getPackageName();
        if (!used.isEmpty() && !used.equals(packageName())) {
          actual.putIfAbsent(listed(used), use.getDescription());
        }
      }
    }
    actual.remove("java.base");
    return actual;
  }

  /** Writes the paragraph, from what the package knows. */
  void renew() throws IOException {
    Set<String> names = actual().keySet();
    String sentence =
        names.isEmpty()
            ? "May know the JDK alone."
            : names.stream()
                .map(name -> "{@code " + name + "}")
                .collect(Collectors.joining(", ", "May know ", "."));
    Files.writeString(
        packageInfo, END.matcher(text).replaceFirst("\n *\n * <p>" + sentence + "\n */"));
  }

  private Matcher find(Pattern pattern, String expected) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError(packageInfo + ": expected " + expected);
    }
    return matcher;
  }

  private static String listed(String used) {
    if (used.startsWith(OURS)) {
      return used.substring(OURS.length());
    }
    if (JDK.containsKey(used)) {
      return JDK.get(used);
    }
    Matcher library = LIBRARY.matcher(used);
    library.lookingAt();
    return library.group();
  }
}
