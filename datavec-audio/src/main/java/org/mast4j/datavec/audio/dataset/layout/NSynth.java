package org.mast4j.datavec.audio.dataset.layout;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.Split;

/**
 * NSynth (Engel et al., 2017), families of instruments: {@code nsynth-train}, {@code nsynth-valid}
 * and {@code nsynth-test}, its authors' split by instrument, each with {@code examples.json} and
 * {@code audio/}. No clip of synth_lead is to validate or test on.
 */
final class NSynth implements DatasetLayout {

  /** By their instrument_family. */
  private static final List<String> FAMILIES =
      List.of(
          "bass",
          "brass",
          "flute",
          "guitar",
          "keyboard",
          "mallet",
          "organ",
          "reed",
          "string",
          "synth_lead",
          "vocal");

  private static final Map<Split, String> FOLDERS =
      new EnumMap<>(
          Map.of(
              Split.TRAIN, "nsynth-train",
              Split.VALIDATION, "nsynth-valid",
              Split.TEST, "nsynth-test"));

  @Override
  public String name() {
    return "nsynth";
  }

  @Override
  public String title() {
    return "NSynth, 11 families of instruments";
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root =
        new LayoutRoot(
            path,
            "NSynth",
            "the unpacked nsynth-{train,valid,test}.jsonwav.tar.gz, each with examples.json and"
                + " audio/");
    ListedClips clips = new ListedClips(root);
    for (Map.Entry<Split, String> part : FOLDERS.entrySet()) {
      Path json = root.file(part.getValue() + "/examples.json");
      Path audio = root.folder(part.getValue() + "/audio");
      read(json, audio, part.getKey(), clips);
    }
    return clips.complete("nsynth-*/examples.json", FAMILIES);
  }

  /** Streams the object note -> properties: that of training is larger than memory may be. */
  private static void read(Path json, Path audio, Split split, ListedClips clips)
      throws IOException {
    try (JsonParser parser = new ObjectMapper().createParser(json.toFile())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new AudioException(json, "no JSON object of notes; unpack the archive again");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String note = parser.currentName();
        parser.nextToken();
        JsonNode properties = parser.readValueAsTree();
        String family = properties.path("instrument_family_str").asText();
        if (!FAMILIES.contains(family)) {
          throw new AudioException(
              json,
              "note %s: instrument_family_str \"%s\"; expected one of %s"
                  .formatted(note, family, FAMILIES));
        }
        clips.add(audio.resolve(note + ".wav"), List.of(family), split);
      }
    } catch (JsonProcessingException e) {
      throw new AudioException(
          json,
          "line %d: no valid JSON (%s); unpack the archive again"
              .formatted(e.getLocation().getLineNr(), e.getOriginalMessage()),
          e);
    }
  }
}
