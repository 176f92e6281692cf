package org.mast4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mast4j.testkit.Repository;

/**
 * A command line that a page shows.
 *
 * @param page from the repository's top
 * @param text as it stands there, without its comment
 * @param needs what it can't run without, of a mark {@code <!-- needs ... -->} above its block
 * @param block whether it stands in a block of code, or else within a sentence or a table
 */
record DocumentedCommand(String page, String text, Optional<String> needs, boolean block) {
  private static final Pattern NEEDS = Pattern.compile("<!-- needs (.*) -->");
  private static final Pattern INLINE = Pattern.compile("`([^`]+)`");
  private static final Pattern COMMENT = Pattern.compile("\\s+#\\s.*$");
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
  private static final Pattern QUOTES = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
  private static final String FENCE = "```";
  private static final String PROMPT = "$ ";

  /** Pages that people read: README.md, CONTRIBUTING.md, those of docs/ and those of notebooks. */
  static List<String> pages() {
    Path root = Repository.root();
    try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
      Stream<String> pages =
          docs.map(page -> "docs/" + page.getFileName()).filter(page -> page.endsWith(".md"));
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "study/README.md", "notebooks/README.md"),
              pages)
          .filter(page -> Files.exists(root.resolve(page)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every command of a page that begins so, in its order. */
  static List<DocumentedCommand> of(String page, String program) {
    List<DocumentedCommand> commands = new ArrayList<>();
    boolean block = false;
    Optional<String> needs = Optional.empty();
    String begun = "";
    for (String line : lines(page)) {
      if (line.startsWith(FENCE)) {
        block = !block;
        needs = block ? needs : Optional.empty();
      } else if (block) {
        begun += COMMENT.matcher(line).replaceFirst("");
        if (begun.endsWith("\\")) {
          begun = begun.substring(0, begun.length() - 1);
          continue;
        }
        String command = begun.startsWith(PROMPT) ? begun.substring(PROMPT.length()) : begun;
        if (command.startsWith(program + " ")) {
          commands.add(new DocumentedCommand(page, command.strip(), needs, true));
        }
        begun = "";
      } else {
        Matcher mark = NEEDS.matcher(line);
        needs =
            mark.matches() ? Optional.of(mark.group(1)) : line.isBlank() ? needs : Optional.empty();
        INLINE
            .matcher(line)
            .results()
            .map(inline -> inline.group(1))
            .filter(inline -> inline.startsWith(program + " "))
            .map(inline -> new DocumentedCommand(page, inline, Optional.empty(), false))
            .forEach(commands::add);
      }
    }
    return commands;
  }

  private static List<String> lines(String page) {
    try {
      return Files.readAllLines(Repository.root().resolve(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it shows what may be written rather than a line to copy. */
  boolean synopsis() {
    return words().stream()
        .anyMatch(word -> word.matches("\\[.*|.*\\]|\\w+\\|\\w+|\\.\\.\\.|COMMAND|N"));
  }

  /** Its words after the program, as a shell splits them. */
  List<String> words() {
    return WORD.matcher(text)
        .results()
        .map(word -> QUOTES.matcher(word.group()).replaceAll(DocumentedCommand::unquoted))
        .skip(1)
        .toList();
  }

  private static String unquoted(java.util.regex.MatchResult quoted) {
    String inside = quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
    return Matcher.quoteReplacement(inside);
  }
}
