package org.mast4j.cli.doctor;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints facts as they are found, and at the end what is wrong with them, one line each. */
final class Diagnosis {
  private final PrintWriter out;
  private final Map<String, Map<String, String>> facts = new LinkedHashMap<>();
  private Map<String, String> section = new LinkedHashMap<>();
  private final List<String> advice = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  Diagnosis(PrintWriter out) {
    this.out = out;
  }

  void section(String title) {
    section = new LinkedHashMap<>();
    facts.put(title, section);
    out.println(title);
  }

  void fact(String name, Object value) {
    section.put(name, value.toString());
    out.println("  %-18s %s".formatted(name, value));
    out.flush();
  }

  /** The facts so far, by section and name. */
  Map<String, Map<String, String>> facts() {
    return facts;
  }

  /** Something works, but not as well as it could. */
  void advise(String what, String toDo) {
    advice.add(line(what + "; " + toDo));
  }

  /** Something essential is broken. */
  void problem(String what, String toDo) {
    problem(what + "; " + toDo);
  }

  /** The same in a sentence that says both. */
  void problem(String sentence) {
    problems.add(line(sentence));
  }

  private static String line(String sentence) {
    return sentence.replaceAll("\\s*\\R\\s*", " ");
  }

  /** Prints advice and problems. */
  void conclude() {
    out.println();
    advice.forEach(line -> out.println("advice: " + line));
    problems.forEach(line -> out.println("problem: " + line));
    out.println(
        problems.isEmpty()
            ? "All that MAST4J needs works."
            : "Essential parts are broken: see the problems above.");
    out.flush();
  }

  boolean isHealthy() {
    return problems.isEmpty();
  }
}
