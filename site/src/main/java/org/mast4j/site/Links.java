package org.mast4j.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where links of pages lead within the site: to another page, to a copy of a picture, or to a page
 * that shows a file of the repository. Remembers what must be copied and what leads nowhere.
 */
final class Links {
  private static final Set<String> PICTURES = Set.of("png", "svg", "jpg", "gif", "wav", "mp3");

  private final Path repository;
  private final Map<String, String> pages;
  private final Map<String, String> copies = new TreeMap<>();
  private final Set<String> sources = new LinkedHashSet<>();
  private final List<String> broken = new ArrayList<>();

  /**
   * @param repository its top folder
   * @param pages paths from there
   */
  Links(Path repository, List<String> pages) {
    this.repository = repository;
    this.pages = pages.stream().collect(Collectors.toMap(Function.identity(), Links::pageName));
  }

  /** "docs/use.md" is use.html, "study/README.md" study.html, "README.md" index.html. */
  static String pageName(String path) {
    String name =
        path.replaceFirst("^docs/", "")
            .replaceFirst("/?README\\.md$", "")
            .replaceFirst("\\.(md|ipynb)$", "");
    return (name.isEmpty() ? "index" : flat(name)) + ".html";
  }

  /** The site's address of a link on a page. */
  String rewrite(String page, String link) {
    if (link.startsWith("#") || link.matches("(?i)(https?|mailto|data):.*")) {
      return link;
    }
    int hash = link.indexOf('#');
    String anchor = hash < 0 ? "" : link.substring(hash);
    String relative = hash < 0 ? link : link.substring(0, hash);
    Path file = repository.resolve(page).resolveSibling(relative).normalize();
    if (!file.startsWith(repository) || !Files.exists(file)) {
      broken.add(page + ": " + link);
      return link;
    }
    String path = repository.relativize(file).toString().replace('\\', '/');
    if (pages.containsKey(path)) {
      return pages.get(path) + anchor;
    }
    if (PICTURES.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))) {
      copies.put(path, "assets/" + flat(path));
      return copies.get(path);
    }
    sources.add(path);
    return sourceName(path) + anchor;
  }

  /** The page that shows a file or folder of the repository. */
  static String sourceName(String path) {
    return "source-" + flat(path) + ".html";
  }

  private static String flat(String path) {
    return path.toLowerCase(Locale.ROOT).replace('/', '-');
  }

  /** Files to copy: from the repository's top, and within the site. */
  Map<String, String> copies() {
    return copies;
  }

  /** Files and folders of the repository that pages lead to. */
  Set<String> sources() {
    return sources;
  }

  /** Links that lead nowhere, each after its page. */
  List<String> broken() {
    return broken;
  }
}
