package org.mast4j.datavec.audio.reader;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datavec.api.io.labels.PathLabelGenerator;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;

/** A clip's class is a part of its file's name: {@code (\d+)-.*} finds 3 in {@code 3-a-17.wav}. */
public final class FileNameLabelGenerator implements PathLabelGenerator {

  private static final long serialVersionUID = 1L;

  private final Pattern pattern;

  /**
   * Matches whole file names, without folder but with extension.
   *
   * @param regex whose first group is the class
   */
  public FileNameLabelGenerator(String regex) {
    this.pattern = Pattern.compile(regex);
    if (pattern.matcher("").groupCount() < 1) {
      throw new IllegalArgumentException(regex + " has no group; put the class's part into (...)");
    }
  }

  @Override
  public Writable getLabelForPath(String path) {
    String name = String.valueOf(Path.of(path).getFileName());
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches() || matcher.group(1) == null) {
      throw new NoLabelException(
          "its name doesn't match " + pattern + ", which gives the class; rename or remove it");
    }
    return new Text(matcher.group(1));
  }

  @Override
  public Writable getLabelForPath(URI uri) {
    return getLabelForPath(ClipRecordReader.name(uri).toString());
  }

  @Override
  public boolean inferLabelClasses() {
    return true;
  }
}
