package org.mast4j.zoo.pretrained;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Published weights by name: those that MAST4J knows ({@link #standard()}), or those of a file of
 * one's own in the same format.
 *
 * @param entries in the order in which help lists them
 */
public record PretrainedCatalogue(List<PretrainedEntry> entries) {
  private static final String RESOURCE = "catalogue.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /**
   * @throws IllegalArgumentException if two entries have one name
   */
  public PretrainedCatalogue {
    entries = List.copyOf(entries);
    Set<String> names = new LinkedHashSet<>();
    for (PretrainedEntry entry : entries) {
      if (!names.add(entry.name())) {
        throw new IllegalArgumentException("two entries have the name " + entry.name());
      }
    }
  }

  /**
   * The weights that MAST4J knows. A hash stands there only where it is published: by the host of
   * the file, as the object id of its large-file storage or through git, or alike by several
   * projects that pin the file.
   */
  public static PretrainedCatalogue standard() {
    try (InputStream in = PretrainedCatalogue.class.getResourceAsStream(RESOURCE)) {
      return JSON.readValue(in, PretrainedCatalogue.class);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " in MAST4J's own jar is damaged", e);
    }
  }

  /**
   * Reads a catalogue of one's own.
   *
   * @throws IOException naming the file, the key and what is wrong with it
   */
  public static PretrainedCatalogue read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      return JSON.readValue(text, PretrainedCatalogue.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + problem(e), e);
    }
  }

  /**
   * The weights of that name.
   *
   * @throws IllegalArgumentException if there are none, naming those that exist
   */
  public PretrainedEntry entry(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pretrained weights \""
                        + name
                        + "\" are unknown; expected one of "
                        + entries.stream().map(PretrainedEntry::name).toList()));
  }

  /** The weights of that name, if there are any. */
  public Optional<PretrainedEntry> find(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** What is wrong at which key, without Jackson's Java class names and positions. */
  private static String problem(JsonProcessingException e) {
    String problem =
        e.getCause() instanceof IllegalArgumentException invalid
            ? invalid.getMessage()
            : e.getOriginalMessage().replaceFirst(";.*", ""); // of which Java switch decided so
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return mapping.getPath().stream().map(PretrainedCatalogue::key).collect(Collectors.joining())
          + ": "
          + problem;
    }
    return problem;
  }

  private static String key(JsonMappingException.Reference reference) {
    return reference.getFieldName() == null
        ? "[" + reference.getIndex() + "]"
        : "." + reference.getFieldName();
  }
}
