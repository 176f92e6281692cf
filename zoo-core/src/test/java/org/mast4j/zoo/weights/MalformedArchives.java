package org.mast4j.zoo.weights;

import static org.mast4j.zoo.weights.TorchFiles.checkpoint;
import static org.mast4j.zoo.weights.TorchFiles.entries;
import static org.mast4j.zoo.weights.TorchFiles.pickleOf;
import static org.mast4j.zoo.weights.TorchFiles.storage;
import static org.mast4j.zoo.weights.TorchFiles.tensor;
import static org.mast4j.zoo.weights.TorchFiles.text;
import static org.mast4j.zoo.weights.TorchFiles.tuple;
import static org.mast4j.zoo.weights.ZipFiles.littleEndian;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * PyTorch checkpoints whose archive breaks the format in one way each, and what is no checkpoint.
 */
final class MalformedArchives {
  private static final String PICKLE = "model/data.pkl";
  private static final int MEGABYTE = 1 << 20;
  private static final byte[] NOTHING = {};

  private static final byte[] VALID = checkpoint(pickleOf(tensor()));
  private static final int END = VALID.length - ZipFiles.END_BYTES;

  /** Of the directory, and of its first record: the pickle's. */
  private static final int START = ZipFiles.directory(VALID);

  private static final byte[] WIDE = ZipFiles.withZip64End(VALID);

  private MalformedArchives() {}

  static Stream<Malformed> all() {
    return Stream.of(ends(), wideEnds(), records(), names(), contents(), bombs(), otherFiles())
        .flatMap(cases -> cases);
  }

  private static Stream<Malformed> ends() {
    int size = END - START;
    return Stream.of(
        malformed("no end", Arrays.copyOf(VALID, END), "its zip directory is missing"),
        malformed("an end cut short", Arrays.copyOf(VALID, VALID.length - 1), "is missing"),
        malformed("half", Arrays.copyOf(VALID, VALID.length / 2), "directory is missing"),
        malformed("a trailing byte", Arrays.copyOf(VALID, VALID.length + 1), "is missing"),
        malformed("a start", Arrays.copyOf(VALID, 4), "its zip directory is missing"),
        patched("a comment", zip -> zip.putShort(END + 20, (short) 1), "directory is missing"),
        patched("start beyond", zip -> zip.putInt(END + 16, VALID.length), "outside the archive"),
        patched("start 2^31", zip -> zip.putInt(END + 16, 1 << 31), "outside the archive"),
        patched("start 2^32-1", zip -> zip.putInt(END + 16, -1), "zip64 directory is missing"),
        patched("size 2^31", zip -> zip.putInt(END + 12, 1 << 31), "outside the archive"),
        patched("size 2^32-1", zip -> zip.putInt(END + 12, -1), "zip64 directory is missing"),
        patched("size + 1", zip -> zip.putInt(END + 12, size + 1), "outside the archive"),
        patched("size - 1", zip -> zip.putInt(END + 12, size - 1), "is broken at byte"),
        patched("start - 1", zip -> zip.putInt(END + 16, START - 1), "is broken at byte 0"),
        patched("start 0", zip -> zip.putInt(END + 16, 0), "is broken at byte 0"),
        patched("size 0", zip -> zip.putInt(END + 12, 0), "holds 0 files named */data.pkl"));
  }

  private static Stream<Malformed> wideEnds() {
    int locator = END + 56;
    return Stream.of(
        wide("no locator", zip -> zip.putInt(locator, 0), "zip64 directory is missing"),
        wide("locator beyond", zip -> zip.putLong(locator + 8, END + 1), "is missing"),
        wide("locator 2^63-1", zip -> zip.putLong(locator + 8, Long.MAX_VALUE), "is missing"),
        wide("locator -1", zip -> zip.putLong(locator + 8, -1), "zip64 directory is missing"),
        wide("locator 0", zip -> zip.putLong(locator + 8, 0), "zip64 directory is missing"),
        wide("size 2^63-1", zip -> zip.putLong(END + 40, Long.MAX_VALUE), "outside the archive"),
        wide("size -1", zip -> zip.putLong(END + 40, -1), "outside the archive"),
        wide("start -1", zip -> zip.putLong(END + 48, -1), "outside the archive"),
        wide("start 2^63-1", zip -> zip.putLong(END + 48, Long.MAX_VALUE), "outside the archive"),
        malformed(
            "entry 2^40", ZipFiles.withZip64Size(VALID, 1L << 40), "at most 4194304 are read"),
        malformed("entry -1", ZipFiles.withZip64Size(VALID, -1), "has -1 bytes"),
        malformed("entry + 1", ZipFiles.withZip64Size(VALID, VALID.length), "outside the archive"));
  }

