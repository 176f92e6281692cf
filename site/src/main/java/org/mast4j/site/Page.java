package org.mast4j.site;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/**
 * A page of the site before it gets its frame.
 *
 * @param name of its file
 * @param title its first heading
 * @param body what stands below the frame
 */
record Page(String name, String title, Element body) {

  /** A heading with what stands below it, as search finds it. */
  record Section(String anchor, String heading, String text) {}

  static Page of(String name, Element body) {
    Element first = body.selectFirst("h1");
    return new Page(name, first == null ? name : first.text(), body);
  }

  /** Headings below the title that have an anchor. */
  List<Element> headings() {
    return body.select("h2[id], h3[id]");
  }

  /** The page in sections; the first is what stands above all but the title. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    String anchor = "";
    String heading = title;
    StringBuilder text = new StringBuilder();
    for (Node node : body.childNodes()) {
      if (node instanceof Element element) {
        if (element.tagName().matches("h[23]") && element.hasAttr("id")) {
          sections.add(new Section(anchor, heading, text.toString().strip()));
          anchor = "#" + element.id();
          heading = element.text();
          text = new StringBuilder();
        } else if (!element.tagName().equals("h1")) {
          text.append(element.text()).append(' ');
        }
      }
    }
    sections.add(new Section(anchor, heading, text.toString().strip()));
    return sections;
  }
}
