package org.mast4j.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mast4j.notebook.picture.Palette;

/** What all pages share: their look, and how text gets into them. */
final class Html {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1c2430;
        --soft: #5b6675; --line: #dfe4ea; --accent: #2f6bd0; --plain: #a9b3c0; --heat: 47,107,208; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #12161c; --card: #1b2129; --ink: #e7ebf0; --soft: #9aa6b5;
          --line: #303944; --accent: #6ea3ff; --plain: #5d6978; --heat: 70,130,240; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
      main { max-width: 1060px; margin: 0 auto; padding: 28px 16px 48px; }
      h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 8px; }
      h2 { font-size: 1.08rem; margin: 0 0 4px; }
      p { margin: 0 0 12px; }
      section p, footer { color: var(--soft); font-size: .92rem; }
      .lead { font-size: 1.08rem; max-width: 46em; }
      .cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px;
        margin-top: 20px; }
      section { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
        padding: 16px; min-width: 0; }
      .wide { grid-column: 1 / -1; }
      .pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
      .pair svg { max-width: 100%; }
      figure { margin: 0; }
      figcaption { color: var(--soft); font-size: .85rem; margin-top: 4px; }
      svg { display: block; width: 100%; height: auto; }
      svg text { font-size: 12.5px; fill: var(--soft); }
      .spectrogram { border-radius: 4px; }
      .spectrogram image { image-rendering: pixelated; }
      .spectrogram path, .spectrogram rect { vector-effect: non-scaling-stroke; }
      .lines { stroke: #fff; stroke-opacity: .38; stroke-width: 1; }
      .patch, .neighbour { fill: none; stroke: #4dd8ff; stroke-width: 2.5; }
      .neighbour { stroke-dasharray: 5 4; stroke-width: 2; }
      .dropped { fill: #8a94a1; fill-opacity: .9; stroke: #76808d; }
      .tick { stroke: var(--line); }
      .level { stroke: var(--soft); stroke-dasharray: 5 4; fill: none; }
      svg text.level { stroke: none; fill: var(--soft); }
      polyline { fill: none; stroke: var(--accent); stroke-linejoin: round; }
      .raw { opacity: .35; }
      .mean { stroke-width: 2.4; }
      circle { opacity: .85; }
      .legend { list-style: none; margin: 8px 0 0; padding: 0; columns: 11.5em; font-size: .85rem; }
      .legend i { display: inline-block; width: .7em; height: .7em; border-radius: 50%;
        margin-right: .5em; }
      table { border-collapse: collapse; width: 100%; }
      .bars td { padding: 7px 0; vertical-align: middle; }
      .bars td:first-child { width: 44%; padding-right: 14px; }
      .bars small { display: block; color: var(--soft); line-height: 1.3; }
      .bars .value { width: 4.6em; text-align: right; font-weight: 600;
        font-variant-numeric: tabular-nums; }
      .track { background: var(--line); border-radius: 4px; }
      .bar { height: 16px; border-radius: 4px; background: var(--plain); }
      .bar.trained { background: var(--accent); }
      .scroll { overflow-x: auto; }
      .confusion { min-width: 450px; table-layout: fixed; font-size: .8rem; }
      .confusion th { font-weight: 500; color: var(--soft); text-align: right; padding: 0 8px 0 0;
        line-height: 1.15; }
      .confusion th:first-child { width: 10.6em; }
      .confusion thead th { text-align: left; vertical-align: bottom; padding: 0 0 6px;
        height: 12.5em; }
      .confusion thead th:first-child { text-align: right; padding-right: 8px; height: auto; }
      .confusion thead span { writing-mode: vertical-rl; transform: rotate(180deg);
        white-space: nowrap; display: block; margin: 0 auto; }
      .confusion td { text-align: center; height: 2.1em; border: 1px solid var(--card);
        font-variant-numeric: tabular-nums; }
      .confusion td.none { color: var(--line); }
      .confusion td.dense { color: #fff; }
      footer { margin-top: 20px; }
      @media (max-width: 720px) {
        .cards { grid-template-columns: minmax(0, 1fr); }
        .bars, .bars tbody, .bars tr { display: block; }
        .bars tr { display: grid; grid-template-columns: 1fr 4.6em; align-items: center; }
        .bars td, .bars td:first-child { padding: 3px 0; width: auto; }
        .bars td:first-child { grid-column: 1 / -1; padding-top: 10px; } }
      @media (max-width: 480px) {
        .pair { grid-template-columns: minmax(0, 1fr); }
        svg text { font-size: 15px; } }
      @media print { section { break-inside: avoid; } }
      """;

  private Html() {}

  /**
   * A page's start, up to its first heading.
   *
   * @param css what it adds to the common style
   */
  static String head(String title, String css) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>"""
        + escape(title)
        + "</title>\n<style>\n"
        + STYLE
        + css
        + "</style>\n</head>\n<body>\n<main>\n";
  }

  /** A card; everything in it is HTML already. */
  static String section(String type, String title, String text, String content) {
    return "<section class='"
        + type
        + "'>\n<h2>"
        + title
        + "</h2>\n<p>"
        + text
        + "</p>\n"
        + content
        + "\n</section>\n";
  }

  /** What the colours of {@link Palette} stand for. */
  static String legend(List<String> names) {
    return IntStream.range(0, names.size())
        .mapToObj(
            i ->
                "<li><i style='background:%s'></i>%s</li>"
                    .formatted(Palette.css(i), escape(names.get(i))))
        .collect(Collectors.joining("\n", "<ul class='legend'>\n", "\n</ul>"));
  }

  /** Text as it stands between tags and in attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&quot;");
  }

  /** {@link String#format} in no language. */
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
