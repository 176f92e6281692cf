package org.mast4j.cli.doctor;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints facts as they are found, and at the end what is wrong with them, one line each. */
final class Diagnosis {
  private final PrintWriter out;
  private final List<String> advice = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  Diagnosis(PrintWriter out) {
    this.out = out;
  }

  void section(String title) {
    out.println(title);
  }

  void fact(String name, Object value) {
    out.println("  %-18s %s".formatted(name, value));
    out.flush();
  }

  /** Something works, but not as well as it could. */
  void advise(String what, String toDo) {
    advice.add(line(what, toDo));
  }

  /** Something essential is broken. */
  void problem(String what, String toDo) {
    problems.add(line(what, toDo));
  }

  private static String line(String what, String toDo) {
    return (what + "; " + toDo).replaceAll("\\s*\\R\\s*", " ");
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
