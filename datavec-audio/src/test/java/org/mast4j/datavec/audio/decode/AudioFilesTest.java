package org.mast4j.datavec.audio.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.Waveform;

class AudioFilesTest {

  private static final int HEADER_BYTES = 44;

  @TempDir Path folder;

  @Test
  void integersOfEverySizeReachFromMinusOneToOne() throws IOException {
    byte[] bits8 = {0, (byte) 128, (byte) 192};
    byte[] bits16 = {0, (byte) 0x80, 0, 0, 0, 0x40};
    byte[] bits24 = {0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0x40};
    byte[] bits32 = {0, 0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0x40};
    for (byte[] data : new byte[][] {bits8, bits16, bits24, bits32}) {
      int bits = data.length / 3 * 8;
      Path file = wav(WavFile.PCM, 1, 16_000, bits, data.length, data);
      assertArrayEquals(new float[] {-1, 0, 0.5f}, AudioFiles.read(file).samples(), bits + " bits");
    }
  }

  @Test
  void floatsComeAsTheyAre() throws IOException {
    float[] samples = {0.25f, -1.5f, 1e-20f};
    Path file = WavFile.floats(folder.resolve("a.wav"), 22_050, samples);
    Waveform read = AudioFiles.read(file);
    assertArrayEquals(samples, read.samples());
    assertEquals(22_050, read.sampleRate());
  }

