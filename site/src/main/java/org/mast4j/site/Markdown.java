package org.mast4j.site;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeFilter;

/** Markdown as HTML, with GitHub's tables and anchors of headings. */
final class Markdown {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().extensions(EXTENSIONS).build();

  private Markdown() {}

  /** The body of a page, whose links are still those of the repository; comments are left out. */
  static Element render(String markdown) {
    Document document = Jsoup.parseBodyFragment(RENDERER.render(PARSER.parse(markdown)));
    document.outputSettings().prettyPrint(false);
    document
        .body()
        .filter(
            (Node node, int depth) ->
                node instanceof Comment
                    ? NodeFilter.FilterResult.REMOVE
                    : NodeFilter.FilterResult.CONTINUE);
    document.body().select("table").wrap("<div class=\"scrolls\"></div>");
    for (Element code : document.body().select("pre > code")) {
      if (code.className().isEmpty()) {
        code.addClass("language-" + language(code.wholeText()));
      }
    }
    return document.body();
  }

  /** Of a block that names none: commands, commands with what they print, or neither. */
  private static String language(String text) {
    return text.startsWith("$ ") ? "shell" : text.startsWith("./") ? "bash" : "plaintext";
  }
}
