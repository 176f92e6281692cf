package org.mast4j.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** A Jupyter notebook (nbformat 4) as HTML, with the outputs that it holds. */
final class Notebook {
  private Notebook() {}

  /** The body of a page. */
  static Element render(String json) throws IOException {
    JsonNode notebook = new ObjectMapper().readTree(json);
    String language =
        notebook
            .at("/metadata/language_info/name")
            .asText(notebook.at("/metadata/kernelspec/language").asText("java"));
    Element body = Jsoup.parseBodyFragment("").body();
    body.ownerDocument().outputSettings().prettyPrint(false);
    for (JsonNode cell : notebook.get("cells")) {
      if (cell.get("cell_type").asText().equals("markdown")) {
        body.appendChildren(Markdown.render(text(cell.get("source"))).childNodesCopy());
      } else {
        code(body, "language-" + language, text(cell.get("source")));
        outputs(cell).forEach(output -> append(body, output));
      }
    }
    return body;
  }

  private static List<JsonNode> outputs(JsonNode cell) {
    List<JsonNode> outputs = new ArrayList<>();
    cell.path("outputs").forEach(outputs::add);
    return outputs;
  }

  private static void append(Element body, JsonNode output) {
    JsonNode data = output.path("data");
    if (data.has("image/png")) {
      String base64 = text(data.get("image/png")).replaceAll("\\s", "");
      body.appendElement("p")
          .appendElement("img")
          .attr("src", "data:image/png;base64," + base64)
          .attr("alt", "What the cell above draws");
    } else if (data.has("image/svg+xml")) {
      body.appendElement("div").addClass("output").html(text(data.get("image/svg+xml")));
    } else if (data.has("text/html")) {
      body.appendElement("div").addClass("output scrolls").html(text(data.get("text/html")));
    } else if (data.has("text/markdown")) {
      body.appendChildren(Markdown.render(text(data.get("text/markdown"))).childNodesCopy());
    } else {
      String plain = text(data.has("text/plain") ? data.get("text/plain") : output.path("text"));
      if (!plain.isBlank()) {
        code(body, "language-plaintext", plain);
      }
    }
  }

  private static void code(Element body, String language, String text) {
    body.appendElement("pre").appendElement("code").addClass(language).text(text);
  }

  /** Multi-line strings may be stored as lists of lines. */
  private static String text(JsonNode node) {
    if (!node.isArray()) {
      return node.asText();
    }
    StringBuilder text = new StringBuilder();
    node.forEach(line -> text.append(line.asText()));
    return text.toString();
  }
}
