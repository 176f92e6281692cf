package org.mast4j.cli;

import org.mast4j.samediff.engine.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a precision by its key. */
final class PrecisionConverter implements ITypeConverter<Precision> {
  @Override
  public Precision convert(String key) {
    try {
      return Precision.of(key);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
