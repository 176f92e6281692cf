package org.mast4j.cli;

import java.util.Iterator;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a method of pre-training, of those that are found as services. */
final class MethodName implements ITypeConverter<Method>, Iterable<String> {
  @Override
  public Method convert(String name) {
    try {
      return Methods.byName(name);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  @Override
  public Iterator<String> iterator() {
    return Methods.names().iterator();
  }
}
