package org.mast4j.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is wrong with several parts, so that one error names it all. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /** A part; empty if it can't be read, which is noted. */
  public <T> Optional<T> attempt(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (SettingsException e) {
      found.addAll(e.problems());
    } catch (IllegalArgumentException e) {
      found.add(new Problem("", "", e.getMessage()));
    }
    return Optional.empty();
  }

  /** What a key of the document stands for; empty if there is no such thing, which is noted. */
  public <T> Optional<T> attempt(Document document, String key, Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (IllegalArgumentException e) {
      found.add(new Problem("", "", e.getMessage(), document.line(document.pathOf(key))));
    }
    return Optional.empty();
  }

  /** Notes a key of the document whose value can't be. */
  public void add(Document document, String key, Object value, String expected) {
    found.add(Problem.of(document.pathOf(key), value, expected).in(document));
  }

  /** Notes a key of the document that doesn't exist, beside those that do. */
  public void addUnknown(Document document, String key, Collection<String> known) {
    String path = document.pathOf(key);
    found.add(new Problem("unknown key ", path, Nearest.hint(key, known)).in(document));
  }

  /**
   * Ends the collection.
   *
   * @throws SettingsException naming all problems, if there are any
   */
  public void requireNone() {
    if (!found.isEmpty()) {
      found.sort(Problem.BY_LINE);
      throw new SettingsException(found);
    }
  }
}
