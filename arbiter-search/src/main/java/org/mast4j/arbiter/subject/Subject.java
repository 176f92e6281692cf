package org.mast4j.arbiter.subject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.Document;
import org.mast4j.settings.SettingInfo;
import org.mast4j.zoo.EncoderConfig;

/** What a candidate of a search is: a training with settings of its own. */
public sealed interface Subject permits Pretraining, FineTuning {

  /** Every key that may be searched, with its value. */
  List<SettingInfo> describe();

  /**
   * A copy with other values.
   *
   * @param values by key; texts are read as on a command line
   * @throws IllegalArgumentException naming every unknown key and bad value, or what they are
   *     together
   */
  Subject with(Map<String, ?> values);

  /**
   * A copy with a document's values in place of its own.
   *
   * @throws IllegalArgumentException naming every unknown key and bad value, with its line
   */
  Subject with(Document document);

  /** The encoder that is trained. */
  EncoderConfig encoder();

  /** What makes the log-mels that it takes. */
  FrontEndConfig frontEnd();

  /** How long a whole training is, in {@link #unit}s. */
  int length();

  /** The key of {@link #length}: "steps" or "epochs". */
  String unit();

  /** How many training clips there must be. */
  int leastClips();

  /** Of the training, and of splits that a data set doesn't have. */
  long seed();

  /**
   * Checks that training clips can be changed as is asked for.
   *
   * @throws IllegalArgumentException if they lack waveforms for that
   */
  void requireServedBy(ClipSource clips);

  /**
   * Checks that a candidate can be built for the clips of this one.
   *
   * @throws IllegalArgumentException saying why not
   */
  void requireServes(Subject candidate);

  /** All of it; {@link #fromJson} reads it. */
  ObjectNode toJson();

  /** The settings that a candidate's line in the results has. */
  ObjectNode toResult();

  /**
   * The files by which the commands do alone what this candidate was.
   *
   * @param searched what was searched, by key
   * @return JSON by the file's name
   */
  Map<String, ObjectNode> files(Map<String, Object> searched);

  /**
   * Reads what {@link #toJson} gave.
   *
   * @throws IOException naming what is missing, unknown or malformed
   */
  static Subject fromJson(ObjectNode json, String file) throws IOException {
    return json.path(FineTuning.MODEL).isTextual()
        ? FineTuning.fromJson(json, file)
        : Pretraining.fromJson(json, file);
  }
}
