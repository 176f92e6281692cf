package org.mast4j.zoo.inference;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstVariants;

/** Clips at 16 kHz, and a small model for them whose window is 0.96 s. */
final class Clips {
  static final int RATE = 16_000;
  static final FrontEndConfig FRONT_END = FrontEndConfig.kaldi().withMels(64).withFrames(96);
  static final List<String> LABELS = List.of("a", "b", "c");

  private Clips() {}

  static StoredModel model(Activation activation) {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), LABELS.size(), 1);
    return StoredModel.builder(AstVariants.nano(), FRONT_END)
        .labels(LABELS)
        .activation(activation)
        .weights(graph.weights())
        .build();
  }

  static StoredModel encoder() {
    EncoderGraph graph = EncoderGraph.encoder(AstVariants.nano(), 1);
    return new StoredModel(AstVariants.nano(), FRONT_END, List.of(), graph.weights());
  }

  /** 16-bit values, so that a file holds the same clip. */
  static Waveform noise(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] samples = new float[length];
    double loudness = 0.1 + 0.1 * seed;
    for (int i = 0; i < length; i++) {
      samples[i] = (short) (3000 * loudness * random.nextGaussian()) / 32768f;
    }
    return new Waveform(samples, RATE);
  }

  static Path write(Waveform clip, Path file) throws IOException {
    byte[] bytes = new byte[2 * clip.samples().length];
    for (int i = 0; i < clip.samples().length; i++) {
      short value = (short) (clip.samples()[i] * 32768);
      bytes[2 * i] = (byte) value;
      bytes[2 * i + 1] = (byte) (value >> 8);
    }
    AudioFormat format = new AudioFormat(clip.sampleRate(), 16, 1, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(bytes), format, clip.samples().length),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    return file;
  }
}
