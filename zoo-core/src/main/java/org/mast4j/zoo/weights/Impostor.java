package org.mast4j.zoo.weights;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What often lies in the place of weights, told by its first bytes. */
enum Impostor {
  GIT_LFS_POINTER(
      0,
      "version https://git-lfs",
      "a pointer of Git LFS instead of the weights; fetch them with git lfs pull"),
  WEB_PAGE(
      0, "<", "a web page instead of the weights, perhaps a server's error; download them again"),
  GZIP(0, "\u001f\u008b", "a gzip archive; unpack it and name what is in it"),
  BZIP2(0, "BZh", "a bzip2 archive; unpack it and name what is in it"),
  XZ(0, "\u00fd7zXZ", "an xz archive; unpack it and name what is in it"),
  SEVEN_ZIP(0, "7z\u00bc\u00af", "a 7z archive; unpack it and name what is in it"),
  TAR(257, "ustar", "a tar archive; unpack it and name what is in it"),
  HDF5(
      0,
      "\u0089HDF",
      "an HDF5 file, as Keras and TensorFlow write; save the weights as safetensors");

  /** How many bytes of a file tell. */
  static final int BYTES = 262;

  private final int offset;
  private final String magic;
  private final String problem;

  Impostor(int offset, String magic, String problem) {
    this.offset = offset;
    this.magic = magic;
    this.problem = problem;
  }

  /**
   * What a file is instead of weights.
   *
   * @param start its first bytes, {@link #BYTES} or all if it is shorter
   */
  static Optional<Impostor> of(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return Arrays.stream(values())
        .filter(
            impostor ->
                (impostor == WEB_PAGE ? text.stripLeading() : text)
                    .startsWith(impostor.magic, impostor.offset))
        .findFirst();
  }

  /** What it is and what to do, one clause. */
  String problem() {
    return problem;
  }
}
