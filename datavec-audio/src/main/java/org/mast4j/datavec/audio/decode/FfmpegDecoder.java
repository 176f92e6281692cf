package org.mast4j.datavec.audio.decode;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ADPCM_IMA_QT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_EAC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP2;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_LOSSY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
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
import static org.bytedeco.ffmpeg.global.avformat.avformat_version;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;
import org.mast4j.datavec.audio.AudioException;

/**
 * Compressed formats by FFmpeg, at their native rate and channels: its own mix-down and resampler
 * stay out, because they scale by 0.707 and drop the tail.
 */
final class FfmpegDecoder implements AutoCloseable {

  /** A frame of MP3: encoders count their delay and padding in different ways. */
  private static final int LOSSY_TOLERANCE = 1152;

  /** Longer than any file: libsndfile's ADPCM in Wave64 declares such a number in place of none. */
  private static final long MAX_DURATION = Long.MAX_VALUE / 2;

  /** Whose decoders see a wrong checksum, and nothing else that is worth a refusal. */
  private static final Set<Integer> CHECKED_CODECS =
      Set.of(AV_CODEC_ID_FLAC, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3, AV_CODEC_ID_MP2);

  /** How long before a segment to begin: MP3's bit reservoir and Opus's predictor settle in it. */
  private static final double SETTLE_SECONDS = 0.5;

  private final FfmpegInput input;
  private final Path file;
  private final Segment segment;
  private final AVStream stream;
  private final AVCodecContext codec;
  private final Optional<FlacDigest> digest;
  private final Mp3Checksums mp3Checksums = new Mp3Checksums();
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final MonoBuffer mono = new MonoBuffer();
  private int sampleRate;

  /** The index in the whole waveform of the next sample that is decoded; -1 after a seek. */
  private long position;

  private boolean isFirstAfterSeek;

