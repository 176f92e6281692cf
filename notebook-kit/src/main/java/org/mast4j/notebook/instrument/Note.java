package org.mast4j.notebook.instrument;

/**
 * One note of a General MIDI instrument.
 *
 * @param program General MIDI program, 0 to 127
 * @param pitch MIDI key, 0 to 127 (60 is middle C)
 * @param velocity how hard the key is struck, 1 to 127
 * @param cents detuning, within a whole tone: -200 to 200 (100 is a semitone)
 * @param onset when the key goes down, in seconds from the start of the clip
 * @param duration how long the key is held, in seconds
 */
public record Note(int program, int pitch, int velocity, int cents, double onset, double duration) {

  public Note {
    requireRange("program", program, 0, 127);
    requireRange("pitch", pitch, 0, 127);
    requireRange("velocity", velocity, 1, 127);
    requireRange("cents", cents, -200, 200);
    if (!(onset >= 0) || !(duration > 0)) {
      throw new IllegalArgumentException(
          "A note needs onset >= 0 s and duration > 0 s, not " + onset + " and " + duration);
    }
  }

  private static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
