package org.mast4j.zoo.weights;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;

/** How a checkpoint stores the elements of a tensor, by their names in safetensors. */
public enum ElementType {
  F64(Double.BYTES, DataType.DOUBLE),
  F32(Float.BYTES, DataType.FLOAT),
  /** IEEE 754 binary16; widened to FLOAT, which holds each of its values. */
  F16(Short.BYTES, DataType.FLOAT),
  /** The upper half of a binary32; widened to FLOAT. */
  BF16(Short.BYTES, DataType.FLOAT),
  I64(Long.BYTES, DataType.LONG),
  I32(Integer.BYTES, DataType.INT),
  I16(Short.BYTES, DataType.SHORT),
  I8(Byte.BYTES, DataType.BYTE),
  U64(Long.BYTES, DataType.UINT64),
  U32(Integer.BYTES, DataType.UINT32),
  U16(Short.BYTES, DataType.UINT16),
  U8(Byte.BYTES, DataType.UBYTE),
  /** One byte; all but 0 is true. */
  BOOL(Byte.BYTES, DataType.BOOL);

  private static final Map<String, ElementType> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Enum::name, type -> type));

  private final int bytes;
  private final DataType dataType;

  ElementType(int bytes, DataType dataType) {
    this.bytes = bytes;
    this.dataType = dataType;
  }

  /** The bytes that an element takes in the file. */
  public int bytes() {
    return bytes;
  }

  /** The type of the array that is read from it. */
  public DataType dataType() {
    return dataType;
  }

  /** Whether it is one of the floating-point types. */
  public boolean isFloat() {
    return dataType.isFPType();
  }

  static Optional<ElementType> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * The type that stores an array without loss; HALF and BFLOAT16 arrays are widened to F32.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ElementType of(DataType dataType) {
    if (dataType == DataType.HALF || dataType == DataType.BFLOAT16) {
      return F32;
    }
    // F32 stands before F16 and BF16, which are read as FLOAT too.
    return Arrays.stream(values())
        .filter(type -> type.dataType == dataType)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("arrays of type " + dataType + " aren't weights"));
  }
}