  private FfmpegDecoder(FfmpegInput input, Segment segment) throws IOException {
    this.input = input;
    this.file = input.path();
    this.segment = segment;
    try {
      this.stream = audioStream();
      AVCodec decoder = avcodec_find_decoder(stream.codecpar().codec_id());
      if (decoder == null) {
        throw new AudioException(file, "no decoder knows its audio; convert it to wav or flac");
      }
      this.codec = avcodec_alloc_context3(decoder);
      input.check(avcodec_parameters_to_context(codec, stream.codecpar()), "has a damaged header");
      codec.err_recognition(isChecked() ? AV_EF_CRCCHECK | AV_EF_EXPLODE : AV_EF_CRCCHECK);
      codec.thread_count(1); // clips are decoded in parallel instead
      input.check(avcodec_open2(codec, decoder, (PointerPointer<?>) null), "has a damaged header");
      this.digest =
          input.container() == Container.FLAC && segment.equals(Segment.WHOLE)
              ? FlacDigest.of(stream.codecpar())
              : Optional.empty();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private AVStream audioStream() throws IOException {
    AVFormatContext format = input.format();
    int index =
        av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, (PointerPointer<?>) null, 0);
    input.check(index, "not audio that can be decoded: no audio stream");
    for (int other = 0; other < format.nb_streams(); other++) {
      if (other != index) {
        format.streams(other).discard(AVDISCARD_ALL);
      }
    }
    return format.streams(index);
  }

  /**
   * Decodes a part of the best audio stream of a file.
   *
   * @throws AudioException if it is no audio, damaged or shorter than it declares
   */
  static Decoded decode(Path file, Segment segment) throws IOException {
    try (FfmpegInput input = new FfmpegInput(file);
        FfmpegDecoder decoder = new FfmpegDecoder(input, segment)) {
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

  /** Goes to a packet some time before the segment, if that isn't at the file's beginning. */
  private void seek() throws IOException {
    double seconds = segment.start() - SETTLE_SECONDS;
    // QuickTime's ADPCM rounds the state that a packet begins with: only what went before is exact.
    // Of the packets of a page of FLAC in Ogg, FFmpeg knows no times.
    boolean isOggFlac = input.container() == Container.OGG && codec.codec_id() == AV_CODEC_ID_FLAC;
    if (seconds <= 0
        || codec.codec_id() == AV_CODEC_ID_ADPCM_IMA_QT
        || isOggFlac
        || !input.container().hasExactTimes()) {
      return;
    }
    long timestamp =
        startTime() + (long) (seconds * stream.time_base().den() / stream.time_base().num());
    // A seek that fails may have moved: begin anew, and decode from the beginning.
    if (av_seek_frame(input.format(), stream.index(), timestamp, AVSEEK_FLAG_BACKWARD) >= 0) {
      avcodec_flush_buffers(codec);
      position = -1;
      isFirstAfterSeek = true;
    } else {
      input.check(
          av_seek_frame(input.format(), stream.index(), startTime(), AVSEEK_FLAG_BACKWARD),
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

  private void run() throws IOException {
    int status;
    while ((status = av_read_frame(input.format(), packet)) >= 0) {
      if (packet.stream_index() == stream.index()) {
        decodePacket();
      }
      av_packet_unref(packet);
      if (isSegmentDone()) {
        return;
      }
    }
    input.requireRead();
    if (status != AVERROR_EOF) {
      refuse(status);
    }
    decode(null);
  }

  private void decodePacket() throws IOException {
    if (isMp3()) {
      mp3Checksums.add(packet.data().capacity(packet.size()).asByteBuffer());
    }
    decode(packet);
  }

  /** Decodes one packet; null, FFmpeg's own sign, drains the decoder. */
  private void decode(AVPacket next) throws IOException {
    int sent = avcodec_send_packet(codec, next);
    if (sent != AVERROR_EOF) {
      refuse(sent);
    }
    while (true) {
      int received = avcodec_receive_frame(codec, frame);
      if (received == AVERROR_EAGAIN() || received == AVERROR_EOF) {
        return;
      }
      refuse(received);
      if (received < 0) {
        return;
      }
      if (isChecked() && frame.decode_error_flags() != 0) { // it filled a gap with a guess
        refuse(AVERROR_INVALIDDATA);
      }
      append();
    }
  }

  /**
   * MP3 often begins with frames that lean on missing ones, or with a stray tag; and behind all the
   * samples of a file that says how many it has, there may be a tag, too.
   */
  private void refuse(int status) throws IOException {
    boolean isBehindTheEnd = declaredSamples() > 0 && position >= declaredSamples();
    if (!isMp3() && !isBehindTheEnd) {
      input.check(status, "truncated or damaged after " + position + " samples");
    }
  }

  private boolean isMp3() {
    return codec.codec_id() == AV_CODEC_ID_MP3;
  }

  private boolean isChecked() {
    return CHECKED_CODECS.contains(codec.codec_id());
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
    PcmFrame pcm = PcmFrame.of(file, frame);
    digest.ifPresent(all -> all.add(pcm));
    pcm.addTo(mono, from, to);
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

  /** The end of the file was reached: is it where it ought to be, and all as it was written? */
  private void requireWhole() throws IOException {
    boolean isLossy = (avcodec_descriptor_get(codec.codec_id()).props() & AV_CODEC_PROP_LOSSY) != 0;
    if (position >= 0 && position < declaredSamples() - (isLossy ? LOSSY_TOLERANCE : 0)) {
      throw Truncation.of(file, position, declaredSamples());
    }
    if (digest.isPresent() && digest.get().isWrong()) {
      throw Damage.of(file, "its sound");
    }
    if (mp3Checksums.areBroken()) {
      throw Damage.of(file, mp3Checksums.broken() + " of its frames");
    }
    if (mono.size() == 0 && segment.start() > 0) {
      double length = position < 0 ? seconds(stream.duration()) : (double) position / sampleRate;
      throw AudioFiles.startsBehindTheEnd(file, length, segment);
    }
  }

  /** How many samples the file says to have; 0 if it doesn't. */
  private long declaredSamples() {
    boolean isDeclared =
        input.container().declaresSamples()
            && stream.duration() != AV_NOPTS_VALUE
            && stream.duration() < MAX_DURATION
            && input.format().duration_estimation_method() == AVFMT_DURATION_FROM_STREAM;
    int rate = sampleRate > 0 ? sampleRate : stream.codecpar().sample_rate();
    return isDeclared ? Math.round(seconds(stream.duration()) * rate) : 0;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    av_packet_free(packet);
    if (codec != null) {
      avcodec_free_context(codec);
    }
  }
}
