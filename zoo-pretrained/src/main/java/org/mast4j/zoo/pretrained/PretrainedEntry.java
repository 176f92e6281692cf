package org.mast4j.zoo.pretrained;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mast4j.settings.Require;

/**
 * Published weights: data only, nothing here downloads.
 *
 * @param name by which they are asked for, and which their directory has
 * @param source the page that publishes them
 * @param licence of the weights, as an SPDX identifier
 * @param format how the files hold the model
 * @param model what the weights are weights of
 * @param files all that is needed to import them
 * @param frontEnd what makes the model's input from audio; empty for image models, which can only
 *     be a start
 * @param labels where the names of the classes are; empty without classes of sound
 * @param metrics published scores; none where none was found
 */
public record PretrainedEntry(
    String name,
    URI source,
    String licence,
    PretrainedFormat format,
    PretrainedModel model,
    List<PretrainedFile> files,
    Optional<PretrainedFrontEnd> frontEnd,
    Optional<PretrainedLabels> labels,
    List<PublishedMetric> metrics) {

  /**
   * @throws IllegalArgumentException if name or licence is malformed, there are no files or two of
   *     one name, the labels' file isn't among them, or front end and patches differ in mels or
   *     frames
   */
  public PretrainedEntry {
    // It becomes the name of a directory, so that no dot or separator may stand in front.
    Require.that(
        name.matches("[a-z0-9][a-z0-9._-]*"),
        "name",
        "\"" + name + "\"",
        "lower-case letters, digits and . _ -");
    Objects.requireNonNull(source, "source");
    Require.that(
        !licence.isBlank(), name + ": licence", "\"" + licence + "\"", "an SPDX identifier");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(frontEnd, "frontEnd");
    Objects.requireNonNull(labels, "labels");
    files = List.copyOf(files);
    metrics = List.copyOf(metrics);

    Require.that(!files.isEmpty(), name + ": files", files, "at least one");
    List<String> names = files.stream().map(PretrainedFile::name).toList();
    Require.that(
        new HashSet<>(names).size() == names.size(), name + ": files", names, "names that differ");
    labels.ifPresent(
        l ->
            Require.that(
                names.contains(l.file()),
                name + ": labels file",
                l.file(),
                "one of the files " + names));
    frontEnd.ifPresent(
        f ->
            model
                .patches()
                .ifPresent(
                    p ->
                        Require.that(
                            f.frames() == p.frames() && f.mels() == p.mels(),
                            name + ": front end of",
                            f.frames() + " x " + f.mels(),
                            "the patches' " + p.frames() + " x " + p.mels())));
  }
}
