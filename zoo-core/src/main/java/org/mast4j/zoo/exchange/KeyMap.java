package org.mast4j.zoo.exchange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mast4j.zoo.weights.ElementType;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An ordered list of renames between our keys and somebody else's; the first that fits a key of
 * ours counts. A rename may split one of our tensors into several of equal size along axis 0 (our
 * {@code attn.qkv} is another library's query, key and value). The same list serves import and
 * export, so that one is the other's inverse and tensors keep their bits.
 */
public final class KeyMap {
  private static final String SEGMENT = "*";
  private static final String REST = "**";

  private final List<Rename> renames;

  private KeyMap(List<Rename> renames) {
    this.renames = List.copyOf(renames);
  }

  /**
   * One rename.
   *
   * @param ours pattern of our keys
   * @param theirs their keys, "$1" for what the first wildcard of ours stands for
   */
  public record Rename(Pattern ours, List<String> theirs) {
    public Rename {
      theirs = List.copyOf(theirs);
    }
  }

  /** The map that tries the renames in this order. */
  public static KeyMap of(Rename... renames) {
    return new KeyMap(List.of(renames));
  }

  /** These renames, and behind them others. */
  public KeyMap and(Rename... others) {
    return new KeyMap(Stream.concat(renames.stream(), Stream.of(others)).toList());
  }

  /**
   * A rename in which "*" stands for one segment of a key, as "4" in blocks.4.norm1, and "**" for
   * any number of them; the wildcards of {@code theirs} are those of {@code ours} in their order.
   */
  public static Rename rename(String ours, String theirs) {
    return split(ours, theirs);
  }

  /** As {@link #rename}, where our tensor is their tensors on top of each other (axis 0). */
  public static Rename split(String ours, String... theirs) {
    StringBuilder regex = new StringBuilder();
    for (String part : parts(ours)) {
      regex.append(
          switch (part) {
            case SEGMENT -> "([^.]+)";
            case REST -> "(.+)";
            default -> Pattern.quote(part);
          });
    }
    List<String> templates = new ArrayList<>();
    for (String key : theirs) {
      templates.add(template(key));
    }
    return new Rename(Pattern.compile(regex.toString()), templates);
  }

  private static String template(String theirs) {
    StringBuilder template = new StringBuilder();
    int wildcards = 0;
    for (String part : parts(theirs)) {
      boolean wildcard = part.equals(SEGMENT) || part.equals(REST);
      template.append(wildcard ? "$" + ++wildcards : Matcher.quoteReplacement(part));
    }
    return template.toString();
  }

  /** "a.*.b" as "a.", "*", ".b". */
  private static List<String> parts(String key) {
    return List.of(key.split("(?<=\\*)(?!\\*)|(?<!\\*)(?=\\*)"));
  }

  /**
   * Their key or keys for one of ours.
   *
   * @throws IllegalArgumentException if no rename fits
   */
  List<String> theirs(String ours) {
    for (Rename rename : renames) {
      Matcher matcher = rename.ours.matcher(ours);
      if (matcher.matches()) {
        return rename.theirs.stream().map(matcher::replaceFirst).toList();
      }
    }
    throw new IllegalArgumentException("the format has no name for weight \"" + ours + "\"");
  }

  /** The shapes of their tensors, given those of ours. */
  public Map<String, long[]> theirShapes(Map<String, long[]> ours) {
    Map<String, long[]> theirs = new LinkedHashMap<>();
    ours.forEach(
        (key, shape) -> {
          List<String> parts = theirs(key);
          long[] part = shape.clone();
          if (parts.size() > 1) {
            part[0] /= parts.size();
          }
          parts.forEach(name -> theirs.put(name, part));
        });
    return theirs;
  }

  /**
   * Their weights under our keys, in the order of the keys.
   *
   * @throws IllegalArgumentException if one is missing
   */
  public Weights toOurs(Weights theirs, Collection<String> ourKeys) {
    Map<String, INDArray> ours = new LinkedHashMap<>();
    Map<String, ElementType> types = new LinkedHashMap<>();
    for (String key : ourKeys) {
      List<String> names = theirs(key);
      INDArray[] parts = names.stream().map(theirs::get).toArray(INDArray[]::new);
      ours.put(key, parts.length == 1 ? parts[0] : Nd4j.concat(0, parts));
      Set<ElementType> stored = names.stream().map(theirs::storedType).collect(Collectors.toSet());
      if (stored.size() == 1) {
        types.put(key, stored.iterator().next());
      }
    }
    return Weights.of(ours).storedAs(types);
  }

  /** Our weights under their keys. */
  public Weights toTheirs(Weights ours) {
    Map<String, INDArray> theirs = new LinkedHashMap<>();
    Map<String, ElementType> types = new LinkedHashMap<>();
    ours.toMap()
        .forEach(
            (key, array) -> {
              List<String> parts = theirs(key);
              for (int i = 0; i < parts.size(); i++) {
                theirs.put(parts.get(i), parts.size() == 1 ? array : part(array, i, parts.size()));
                // integers with scales are for models of ours: others read no such files
                ElementType type = ours.storedType(key);
                types.put(parts.get(i), type.isFloat() ? type : ElementType.F32);
              }
            });
    return Weights.of(theirs).storedAs(types);
  }

  private static INDArray part(INDArray array, int index, int count) {
    long length = array.size(0) / count;
    INDArrayIndex[] all = NDArrayIndex.allFor(array);
    all[0] = NDArrayIndex.interval(index * length, (index + 1) * length);
    return array.get(all);
  }
}