  @Test
  void channelsAreAveraged() throws IOException {
    byte[] data = {0, 0x40, 0, 0x20, 0, 0, 0, (byte) 0x80}; // (0.5, 0.25), (0, -1)
    Path file = wav(WavFile.PCM, 2, 8_000, 16, data.length, data);
    assertArrayEquals(new float[] {0.375f, -0.5f}, AudioFiles.read(file).samples());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500, 8_000, 384_000, 768_000, 1_536_000, 10_000_000})
  void slowAndFastSampleRatesAreFine(int rate) throws IOException {
    Path file = wav(WavFile.PCM, 1, rate, 16, 20, new byte[20]);
    assertEquals(rate, AudioFiles.read(file).sampleRate());
  }

  @Test
  void bitsThatFillNoWholeBytesStandAtTheTopOfThem() throws IOException {
    byte[] bits12 = {0, (byte) 0x80, 0, 0, 0, 0x40};
    byte[] bits20 = {0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0x40};
    byte[] bits24 = {0, 0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0x40};
    byte[][] all = {bits12, bits20, bits24};
    int[] bits = {12, 20, 24};
    for (int i = 0; i < all.length; i++) {
      int bytes = all[i].length / 3;
      Path file = wav(WavFile.PCM, 1, 8_000, 8 * bytes, all[i].length, all[i]);
      byte[] wav = Files.readAllBytes(file);
      wav[34] = (byte) bits[i]; // bits of a sample; its bytes stay
      Files.write(file, wav);
      assertArrayEquals(new float[] {-1, 0, 0.5f}, AudioFiles.read(file).samples());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 64, 255})
  void manyChannelsOfPcmAreFine(int channels) throws IOException {
    byte[] data = new byte[2 * channels * 5];
    Path file = wav(WavFile.PCM, channels, 8_000, 16, data.length, data);
    assertEquals(5, AudioFiles.read(file).samples().length);
  }

  @Test
  void otherChunksAreSteppedOverAndUnknownLengthsRunToTheEnd() throws IOException {
    byte[] data = new byte[20];
    byte[] plain = Files.readAllBytes(wav(WavFile.PCM, 1, 8_000, 16, 0xFFFFFFFFL, data));
    byte[] list = {'L', 'I', 'S', 'T', 3, 0, 0, 0, 'a', 'b', 'c', 0}; // odd, so padded
    byte[] bytes = new byte[plain.length + list.length];
    System.arraycopy(plain, 0, bytes, 0, 36);
    System.arraycopy(list, 0, bytes, 36, list.length);
    System.arraycopy(plain, 36, bytes, 36 + list.length, plain.length - 36);
    Path file = Files.write(folder.resolve("list.wav"), bytes);
    assertEquals(10, AudioFiles.read(file).samples().length);
  }

  @Test
  void filesThatArentAudioAreRefused() throws IOException {
    assertProblem(folder.resolve("missing.wav"), "no such file");
    assertProblem(folder, "a folder");
    assertProblem(Path.of("/dev/null"), "a pipe or device");
    assertProblem(Files.createFile(folder.resolve("empty.wav")), "empty file");
    Path text = folder.resolve("text.wav");
    assertProblem(Files.writeString(text, "hello"), "not audio that can be decoded");
    assertProblem(Files.writeString(text, "hello ".repeat(5000)), "not audio that can be decoded");
    assertProblem(Files.write(text, new byte[100_000]), "not audio that can be decoded");
  }

  @Test
  void truncatedWavsAreRefused() throws IOException {
    byte[] data = new byte[2000];
    assertProblem(
        wav(WavFile.PCM, 1, 8_000, 16, 4000, data),
        "truncated: its header declares 2000 samples, the file holds 1000");
    byte[] whole = Files.readAllBytes(wav(WavFile.PCM, 1, 8_000, 16, 2000, data));
    Path cut = folder.resolve("cut.wav");
    for (int length = 12; length < HEADER_BYTES; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertProblem(cut, "truncated");
    }
  }

  @Test
  void headersThatDescribeNoStreamAreRefused() throws IOException {
    byte[] data = new byte[100];
    assertProblem(wav(WavFile.PCM, 0, 8_000, 16, 100, data), "0 channels");
    assertProblem(wav(WavFile.PCM, 1, 0, 16, 100, data), "sample rate of 0 Hz");
    assertProblem(wav(WavFile.PCM, 1, -1, 16, 100, data), "sample rate of 4294967295 Hz");
    assertProblem(wav(WavFile.PCM, 1, 8_000, 16, 0, new byte[0]), "no samples");
    byte[] damaged = Files.readAllBytes(wav(WavFile.PCM, 1, 8_000, 16, 100, data));
    damaged[32] = 7; // bytes of a frame
    assertProblem(Files.write(folder.resolve("frame.wav"), damaged), "damaged wav header");
  }

  @Test
  void valuesThatArentAmplitudesAreRefused() throws IOException {
    Path file = folder.resolve("values.wav");
    assertProblem(WavFile.floats(file, 8_000, 0, Float.NaN), "sample 1 is NaN");
    assertProblem(WavFile.floats(file, 8_000, Float.NEGATIVE_INFINITY), "sample 0 is -Infinity");
    assertProblem(WavFile.floats(file, 8_000, 0, 0, 9000), "sample 2 is 9000");
  }

  @Test
  void damagedBytesGiveAnAudioExceptionOrAWaveform() throws IOException {
    byte[] whole = Files.readAllBytes(wav(WavFile.PCM, 2, 8_000, 16, 400, new byte[400]));
    Path file = folder.resolve("damaged.wav");
    for (int at = 0; at < HEADER_BYTES; at++) {
      for (int value : new int[] {0, 1, 127, 128, 255}) {
        byte[] damaged = whole.clone();
        damaged[at] = (byte) value;
        Files.write(file, damaged);
        try {
          AudioFiles.read(file);
        } catch (AudioException expected) {
          assertTrue(expected.getMessage().startsWith(file.toString()));
        }
      }
    }
  }

  @Test
  void namesOfAudioFilesAreKnownByTheirExtension() {
    assertTrue(AudioFiles.isAudio(Path.of("some.folder", "A.Clip.WAV")));
    assertTrue(AudioFiles.isAudio(Path.of("b.m4a")));
    assertFalse(AudioFiles.isAudio(Path.of("notes.txt")));
    assertFalse(AudioFiles.isAudio(Path.of("wav")));
    assertFalse(AudioFiles.isAudio(Path.of("._a.wav")));
    assertFalse(AudioFiles.isAudio(Path.of("/")));
  }

  private Path wav(int codec, int channels, int rate, int bits, long declaredBytes, byte[] data)
      throws IOException {
    Path file = folder.resolve("a.wav");
    return WavFile.write(file, codec, channels, rate, bits, declaredBytes, data);
  }

  private static void assertProblem(Path file, String problem) {
    AudioException error = assertThrows(AudioException.class, () -> AudioFiles.read(file));
    String message = error.getMessage();
    assertTrue(message.startsWith(file + ": ") && message.contains(problem), message);
    assertTrue(message.contains("; "), message); // what to do about it
  }
}
