package org.mast4j.datavec.audio.decode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ADPCM_IMA_QT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_version;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_STREAM;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_version;
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
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

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

  /** How long before a segment to begin: MP3's bit reservoir and Opus's predictor settle in it. */
  private static final double SETTLE_SECONDS = 0.5;

  private final Path file;
  private final Segment segment;
  private final AVFormatContext container = new AVFormatContext(null);
  private final AVCodecContext codec;
  private final AVStream stream;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final MonoBuffer mono = new MonoBuffer();
  private int sampleRate;

  /** The index in the whole waveform of the next sample that is decoded; -1 after a seek. */
  private long position;

  private boolean isFirstAfterSeek;

  private FfmpegDecoder(Path file, Segment segment) throws AudioException {
    this.file = file;
    this.segment = segment;
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
   * Decodes a part of the best audio stream of a file.
   *
   * @throws AudioException if it is no audio, damaged or shorter than it declares
   */
  static Decoded decode(Path file, Segment segment) throws IOException {
    try (FfmpegDecoder decoder = new FfmpegDecoder(file, segment)) {
      decoder.seek();
      decoder.run();
      if (!decoder.isSegmentDone()) {
        decoder.requireWhole();
      }
      return new Decoded(decoder.mono.toArray(), decoder.sampleRate);
    }
  }

  /** Of the libraries that decode. */
  static String version() {
    return "ffmpeg %s, avcodec %d, avformat %d"
        .formatted(av_version_info().getString(), avcodec_version(), avformat_version());
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

  /** Goes to a packet some time before the segment, if that isn't at the file's beginning. */
  private void seek() throws AudioException {
    double seconds = segment.start() - SETTLE_SECONDS;
    // QuickTime's ADPCM rounds the state that a packet begins with: only what went before is exact.
    if (seconds <= 0 || codec.codec_id() == AV_CODEC_ID_ADPCM_IMA_QT) {
      return;
    }
    long timestamp =
        startTime() + (long) (seconds * stream.time_base().den() / stream.time_base().num());
    // A seek that fails may have moved: begin anew, and decode from the beginning.
    if (av_seek_frame(container, stream.index(), timestamp, AVSEEK_FLAG_BACKWARD) >= 0) {
      avcodec_flush_buffers(codec);
      position = -1;
      isFirstAfterSeek = true;
    } else {
      check(
          av_seek_frame(container, stream.index(), startTime(), AVSEEK_FLAG_BACKWARD),
          "can't be searched for the time " + segment.start() + " s");
    }
  }

  /** The timestamp of the waveform's first sample. */
  private long startTime() {
    return stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time();
  }

  private boolean isSegmentDone() {
    return sampleRate > 0 && position >= segment.endSample(sampleRate);
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
      if (isSegmentDone()) {
        return;
      }
    }
    if (status != AVERROR_EOF) {
      check(status, "truncated or damaged after " + position + " samples");
    }
    decode(null, strict);
  }

  /** Decodes one packet; null, FFmpeg's own sign, drains the decoder. */
  private void decode(AVPacket next, boolean strict) throws AudioException {
    int sent = avcodec_send_packet(codec, next);
    if (sent < 0 && sent != AVERROR_EOF && strict) {
      check(sent, "truncated or damaged after " + position + " samples");
    }
    while (true) {
      int received = avcodec_receive_frame(codec, frame);
      if (received == AVERROR_EAGAIN() || received == AVERROR_EOF) {
        return;
      }
      if (received < 0) {
        if (strict) {
          check(received, "truncated or damaged after " + position + " samples");
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
    if (sampleRate == 0) {
      sampleRate = frame.sample_rate();
    }
    if (frame.sample_rate() != sampleRate) {
      throw new AudioException(
          file, "changes its sample rate halfway; split it or convert it to wav");
    }
    if (isFirstAfterSeek) {
      isFirstAfterSeek = false; // Opus cuts its start and leaves the time stamp as it was
      return;
    }
    if (position < 0) {
      position = framePosition();
    }
    int samples = frame.nb_samples();
    int from = (int) clamp(segment.firstSample(sampleRate) - position, samples);
    int to = (int) clamp(segment.endSample(sampleRate) - position, samples);
    position += samples;
    PcmFormat format = pcmFormat();
    if (av_sample_fmt_is_planar(frame.format()) == 0) {
      int frameBytes = channels * format.bytes();
      mono.addInterleaved(plane(0, from, to, frameBytes), format, channels, to - from);
      return;
    }
    ByteBuffer[] planes = new ByteBuffer[channels];
    for (int channel = 0; channel < channels; channel++) {
      planes[channel] = plane(channel, from, to, format.bytes());
    }
    mono.addPlanar(planes, format, to - from);
  }

  /** Where the first frame after a seek belongs. */
  private long framePosition() throws AudioException {
    if (frame.pts() == AV_NOPTS_VALUE) {
      throw new AudioException(file, "has no time stamps to find a part by; convert it to wav");
    }
    return Math.round(seconds(frame.pts() - startTime()) * sampleRate);
  }

  private static long clamp(long samples, int limit) {
    return Math.max(0, Math.min(samples, limit));
  }

  private double seconds(long timestamp) {
    return (double) timestamp * stream.time_base().num() / stream.time_base().den();
  }

  /** Samples [from, to) of one plane, whose samples have {@code bytes} bytes each. */
  private ByteBuffer plane(int index, int from, int to, int bytes) {
    BytePointer data = new BytePointer(frame.extended_data(index));
    return data.capacity((long) to * bytes)
        .asByteBuffer()
        .position(from * bytes)
        .order(ByteOrder.nativeOrder());
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

  /** The end of the file was reached: is it where it ought to be? */
  private void requireWhole() throws IOException {
    if (container.iformat().name().getString().equals("ogg")) {
      OggPages.requireWhole(file);
    } else if (stream.duration() != AV_NOPTS_VALUE
        && container.duration_estimation_method() == AVFMT_DURATION_FROM_STREAM) {
      long declared = Math.round(seconds(stream.duration()) * sampleRate);
      int tolerance = codec.codec_id() == AV_CODEC_ID_FLAC ? 0 : LOSSY_TOLERANCE;
      if (position >= 0 && position < declared - tolerance) {
        throw Truncation.of(file, position, declared);
      }
    }
    if (mono.size() == 0 && segment.start() > 0) {
      double length = position < 0 ? seconds(stream.duration()) : (double) position / sampleRate;
      throw AudioFiles.startsBehindTheEnd(file, length, segment);
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