  private static Stream<Malformed> records() {
    return Stream.of(
        patched("signature", zip -> zip.putInt(START, 0), "is broken at byte 0"),
        patched(
            "encrypted", zip -> zip.putShort(START + 8, (short) 1), "is compressed or encrypted"),
        patched(
            "deflated", zip -> zip.putShort(START + 10, (short) 8), "is compressed or encrypted"),
        patched(
            "method 99", zip -> zip.putShort(START + 10, (short) 99), "is compressed or encrypted"),
        patched("stored size", zip -> zip.putInt(START + 20, 3), "is compressed or encrypted"),
        patched("size 2^32-1", zip -> zip.putInt(START + 24, -1), "lacks a zip64 field"),
        patched("header 2^32-1", zip -> zip.putInt(START + 42, -1), "lacks a zip64 field"),
        patched("header 2^31", zip -> zip.putInt(START + 42, 1 << 31), "outside the archive"),
        patched("header 1", zip -> zip.putInt(START + 42, 1), "outside the archive"),
        patched("header at end", zip -> zip.putInt(START + 42, START), "outside the archive"),
        patched("no name", zip -> zip.putShort(START + 28, (short) 0), "\"\" isn't a plain path"),
        patched(
            "name of 64 kB", zip -> zip.putShort(START + 28, (short) -1), "is broken at byte 0"),
        patched(
            "extra of 64 kB", zip -> zip.putShort(START + 30, (short) -1), "is broken at byte 0"),
        patched("comment of 64 kB", zip -> zip.putShort(START + 32, (short) -1), "is broken at"),
        patched("local name of 64 kB", zip -> zip.putShort(26, (short) -1), "outside the archive"),
        patched("local extra of 64 kB", zip -> zip.putShort(28, (short) -1), "outside the archive"),
        patched("first bytes", zip -> zip.putInt(0, 0x05054b50), "it isn't a zip archive"));
  }

  private static Stream<Malformed> names() {
    Stream<Malformed> tricks =
        Stream.of("../x", "/x", "a/../../x", "..", "model/..", "a\\b", "C:x", "\\\\host\\x")
            .map(name -> with(name, NOTHING, "isn't a plain path within the archive"));
    return Stream.concat(
        tricks,
        Stream.of(
            malformed("an entry twice", twice(), "\"model/data.pkl\" is there twice"),
            with("other/data.pkl", NOTHING, "holds 2 files named */data.pkl; expected one"),
            without(PICKLE, "holds 0 files named */data.pkl; expected one"),
            malformed("deeper", zip(Map.of("a/b/data.pkl", NOTHING)), "holds 0 files named"),
            malformed("no folder", zip(Map.of("data.pkl", NOTHING)), "holds 0 files named"),
            malformed("no entry", zip(Map.of()), "it isn't a zip archive")));
  }

