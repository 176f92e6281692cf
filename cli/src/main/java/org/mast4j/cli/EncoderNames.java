package org.mast4j.cli;

import java.util.Iterator;
import org.mast4j.zoo.Architectures;

/** The names of the encoders on the class path. */
final class EncoderNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Architectures.presets().keySet().iterator();
  }
}
