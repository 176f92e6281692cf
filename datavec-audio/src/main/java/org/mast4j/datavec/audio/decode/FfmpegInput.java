package org.mast4j.datavec.audio.decode;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_buffer2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXTERNAL;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.internal.io.InputFile;

/**
 * A file as FFmpeg's demuxers see it, fed by Java: so what Java can open can be decoded, whatever
 * its name, and nothing else can be opened.
 */
final class FfmpegInput implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 15;

  /** JavaCPP has room for ten callbacks of a kind: these two serve all inputs, told apart by id. */
  private static final Map<Long, FfmpegInput> OPEN = new ConcurrentHashMap<>();

  private static final Reading READING = new Reading();
  private static final Seeking SEEKING = new Seeking();

  static {
    av_log_set_level(AV_LOG_QUIET); // what it has to say comes as error codes
  }

  private final InputFile in;

  /** Its address is this input's id. */
  private final LongPointer id = new LongPointer(1);

  private final AVIOContext io;
  private final AVFormatContext format;
  private final Container container;

  /** What happened within a callback, through whose native caller nothing may be thrown. */
  private Optional<Throwable> failure = Optional.empty();

  /**
   * Opens a file and finds its streams.
   *
   * @throws AudioException if its format is unknown or not one of {@link Container}, or if its
   *     header is damaged
   */
  FfmpegInput(Path file) throws IOException {
    this.in = InputFile.open(file);
    this.io =
        avio_alloc_context(
            new BytePointer(av_malloc(BUFFER_BYTES)), BUFFER_BYTES, 0, id, READING, null, SEEKING);
    this.format = avformat_alloc_context();
    OPEN.put(id.address(), this);
    try {
      AVInputFormat demuxer = demuxer();
      this.container =
          Container.of(demuxer.name().getString())
              .orElseThrow(
                  () ->
                      new AudioException(
                          file,
                          "not audio that can be decoded: it looks like %s, which is not read;"
                                  .formatted(demuxer.name().getString())
                              + " convert it to wav or flac, or remove it"));
      open(demuxer);
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** By the content; the name decides where that leaves a doubt. */
  private AVInputFormat demuxer() throws IOException {
    AVInputFormat demuxer = new AVInputFormat(null);
    check(
        av_probe_input_buffer2(io, demuxer, String.valueOf(path().getFileName()), null, 0, 0),
        "not audio that can be decoded");
    return demuxer;
  }

  private void open(AVInputFormat demuxer) throws IOException {
    AVDictionary options = new AVDictionary(null);
    format.pb(io);
    try {
      av_dict_set(options, "protocol_whitelist", "none", 0); // a demuxer may not open more files
      check(
          avformat_open_input(format, (String) null, demuxer, options),
          "not audio that can be decoded");
    } finally {
      av_dict_free(options);
    }
    check(avformat_find_stream_info(format, (PointerPointer<?>) null), "has a damaged header");
    long position = in.position(); // which FFmpeg relies on
    container.requireSound(in);
    in.position(position);
  }

  Path path() {
    return in.path();
  }

  AVFormatContext format() {
    return format;
  }

  Container container() {
    return container;
  }

  /**
   * What became of a call to FFmpeg.
   *
   * @param problem what a negative status means
   * @throws IOException of the file that it reads; else an AudioException
   */
  void check(int status, String problem) throws IOException {
    if (status >= 0) {
      return;
    }
    requireRead();
    byte[] reason = new byte[256];
    av_strerror(status, reason, reason.length);
    String text = new String(reason, StandardCharsets.UTF_8).trim();
    throw new AudioException(
        path(), problem + " (FFmpeg: " + text + "); remove it or copy it again");
  }

  /** What looks like the file's end to FFmpeg may have been a failure to read it. */
  void requireRead() throws IOException {
    if (failure.isEmpty()) {
      return;
    }
    if (failure.get() instanceof Error error) {
      throw error;
    }
    throw failure.get() instanceof IOException bad ? bad : new IOException(failure.get());
  }

  @Override
  public void close() throws IOException {
    try {
      avformat_close_input(format);
      av_free(io.buffer()); // maybe another one than the first
      avio_context_free(io);
    } finally {
      OPEN.remove(id.address());
      id.close();
      in.close();
    }
  }

  private int read(BytePointer into, int length) {
    try {
      int count = in.read(into.capacity(length).asByteBuffer());
      return count < 0 ? AVERROR_EOF : count;
    } catch (IOException | RuntimeException | Error e) {
      failure = Optional.of(e);
      return AVERROR_EXTERNAL;
    }
  }

  /** FFmpeg seeks from the start alone, or asks for the size. */
  private long seek(long offset, int whence) {
    if (whence == AVSEEK_SIZE) {
      return in.size();
    }
    in.position(offset);
    return offset;
  }

  private static final class Reading extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer id, BytePointer into, int length) {
      return OPEN.get(id.address()).read(into, length);
    }
  }

  private static final class Seeking extends Seek_Pointer_long_int {
    @Override
    public long call(Pointer id, long offset, int whence) {
      return OPEN.get(id.address()).seek(offset, whence);
    }
  }
}
