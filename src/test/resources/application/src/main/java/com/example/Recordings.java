package com.example;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Stands for recordings of one's own: wav files of a second, a folder for each class. */
final class Recordings {
  private static final int RATE = 16_000;

  private Recordings() {}

  static void write(Path folder) throws IOException {
    Random random = new Random(1);
    for (String split : new String[] {"train", "validation"}) {
      Path tones = folder.resolve("tones").resolve(split);
      Path sounds = folder.resolve("sounds").resolve(split);
      for (int i = 0; i < 12; i++) {
        String file = i + ".wav";
        wav(tones.resolve("low").resolve(file), tone(200 + random.nextInt(300)));
        wav(tones.resolve("high").resolve(file), tone(2000 + random.nextInt(2000)));
        wav(sounds.resolve("buzz").resolve(file), buzz(80 + random.nextInt(80)));
        wav(sounds.resolve("hiss").resolve(file), n -> random.nextGaussian() / 8);
        wav(sounds.resolve("beep").resolve(file), beep(800 + random.nextInt(400)));
      }
    }
    wav(folder.resolve("clip.wav"), buzz(100));
  }

  private static IntToDoubleFunction tone(double hz) {
    return n -> 0.4 * Math.sin(2 * Math.PI * hz * n / RATE);
  }

  private static IntToDoubleFunction buzz(double hz) {
    return n -> 0.4 * (2 * (hz * n / RATE % 1) - 1);
  }

  private static IntToDoubleFunction beep(double hz) {
    IntToDoubleFunction tone = tone(hz);
    return n -> n / (RATE / 8) % 2 == 0 ? tone.applyAsDouble(n) : 0;
  }

  private static void wav(Path file, IntToDoubleFunction sound) throws IOException {
    ByteBuffer samples = ByteBuffer.allocate(2 * RATE).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < RATE; n++) {
      samples.putShort((short) (Short.MAX_VALUE * Math.max(-1, Math.min(1, sound.applyAsDouble(n)))));
    }
    Files.createDirectories(file.getParent());
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(samples.array()), format, RATE),
        AudioFileFormat.Type.WAVE,
        file.toFile());
  }
}
