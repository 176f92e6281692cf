package org.mast4j.site;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which pages there are, in their order.
 *
 * @param groups paths of pages from the repository's top, by the name of their group
 */
record Navigation(Map<String, List<String>> groups) {
  static final String FILE = "docs/navigation.yaml";

  /** Where pages of docs/ stand that the file doesn't list. */
  static final String REST = "More";

  /** Reads the file, whose entries are paths or patterns of such; what isn't there is left out. */
  static Navigation read(Path repository) throws IOException {
    Map<String, List<String>> listed =
        new YAMLMapper().readValue(repository.resolve(FILE).toFile(), new TypeReference<>() {});
    Map<String, List<String>> groups = new LinkedHashMap<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Map.Entry<String, List<String>> group : listed.entrySet()) {
      List<String> pages = new ArrayList<>();
      for (String entry : group.getValue()) {
        matches(repository, entry).filter(seen::add).forEach(pages::add);
      }
      groups.put(group.getKey(), pages);
    }
    List<String> rest = matches(repository, "docs/*.md").filter(seen::add).toList();
    if (!rest.isEmpty()) {
      groups.put(REST, rest);
    }
    return new Navigation(groups);
  }

  private static Stream<String> matches(Path repository, String entry) throws IOException {
    Path folder = repository.resolve(entry).normalize().getParent();
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + entry);
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(repository::relativize)
          .filter(matcher::matches)
          .map(path -> path.toString().replace('\\', '/'))
          .sorted()
          .toList()
          .stream();
    }
  }

  /** All pages in the order of reading. */
  List<String> pages() {
    return groups.values().stream().flatMap(List::stream).toList();
  }
}
