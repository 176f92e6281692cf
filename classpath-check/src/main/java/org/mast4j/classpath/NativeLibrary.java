package org.mast4j.classpath;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URL;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytedeco's libraries that MAST4J calls, with the oldest version that has what it calls. */
public enum NativeLibrary {
  JAVACPP("javacpp", "1.5.13"),
  FFMPEG("ffmpeg", "8.0.1-1.5.13"),
  DNNL("dnnl", "3.11-1.5.13");

  private static final String GROUP = "org.bytedeco";
  private static final Pattern JAR = Pattern.compile(".*/([^/]+\\.jar)!/.*");

  private final String artifact;
  private final String oldest;

  NativeLibrary(String artifact, String oldest) {
    this.artifact = artifact;
    this.oldest = oldest;
  }

  String oldest() {
    return oldest;
  }

  /** Where Maven leaves a jar's version. */
  String propertiesFile() {
    return "META-INF/maven/" + GROUP + "/" + artifact + "/pom.properties";
  }

  /** Requires the jar that a properties file lies in to be new enough. */
  void requireSuitable(URL file) {
    String version = version(file);
    if (Version.parse(version).compareTo(Version.parse(oldest)) < 0) {
      throw new UnsuitableClassPathException(
          "%s is too old: MAST4J needs %s:%s %s, found %s; import org.mast4j:mast4j-bom into dependencyManagement (docs/use.md), which sets the versions"
              .formatted(jar(file), GROUP, artifact, oldest, version),
          null);
    }
  }

  private String version(URL file) {
    Properties properties = new Properties();
    try (InputStream stream = file.openStream()) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", oldest); // a jar that doesn't say is let pass
  }

  private static String jar(URL file) {
    Matcher jar = JAR.matcher(file.toString());
    return jar.matches() ? jar.group(1) : file.toString();
  }
}
