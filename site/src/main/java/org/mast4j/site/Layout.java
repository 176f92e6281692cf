package org.mast4j.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The frame of a page: what site there is beside it, its headings, the pages before and after. */
final class Layout {
  private final Navigation navigation;
  private final List<Page> pages;
  private final Map<String, Page> byName;
  private final boolean javadoc;
  private final String template;

  Layout(Navigation navigation, List<Page> pages, boolean javadoc) throws IOException {
    this.navigation = navigation;
    this.pages = pages;
    this.byName = pages.stream().collect(Collectors.toMap(Page::name, Function.identity()));
    this.javadoc = javadoc;
    this.template = new String(Site.resource("page.html"), StandardCharsets.UTF_8);
  }

  /** The whole page. */
  String frame(Page page) {
    Document document = Jsoup.parse(template);
    document.outputSettings().prettyPrint(false);
    boolean home = page.name().equals("index.html");
    document.title(home ? page.title() : page.title() + " · MAST4J");
    groups(document.expectFirst("#site-pages"), page);
    Element article = document.expectFirst("article");
    article.appendChildren(page.body().childNodesCopy());
    for (Element link : article.select("a[href]")) {
      // What GitHub's readers know by its file is known here by its title.
      if (link.text().endsWith(".md") && byName.containsKey(link.attr("href"))) {
        link.text(byName.get(link.attr("href")).title());
      }
    }
    contents(document.expectFirst("#site-contents"), page);
    for (Element heading : article.select("h2[id], h3[id]")) {
      heading
          .appendElement("a")
          .addClass("anchor")
          .attr("href", "#" + heading.id())
          .attr("aria-label", "Link to this section")
          .text("#");
    }
    neighbours(document.expectFirst("#site-neighbours"), page);
    return document.outerHtml();
  }

  private void groups(Element list, Page current) {
    navigation
        .groups()
        .forEach(
            (group, paths) -> {
              list.appendElement("h2").text(group);
              Element items = list.appendElement("ul");
              for (String path : paths) {
                link(items, byName.get(Links.pageName(path)), current);
              }
              if (group.equals("Reference") && javadoc) {
                items
                    .appendElement("li")
                    .appendElement("a")
                    .attr("href", Site.JAVADOC + "/index.html")
                    .text("Javadoc");
              }
            });
  }

  private static void link(Element items, Page page, Page current) {
    Element link = items.appendElement("li").appendElement("a").attr("href", page.name());
    link.text(page.title());
    if (page.name().equals(current.name())) {
      link.attr("aria-current", "page");
    }
  }

  private static void contents(Element list, Page page) {
    List<Element> headings = page.headings();
    if (headings.size() < 2) {
      list.remove();
      return;
    }
    list.appendElement("h2").text("On this page");
    Element items = list.appendElement("ul");
    for (Element heading : headings) {
      items
          .appendElement("li")
          .addClass(heading.tagName())
          .appendElement("a")
          .attr("href", "#" + heading.id())
          .text(heading.text());
    }
  }

  private void neighbours(Element list, Page page) {
    int i = pages.indexOf(page);
    if (i > 0) {
      neighbour(list, pages.get(i - 1), "prev", "← ");
    }
    if (i >= 0 && i + 1 < pages.size()) {
      neighbour(list, pages.get(i + 1), "next", "");
    }
  }

  private static void neighbour(Element list, Page page, String relation, String before) {
    list.appendElement("a")
        .attr("href", page.name())
        .attr("rel", relation)
        .text(before + page.title() + (relation.equals("next") ? " →" : ""));
  }
}
