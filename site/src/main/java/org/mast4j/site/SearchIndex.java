package org.mast4j.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What search looks through: a script, as browsers load no JSON from a folder. */
final class SearchIndex {
  private record Entry(String page, String heading, String address, String text) {}

  private final List<Entry> entries = new ArrayList<>();

  void add(Page page) {
    for (Page.Section section : page.sections()) {
      entries.add(
          new Entry(
              page.title(), section.heading(), page.name() + section.anchor(), section.text()));
    }
  }

  /** The public types of the Javadoc in a folder of the site. */
  void addTypes(Path site, String javadoc) throws IOException {
    try (Stream<Path> files = Files.walk(site.resolve(javadoc).resolve("org"))) {
      files
          .map(file -> site.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.matches(".*/[A-Z][\\w.]*\\.html"))
          .filter(file -> !file.contains("/class-use/"))
          .sorted()
          .forEach(this::addType);
    }
  }

  private void addType(String file) {
    String type = file.substring(file.lastIndexOf('/') + 1).replace(".html", "");
    String folder = file.substring(file.indexOf('/') + 1, file.lastIndexOf('/'));
    entries.add(new Entry("Javadoc", type, file, folder.replace('/', '.')));
  }

  String script() throws JsonProcessingException {
    return "const SEARCH = " + new ObjectMapper().writeValueAsString(entries) + ";\n";
  }
}
