package org.mast4j.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Reads a site as browsers do: every address leads somewhere, and nothing comes from elsewhere. */
final class HtmlCheck {
  private final Path site;
  private final Map<Path, Set<String>> anchors = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private HtmlCheck(Path site) {
    this.site = site;
  }

  /** What is wrong with the pages in a folder, those of its subfolders left to their makers. */
  static List<String> problems(Path site) throws IOException {
    HtmlCheck check = new HtmlCheck(site);
    try (Stream<Path> files = Files.list(site)) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".html"))::iterator) {
        check.page(file);
      }
    }
    return check.problems;
  }

  private void page(Path file) throws IOException {
    Document document = Jsoup.parse(file, "UTF-8");
    Set<String> ids = new HashSet<>();
    for (Element element : document.select("[id]")) {
      if (!ids.add(element.id())) {
        problems.add(file.getFileName() + ": the anchor " + element.id() + " is there twice");
      }
    }
    for (Element element : document.select("[src], link[href]")) {
      String address = element.hasAttr("src") ? element.attr("src") : element.attr("href");
      if (address.matches("(?i)https?:.*")) {
        problems.add(file.getFileName() + ": loads " + address);
      } else if (!address.startsWith("data:")) {
        follow(file, address);
      }
    }
    for (Element element : document.select("a[href]")) {
      if (!element.attr("href").matches("(?i)(https?|mailto|data):.*")) {
        follow(file, element.attr("href"));
      }
    }
    for (Element image : document.select("img:not([alt])")) {
      problems.add(file.getFileName() + ": a picture without words for it, " + image.attr("src"));
    }
  }

  private void follow(Path from, String address) throws IOException {
    int hash = address.indexOf('#');
    String name = hash < 0 ? address : address.substring(0, hash);
    Path target = name.isEmpty() ? from : site.resolve(name).normalize();
    if (!target.startsWith(site) || !Files.isRegularFile(target)) {
      problems.add(from.getFileName() + ": " + address + " isn't there");
    } else if (hash >= 0 && !anchors(target).contains(address.substring(hash + 1))) {
      problems.add(from.getFileName() + ": " + address + " has no such anchor");
    }
  }

  private Set<String> anchors(Path file) throws IOException {
    if (!anchors.containsKey(file)) {
      anchors.put(file, new HashSet<>(Jsoup.parse(file, "UTF-8").select("[id]").eachAttr("id")));
    }
    return anchors.get(file);
  }
}
