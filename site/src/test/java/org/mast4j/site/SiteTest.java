package org.mast4j.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Repository;

/** The repository's own site, and what breaks one. */
class SiteTest {
  @TempDir private static Path site;
  @TempDir private Path repository;

  /** Fails by itself where a link or anchor of the documentation leads nowhere. */
  @BeforeAll
  static void writeOurs() throws IOException {
    Site.write(Repository.root(), site);
  }

  @Test
  void everyPageOfTheDocumentationHasAPlace() throws IOException {
    Map<String, List<String>> groups = Navigation.read(Repository.root()).groups();
    assertThat(groups.keySet()).containsExactly("Start", "Jobs", "Reference", "Inside");
    assertThat(groups.get("Start")).first().isEqualTo("README.md");
  }

  @Test
  void everyPageLeadsToEveryOther() throws IOException {
    List<String> pages =
        Navigation.read(Repository.root()).pages().stream().map(Links::pageName).toList();
    assertThat(pages).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    for (String page : pages) {
      assertThat(read(page).select("#site-pages a").eachAttr("href")).as(page).isEqualTo(pages);
    }
  }

  @Test
  void tablesScrollAndCodeHasALanguage() throws IOException {
    Document settings = read("settings.html");
    assertThat(settings.select("table")).isNotEmpty();
    assertThat(settings.select("table").eachAttr("class"))
        .hasSameSizeAs(settings.select("div.scrolls > table").eachAttr("class"));
    assertThat(read("trouble.html").select("pre > code.language-shell")).isNotEmpty();
    String transfer = Files.readString(Repository.root().resolve("docs/transfer.md"));
    assertThat(read("transfer.html").select("pre > code.language-java"))
        .hasSize(transfer.split("```java", -1).length - 1)
        .isNotEmpty();
    assertThat(read("index.html").select("pre > code.language-bash")).isNotEmpty();
  }

  @Test
  void aPageOfAFileIsKnownByItsTitle() throws IOException {
    Element link = read("index.html").expectFirst("article a[href=architecture.html]");
    assertThat(link.text()).isEqualTo("Architecture");
  }

  @Test
  void searchKnowsEverySectionOfEveryPage() throws IOException {
    String index = Files.readString(site.resolve("assets/search.js"));
    assertThat(index).startsWith("const SEARCH = [{");
    for (String page : Navigation.read(Repository.root()).pages()) {
      String name = Links.pageName(page);
      assertThat(Files.readString(site.resolve(name))).as("comments").doesNotContain("<!--");
      for (Element heading : read(name).select("h2[id], h3[id]")) {
        assertThat(index).contains('"' + name + "#" + heading.id() + '"');
      }
    }
  }

  @Test
  void linksThatLeadNowhereAreAllNamed() throws IOException {
    write("README.md", "# Top\n[gone](docs/gone.md) [there](docs/page.md#no) [file](LICENSE)\n");
    write("docs/page.md", "# Page\n\n## Part\n\n[back](../README.md) ![](none.png)\n");
    write("docs/navigation.yaml", "Start: [README.md]\n");
    write("LICENSE", "free\n");
    assertThatIllegalStateException()
        .isThrownBy(() -> Site.write(repository, repository.resolve("out")))
        .withMessageContaining("README.md: docs/gone.md")
        .withMessageContaining("docs/page.md: none.png")
        .withMessageContaining("index.html: page.html#no has no such anchor");
    assertThat(Navigation.read(repository).groups())
        .containsEntry(Navigation.REST, List.of("docs/page.md"));
  }

  @Test
  void aNotebookShowsItsCellsAndWhatTheyPrinted() throws IOException {
    Element body =
        Notebook.render(
            """
            {"metadata": {"language_info": {"name": "java"}}, "nbformat": 4, "cells": [
              {"cell_type": "markdown", "source": ["# A story\\n", "of *sound*"]},
              {"cell_type": "code", "source": "1 < 2", "outputs": [
                {"output_type": "execute_result", "data": {"text/plain": ["true"]}},
                {"output_type": "stream", "name": "stdout", "text": "said\\n"},
                {"output_type": "display_data", "data": {"image/png": "AAAA\\n", "text/plain": "P"}},
                {"output_type": "display_data", "data": {"text/html": "<audio controls></audio>"}}
              ]}
            ]}
            """);
    assertThat(body.expectFirst("h1").text()).isEqualTo("A story");
    assertThat(body.select("pre > code").eachText()).containsExactly("1 < 2", "true", "said");
    assertThat(body.expectFirst("code").className()).isEqualTo("language-java");
    assertThat(body.expectFirst("img").attr("src")).isEqualTo("data:image/png;base64,AAAA");
    assertThat(body.select("audio")).hasSize(1);
  }

  private void write(String name, String text) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Document read(String page) throws IOException {
    return Jsoup.parse(site.resolve(page), "UTF-8");
  }
}
