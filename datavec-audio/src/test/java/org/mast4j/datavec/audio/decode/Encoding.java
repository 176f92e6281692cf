package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.FF_COMPLIANCE_EXPERIMENTAL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** The formats that can be read, each with FFmpeg's encoder of it. */
enum Encoding {
  WAV("wav", "pcm_s16le", AV_SAMPLE_FMT_S16),
  WAV_EXTENSIBLE("s24.wav", "pcm_s24le", AV_SAMPLE_FMT_S32),
  WAV_FLOAT("f32.wav", "pcm_f32le", AV_SAMPLE_FMT_FLT),
  WAV_DOUBLE("f64.wav", "pcm_f64le", AV_SAMPLE_FMT_DBL),
  WAV_A_LAW("alaw.wav", "pcm_alaw", AV_SAMPLE_FMT_S16),
  WAV_MU_LAW("ulaw.wav", "pcm_mulaw", AV_SAMPLE_FMT_S16),
  AIFF("aiff", "pcm_s16be", AV_SAMPLE_FMT_S16),
  AIFF_24("s24.aiff", "pcm_s24be", AV_SAMPLE_FMT_S32),
  AIFC_LITTLE_ENDIAN("sowt.aiff", "pcm_s16le", AV_SAMPLE_FMT_S16),
  AIFC_FLOAT("f32.aiff", "pcm_f32be", AV_SAMPLE_FMT_FLT),
  AIFC_A_LAW("alaw.aiff", "pcm_alaw", AV_SAMPLE_FMT_S16),
  AIFC_MU_LAW("ulaw.aiff", "pcm_mulaw", AV_SAMPLE_FMT_S16),
  AU("au", "pcm_s16be", AV_SAMPLE_FMT_S16),
  AU_FLOAT("f32.au", "pcm_f32be", AV_SAMPLE_FMT_FLT),
  AU_MU_LAW("ulaw.au", "pcm_mulaw", AV_SAMPLE_FMT_S16),
  ADPCM_AIFC("ima4.aiff", "adpcm_ima_qt", AV_SAMPLE_FMT_S16P),
  ADPCM_WAV("ima.wav", "adpcm_ima_wav", AV_SAMPLE_FMT_S16P),
  FLAC("flac", "flac", AV_SAMPLE_FMT_S16),
  MP3("mp3", "libmp3lame", AV_SAMPLE_FMT_FLTP),
  VORBIS("ogg", "vorbis", AV_SAMPLE_FMT_FLTP),
  OPUS("opus", "libopus", AV_SAMPLE_FMT_FLT),
  AAC("m4a", "aac", AV_SAMPLE_FMT_FLTP),
  WAVE64("w64", "pcm_s16le", AV_SAMPLE_FMT_S16),
  FLAC_24("s24.flac", "flac", AV_SAMPLE_FMT_S32),
  OGG_FLAC("oga", "flac", AV_SAMPLE_FMT_S16),
  MATROSKA_FLAC("mka", "flac", AV_SAMPLE_FMT_S16),
  WEBM_OPUS("webm", "libopus", AV_SAMPLE_FMT_FLT),
  CAF("caf", "pcm_s16le", AV_SAMPLE_FMT_S16),
  CAF_ALAC("alac.caf", "alac", AV_SAMPLE_FMT_S16P),
  WAVPACK("wv", "wavpack", AV_SAMPLE_FMT_S16P),
  ADTS("aac", "aac", AV_SAMPLE_FMT_FLTP),
  WMA("wma", "wmav2", AV_SAMPLE_FMT_FLTP),
  AC3("ac3", "ac3", AV_SAMPLE_FMT_FLTP),
  MP2("mp2", "mp2", AV_SAMPLE_FMT_S16);

  private static final int RATE = 48_000;
  private static final int PCM_FRAME = 1024;

  private final String ending;
  private final String encoder;
  private final int sampleFormat;

  Encoding(String ending, String encoder, int sampleFormat) {
    this.ending = ending;
    this.encoder = encoder;
    this.sampleFormat = sampleFormat;
  }

  boolean isLossy() {
    return switch (this) {
      case MP3, MP2, VORBIS, OPUS, WEBM_OPUS, AAC, ADTS, WMA, AC3 -> true;
      default -> false;
    };
  }

