package org.mast4j.site;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Writes the site: pages, what they show and lead to, and the search. */
public final class Site {
  /** The folder of the Javadoc, which stands before the pages are written. */
  static final String JAVADOC = "apidocs";

  private static final String CODE_COLOURS = "/META-INF/resources/webjars/highlightjs/";
  private static final Map<String, String> ASSETS =
      Map.of(
          "site.css",
          "site.css",
          "site.js",
          "site.js",
          CODE_COLOURS + "VERSION/highlight.min.js",
          "highlight.js",
          CODE_COLOURS + "VERSION/languages/groovy.min.js",
          "highlight-groovy.js",
          CODE_COLOURS + "VERSION/styles/github.min.css",
          "highlight.css",
          CODE_COLOURS + "VERSION/styles/github-dark.min.css",
          "highlight-dark.css");

  private final Path repository;
  private final Path site;
  private final Navigation navigation;
  private final Links links;
  private final SearchIndex index = new SearchIndex();

  private Site(Path repository, Path site) throws IOException {
    this.repository = repository.toAbsolutePath().normalize();
    this.site = site.toAbsolutePath().normalize();
    this.navigation = Navigation.read(this.repository);
    this.links = new Links(this.repository, navigation.pages());
  }

  /**
   * Writes the site into a folder, beside the Javadoc that lies there.
   *
   * @param arguments the repository's top folder, and the site's
   * @throws IllegalStateException if a link leads nowhere, which names all of them
   * @throws NoSuchFileException if there is no Javadoc
   */
  public static void main(String... arguments) throws IOException {
    Path javadoc = Path.of(arguments[1], JAVADOC, "index.html");
    if (!Files.exists(javadoc)) {
      throw new NoSuchFileException(javadoc.toString(), null, "the Javadoc isn't there");
    }
    write(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /** The same; a site without Javadoc doesn't lead to it. */
  static void write(Path repository, Path folder) throws IOException {
    Site site = new Site(repository, folder);
    site.write();
    List<String> problems = new ArrayList<>(site.links.broken());
    problems.addAll(HtmlCheck.problems(site.site));
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "The site has links to mend:\n" + String.join("\n", problems));
    }
  }

  private void write() throws IOException {
    Files.createDirectories(site.resolve("assets"));
    boolean javadoc = Files.exists(site.resolve(JAVADOC).resolve("index.html"));
    List<Page> pages = new ArrayList<>();
    for (String path : navigation.pages()) {
      pages.add(page(path));
    }
    Layout layout = new Layout(navigation, pages, javadoc);
    for (Page page : pages) {
      Files.writeString(site.resolve(page.name()), layout.frame(page));
      index.add(page);
    }
    for (String source : links.sources()) {
      Page page = sourcePage(source);
      Files.writeString(site.resolve(page.name()), layout.frame(page));
    }
    for (Map.Entry<String, String> copy : links.copies().entrySet()) {
      Files.copy(
          repository.resolve(copy.getKey()),
          site.resolve(copy.getValue()),
          StandardCopyOption.REPLACE_EXISTING);
    }
    if (javadoc) {
      index.addTypes(site, JAVADOC);
    }
    Files.writeString(site.resolve("assets/search.js"), index.script());
    String version = versionOfCodeColours();
    for (Map.Entry<String, String> asset : ASSETS.entrySet()) {
      Files.write(
          site.resolve("assets").resolve(asset.getValue()),
          resource(asset.getKey().replace("VERSION", version)));
    }
  }

  private static String versionOfCodeColours() throws IOException {
    Properties jar = new Properties();
    jar.load(
        new ByteArrayInputStream(
            resource("/META-INF/maven/org.webjars/highlightjs/pom.properties")));
    return jar.getProperty("version");
  }

  /** A file beside this class, or from the top of the class path. */
  static byte[] resource(String name) throws IOException {
    try (InputStream in = Site.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new NoSuchFileException(name, null, "isn't on the class path");
      }
      return in.readAllBytes();
    }
  }

  private Page page(String path) throws IOException {
    String text = Files.readString(repository.resolve(path));
    Element body = path.endsWith(".ipynb") ? Notebook.render(text) : Markdown.render(text);
    for (Element link : body.select("a[href]")) {
      link.attr("href", links.rewrite(path, link.attr("href")));
    }
    for (Element picture : body.select("img[src]")) {
      picture.attr("src", links.rewrite(path, picture.attr("src")));
    }
    return Page.of(Links.pageName(path), body);
  }

  /** A file of the repository, or the files of a folder, as they are. */
  private Page sourcePage(String path) throws IOException {
    Element body = new Element("body");
    body.appendElement("h1").text(path);
    Path source = repository.resolve(path);
    try (Stream<Path> files = Files.walk(source)) {
      Stream<Path> sources = files.filter(file -> isSource(source, file));
      for (Path file : (Iterable<Path>) sources.sorted()::iterator) {
        if (!file.equals(source)) {
          body.appendElement("h2").text(source.relativize(file).toString());
        }
        String name = file.getFileName().toString();
        body.appendElement("pre")
            .appendElement("code")
            .addClass("language-" + language(name.substring(name.lastIndexOf('.') + 1)))
            .text(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
    return Page.of(Links.sourceName(path), body);
  }

  /** No folder, and nothing that a build has made. */
  private static boolean isSource(Path source, Path file) {
    return Files.isRegularFile(file) && !source.relativize(file).startsWith("target");
  }

  private static String language(String suffix) {
    return switch (suffix) {
      case "java", "xml", "yaml", "json", "python" -> suffix;
      case "py" -> "python";
      case "gradle" -> "groovy";
      case "sh" -> "bash";
      default -> "plaintext";
    };
  }
}
