package org.mast4j.zoo.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Checkpoints of PyTorch 1.6 and newer ({@code .pth}, {@code .pt}, {@code .bin}): a zip archive of
 * a pickle and of the raw storages that its tensors view.
 *
 * <p>Of the pickle nothing is run: it builds tensors in plain containers. Whatever else it calls
 * for is refused by name among the weights, and left out beside them (training's arguments, clock
 * and optimizer). Read are a state dict, or one inside a dict under {@code state_dict}, {@code
 * model} or another of the usual keys. Dicts within it give keys joined by dots, and what isn't a
 * tensor is left out. The archive's checksums are not verified: torch.save itself can leave them
 * out.
 *
 * @see <a href="https://pytorch.org/docs/stable/notes/serialization.html">the format</a>
 */
final class TorchCheckpoint {
  private static final String FORMAT = "PyTorch checkpoint";

  /** Views may overlap, as tied weights do, but a small file can't ask for much memory. */
  private static final int MAX_GROWTH = 16;

  private static final long FREE_BYTES = 16 << 20;

  private TorchCheckpoint() {}

  /**
   * Reads every tensor, contiguous and in arrays of its own: F16 and BF16 widened to FLOAT, all
   * else as {@link ElementType#dataType}.
   *
   * @param notes gets a sentence if the file holds several state dicts
   * @throws WeightsFormatException if the file is malformed, its weights call for anything but
   *     tensors, or it is a TorchScript program or of PyTorch's old format
   */
  static Weights read(Path path, List<String> notes) throws IOException {
    try (WeightsFile file = WeightsFile.open(path, FORMAT)) {
      TorchArchive archive = TorchArchive.open(file);
      Map<String, TorchTensor> tensors = tensors(archive, file, notes);
      Map<String, Long> starts = new LinkedHashMap<>();
      for (TorchTensor tensor : tensors.values()) {
        starts.put(tensor.storage().key(), archive.start(tensor.storage()));
      }
      TensorReader reader = new TensorReader(file, archive.byteOrder());
      Map<String, INDArray> arrays = new LinkedHashMap<>();
      Map<String, ElementType> types = new LinkedHashMap<>();
      for (Map.Entry<String, TorchTensor> entry : tensors.entrySet()) {
        TorchTensor tensor = entry.getValue();
        types.put(entry.getKey(), tensor.type());
        arrays.put(entry.getKey(), array(tensor, starts.get(tensor.storage().key()), reader));
      }
      return Weights.of(arrays).storedAs(types);
    }
  }

  /**
   * How the file stores each tensor, without reading its data.
   *
   * @throws WeightsFormatException as {@link #read}
   */
  static Map<String, ElementType> types(Path path) throws IOException {
    try (WeightsFile file = WeightsFile.open(path, FORMAT)) {
      Map<String, ElementType> types = new LinkedHashMap<>();
      tensors(TorchArchive.open(file), file, new ArrayList<>())
          .forEach((key, tensor) -> types.put(key, tensor.type()));
      return types;
    }
  }

  private static Map<String, TorchTensor> tensors(
      TorchArchive archive, WeightsFile file, List<String> notes) throws IOException {
    Map<String, TorchTensor> tensors =
        StateDict.tensors(TorchPickle.load(archive.pickle(), file), file, notes);
    double bytes = tensors.values().stream().mapToDouble(TorchTensor::bytes).sum();
    if (bytes > FREE_BYTES + (double) MAX_GROWTH * file.size()) {
      throw file.malformed(
          "its views of %d bytes take %.0f; at most %d times the file is read"
              .formatted(file.size(), bytes, MAX_GROWTH));
    }
    return tensors;
  }

  private static INDArray array(TorchTensor tensor, long storageStart, TensorReader reader)
      throws IOException {
    long position = storageStart + tensor.offset() * tensor.type().bytes();
    if (tensor.isContiguous()) {
      return reader.read(position, tensor.type(), tensor.shape());
    }
    try (INDArray elements = reader.read(position, tensor.type(), tensor.span())) {
      return Nd4j.create(elements.data(), tensor.shape(), tensor.strides(), 0, 'c').dup('c');
    }
  }
}
