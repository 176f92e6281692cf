package org.mast4j.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Repository;

/**
 * docs/licences.md lists what a program of ours brings along, with licences that we know and may
 * pass on. {@code -Drenew} writes its table anew.
 */
class LicencesTest {
  private static final String PAGE = "docs/licences.md";
  private static final String HEADER = "| artifact | version | licence |\n|---|---|---|\n";

  /** The license plugin's, of the poms that this module's dependencies have. */
  private static final Path COLLECTED = Path.of("target", "third-party.txt");

  private static final String RENEWAL =
      "./mvnw test -pl cli -am -Dtest=LicencesTest -Dsurefire.failIfNoSpecifiedTests=false -Drenew";

  /** What poms call a licence, and its name in the list of SPDX. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("Apache-2.0", "Apache-2.0"),
          entry("Apache 2", "Apache-2.0"),
          entry("Apache 2.0", "Apache-2.0"),
          entry("Apache V2", "Apache-2.0"),
          entry("Apache License v2.0", "Apache-2.0"),
          entry("Apache License V2.0", "Apache-2.0"),
          entry("Apache License Version 2.0", "Apache-2.0"),
          entry("Apache License, Version 2.0", "Apache-2.0"),
          entry("The Apache License, Version 2.0", "Apache-2.0"),
          entry("The Apache Software License, Version 2.0", "Apache-2.0"),
          entry("The Apache Software License, version 2.0", "Apache-2.0"),
          entry("MIT", "MIT"),
          entry("MIT License", "MIT"),
          entry("BSD 2-Clause", "BSD-2-Clause"),
          entry("BSD 3-Clause", "BSD-3-Clause"),
          entry("BSD 3-clause", "BSD-3-Clause"),
          entry("BSD-3-Clause", "BSD-3-Clause"),
          entry("BSD (3-point)", "BSD-3-Clause"),
          entry("The BSD License", "BSD-3-Clause"),
          entry("The BSD 3-Clause License", "BSD-3-Clause"),
          entry("EDL 1.0", "BSD-3-Clause"), // the Eclipse Distribution License is its text
          entry("Eclipse Distribution License - v 1.0", "BSD-3-Clause"),
          entry("EPL-1.0", "EPL-1.0"),
          entry("Eclipse Public License", "EPL-1.0"),
          entry("Eclipse Public License - v 1.0", "EPL-1.0"),
          entry("Eclipse Public License - v 2.0", "EPL-2.0"),
          entry("CC BY 3.0", "CC-BY-3.0"),
          entry("GNU Lesser General Public License", "LGPL-2.1"),
          entry("LGPL, version 2.1", "LGPL-2.1"),
          entry("GNU Library or Lesser General Public License (LGPL)", "LGPL-3.0"),
          entry("GPL v2", "GPL-2.0"),
          entry("GNU General Public License (GPL) version 2, or any later version", "GPL-2.0"),
          entry("GPLv2 with Classpath exception", "GPL-2.0 with the Classpath exception"));

  /** One of an artifact's licences must be among these. */
  private static final Set<String> ACCEPTED =
      Set.of(
          "Apache-2.0",
          "MIT",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "EPL-1.0",
          "EPL-2.0",
          "CC-BY-3.0",
          "LGPL-3.0");

  private record Artifact(String name, String version, List<String> licences) {
    String row() {
      return "| `%s` | %s | %s |".formatted(name, version, String.join(" or ", licences));
    }
  }

  @Test
  void everyArtifactHasALicenceThatWeKnowAndMayPassOn() throws IOException {
    assertThat(collected())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            artifact ->
                assertThat(artifact.licences())
                    .as("%s; a licence not yet known goes into this test", artifact)
                    .doesNotContainNull()
                    .containsAnyElementsOf(ACCEPTED));
  }

  @Test
  void thePageListsThem() throws IOException {
    List<String> rows = collected().stream().map(Artifact::row).toList();
    String page = Page.of(PAGE).text();
    String before = page.substring(0, page.indexOf(HEADER) + HEADER.length());
    if (System.getProperty("renew") != null) {
      Files.writeString(Repository.root().resolve(PAGE), before + String.join("\n", rows) + "\n");
    }
    List<String> listed = Page.of(PAGE).text().substring(before.length()).lines().toList();
    assertThat(listed).as("if meant: %s", RENEWAL).isEqualTo(rows);
  }

  private static List<Artifact> collected() throws IOException {
    return Files.readAllLines(COLLECTED).stream()
        .filter(line -> line.contains(" - "))
        .map(LicencesTest::artifact)
        .sorted(Comparator.comparing(Artifact::name))
        .toList();
  }

  /** "(licence) (licence) Name (group:artifact:version - address)" */
  private static Artifact artifact(String line) {
    List<String> licences = new ArrayList<>();
    String rest = line.strip();
    while (rest.startsWith("(")) {
      int end = closing(rest);
      licences.add(NAMES.get(rest.substring(1, end)));
      rest = rest.substring(end + 1).strip();
    }
    String[] coordinates =
        rest.substring(rest.lastIndexOf(" (") + 2, rest.lastIndexOf(" - ")).split(":");
    return new Artifact(
        coordinates[0] + ":" + coordinates[1],
        coordinates[coordinates.length - 1],
        licences.stream().distinct().toList());
  }

  /** Where the parenthesis closes that the text begins with. */
  private static int closing(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException(text + ": a parenthesis isn't closed");
  }
}
