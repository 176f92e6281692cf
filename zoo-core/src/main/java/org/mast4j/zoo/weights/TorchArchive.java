package org.mast4j.zoo.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The zip archive of a PyTorch checkpoint: one folder with a pickle and the raw storages. */
final class TorchArchive {
  private static final String PICKLE = "data.pkl";
  private static final int ZIP_START = 0x04034b50;
  private static final int PICKLE_START = 0x80;

  private final WeightsFile file;
  private final StoredZip zip;
  private final String folder;

  private TorchArchive(WeightsFile file, StoredZip zip, String folder) {
    this.file = file;
    this.zip = zip;
    this.folder = folder;
  }

  /**
   * @throws WeightsFormatException if the file is no such archive, with how to make one of it if it
   *     is of PyTorch's old format or a TorchScript program
   */
  static TorchArchive open(WeightsFile file) throws IOException {
    requireZip(file);
    StoredZip zip = StoredZip.read(file);
    List<String> folders =
        zip.names().stream()
            .filter(name -> name.indexOf('/') == name.length() - PICKLE.length() - 1)
            .filter(name -> name.endsWith("/" + PICKLE))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .toList();
    if (folders.size() != 1) {
      throw file.malformed(
          "its archive holds %d files named */%s; expected one, as in what torch.save wrote"
              .formatted(folders.size(), PICKLE));
    }
    String folder = folders.get(0);
    if (zip.find(folder + "constants.pkl").isPresent()) {
      throw file.refused(
          "a TorchScript program, which isn't run; save its weights with"
              + " torch.save(torch.jit.load(f).state_dict(), g)");
    }
    return new TorchArchive(file, zip, folder);
  }

  private static void requireZip(WeightsFile file) throws IOException {
    if (file.size() < Integer.BYTES) {
      throw file.malformed("a file of " + file.size() + " bytes");
    }
    int start = file.read(0, Integer.BYTES).getInt();
    if ((start & 0xff) == PICKLE_START) {
      throw file.refused(
          "a checkpoint in PyTorch's old format, from before 1.6; save it anew with"
              + " torch.save(torch.load(f, weights_only=True), g)");
    }
    if (start != ZIP_START) {
      throw file.malformed("it isn't a zip archive");
    }
  }

  /** The program that builds the checkpoint's objects. */
  ByteBuffer pickle() throws IOException {
    return read(zip.find(folder + PICKLE).orElseThrow(), TorchPickle.MAX_BYTES);
  }

  /** That of the storages; little-endian if the archive, as old ones, doesn't say. */
  ByteOrder byteOrder() throws IOException {
    StoredZip.Entry entry = zip.find(folder + "byteorder").orElse(null);
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String order = StandardCharsets.UTF_8.decode(read(entry, Long.BYTES)).toString();
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw file.malformed("byteorder " + Quote.of(order) + "; known: little, big");
    };
  }

  /** Where the elements of a storage start in the file. */
  long start(TorchStorage storage) throws IOException {
    String name = "data/" + storage.key();
    StoredZip.Entry entry =
        zip.find(folder + name)
            .orElseThrow(() -> file.malformed("its archive has no " + Quote.of(name)));
    if (entry.size() != storage.bytes()) {
      throw file.malformed(
          "storage %s holds %d bytes; expected %d of %s"
              .formatted(Quote.of(name), entry.size(), storage.bytes(), storage.type()));
    }
    return zip.dataStart(entry);
  }

  private ByteBuffer read(StoredZip.Entry entry, int maxBytes) throws IOException {
    if (entry.size() > maxBytes) {
      throw file.malformed(
          "entry %s has %d bytes; at most %d are read"
              .formatted(Quote.of(entry.name()), entry.size(), maxBytes));
    }
    return file.read(zip.dataStart(entry), (int) entry.size());
  }
}