  /** {@link java.util.zip.ZipOutputStream} refuses names that are there twice. */
  private static byte[] twice() {
    Map<String, byte[]> entries = entries(pickleOf(tensor()));
    entries.put("model/data.PKL", NOTHING);
    String zip = new String(zip(entries), StandardCharsets.ISO_8859_1);
    return zip.replace("data.PKL", "data.pkl").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Stream<Malformed> contents() {
    return Stream.of(
        without("model/data/0", "its archive has no \"data/0\""),
        with("model/data/0", new byte[15], "holds 15 bytes; expected 16 of F32"),
        with("model/data/0", new byte[17], "holds 17 bytes; expected 16 of F32"),
        with("model/data/0", NOTHING, "holds 0 bytes; expected 16 of F32"),
        with(PICKLE, NOTHING, "byte 0 of data.pkl: it ends within an instruction"),
        with("model/byteorder", "middle".getBytes(StandardCharsets.US_ASCII), "\"middle\"; known"),
        with("model/byteorder", NOTHING, "byteorder \"\"; known: little, big"),
        with("model/byteorder", new byte[9], "has 9 bytes; at most 8 are read"),
        with("model/constants.pkl", NOTHING, "a TorchScript program, which isn't run; save its"));
  }

  private static Stream<Malformed> bombs() {
    Map<String, byte[]> zeros = entries(pickleOf(tensor()));
    zeros.put("model/data/0", new byte[20 * MEGABYTE]);
    Map<String, byte[]> many = entries(pickleOf(tensor()));
    IntStream.range(0, 60_000).forEach(i -> many.put("model/data/many/" + i, NOTHING));
    Map<String, byte[]> views = entries(overlapping(100));
    views.put("model/data/0", new byte[MEGABYTE]);
    return Stream.of(
        malformed(
            "20 MB of zeros", ZipFiles.zip(zeros, ZipEntry.DEFLATED), "is compressed or encrypted"),
        malformed("60,000 entries", zip(many), "bytes; at most 2097152 are read"),
        malformed("a hundred views of everything", zip(views), "at most 16 times the file is read"),
        with(PICKLE, new byte[5 * MEGABYTE], "at most 4194304 are read"));
  }

  private static String overlapping(int views) {
    String everything = storage("torch\nFloatStorage", "0", MEGABYTE / Float.BYTES);
    String columns = tensor(everything, 0, tuple(2, 2), tuple(1, MEGABYTE / Float.BYTES - 2));
    StringBuilder pickle = new StringBuilder("\u0080\u0002}");
    IntStream.range(0, views).forEach(i -> pickle.append(text("" + i)).append(columns).append('s'));
    return pickle + ".";
  }

  private static Stream<Malformed> otherFiles() {
    byte[] page = "<!DOCTYPE html><html></html>".getBytes(StandardCharsets.US_ASCII);
    byte[] pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] oldFormat = "\u0080\u0002\u008a\nl\u00fc".getBytes(StandardCharsets.ISO_8859_1);
    return Stream.of(
        malformed("nothing", NOTHING, "a file of 0 bytes"),
        malformed("a byte", new byte[1], "a file of 1 bytes"),
        malformed("a page", page, "a web page instead of the weights"),
        malformed("a pointer", pointer, "a pointer of Git LFS instead of the weights"),
        malformed("old format", oldFormat, "a checkpoint in PyTorch's old format, from before 1.6"),
        malformed("text", "{\"a\":1}".getBytes(StandardCharsets.US_ASCII), "it has no weight_map"),
        Malformed.of(
            "no suffix", "weights", new byte[9], "neither safetensors, nor their index, nor"),
        Malformed.of("another suffix", "model.h5", new byte[9], "neither safetensors, nor"),
        Malformed.of("JSON suffix", "model.json", new byte[9], "it isn't JSON"));
  }

  private static Malformed patched(String name, Consumer<ByteBuffer> patch, String problem) {
    return patched(name, VALID, patch, problem);
  }

  private static Malformed wide(String name, Consumer<ByteBuffer> patch, String problem) {
    return patched("zip64 " + name, WIDE, patch, problem);
  }

  private static Malformed patched(
      String name, byte[] zip, Consumer<ByteBuffer> patch, String problem) {
    byte[] copy = zip.clone();
    patch.accept(littleEndian(copy));
    return malformed(name, copy, problem);
  }

  private static Malformed with(String entry, byte[] content, String problem) {
    Map<String, byte[]> entries = new LinkedHashMap<>(entries(pickleOf(tensor())));
    entries.put(entry, content);
    return malformed(entry + " of " + content.length, zip(entries), problem);
  }

  private static Malformed without(String entry, String problem) {
    Map<String, byte[]> entries = new LinkedHashMap<>(entries(pickleOf(tensor())));
    entries.remove(entry);
    return malformed("without " + entry, zip(entries), problem);
  }

  private static byte[] zip(Map<String, byte[]> entries) {
    return ZipFiles.zip(entries, ZipEntry.STORED);
  }

  private static Malformed malformed(String name, byte[] content, String problem) {
    return Malformed.of(name, "model.pth", content, problem);
  }
}
