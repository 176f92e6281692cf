package org.mast4j.datavec.audio.decode;

import static org.bytedeco.ffmpeg.global.avutil.av_get_packed_sample_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.mast4j.datavec.audio.AudioException;

/** The samples of a frame that FFmpeg decoded; good until it decodes the next one. */
record PcmFrame(AVFrame frame, PcmFormat format, int channels) {

  /**
   * Those of a frame.
   *
   * @throws AudioException of {@code file}, if they are stored in a way that isn't known
   */
  static PcmFrame of(Path file, AVFrame frame) throws AudioException {
    PcmFormat format =
        switch (av_get_packed_sample_fmt(frame.format())) {
          case avutil.AV_SAMPLE_FMT_U8 -> PcmFormat.UNSIGNED_8;
          case avutil.AV_SAMPLE_FMT_S16 -> PcmFormat.SIGNED_16;
          case avutil.AV_SAMPLE_FMT_S32 -> PcmFormat.SIGNED_32;
          case avutil.AV_SAMPLE_FMT_FLT -> PcmFormat.FLOAT_32;
          case avutil.AV_SAMPLE_FMT_DBL -> PcmFormat.FLOAT_64;
          default ->
              throw new AudioException(
                  file, "has samples of format " + frame.format() + "; convert it to wav or flac");
        };
    return new PcmFrame(frame, format, frame.ch_layout().nb_channels());
  }

  /** Appends the means of samples [from, to). */
  void addTo(MonoBuffer mono, int from, int to) {
    if (!isPlanar()) {
      mono.addInterleaved(
          plane(0, from, to, channels * format.bytes()), format, channels, to - from);
      return;
    }
    ByteBuffer[] planes = new ByteBuffer[channels];
    for (int channel = 0; channel < channels; channel++) {
      planes[channel] = plane(channel, from, to, format.bytes());
    }
    mono.addPlanar(planes, format, to - from);
  }

  /** All of them, channels alternating. */
  ByteBuffer interleaved() {
    if (isPlanar()) {
      throw new IllegalStateException("the channels lie apart");
    }
    return plane(0, 0, frame.nb_samples(), channels * format.bytes());
  }

  private boolean isPlanar() {
    return av_sample_fmt_is_planar(frame.format()) != 0;
  }

  /** Samples [from, to) of one plane, whose samples have {@code bytes} bytes each. */
  private ByteBuffer plane(int index, int from, int to, int bytes) {
    BytePointer data = new BytePointer(frame.extended_data(index));
    return data.capacity((long) to * bytes)
        .asByteBuffer()
        .position(from * bytes)
        .order(ByteOrder.nativeOrder());
  }
}
