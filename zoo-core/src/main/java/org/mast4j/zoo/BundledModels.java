package org.mast4j.zoo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mast4j.zoo.weights.SafeTensors;

/**
 * Pre-trained models that lie on the class path, such as those of {@code mast4j-weights}: no
 * download, no folder. An artifact that brings some lists their names, a line each, in {@value
 * #INDEX}, and has the files of a model directory in {@code META-INF/mast4j/models/NAME/}.
 */
public final class BundledModels {
  static final String FOLDER = "META-INF/mast4j/models/";
  static final String INDEX = FOLDER + "index";

  private BundledModels() {}

  /** The names of all models on the class path, in alphabetical order. */
  public static SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    try {
      for (URL index : Collections.list(loader().getResources(INDEX))) {
        try (BufferedReader lines = reader(index)) {
          lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(names::add);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(INDEX + " on the class path can't be read: " + e, e);
    }
    return names;
  }

  private static BufferedReader reader(URL index) throws IOException {
    return new BufferedReader(new InputStreamReader(index.openStream(), StandardCharsets.UTF_8));
  }

  /** Where applications and their plug-ins look for resources. */
  private static ClassLoader loader() {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    return ofThread == null ? BundledModels.class.getClassLoader() : ofThread;
  }

  /**
   * Reads a model.
   *
   * @throws IllegalArgumentException if none has that name, naming those that are there
   * @throws IOException if its files can't be read
   */
  public static StoredModel read(String name) throws IOException {
    SortedSet<String> names = names();
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "no model \"" + name + "\" on the class path; " + expected(names));
    }
    return readListed(name);
  }

  private static StoredModel readListed(String name) throws IOException {
    return StoredModel.of(
        Path.of("classpath", name),
        file -> new String(bytes(name, file), StandardCharsets.UTF_8),
        file -> SafeTensors.read(bytes(name, file)));
  }

  private static byte[] bytes(String name, Path file) throws IOException {
    String resource = FOLDER + name + "/" + file.getFileName();
    try (InputStream stream = loader().getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IOException(
            resource + " is missing on the class path, though " + INDEX + " names its model");
      }
      return stream.readAllBytes();
    }
  }

  private static String expected(SortedSet<String> names) {
    return names.isEmpty()
        ? "there is none, org.mast4j:mast4j-weights brings some"
        : "expected one of " + names;
  }

  /**
   * What {@link #directoryOrName} finds from any folder: the absolute path of a directory, or the
   * name of a model on the class path where there is no such folder.
   *
   * @param folder that a relative path starts from
   */
  public static String within(Path folder, Path model) {
    Path there = folder.toAbsolutePath().resolve(model).normalize();
    boolean bundled = !Files.exists(there) && names().contains(model.toString());
    return bundled ? model.toString() : there.toString();
  }

  /**
   * Reads a model directory, or, where there is no such folder, the model on the class path that
   * has this name.
   *
   * @throws IOException if it is neither, naming the models that are there, or can't be read
   */
  public static StoredModel directoryOrName(Path model) throws IOException {
    SortedSet<String> names = names();
    if (Files.exists(model) || names.isEmpty()) {
      return StoredModel.read(model);
    }
    if (!names.contains(model.toString())) {
      throw new IOException(
          model
              + ": no such folder; expected a model directory, as import and finetune write, or one"
              + " of "
              + names);
    }
    return readListed(model.toString());
  }
}
