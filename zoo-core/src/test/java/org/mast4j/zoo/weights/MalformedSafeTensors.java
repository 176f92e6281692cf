package org.mast4j.zoo.weights;

import static org.mast4j.zoo.weights.SafeTensorsFiles.file;
import static org.mast4j.zoo.weights.SafeTensorsFiles.header;
import static org.mast4j.zoo.weights.SafeTensorsFiles.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Safetensors files that break the format in one way each. */
final class MalformedSafeTensors {
  private static final int MEGABYTE = 1 << 20;
  private static final String A = tensor("a", "F32", "[1]", "[0,4]");

  private MalformedSafeTensors() {}

  static Stream<Malformed> all() {
    return Stream.of(lengths(), texts(), depths(), limits(), fields(), layouts())
        .flatMap(cases -> cases);
  }

  private static Stream<Malformed> lengths() {
    Stream<Malformed> tooShort =
        IntStream.range(0, Long.BYTES)
            .mapToObj(n -> malformed(n + " bytes", new byte[n], n + " bytes, shorter than the 8"));
    Stream<Malformed> wrong =
        LongStream.of(-1, 0, 1, 17, 100_000_000, 1L << 31, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE)
            .mapToObj(
                length ->
                    malformed(
                        "header length " + length,
                        ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(length),
                        "a header of " + length + " bytes in a file of 24"));
    return Stream.concat(tooShort, wrong);
  }

  private static Stream<Malformed> texts() {
    Stream<Malformed> headers =
        Malformed.table(
            """
            []                      | header isn't a JSON object
            null                    | header isn't a JSON object
            true                    | header isn't a JSON object
            "a"                     | header isn't a JSON object
            12                      | header isn't a JSON object
            [{"a":{}}]              | header isn't a JSON object
            }{                      | header isn't JSON
            {} {}                   | header isn't JSON
            {}x                     | header isn't JSON
            {}]                     | header isn't JSON
            {"a":                   | header isn't JSON
            {"a":{                  | header isn't JSON
            {"a":{"dtype            | header isn't JSON
            {'a':{}}                | header isn't JSON
            {a:{}}                  | header isn't JSON
            {"a" {}}                | header isn't JSON
            {,}                     | header isn't JSON
            {"__metadata__":{},}    | header isn't JSON
            {"a":NaN}               | header isn't JSON
            {"a":.5}                | header isn't JSON
            {"a":01}                | header isn't JSON
            // {}                   | header isn't JSON
            {"\\x":{}}              | header isn't JSON
            nul                     | header isn't JSON
            {"a":3}                 | a isn't a JSON object
            {"a":"x"}               | a isn't a JSON object
            {"a":[]}                | a isn't a JSON object
            {"a":null}              | a isn't a JSON object
            {"a":true}              | a isn't a JSON object
            {"":{}}                 | lacks dtype, shape or data_offsets
            {"a":{"dtype":"F32"}}   | a lacks dtype, shape or data_offsets
            {"a":{"shape":[1]}}     | a lacks dtype, shape or data_offsets
            {"\\u001b[31m":{}}      | ?[31m lacks dtype, shape or data_offsets
            {"__metadata__":3}      | __metadata__ isn't a JSON object
            {"__metadata__":"x"}    | __metadata__ isn't a JSON object
            {"__metadata__":[]}     | __metadata__ isn't a JSON object
            {"__metadata__":null}   | __metadata__ isn't a JSON object
            {"__metadata__":{"b":1}}          | __metadata__ "b" isn't a string
            {"__metadata__":{"b":null}}       | __metadata__ "b" isn't a string
            {"__metadata__":{"b":true}}       | __metadata__ "b" isn't a string
            {"__metadata__":{"b":[]}}         | __metadata__ "b" isn't a string
            {"__metadata__":{"b":{"c":"d"}}}  | __metadata__ "b" isn't a string
            {"__metadata__":{"b":"","b":""}}  | uplicate field 'b'
            {"__metadata__":{},"__metadata__":{}} | uplicate field '__metadata__'
            """,
            MalformedSafeTensors::withHeader);
    byte[] latin1 = "{\"\u00e9\":{}}".getBytes(StandardCharsets.ISO_8859_1);
    Stream<Malformed> encodings =
        Stream.of(
            malformed("UTF-16", file("{}".getBytes(StandardCharsets.UTF_16LE)), "isn't JSON"),
            malformed("Latin-1", file(latin1), "header isn't UTF-8"),
            withHeader("\ufeff{}", "header isn't JSON"),
            withHeader("{\"a\n\":{}}", "header isn't JSON"),
            withHeader("  ", "header isn't a JSON object"));
    return Stream.concat(headers, encodings);
  }

