package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.mast4j.datavec.audio.io.InputFile;

/**
 * The file formats that FFmpeg reads here, by its demuxers' names: audio and what holds it beside
 * video, but no playlists, no image sequences, nothing that opens other files.
 */
enum Container {
  FLAC("flac", true),
  MP3("mp3", true),
  OGG("ogg", true) {
    @Override
    void requireSound(InputFile in) throws IOException {
      OggPages.requireSound(in);
    }
  },
  MP4("mov", true),
  MATROSKA("matroska", false) {
    @Override
    void requireSound(InputFile in) throws IOException {
      MatroskaElements.requireSound(in);
    }
  },
  WAV("wav", true),
  WAVE64("w64", true),
  AIFF("aiff", true),
  AU("au", true),
  CAF("caf", true),
  WAVPACK("wv", true),
  ASF("asf", false),
  ADTS("aac", false),
  AC3("ac3", false),
  E_AC3("eac3", false),
  AMR("amr", false);

  private final String demuxer;
  private final boolean hasExactTimes;

  Container(String demuxer, boolean hasExactTimes) {
    this.demuxer = demuxer;
    this.hasExactTimes = hasExactTimes;
  }

  /** The one of a demuxer, whose name may list several: {@code mov,mp4,m4a}. */
  static Optional<Container> of(String demuxerName) {
    String first = demuxerName.split(",", 2)[0];
    return Arrays.stream(values()).filter(c -> c.demuxer.equals(first)).findFirst();
  }

  /** Whether its time stamps tell samples, or are guesses or milliseconds. */
  boolean hasExactTimes() {
    return hasExactTimes;
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
