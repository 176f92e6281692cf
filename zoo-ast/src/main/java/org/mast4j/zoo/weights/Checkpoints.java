package org.mast4j.zoo.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Weights of any kind that we read: safetensors, in one file or in shards with their index, and
 * PyTorch checkpoints.
 */
public final class Checkpoints {
  /** What is looked for in a directory, in this order. */
  private static final List<String> NAMES =
      List.of("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin");

  private static final String GIT_LFS_POINTER = "version https://git-lfs";

  private Checkpoints() {}

  private enum Format {
    SAFETENSORS,
    SAFETENSORS_INDEX,
    TORCH
  }

  /**
   * Reads a file, or the first of {@code model.safetensors}, {@code model.safetensors.index.json}
   * and {@code pytorch_model.bin} in a directory. The format is told from the content; the name
   * decides where that tells nothing.
   *
   * @throws WeightsFormatException if the file is malformed
   * @throws IOException if a directory holds none of the three
   */
  public static Weights read(Path path) throws IOException {
    Path file = file(path);
    return switch (format(file)) {
      case SAFETENSORS -> SafeTensors.read(file);
      case SAFETENSORS_INDEX -> ShardedSafeTensors.read(file);
      case TORCH -> TorchCheckpoint.read(file);
    };
  }

  /**
   * How each tensor is stored, by key, without reading data; with it {@link SafeTensors#write}
   * stores floating-point weights in their source's types.
   *
   * @throws IOException as {@link #read}
   */
  public static Map<String, ElementType> types(Path path) throws IOException {
    Path file = file(path);
    return switch (format(file)) {
      case SAFETENSORS -> SafeTensors.types(file);
      case SAFETENSORS_INDEX -> ShardedSafeTensors.types(file);
      case TORCH -> TorchCheckpoint.types(file);
    };
  }

  private static Path file(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return path;
    }
    return NAMES.stream()
        .map(path::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () -> new IOException(path + ": no weights here, none of " + String.join(", ", NAMES)));
  }

  private static Format format(Path path) throws IOException {
    byte[] start;
    try (InputStream file = Files.newInputStream(path)) {
      start = file.readNBytes(GIT_LFS_POINTER.length());
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.equals(GIT_LFS_POINTER)) {
      throw new WeightsFormatException(
          path, "a pointer of Git LFS instead of the weights; fetch them with git lfs pull");
    }
    if (isSafeTensors(start)) {
      return Format.SAFETENSORS;
    }
    if (text.stripLeading().startsWith("{")) {
      return Format.SAFETENSORS_INDEX;
    }
    if (text.startsWith("PK") || text.startsWith("\u0080")) {
      return Format.TORCH;
    }
    return formatOfName(path);
  }

  /** Whether they are a plausible header length and the brace of the header. */
  private static boolean isSafeTensors(byte[] start) {
    if (start.length <= Long.BYTES || start[Long.BYTES] != '{') {
      return false;
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return length > 0 && length <= Integer.MAX_VALUE;
  }

  private static Format formatOfName(Path path) throws IOException {
    String name = path.getFileName().toString();
    if (name.endsWith(".safetensors")) {
      return Format.SAFETENSORS;
    }
    if (name.endsWith(".json")) {
      return Format.SAFETENSORS_INDEX;
    }
    if (name.endsWith(".pth") || name.endsWith(".pt") || name.endsWith(".bin")) {
      return Format.TORCH;
    }
    throw new WeightsFormatException(
        path, "neither safetensors, nor their index, nor a PyTorch checkpoint");
  }
}