  private static Stream<Malformed> depths() {
    return Stream.of("{\"__metadata__\":%s}", "{\"a\":{\"shape\":%s}}", "{\"a\":{\"b\":%s}}")
        .flatMap(place -> Stream.of("[", "{\"c\":").map(open -> place + "|" + open))
        .map(both -> both.split("\\|"))
        .flatMap(
            both ->
                IntStream.of(9, 100_000)
                    .mapToObj(depth -> both[0].formatted(both[1].repeat(depth))))
        .map(header -> withHeader(header, ""));
  }

  private static Stream<Malformed> limits() {
    String number = "9".repeat(MEGABYTE);
    String empty =
        IntStream.rangeClosed(0, SafeTensorsHeader.MAX_TENSORS)
            .mapToObj(i -> tensor("" + i, "U8", "[0]", "[0,0]"))
            .collect(Collectors.joining(","));
    String longName = "\"__metadata__\":{\"" + "s".repeat(3 * MEGABYTE) + "\":\"\"}";
    return Stream.of(
        withHeader("{}" + " ".repeat(4 * MEGABYTE), "bytes; at most 4194304 are read"),
        withHeader(header(empty), "more than 20000 tensors"),
        withHeader(header(longName), "header isn't JSON"),
        withField("shape", "[" + number + "]", "header isn't JSON"),
        withField("shape", "[0." + number + "]", "header isn't JSON"),
        withField("shape", "[1" + ",1".repeat(MEGABYTE) + "]", "a lacks a valid shape"),
        withField("data_offsets", "[0," + number + "]", "header isn't JSON"),
        withField("data_offsets", "[0" + ",4".repeat(MEGABYTE) + "]", "a lacks a valid data_off"));
  }

  private static Stream<Malformed> fields() {
    return Malformed.table(
        """
        dtype ""                    | a has dtype ""; readable are [F64, F32,
        dtype "f32"                 | a has dtype "f32"
        dtype "F31"                 | a has dtype "F31"
        dtype "F8_E4M3"             | a has dtype "F8_E4M3"
        dtype "C64"                 | a has dtype "C64"
        dtype "float32"             | a has dtype "float32"
        dtype "F32 "                | a has dtype "F32 "
        dtype "\\u0000"             | a has dtype "?"
        dtype 32                    | a has dtype
        dtype null                  | a has dtype
        dtype ["F32"]               | a has dtype
        dtype {"F32":1}             | a has dtype
        dtype "F64","dtype":"F32"   | uplicate field 'dtype'
        dtype "F64"                 | needs 8 bytes and has data_offsets [0, 4]
        dtype "BF16"                | needs 2 bytes and has data_offsets [0, 4]
        dtype "BOOL"                | needs 1 bytes and has data_offsets [0, 4]
        shape [-1]                  | a lacks a valid shape
        shape [1.5]                 | a lacks a valid shape
        shape [1.0]                 | a lacks a valid shape
        shape [1e0]                 | a lacks a valid shape
        shape 1                     | a lacks a valid shape
        shape "1"                   | a lacks a valid shape
        shape null                  | a lacks a valid shape
        shape {}                    | a lacks a valid shape
        shape {"0":1}               | a lacks a valid shape
        shape [[1]]                 | a lacks a valid shape
        shape ["1"]                 | a lacks a valid shape
        shape [null]                | a lacks a valid shape
        shape [true]                | a lacks a valid shape
        shape [-9223372036854775808]| a lacks a valid shape
        shape [9223372036854775808] | out of range of long
        shape [1],"shape":[1]       | uplicate field 'shape'
        shape [0]                   | needs 0 bytes and has data_offsets [0, 4]
        shape [2]                   | needs 8 bytes and has data_offsets [0, 4]
        shape [1,2]                 | needs 8 bytes and has data_offsets [0, 4]
        shape [1099511627776]       | needs 4398046511104 bytes
        shape [65536,65536,65536,65536]      | is too large
        shape [4611686018427387904,2]        | is too large
        shape [9223372036854775807]          | is too large
        shape [2305843009213693952]          | is too large
        shape [3037000500,3037000500]        | is too large
        shape [0,4611686018427387904,4]      | is too large
        data_offsets [-4,0]         | a lacks a valid data_offsets
        data_offsets [0,4,8]        | a lacks a valid data_offsets
        data_offsets [0.0,4]        | a lacks a valid data_offsets
        data_offsets {"0":4}        | a lacks a valid data_offsets
        data_offsets "0,4"          | a lacks a valid data_offsets
        data_offsets 4              | a lacks a valid data_offsets
        data_offsets null           | a lacks a valid data_offsets
        data_offsets [0,"4"]        | a lacks a valid data_offsets
        data_offsets [[0,4]]        | a lacks a valid data_offsets
        data_offsets [0,null]       | a lacks a valid data_offsets
        data_offsets [4,0]          | a has data_offsets [4, 0]
        data_offsets [0]            | a has data_offsets [0]
        data_offsets []             | a has data_offsets []
        data_offsets [0,8]          | needs 4 bytes and has data_offsets [0, 8]
        data_offsets [0,3]          | needs 4 bytes and has data_offsets [0, 3]
        data_offsets [4,4]          | needs 4 bytes and has data_offsets [4, 4]
        data_offsets [0,9223372036854775807] | needs 4 bytes and has data_offsets
        data_offsets [0,9223372036854775808] | out of range of long
        data_offsets [1,5]          | a starts at byte 1; expected 0
        data_offsets [4,8]          | a starts at byte 4; expected 0
        data_offsets [9223372036854775803,9223372036854775807] | ; expected 0
        """,
        (field, problem) -> withField(field.split(" ", 2)[0], field.split(" ", 2)[1], problem));
  }

