package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.mast4j.datavec.audio.internal.io.InputFile;

/**
 * The file formats that FFmpeg reads here, by its demuxers' names: audio and what holds it beside
 * video, but no playlists, no image sequences, nothing that opens other files.
 */
enum Container {
  FLAC("flac", Times.EXACT, true),
  MP3("mp3", Times.EXACT, true),
  OGG("ogg", Times.EXACT, false) {
    @Override
    void requireSound(InputFile in) throws IOException {
      OggPages.requireSound(in);
    }
  },
  MP4("mov", Times.EXACT, true),
  MATROSKA("matroska", Times.ROUNDED, false) {
    @Override
    void requireSound(InputFile in) throws IOException {
      MatroskaElements.requireSound(in);
    }
  },
  WAV("wav", Times.ROUNDED, true), // but PCM, blocks have none behind a seek
  WAVE64("w64", Times.ROUNDED, true),
  AIFF("aiff", Times.EXACT, true),
  AU("au", Times.EXACT, true),
  CAF("caf", Times.EXACT, false) { // it declares whole packets
    @Override
    void requireSound(InputFile in) throws IOException {
      CafChunks.requireWhole(in);
    }
  },
  WAVPACK("wv", Times.EXACT, true),
  ASF("asf", Times.ROUNDED, false),
  ADTS("aac", Times.ROUNDED, false),
  AC3("ac3", Times.ROUNDED, false),
  E_AC3("eac3", Times.ROUNDED, false),
  AMR("amr", Times.ROUNDED, false);

  /** What time stamps are: samples; or guesses, or milliseconds. */
  private enum Times {
    EXACT,
    ROUNDED
  }

  private final String demuxer;
  private final Times times;
  private final boolean declaresSamples;

  Container(String demuxer, Times times, boolean declaresSamples) {
    this.demuxer = demuxer;
    this.times = times;
    this.declaresSamples = declaresSamples;
  }

  /** The one of a demuxer, whose name may list several: {@code mov,mp4,m4a}. */
  static Optional<Container> of(String demuxerName) {
    String first = demuxerName.split(",", 2)[0];
    return Arrays.stream(values()).filter(c -> c.demuxer.equals(first)).findFirst();
  }

  /** Whether a time stamp tells which sample it is of. */
  boolean hasExactTimes() {
    return times == Times.EXACT;
  }

  /** Whether its header tells how many samples there are, to the frame of a lossy codec. */
  boolean declaresSamples() {
    return declaresSamples;
  }

  /**
   * Checks what FFmpeg doesn't.
   *
   * @throws org.mast4j.datavec.audio.AudioException if a part is damaged or missing
   */
  void requireSound(InputFile in) throws IOException {
    // most hold no checksums, or the decoder checks them
  }
}
