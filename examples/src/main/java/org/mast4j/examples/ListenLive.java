package org.mast4j.examples;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.TargetDataLine;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.inference.Classification.Score;

/**
 * What is heard right now: {@code ListenLive MODEL}, from the microphone, or {@code ListenLive
 * MODEL STREAM}, a wave file or a pipe of one, {@code /dev/stdin}. Prints the likeliest label of
 * the last second twice a second, until the stream ends.
 */
public final class ListenLive {
  private static final int RATE = 16_000;
  private static final AudioFormat FORMAT = new AudioFormat(RATE, 16, 1, true, false);

  public static void main(String[] args) throws Exception {
    if (args.length != 1 && args.length != 2) {
      System.err.println("usage: ListenLive MODEL [STREAM]");
      System.exit(2);
    }
    // listen start
    float[] window = new float[RATE]; // a second
    byte[] hop = new byte[RATE]; // half a second of 16-bit samples
    try (AudioClassifier classifier = AudioClassifier.open(Path.of(args[0]));
        AudioInputStream sound = args.length == 1 ? microphone() : stream(args[1])) {
      for (int hops = 1; sound.readNBytes(hop, 0, hop.length) == hop.length; hops++) {
        System.arraycopy(window, RATE / 2, window, 0, RATE / 2);
        ShortBuffer samples = ByteBuffer.wrap(hop).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        for (int i = 0; i < RATE / 2; i++) {
          window[RATE / 2 + i] = samples.get(i) / 32768f;
        }
        Score best = classifier.classify(window, RATE).best();
        System.out.printf("%.1f s: %.3f %s%n", hops / 2.0, best.probability(), best.label());
      }
    }
    // listen end
  }

  private static AudioInputStream microphone() throws Exception {
    TargetDataLine line = AudioSystem.getTargetDataLine(FORMAT);
    line.open(FORMAT);
    line.start();
    return new AudioInputStream(line);
  }

  private static AudioInputStream stream(String file) throws Exception {
    BufferedInputStream bytes = new BufferedInputStream(new FileInputStream(file));
    return AudioSystem.getAudioInputStream(FORMAT, AudioSystem.getAudioInputStream(bytes));
  }
}
