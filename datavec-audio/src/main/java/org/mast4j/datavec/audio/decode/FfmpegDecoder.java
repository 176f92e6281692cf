package org.mast4j.datavec.audio.decode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_STREAM;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_get_packed_sample_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.mast4j.datavec.audio.AudioException;

/**
 * Compressed formats by FFmpeg, at their native rate and channels: its own mix-down and resampler
 * stay out, because they scale by 0.707 and drop the tail.
 */
final class FfmpegDecoder implements AutoCloseable {

  /** Audio containers alone: no playlists, no image sequences, nothing that opens other files. */
  private static final String DEMUXERS = "flac,mp3,ogg,mov,wav,aiff,au";

  /** A frame of MP3: encoders count their delay and padding in different ways. */
  private static final int LOSSY_TOLERANCE = 1152;

  static {
    av_log_set_level(AV_LOG_QUIET); // what it has to say comes as error codes
  }

  private final Path file;
  private final AVFormatContext container = new AVFormatContext(null);
  private final AVCodecContext codec;
  private final AVStream stream;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final MonoBuffer mono = new MonoBuffer();
  private int sampleRate;

  private FfmpegDecoder(Path file) throws AudioException {
    this.file = file;
    try {
      open();
      int index =
          av_find_best_stream(container, AVMEDIA_TYPE_AUDIO, -1, -1, (PointerPointer<?>) null, 0);
      check(index, "not audio that can be decoded: no audio stream");
      stream = container.streams(index);
      AVCodec decoder = avcodec_find_decoder(stream.codecpar().codec_id());
      if (decoder == null) {
        throw new AudioException(file, "no decoder knows its audio; convert it to wav or flac");
      }
      codec = avcodec_alloc_context3(decoder);
      check(avcodec_parameters_to_context(codec, stream.codecpar()), "has a damaged header");
      codec.err_recognition(AV_EF_CRCCHECK);
      codec.thread_count(1); // clips are decoded in parallel instead
      check(avcodec_open2(codec, decoder, (PointerPointer<?>) null), "has a damaged header");
    } catch (AudioException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Decodes the best audio stream of a file.
   *
   * @throws AudioException if it is no audio, damaged or shorter than it declares
   */
  static Decoded decode(Path file) throws IOException {
    try (FfmpegDecoder decoder = new FfmpegDecoder(file)) {
      boolean ogg = decoder.container.iformat().name().getString().equals("ogg");
      if (ogg) {
        OggPages.requireWhole(file);
      }
      decoder.run();
      if (!ogg) {
        decoder.requireDeclaredLength();
      }
      return new Decoded(decoder.mono.toArray(), decoder.sampleRate);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new AudioException(
          file,
          "needs FFmpeg, which isn't on the class path for this platform; add"
              + " org.bytedeco:ffmpeg with its platform classifier, or convert the file to wav",
          e);
    }
  }

  private void open() throws AudioException {
    AVDictionary options = new AVDictionary(null);
    try {
      av_dict_set(options, "protocol_whitelist", "file", 0);
      av_dict_set(options, "format_whitelist", DEMUXERS, 0);
      String url = "file:" + file.toAbsolutePath();
      check(
          avformat_open_input(container, url, (AVInputFormat) null, options),
          "not audio that can be decoded");
    } finally {
      av_dict_free(options);
    }
    check(avformat_find_stream_info(container, (PointerPointer<?>) null), "has a damaged header");
  }

  private void run() throws AudioException {
    // MP3 often begins with frames that lean on missing ones, or with a stray tag.
    boolean strict = codec.codec_id() != AV_CODEC_ID_MP3;
    int status;
    while ((status = av_read_frame(container, packet)) >= 0) {
      if (packet.stream_index() == stream.index()) {
        decode(packet, strict);
      }
      av_packet_unref(packet);
    }
    if (status != AVERROR_EOF) {
      check(status, "truncated or damaged after " + mono.size() + " samples");
    }
    decode(null, strict);
  }

  /** Decodes one packet; null, FFmpeg's own sign, drains the decoder. */
  private void decode(AVPacket next, boolean strict) throws AudioException {
    int sent = avcodec_send_packet(codec, next);
    if (sent < 0 && sent != AVERROR_EOF && strict) {
      check(sent, "truncated or damaged after " + mono.size() + " samples");
    }
    while (true) {
      int received = avcodec_receive_frame(codec, frame);
      if (received == AVERROR_EAGAIN() || received == AVERROR_EOF) {
        return;
      }
      if (received < 0) {
        if (strict) {
          check(received, "truncated or damaged after " + mono.size() + " samples");
        }
        return;
      }
      append();
    }
  }

  private void append() throws AudioException {
    // Chained Ogg streams may change their channels, which the mean doesn't mind.
    int channels = frame.ch_layout().nb_channels();
    AudioFiles.requireStream(file, channels, frame.sample_rate());
    if (mono.size() == 0) {
      sampleRate = frame.sample_rate();
    }
    if (frame.sample_rate() != sampleRate) {
      throw new AudioException(
          file, "changes its sample rate halfway; split it or convert it to wav");
    }
    PcmFormat format = pcmFormat();
    int planeBytes = frame.nb_samples() * format.bytes();
    if (av_sample_fmt_is_planar(frame.format()) == 0) {
      mono.addInterleaved(plane(0, planeBytes * channels), format, channels, frame.nb_samples());
      return;
    }
    ByteBuffer[] planes = new ByteBuffer[channels];
    for (int channel = 0; channel < channels; channel++) {
      planes[channel] = plane(channel, planeBytes);
    }
    mono.addPlanar(planes, format, frame.nb_samples());
  }

  private ByteBuffer plane(int index, int bytes) {
    BytePointer data = new BytePointer(frame.extended_data(index));
    return data.capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  private PcmFormat pcmFormat() throws AudioException {
    return switch (av_get_packed_sample_fmt(frame.format())) {
      case avutil.AV_SAMPLE_FMT_U8 -> PcmFormat.UNSIGNED_8;
      case avutil.AV_SAMPLE_FMT_S16 -> PcmFormat.SIGNED_16;
      case avutil.AV_SAMPLE_FMT_S32 -> PcmFormat.SIGNED_32;
      case avutil.AV_SAMPLE_FMT_FLT -> PcmFormat.FLOAT_32;
      case avutil.AV_SAMPLE_FMT_DBL -> PcmFormat.FLOAT_64;
      default ->
          throw new AudioException(
              file, "has samples of format " + frame.format() + "; convert it to wav or flac");
    };
  }

  private void requireDeclaredLength() throws AudioException {
    if (stream.duration() == AV_NOPTS_VALUE
        || container.duration_estimation_method() != AVFMT_DURATION_FROM_STREAM) {
      return;
    }
    double seconds =
        (double) stream.duration() * stream.time_base().num() / stream.time_base().den();
    long declared = Math.round(seconds * sampleRate);
    int tolerance = codec.codec_id() == AV_CODEC_ID_FLAC ? 0 : LOSSY_TOLERANCE;
    if (mono.size() < declared - tolerance) {
      throw Truncation.of(file, mono.size(), declared);
    }
  }

  private void check(int status, String problem) throws AudioException {
    if (status < 0) {
      byte[] reason = new byte[256];
      av_strerror(status, reason, reason.length);
      String text = new String(reason, StandardCharsets.UTF_8).trim();
      throw new AudioException(
          file, problem + " (FFmpeg: " + text + "); remove it or copy it again");
    }
  }

  @Override
  public void close() {
    av_frame_free(frame);
    av_packet_free(packet);
    if (codec != null) {
      avcodec_free_context(codec);
    }
    avformat_close_input(container);
  }
}