  /** Writes a rising tone with some noise on the left, a steady tone on the right, at 48 kHz. */
  Path write(Path folder, int seconds) {
    av_log_set_level(AV_LOG_QUIET);
    Path file = folder.resolve("clip." + ending);
    AVFormatContext container = new AVFormatContext(null);
    check(
        avformat_alloc_output_context2(
            container, (AVOutputFormat) null, (String) null, file.toString()));
    AVCodec codec = avcodec_find_encoder_by_name(encoder);
    AVStream stream = avformat_new_stream(container, codec);
    AVCodecContext context = avcodec_alloc_context3(codec);
    AVRational step = new AVRational().num(1).den(RATE);
    context.sample_rate(RATE).sample_fmt(sampleFormat).time_base(step);
    context.strict_std_compliance(FF_COMPLIANCE_EXPERIMENTAL); // FFmpeg's own Vorbis encoder
    if (this == AAC || this == ADTS) {
      // noise that the decoder makes up differs from run to run
      check(av_opt_set(context.priv_data(), "aac_pns", "0", 0));
    }
    av_channel_layout_default(context.ch_layout(), 2);
    if ((container.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(avcodec_open2(context, codec, (PointerPointer<?>) null));
    check(avcodec_parameters_from_context(stream.codecpar(), context));
    stream.time_base(step);
    AVIOContext io = new AVIOContext(null);
    check(avio_open(io, file.toString(), AVIO_FLAG_WRITE));
    container.pb(io);
    check(avformat_write_header(container, (PointerPointer<?>) null));
    Random noise = new Random(1);
    int frameSamples = context.frame_size() > 0 ? context.frame_size() : PCM_FRAME;
    for (int start = 0; start < seconds * RATE; start += frameSamples) {
      AVFrame frame = av_frame_alloc();
      frame.nb_samples(Math.min(frameSamples, seconds * RATE - start));
      frame.format(sampleFormat).sample_rate(RATE).pts(start);
      av_channel_layout_default(frame.ch_layout(), 2);
      check(av_frame_get_buffer(frame, 0));
      fill(frame, start, noise);
      check(avcodec_send_frame(context, frame));
      writePackets(container, stream, context);
      av_frame_free(frame);
    }
    check(avcodec_send_frame(context, null));
    writePackets(container, stream, context);
    check(av_write_trailer(container));
    avio_closep(io);
    avcodec_free_context(context);
    avformat_free_context(container);
    return file;
  }

  private static void writePackets(
      AVFormatContext container, AVStream stream, AVCodecContext context) {
    AVPacket packet = av_packet_alloc();
    while (avcodec_receive_packet(context, packet) >= 0) {
      av_packet_rescale_ts(packet, context.time_base(), stream.time_base());
      check(av_interleaved_write_frame(container, packet));
    }
    av_packet_free(packet);
  }

  private void fill(AVFrame frame, int start, Random noise) {
    boolean planar = av_sample_fmt_is_planar(sampleFormat) != 0;
    ByteBuffer left = plane(frame, 0);
    ByteBuffer right = planar ? plane(frame, 1) : left;
    for (int i = 0; i < frame.nb_samples(); i++) {
      double t = (double) (start + i) / RATE;
      double rising = 0.4 * Math.sin(2 * Math.PI * (200 + 20 * t) * t);
      put(left, rising + 0.02 * noise.nextGaussian());
      put(right, 0.2 * Math.sin(2 * Math.PI * 700 * t));
    }
  }

  private static ByteBuffer plane(AVFrame frame, int index) {
    return new BytePointer(frame.extended_data(index))
        .capacity(16L * frame.nb_samples())
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  private void put(ByteBuffer out, double sample) {
    switch (sampleFormat) {
      case AV_SAMPLE_FMT_S16, AV_SAMPLE_FMT_S16P ->
          out.putShort((short) Math.round(sample * 32767));
      case AV_SAMPLE_FMT_S32 -> out.putInt((int) Math.round(sample * 8388607) << 8);
      case AV_SAMPLE_FMT_DBL -> out.putDouble(sample);
      default -> out.putFloat((float) sample);
    }
  }

  private static void check(int status) {
    assertThat(status).as("FFmpeg's status").isNotNegative();
  }
}
