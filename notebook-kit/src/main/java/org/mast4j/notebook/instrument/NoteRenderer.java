package org.mast4j.notebook.instrument;

import com.sun.media.sound.AudioSynthesizer;
import com.sun.media.sound.EmergencySoundbank;
import com.sun.media.sound.SoftSynthesizer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import javax.sound.midi.Instrument;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Patch;
import javax.sound.midi.Receiver;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Soundbank;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import org.mast4j.datavec.audio.Waveform;

/**
 * Renders single notes to 16 kHz mono audio with the JDK's own software synthesizer: no sound card,
 * no file, no download.
 *
 * <p>A clip depends on its {@link Note} alone, not on what was rendered before it. Reverb, chorus
 * and the automatic gain are off, and the sounds are always those that the JDK computes itself (its
 * emergency soundbank), never a soundbank that happens to be installed.
 *
 * <p>Needs the JVM options {@value #JVM_OPTIONS}: the synthesizer is not an exported package, and
 * the soundbank draws the phases of its partials from {@link Math#random()}, which has to be seeded
 * for the same audio on every run.
 */
public final class NoteRenderer {

  /** Samples per second of what {@link #render} returns. */
  public static final int SAMPLE_RATE = 16_000;

  /** What the JVM must be started with. */
  public static final String JVM_OPTIONS =
      "--add-exports java.desktop/com.sun.media.sound=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED";

  private static final long SOUNDBANK_SEED =
      20230604; // the first day of ICASSP 2023; any constant will do
  private static final double BEND_RANGE_CENTS =
      200; // General MIDI: a full pitch bend is a whole tone
  private static final int BEND_CENTRE = 8192; // of 14 bits

  private static final Map<String, Object> SYNTHESIZER =
      Map.of(
          "load default soundbank",
          false,
          "reverb",
          false,
          "chorus",
          false,
          "auto gain control",
          false);

  private final Soundbank soundbank;

  /**
   * Computes the soundbank (about a second).
   *
   * @throws IllegalStateException if this Java has no software synthesizer or lacks {@value
   *     #JVM_OPTIONS}
   */
  public NoteRenderer() {
    try {
      soundbank = createSoundbank();
    } catch (Exception | LinkageError e) {
      throw new IllegalStateException(
          "Cannot render notes: this needs a JDK with the module java.desktop, started with "
              + JVM_OPTIONS,
          e);
    }
  }

  /**
   * Renders one note.
   *
   * @param note what to play
   * @param seconds length of the clip; a note that sounds longer is cut
   * @return {@code round(seconds * SAMPLE_RATE)} samples in [-1, 1]
   * @throws IllegalStateException if the soundbank lacks the note's program or the synthesizer does
   *     not open
   */
  public Waveform render(Note note, double seconds) {
    Instrument instrument = soundbank.getInstrument(new Patch(0, note.program()));
    if (instrument == null) {
      throw new IllegalStateException("The JDK's soundbank has no program " + note.program());
    }
    AudioSynthesizer synthesizer = new SoftSynthesizer();
    AudioFormat format =
        new AudioFormat(SAMPLE_RATE, 16, 1, true, true); // 16 bit, mono, signed, big-endian
    try (AudioInputStream stream = synthesizer.openStream(format, SYNTHESIZER)) {
      synthesizer.loadInstrument(instrument);
      play(note, synthesizer.getReceiver());
      float[] samples = new float[(int) Math.round(seconds * SAMPLE_RATE)];
      ByteBuffer pcm =
          ByteBuffer.wrap(
              stream.readNBytes(samples.length * Short.BYTES)); // big-endian, as the format
      for (int i = 0; i < samples.length; i++) {
        samples[i] = pcm.getShort() / 32768f;
      }
      return new Waveform(samples, SAMPLE_RATE);
    } catch (MidiUnavailableException | InvalidMidiDataException | IOException e) {
      throw new IllegalStateException("The JDK's software synthesizer could not play " + note, e);
    } finally {
      synthesizer.close();
    }
  }

  private static void play(Note note, Receiver receiver) throws InvalidMidiDataException {
    int bend = BEND_CENTRE + (int) Math.round(note.cents() / BEND_RANGE_CENTS * (BEND_CENTRE - 1));
    long on = Math.round(note.onset() * 1e6); // microseconds
    long off = Math.round((note.onset() + note.duration()) * 1e6);
    receiver.send(new ShortMessage(ShortMessage.PROGRAM_CHANGE, 0, note.program(), 0), 0);
    receiver.send(new ShortMessage(ShortMessage.PITCH_BEND, 0, bend & 127, bend >> 7), 0);
    receiver.send(new ShortMessage(ShortMessage.NOTE_ON, 0, note.pitch(), note.velocity()), on);
    receiver.send(new ShortMessage(ShortMessage.NOTE_OFF, 0, note.pitch(), 0), off);
  }

  /** The emergency soundbank with the same phases on every run. */
  private static synchronized Soundbank createSoundbank() throws Exception {
    Math.random(); // initialises the generator that is seeded next
    Field generator =
        Class.forName("java.lang.Math$RandomNumberGeneratorHolder")
            .getDeclaredField("randomNumberGenerator");
    generator.setAccessible(true);
    Random random = (Random) generator.get(null);
    random.setSeed(SOUNDBANK_SEED);
    try {
      return EmergencySoundbank.createSoundbank();
    } finally {
      random.setSeed(System.nanoTime()); // Math.random() is everybody's: leave it unpredictable
    }
  }
}
