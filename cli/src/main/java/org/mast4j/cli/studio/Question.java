package org.mast4j.cli.studio;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is asked about a clip, as the query of its URL says.
 *
 * @param name what the clip is called
 * @param top labels that are wanted
 * @param nearest neighbours that are wanted
 * @param with what else is wanted
 */
record Question(String name, int top, int nearest, Set<Extra> with) {
  private static final int DEFAULT_TOP = 5;
  private static final int MOST = 100;
  private static final int NAME_LENGTH = 200;
  private static final Set<String> KEYS = new TreeSet<>(Set.of("name", "top", "nearest", "with"));

  /** What an answer holds on demand, since it is large. */
  enum Extra {
    SPECTROGRAM,
    ATTENTION,
    SOUND;

    static String names() {
      return Arrays.stream(values()).map(Extra::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Question {
    with = Set.copyOf(with);
  }

  /**
   * Reads a query.
   *
   * @param query as it stands in the URL, empty for none
   * @throws Refusal naming what is unknown in it
   */
  static Question parse(String query) throws Refusal {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : query.isEmpty() ? List.<String>of() : List.of(query.split("&"))) {
      String[] parts = pair.split("=", 2);
      String key = decoded(parts[0]);
      if (!KEYS.contains(key)) {
        throw bad("unknown parameter \"" + printable(key) + "\"; expected some of " + KEYS);
      }
      values.put(key, parts.length == 2 ? decoded(parts[1]) : "");
    }
    String name = printable(values.getOrDefault("name", "clip")).strip();
    return new Question(
        name.isEmpty() ? "clip" : name,
        number(values, "top"),
        number(values, "nearest"),
        extras(values.getOrDefault("with", "")));
  }

  private static String decoded(String text) throws Refusal {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad("\"" + text + "\" isn't percent-encoded; expected %20 for a blank");
    }
  }

  /** Short, and on one line. */
  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > NAME_LENGTH ? line.substring(0, NAME_LENGTH) : line;
  }

  private static int number(Map<String, String> values, String key) throws Refusal {
    String text = values.getOrDefault(key, String.valueOf(DEFAULT_TOP));
    int number = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > MOST) {
      throw bad(key + " is \"" + printable(text) + "\"; expected a number from 1 to " + MOST);
    }
    return number;
  }

  private static Set<Extra> extras(String list) throws Refusal {
    Set<Extra> extras = EnumSet.noneOf(Extra.class);
    for (String word : list.isEmpty() ? List.<String>of() : List.of(list.split(","))) {
      extras.add(
          Arrays.stream(Extra.values())
              .filter(extra -> extra.toString().equals(word))
              .findFirst()
              .orElseThrow(
                  () ->
                      bad(
                          "with is \""
                              + printable(word)
                              + "\"; expected some of "
                              + Extra.names())));
    }
    return extras;
  }

  private static Refusal bad(String sentence) {
    return new Refusal(Refusal.BAD_REQUEST, sentence);
  }
}
