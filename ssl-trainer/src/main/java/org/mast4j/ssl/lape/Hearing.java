package org.mast4j.ssl.lape;

import java.util.Objects;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/**
 * What is heard of clips.
 *
 * @param frontEnd makes the log-mels
 * @param measured whether its mean and deviation are those of the task's training clips, as weights
 *     have it that no data has been shown to
 */
public record Hearing(FrontEndConfig frontEnd, boolean measured) {
  public Hearing {
    Objects.requireNonNull(frontEnd, "frontEnd");
  }
}
