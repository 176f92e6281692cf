package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.zoo.weights.SafeTensorsFiles.header;
import static org.mast4j.zoo.weights.SafeTensorsFiles.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Damaged copies of small valid files are read, or give the one typed error; nothing else. */
class WeightFilesFuzzTest {
  private static final int MUTATIONS = 40_000;
  private static final Path ORACLE = Path.of("src/test/resources/oracle/checkpoints");

  /** What a number, a length or a piece of syntax could be instead. */
  private static final List<byte[]> FRAGMENTS =
      List.of(
          new byte[8],
          bytes("\u00ff\u00ff\u00ff\u00ff"),
          bytes("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f"),
          bytes("\0\0\0\u0080"),
          bytes("9223372036854775807"),
          bytes("-1"),
          bytes("0"),
          bytes("1e9"),
          bytes("{\"a\":["),
          bytes("\"F16\""),
          bytes("\"BOOL\""),
          bytes("cposix\nsystem\n"),
          bytes("ccollections\nOrderedDict\n"),
          bytes("(}]NuseRbQ."),
          bytes("(cx\ny\noi01"),
          bytes(")\u0081)}\u0092\u008f(\u0090(\u0091"),
          bytes("h\0h\u0001h\u0002"),
          bytes("q\0"),
          bytes("X\u00ff\0\0\0"),
          bytes("\u0085\u0086\u0087\u0094\u0093\u008a\u0008"),
          bytes("PK\u0001\u0002"),
          bytes("PK\u0005\u0006"));

  @TempDir Path folder;

  /** Header and data of safetensors files. */
  private List<byte[][]> safeTensors;

  /** Entries of PyTorch archives. */
  private List<Map<String, byte[]>> checkpoints;

  private byte[] index;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @BeforeEach
  void readValidFiles() throws IOException {
    String small =
        header(
            "\"__metadata__\":{\"format\":\"pt\"}",
            tensor("a", "F32", "[2,2]", "[0,16]"),
            tensor("b", "I64", "[]", "[16,24]"),
            tensor("c", "BF16", "[0,3]", "[24,24]"));
    safeTensors =
        List.of(
            new byte[][] {bytes(small), new byte[24]},
            split(ORACLE.resolve("expected.safetensors")));
    checkpoints = new ArrayList<>();
    checkpoints.add(TorchFiles.entries(TorchFiles.pickleOf(TorchFiles.tensor())));
    for (String name :
        List.of("views.bin", "training.pt", "protocol-4.pth", "namespace.pth", "protocol-5.ckpt")) {
      checkpoints.add(ZipFiles.entries(ORACLE.resolve(name)));
    }
    index =
        bytes(
            "{\"metadata\":{},\"weight_map\":{\"a\":\"s1.safetensors\",\"b\":\"s2.safetensors\"}}");
    Files.write(folder.resolve("s1.safetensors"), SafeTensorsFiles.valid(1, "a"));
    Files.write(folder.resolve("s2.safetensors"), SafeTensorsFiles.valid(1, "b"));
  }

  private static byte[][] split(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int dataStart = Long.BYTES + (int) ZipFiles.littleEndian(whole).getLong();
    return new byte[][] {
      Arrays.copyOfRange(whole, Long.BYTES, dataStart),
      Arrays.copyOfRange(whole, dataStart, whole.length)
    };
  }

  @Test
  void damagedFilesAreReadOrGiveTheTypedError() throws IOException {
    int read = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      read += isRead(damaged(new Random(seed)), seed) ? 1 : 0;
    }
    // Neither all refused nor all read: the damage reaches every layer.
    assertThat(read).isBetween(MUTATIONS / 50, MUTATIONS * 49 / 50);
  }

  private static boolean isRead(Path file, int seed) {
    try {
      Checkpoints.read(file).toMap().values().forEach(INDArray::close);
      return true;
    } catch (WeightsFormatException e) {
      return false;
    } catch (Throwable e) { // whatever it is, its seed must be named
      throw new AssertionError("seed " + seed + " gives " + e, e);
    }
  }

  /** Either the whole file is damaged, or what lies within a sound container. */
  private Path damaged(Random random) throws IOException {
    boolean within = random.nextBoolean();
    return switch (random.nextInt(8)) {
      case 0 -> write("model.safetensors.index.json", mutated(index, random));
      case 1, 2 -> {
        byte[][] parts = pick(safeTensors, random);
        byte[] header = within ? mutated(parts[0], random) : parts[0];
        byte[] file = SafeTensorsFiles.file(header, parts[1]);
        yield write("model.safetensors", within ? file : mutated(file, random));
      }
      default -> {
        Map<String, byte[]> entries = new LinkedHashMap<>(pick(checkpoints, random));
        if (within) {
          entries.replaceAll(
              (name, content) -> name.endsWith(".pkl") ? mutated(content, random) : content);
        }
        byte[] file = ZipFiles.zip(entries, ZipEntry.STORED);
        yield write("model.pth", within ? file : mutated(file, random));
      }
    };
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static <T> T pick(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static byte[] mutated(byte[] valid, Random random) {
    byte[] bytes = valid;
    for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
      bytes = mutatedOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutatedOnce(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int end = Math.min(at + 1 + random.nextInt(16), bytes.length);
    return switch (random.nextInt(7)) {
      case 0 -> replaced(bytes, at, at + 1, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
      case 1 -> replaced(bytes, at, at + 1, (byte) random.nextInt(256));
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> replaced(bytes, at, end);
      case 4 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      case 5 -> {
        int from = random.nextInt(bytes.length);
        byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(from + end - at, bytes.length));
        yield replaced(bytes, at, Math.min(at + piece.length, bytes.length), piece);
      }
      default -> {
        byte[] fragment = pick(FRAGMENTS, random);
        boolean insert = random.nextBoolean();
        yield replaced(
            bytes, at, insert ? at : Math.min(at + fragment.length, bytes.length), fragment);
      }
    };
  }

  /** With other bytes in the place of a range. */
  private static byte[] replaced(byte[] bytes, int start, int end, byte... others) {
    byte[] result = new byte[bytes.length - (end - start) + others.length];
    System.arraycopy(bytes, 0, result, 0, start);
    System.arraycopy(others, 0, result, start, others.length);
    System.arraycopy(bytes, end, result, start + others.length, bytes.length - end);
    return result;
  }
}
