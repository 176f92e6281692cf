package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What users may call stands in resources/api, a file for each module of the BOM, so that a change
 * of it is seen in review. {@code -Drenew} writes the files anew.
 */
class PublicApiTest {
  private static final Path LISTS = MainCode.ROOT.resolve("src/test/resources/api");

  private static final String RENEWAL =
      "./mvnw test -pl src/test -am -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Drenew";

  @TestFactory
  Stream<DynamicTest> publicTypesAndMembersAreTheListedOnes() {
    return MainCode.published().stream()
        .map(module -> DynamicTest.dynamicTest(module, () -> compare(module)));
  }

  @Test
  void everyListBelongsToAModule() throws Exception {
    try (Stream<Path> lists = Files.list(LISTS)) {
      assertThat(lists.map(list -> list.getFileName().toString().replace(".txt", "")))
          .isSubsetOf(MainCode.published());
    }
  }

  private static void compare(String module) throws Exception {
    Path list = LISTS.resolve(module + ".txt");
    String api = PublicApi.of(module);
    assertThat(api).as("what of %s is on the class path of these tests", module).isNotEmpty();
    if (System.getProperty("renew") != null) {
      Files.writeString(list, api);
    }
    List<String> listed = Files.exists(list) ? Files.readAllLines(list) : List.of();
    List<String> actual = api.lines().toList();
    assertThat(without(actual, listed)).as("new in %s; if meant: %s", module, RENEWAL).isEmpty();
    assertThat(without(listed, actual)).as("gone from %s; if meant: %s", module, RENEWAL).isEmpty();
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> rest = new ArrayList<>(lines);
    others.forEach(rest::remove);
    return rest;
  }
}
