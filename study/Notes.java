import com.sun.media.sound.AudioSynthesizer;
import com.sun.media.sound.EmergencySoundbank;
import com.sun.media.sound.ModelPatch;
import com.sun.media.sound.SoftSynthesizer;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sound.midi.Instrument;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Patch;
import javax.sound.midi.Receiver;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Soundbank;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * Renders clips of a second from a table of notes, by the JDK's synthesizer: with the sounds that
 * the JDK computes itself, or those of a soundbank file (.sf2). The same table gives the same bytes.
 * The clips are nobody's work but that of who runs it; a soundbank's licence is its own.
 *
 * <p>A line of the table: path,program,key,velocity,onset,duration (seconds); lines of one path are
 * one clip; program -1 is the drum kit.
 *
 * <p>Usage: java --add-exports java.desktop/com.sun.media.sound=ALL-UNNAMED --add-opens
 * java.base/java.lang=ALL-UNNAMED study/Notes.java ROOT TABLE [SOUNDBANK]
 */
public final class Notes {
  private static final int RATE = 16_000;
  private static final int SECONDS = 1;
  private static final int DRUM_KIT = -1;
  private static final int DRUM_CHANNEL = 9;
  private static final Map<String, Object> PLAIN =
      Map.of(
          "load default soundbank", false, "reverb", false, "chorus", false, "auto gain control", false);

  private record Note(int program, int key, int velocity, double onset, double duration) {
    int channel() {
      return program == DRUM_KIT ? DRUM_CHANNEL : 0;
    }

    Patch patch() {
      return program == DRUM_KIT ? new ModelPatch(0, 0, true) : new Patch(0, program);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    Map<String, List<Note>> clips = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[1]))) {
      String[] cells = line.split(",");
      clips
          .computeIfAbsent(cells[0], path -> new ArrayList<>())
          .add(
              new Note(
                  Integer.parseInt(cells[1]),
                  Integer.parseInt(cells[2]),
                  Integer.parseInt(cells[3]),
                  Double.parseDouble(cells[4]),
                  Double.parseDouble(cells[5])));
    }
    Soundbank sounds =
        arguments.length > 2 ? MidiSystem.getSoundbank(new File(arguments[2])) : computed();
    for (Map.Entry<String, List<Note>> clip : clips.entrySet()) {
      write(render(clip.getValue(), sounds), root.resolve(clip.getKey()));
    }
  }

  private static byte[] render(List<Note> notes, Soundbank sounds) throws Exception {
    AudioSynthesizer synthesizer = new SoftSynthesizer();
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    try (AudioInputStream stream = synthesizer.openStream(format, PLAIN)) {
      for (Note note : notes) {
        Instrument instrument = sounds.getInstrument(note.patch());
        if (instrument == null) {
          throw new IllegalStateException("the soundbank has no program " + note.program());
        }
        synthesizer.loadInstrument(instrument);
        play(note, synthesizer.getReceiver());
      }
      return stream.readNBytes(SECONDS * RATE * Short.BYTES);
    } finally {
      synthesizer.close();
    }
  }

  private static void play(Note note, Receiver receiver) throws Exception {
    int channel = note.channel();
    long on = Math.round(note.onset() * 1e6);
    long off = Math.round((note.onset() + note.duration()) * 1e6);
    int program = Math.max(0, note.program());
    receiver.send(new ShortMessage(ShortMessage.PROGRAM_CHANGE, channel, program, 0), 0);
    receiver.send(new ShortMessage(ShortMessage.NOTE_ON, channel, note.key(), note.velocity()), on);
    receiver.send(new ShortMessage(ShortMessage.NOTE_OFF, channel, note.key(), 0), off);
  }

  private static void write(byte[] pcm, Path file) throws Exception {
    Files.createDirectories(file.getParent());
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    try (AudioInputStream audio =
        new AudioInputStream(new ByteArrayInputStream(pcm), format, pcm.length / Short.BYTES)) {
      AudioSystem.write(audio, AudioFileFormat.Type.WAVE, file.toFile());
    }
  }

  /** The JDK's own sounds, whose phases it draws from Math.random(): seeded here. */
  private static Soundbank computed() throws Exception {
    Math.random();
    Field generator =
        Class.forName("java.lang.Math$RandomNumberGeneratorHolder")
            .getDeclaredField("randomNumberGenerator");
    generator.setAccessible(true);
    ((Random) generator.get(null)).setSeed(14);
    return EmergencySoundbank.createSoundbank();
  }
}