  private static Stream<Malformed> layouts() {
    String pair = tensor("a", "F32", "[2]", "[0,8]");
    return Stream.of(
        layout(4, "uplicate field 'a'", A, A),
        layout(4, "uplicate field 'a'", A, tensor("\\u0061", "F32", "[1]", "[0,4]")),
        layout(4, "starts at byte 0; expected 4", A, tensor("b", "F32", "[1]", "[0,4]")),
        layout(8, "starts at byte 2; expected 4", A, tensor("b", "F32", "[1]", "[2,6]")),
        layout(8, "starts at byte 4; expected 8", pair, tensor("b", "F32", "[1]", "[4,8]")),
        layout(12, "starts at byte 8; expected 4", A, tensor("b", "F32", "[1]", "[8,12]")),
        layout(8, "starts at byte 4; expected 0", tensor("b", "F32", "[1]", "[4,8]")),
        layout(4, "starts at byte 8; expected 4", A, tensor("b", "F32", "[0]", "[8,8]")),
        layout(8, "starts at byte 4; expected 8", pair, tensor("b", "F32", "[0]", "[4,4]")),
        layout(5, "need 4 bytes and it holds 5", A),
        layout(3, "need 4 bytes and it holds 3", A),
        layout(0, "need 4 bytes and it holds 0", A),
        layout(1, "need 0 bytes and it holds 1"),
        layout(4, "need 1073741824 bytes", tensor("a", "U8", "[1073741824]", "[0,1073741824]")),
        layout(4, "need 1152921504606846976 bytes", exabyte("a")));
  }

  private static String exabyte(String key) {
    return tensor(key, "U8", "[1152921504606846976]", "[0,1152921504606846976]");
  }

  private static Malformed layout(int bytes, String problem, String... tensors) {
    String header = header(tensors);
    return malformed(header + " and " + bytes, file(header, new byte[bytes]), problem);
  }

  /** A tensor of which one field has another value. */
  private static Malformed withField(String field, String json, String problem) {
    String valid = "\"%s\":%s";
    String entry =
        Stream.of("dtype \"F32\"", "shape [1]", "data_offsets [0,4]")
            .map(text -> text.split(" "))
            .map(pair -> valid.formatted(pair[0], pair[0].equals(field) ? json : pair[1]))
            .collect(Collectors.joining(",", "{\"a\":{", "}}"));
    return malformed(field + " " + json, file(entry, new byte[4]), problem);
  }

  private static Malformed withHeader(String header, String problem) {
    return malformed("header " + header, file(header, new byte[4]), problem);
  }

  private static Malformed malformed(String name, ByteBuffer content, String problem) {
    return malformed(name, content.array(), problem);
  }

  private static Malformed malformed(String name, byte[] content, String problem) {
    return Malformed.of(name, "model.safetensors", content, problem);
  }
}
