package org.mast4j.zoo.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Weights of any kind that we read: safetensors and PyTorch checkpoints, in one file or in shards
 * with their index.
 */
public final class Checkpoints {
  /** What is looked for in a directory, in transformers' order. */
  private static final List<String> NAMES =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "pytorch_model.bin",
          "pytorch_model.bin.index.json");

  private static final Set<String> TORCH_EXTENSIONS = Set.of("pth", "pt", "bin", "ckpt", "tar");

  /** One of several: model-00001-of-00003.safetensors. */
  private static final Pattern SHARD = Pattern.compile(".+-\\d{5}-of-(\\d{5})\\.\\w+");

  private static final int MAX_NAMED = 5;

  private Checkpoints() {}

  private enum Format {
    SAFETENSORS,
    INDEX,
    TORCH
  }

  /**
   * Reads a file, or the first that is there of those that transformers looks for in a directory.
   * The format is told from the content; the name decides where that tells nothing.
   *
   * @throws WeightsFormatException if the file is malformed, or one shard of several
   * @throws IOException if a directory holds none of them
   */
  public static Weights read(Path path) throws IOException {
    return read(path, new ArrayList<>());
  }

  /**
   * As {@link #read(Path)}.
   *
   * @param notes gets a sentence on the choice if a file holds several state dicts
   */
  public static Weights read(Path path, List<String> notes) throws IOException {
    Path file = file(path);
    return format(file) == Format.INDEX ? ShardedWeights.read(file, notes) : readShard(file, notes);
  }

  /** Reads a file that is no index. */
  static Weights readShard(Path file, List<String> notes) throws IOException {
    return formatOfShard(file) == Format.TORCH
        ? TorchCheckpoint.read(file, notes)
        : SafeTensors.read(file);
  }

  /**
   * How each tensor is stored, by key, without reading data; with it {@link SafeTensors#write}
   * stores floating-point weights in their source's types.
   *
   * @throws IOException as {@link #read}
   */
  public static Map<String, ElementType> types(Path path) throws IOException {
    Path file = file(path);
    return format(file) == Format.INDEX ? ShardedWeights.types(file) : typesOfShard(file);
  }

  /** As {@link #types}, of a file that is no index. */
  static Map<String, ElementType> typesOfShard(Path file) throws IOException {
    return formatOfShard(file) == Format.TORCH
        ? TorchCheckpoint.types(file)
        : SafeTensors.types(file);
  }

  private static Format formatOfShard(Path file) throws IOException {
    Format format = format(file);
    if (format == Format.INDEX) {
      throw new WeightsFormatException(file, "JSON; expected a shard's weights");
    }
    return format;
  }

  private static Path file(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      requireWhole(path);
      return path;
    }
    Optional<Path> known =
        NAMES.stream().map(path::resolve).filter(Files::isRegularFile).findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    String others = others(path);
    throw new IOException(
        path
            + ": no weights here, none of "
            + String.join(", ", NAMES)
            + (others.isEmpty() ? "" : "; name the file itself, one of " + others));
  }

  /** Files of weights under other names. */
  private static String others(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> formatOfName(name).filter(format -> format != Format.INDEX).isPresent())
          .sorted()
          .limit(MAX_NAMED)
          .map(Quote::plain)
          .collect(Collectors.joining(", "));
    }
  }

  private static void requireWhole(Path file) throws WeightsFormatException {
    Matcher shard = SHARD.matcher(file.getFileName().toString());
    if (shard.matches() && Integer.parseInt(shard.group(1)) > 1) {
      throw new WeightsFormatException(
          file, "one shard of several; name their folder or their .index.json");
    }
  }

  private static Format format(Path path) throws IOException {
    byte[] start;
    try (InputStream file = Files.newInputStream(path)) {
      start = file.readNBytes(Impostor.BYTES);
    }
    if (isSafeTensors(start)) {
      return Format.SAFETENSORS;
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.stripLeading().startsWith("{")) {
      return Format.INDEX;
    }
    if (text.startsWith("PK") || text.startsWith("\u0080")) {
      return Format.TORCH;
    }
    Optional<Impostor> impostor = Impostor.of(start);
    if (impostor.isPresent()) {
      throw new WeightsFormatException(path, impostor.get().problem());
    }
    return formatOfName(path.getFileName().toString())
        .orElseThrow(
            () ->
                new WeightsFormatException(
                    path, "neither safetensors, nor their index, nor a PyTorch checkpoint"));
  }

  /** Whether they are a plausible header length and the brace of the header. */
  private static boolean isSafeTensors(byte[] start) {
    if (start.length <= Long.BYTES || start[Long.BYTES] != '{') {
      return false;
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return length > 0 && length <= Integer.MAX_VALUE;
  }

  private static Optional<Format> formatOfName(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    if (TORCH_EXTENSIONS.contains(extension)) {
      return Optional.of(Format.TORCH);
    }
    return switch (extension) {
      case "safetensors" -> Optional.of(Format.SAFETENSORS);
      case "json" -> Optional.of(Format.INDEX);
      default -> Optional.empty();
    };
  }
}
