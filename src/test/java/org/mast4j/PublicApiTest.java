package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What users may call stands in resources/api, a file for each module, so that a change of it is
 * seen in review. {@code -Drenew} writes the files anew.
 */
class PublicApiTest {
  private static final Path LISTS = MainCode.ROOT.resolve("src/test/resources/api");

  private static final String RENEWAL =
      "./mvnw test -pl src/test -am -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Drenew";

  @TestFactory
  Stream<DynamicTest> publicTypesAndMembersAreTheListedOnes() {
    return MainCode.modules().stream()
        .map(module -> DynamicTest.dynamicTest(module, () -> compare(module)));
  }

  @Test
  void everyListBelongsToAModule() throws Exception {
    try (Stream<Path> lists = Files.list(LISTS)) {
      assertThat(lists.map(list -> list.getFileName().toString().replace(".txt", "")))
          .isSubsetOf(MainCode.modules());
    }
  }

  private static void compare(String module) throws Exception {
    Path list = LISTS.resolve(module + ".txt");
    String api = PublicApi.of(module);
    if (System.getProperty("renew") != null) {
      Files.writeString(list, api);
    }
    assertThat(api.lines())
        .as("the public API of %s; if the change is meant: %s", module, RENEWAL)
        .containsExactlyElementsOf(Files.readAllLines(list));
  }
}
