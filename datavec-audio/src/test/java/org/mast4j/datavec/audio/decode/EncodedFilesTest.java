package org.mast4j.datavec.audio.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;

/** On what src/test/oracle/samples.sh encoded: 440 Hz at 0.5 on the left, 0.25 on the right. */
class EncodedFilesTest {

  /** (0.5 + 0.25) / 2; FFmpeg's own mix would give 0.53. */
  private static final double AMPLITUDE = 0.375;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "tone.flac, 8000, 0.5, 1e-3, 0",
    "tone.mp3, 16000, 0.5, 0.02, 0.08",
    "tone.ogg, 16000, 0.5, 0.02, 0.02",
    "tone.opus, 48000, 0.5, 0.02, 0.03",
    "tone.m4a, 16000, 0.5, 0.02, 0.08",
    "tone-faststart.m4a, 16000, 0.5, 0.02, 0.08",
    "tone-ulaw.wav, 8000, 0.5, 0.02, 0",
    "tone-alaw.wav, 8000, 0.5, 0.02, 0",
    "tone-s24-extensible.wav, 8000, 0.25, 1e-6, 0"
  })
  void theMeanOfTheChannelsComesAtTheFilesOwnRate(
      String name, int rate, double seconds, double level, double edge) throws IOException {
    Waveform tone = AudioFiles.read(sample(name));
    assertEquals(rate, tone.sampleRate());
    assertEquals(seconds, tone.seconds(), edge + 1e-9);
    assertEquals(AMPLITUDE, amplitude(tone, 440), level);
    assertEquals(0, amplitude(tone, 1000), 0.01);
  }

  @ParameterizedTest
  @CsvSource({
    "tone.webm, 48000, 24000",
    "tone.mka, 16000, 1600",
    "tone.aac, 16000, 9216",
    "tone-alac.caf, 16000, 1600",
    "tone.wma, 16000, 7680",
    "tone.ac3, 48000, 24576",
    "tone.eac3, 48000, 24576",
    "tone.w64, 16000, 1600",
    "tone.wv, 16000, 1600",
    "tone.mp2, 16000, 8064",
    "tone.spx, 16000, 8000",
    "tone.amr, 8000, 4000",
    "tone.3gp, 8000, 4000",
    "tone.opus, 48000, 24000",
    "tone.m4a, 16000, 8192"
  })
  void theSamplesAreAsManyAsFfmpegsCommandLineGives(String name, int rate, int samples)
      throws IOException {
    Waveform tone = AudioFiles.read(sample(name));
    assertEquals(rate, tone.sampleRate());
    assertEquals(samples, tone.samples().length);
    assertEquals(AMPLITUDE, amplitude(tone, 440), rate == 8000 ? 0.1 : 0.02);
  }

  @Test
  void formatsThatAreNotReadAreNamed() throws IOException {
    byte[] transportStream = new byte[188 * 20];
    for (int packet = 0; packet < transportStream.length; packet += 188) {
      transportStream[packet] = 0x47;
      transportStream[packet + 1] = 0x1F; // packets without content
      transportStream[packet + 2] = (byte) 0xFF;
      transportStream[packet + 3] = 0x10;
    }
    Path file = Files.write(folder.resolve("clip.ts"), transportStream);
    String message = assertThrows(AudioException.class, () -> AudioFiles.read(file)).getMessage();
    assertEquals(
        file
            + ": not audio that can be decoded: it looks like mpegts, which is not read;"
            + " convert it to wav or flac, or remove it",
        message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tone.webm",
        "tone.mka",
        "tone.aac",
        "tone-alac.caf",
        "tone.wma",
        "tone.w64",
        "tone.wv",
        "tone.3gp",
        "tone.flac",
        "tone.mp3",
        "tone.ogg",
        "tone.opus",
        "tone.m4a",
        "tone-faststart.m4a",
        "tone-ulaw.wav",
        "tone-alaw.wav",
        "tone-s24-extensible.wav"
      })
  void halfAFileIsRefused(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(sample(name));
    Path cut = folder.resolve("cut-" + name);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    String message = assertThrows(AudioException.class, () -> AudioFiles.read(cut)).getMessage();
    assertTrue(message.startsWith(cut.toString()), message);
    assertTrue(
        message.contains("truncated") || message.contains("not audio that can be decoded"),
        message);
  }

  @Test
  void theContentDecidesNotTheName() throws IOException {
    Path renamed = Files.copy(sample("tone.flac"), folder.resolve("tone.wav"));
    assertEquals(8000, AudioFiles.read(renamed).sampleRate());
  }

  @Test
  void namesWithBlanksPercentsAndColonsAreRead() throws IOException {
    Path odd = Files.copy(sample("tone.mp3"), folder.resolve("a b%20c:d?e#f.mp3"));
    assertEquals(16000, AudioFiles.read(odd).sampleRate());
  }

  @Test
  void playlistsAndOtherFormatsAreNotFollowed() throws IOException {
    String target = sample("tone.mp3").toString();
    for (String playlist :
        new String[] {
          "#EXTM3U\n#EXTINF:1,\n" + target + "\n", "ffconcat version 1.0\nfile '" + target + "'\n"
        }) {
      Path file = Files.writeString(folder.resolve("list.mp3"), playlist);
      assertThrows(AudioException.class, () -> AudioFiles.read(file));
    }
  }

  @Test
  void noFileMakesTheDecoderOpenASocket() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/clip.mp3";
      for (String content :
          new String[] {
            url,
            "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n" + url + "\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile " + url + "\n",
            "[playlist]\nFile1=" + url + "\nNumberOfEntries=1\n"
          }) {
        for (String name : new String[] {"list.m3u8", "list.mp3", "list.wav"}) {
          Path file = Files.writeString(folder.resolve(name), content);
          assertThrows(AudioException.class, () -> AudioFiles.read(file));
        }
      }
      assertThrows(AudioException.class, () -> AudioFiles.read(Path.of(url)));
      server.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, server::accept, "somebody connected");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tone.flac", "tone.mp3", "tone.ogg", "tone.opus", "tone.m4a", "tone-ulaw.wav"})
  void damagedFilesGiveAnAudioExceptionOrAWaveform(String name) throws IOException {
    byte[] whole = Files.readAllBytes(sample(name));
    Random random = new Random(1);
    Path file = folder.resolve("damaged-" + name);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(10); flips > 0; flips--) {
        damaged[random.nextInt(random.nextBoolean() ? 200 : damaged.length)] ^=
            (byte) (1 << random.nextInt(8));
      }
      Files.write(file, damaged);
      try {
        AudioFiles.read(file);
      } catch (AudioException expected) {
        assertEquals(file, expected.source());
      }
    }
  }

  private Path sample(String name) throws IOException {
    Path file = folder.resolve("original-" + name);
    try (InputStream in = EncodedFilesTest.class.getResourceAsStream("/samples/" + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  /** The amplitude of one frequency over the middle half, whole periods of 440 and 1000 Hz. */
  private static double amplitude(Waveform tone, double hertz) {
    int count = tone.sampleRate() / 10;
    int from = (tone.samples().length - count) / 2;
    double real = 0;
    double imaginary = 0;
    for (int i = 0; i < count; i++) {
      double phase = 2 * Math.PI * hertz * i / tone.sampleRate();
      real += tone.samples()[from + i] * Math.cos(phase);
      imaginary += tone.samples()[from + i] * Math.sin(phase);
    }
    return 2 * Math.hypot(real, imaginary) / count;
  }
}
