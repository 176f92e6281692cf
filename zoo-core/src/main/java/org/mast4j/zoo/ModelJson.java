package org.mast4j.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.FrontEndJson;
import org.mast4j.settings.Document;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;
import org.mast4j.settings.SettingsException;

/** One of the JSON files of a model directory, whose errors name the file. */
final class ModelJson {
  private static final String FORMAT = "mast4j-1";
  private static final String FORMATS = "mast4j-"; // of every version
  private static final String FORMAT_KEY = "format";
  private static final Set<String> REQUIRED = Set.of(FORMAT_KEY, "architecture", "encoder");
  private static final String ACTIVATION = "activation";
  private static final String HEAD_INPUT = "headInput";
  private static final String HIDDEN = "hidden";
  private static final String LABELS = "labels";
  private static final Classifier PLAIN = Settings.defaults(Classifier.class);

  private final Path file;
  private final Document document;

  private ModelJson(Path file, Document document) {
    this.file = file;
    this.document = document;
  }

  /** What config.json says of the classifier, where it isn't a linear one under a softmax. */
  record Classifier(
      @Setting(value = "How logits become probabilities.", byDefault = "softmax")
          Activation activation,
      @Setting(value = "What of the encoder's output it reads.", byDefault = "embedding")
          HeadInput headInput,
      @Setting(value = "Layers before the last one.", byDefault = "[]") List<HiddenLayer> hidden) {}

  private record Classes(@Setting("In the order of the logits.") List<String> labels) {}

  /** The object that a file's text holds. */
  static ModelJson parse(Path file, String text) throws IOException {
    try {
      Document document = Document.json(text);
      if (!document.tree().isObject()) {
        throw new IOException(file + ": not a JSON object");
      }
      return new ModelJson(file, document);
    } catch (SettingsException e) {
      throw new IOException(file + ": not JSON (" + e.getMessage() + ")", e);
    }
  }

  /** Whether a version of ours wrote it as a config.json. */
  boolean isOurs() {
    return document.tree().path(FORMAT_KEY).asText().startsWith(FORMATS);
  }

  /** Requires the keys of a config.json of this version. */
  ModelJson requireConfig() throws IOException {
    List<String> keys = new ArrayList<>();
    document.tree().fieldNames().forEachRemaining(keys::add);
    List<String> required = new ArrayList<>(keys);
    required.removeAll(Set.of(ACTIVATION, HEAD_INPUT, HIDDEN, WindowingJson.KEY));
    if (!Set.copyOf(required).equals(REQUIRED)) {
      throw new IOException(
          file
              + ": keys "
              + keys
              + "; expected format, architecture, encoder, and at most activation, headInput, hidden, longClips");
    }
    JsonNode format = document.tree().get(FORMAT_KEY);
    if (!FORMAT.equals(format.textValue())) {
      throw new IOException(
          file + ": format " + format + "; this version reads \"" + FORMAT + "\"");
    }
    return this;
  }

  EncoderConfig encoder() throws IOException {
    return EncoderJson.read(document, file.toString());
  }

  Windowing windowing(FrontEndConfig frontEnd) throws IOException {
    return WindowingJson.read(document.tree(), frontEnd, file);
  }

  Classifier classifier() throws IOException {
    try {
      return Settings.read(PLAIN, document.only(ACTIVATION, HEAD_INPUT, HIDDEN));
    } catch (SettingsException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  FrontEndConfig frontEnd() throws IOException {
    return FrontEndJson.fromJson(document.without(LABELS), file);
  }

  List<String> labels() throws IOException {
    try {
      return Settings.read(Classes.class, document.only(LABELS)).labels();
    } catch (SettingsException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** The text of a model's config.json. */
  static String config(StoredModel model) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(FORMAT_KEY, FORMAT);
    json.setAll(EncoderJson.toJson(model.encoder()));
    ObjectNode plain = Settings.toJson(PLAIN);
    ObjectNode classifier =
        Settings.toJson(new Classifier(model.activation(), model.headInput(), model.hidden()));
    putIfOther(json, ACTIVATION, classifier, plain);
    if (!model.windowing().equals(Windowing.halfOverlap(model.frontEnd()))) {
      json.set(WindowingJson.KEY, WindowingJson.toJson(model.windowing()));
    }
    putIfOther(json, HEAD_INPUT, classifier, plain);
    putIfOther(json, HIDDEN, classifier, plain);
    return pretty(json);
  }

  private static void putIfOther(ObjectNode json, String key, ObjectNode from, ObjectNode plain) {
    if (!from.get(key).equals(plain.get(key))) {
      json.set(key, from.get(key));
    }
  }

  /** The text of a model's front-end.json. */
  static String frontEnd(StoredModel model) {
    ObjectNode json = FrontEndJson.toJson(model.frontEnd());
    json.setAll(Settings.toJson(new Classes(model.labels())));
    return pretty(json);
  }

  private static String pretty(ObjectNode json) {
    return json.toPrettyString() + "\n";
  }
}
