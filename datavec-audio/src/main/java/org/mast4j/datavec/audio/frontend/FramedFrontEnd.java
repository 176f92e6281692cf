package org.mast4j.datavec.audio.frontend;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntFunction;
import org.mast4j.datavec.audio.Waveform;

/**
 * What both front ends do alike: mel power of a clip's frames, a block of frames at a time, whose
 * samples, bins and filters are rows with a value of each frame. So all of it but the logarithm
 * runs in vector instructions.
 */
abstract class FramedFrontEnd implements FrontEnd {

  /** Beyond this the loops over a row are no faster. */
  private static final int MOST_FRAMES = 128;

  /** Of a block, so that it stays in a core's cache: 1 MiB. */
  private static final int MOST_SAMPLES = 1 << 17;

  private final FrontEndConfig config;
  private final PowerSpectra spectra;
  private final MelFilters filters;
  private final int frameSamples;
  private final int blockFrames;

  /** Memory that no call uses at present. */
  private final BlockingQueue<Block> idle =
      new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

  /**
   * @param frameSamples how many samples of the clip a frame reads; the FFT's others are zeros
   */
  FramedFrontEnd(FrontEndConfig config, MelFilters filters, int frameSamples) {
    this.config = config;
    this.spectra = new PowerSpectra(config.fftSize());
    this.filters = filters;
    this.frameSamples = frameSamples;
    this.blockFrames = Math.max(1, Math.min(MOST_FRAMES, MOST_SAMPLES / config.fftSize()));
  }

  /** Memory of a block of frames. */
  private record Block(
      Framing framing, PowerSpectra.Rows spectra, double[] sums, double[][] energies) {}

  /** How many frames a clip of so many samples has. */
  abstract int frames(int samples);

  /** Where the first frame begins. */
  abstract int start();

  /**
   * Writes windowed frames.
   *
   * @param samples [fftSize, frames]: a row for each of a frame's samples, and rows of zeros
   * @param sums room for a value of each frame
   */
  abstract void window(Framing framing, int frames, double[][] samples, double[] sums);

  /** Makes the mel power of the first {@code count} values what the spectrogram shall have. */
  abstract void level(double[] energies, int count);

  @Override
  public Spectrogram apply(Waveform waveform, int maxFrames, IntFunction<float[]> room) {
    Prepared clip = Prepared.of(waveform, config);
    int frames = Math.min(frames(clip.length()), maxFrames);
    float[] values = room.apply(Spectrogram.length(frames, config.mels()));
    Block block = idle.poll();
    if (block == null) {
      block = newBlock();
    }
    int blocks = (frames + blockFrames - 1) / blockFrames;
    for (int b = 0; b < blocks; b++) {
      int from = (int) ((long) frames * b / blocks);
      int to = (int) ((long) frames * (b + 1) / blocks);
      compute(clip, from, to - from, block);
      write(block.energies(), to - from, values, from * config.mels());
    }
    idle.offer(block);
    return new Spectrogram(values, frames, config.mels());
  }

  @Override
  public FrontEndConfig config() {
    return config;
  }

  private void compute(Prepared clip, int first, int frames, Block block) {
    block.framing().gather(clip, start() + (long) first * config.hopSamples(), frames);
    window(block.framing(), frames, block.spectra().samples(), block.sums());
    spectra.compute(block.spectra(), frames);
    filters.apply(block.spectra().power(), frames, block.energies());
    for (double[] energies : block.energies()) {
      level(energies, frames);
    }
  }

  /** Rows of frames' values become frames. */
  private static void write(double[][] rows, int frames, float[] values, int offset) {
    for (int t = 0; t < frames; t++) {
      int at = offset + t * rows.length;
      for (int m = 0; m < rows.length; m++) {
        values[at + m] = (float) rows[m][t];
      }
    }
  }

  private Block newBlock() {
    return new Block(
        new Framing(frameSamples, config.hopSamples(), blockFrames),
        spectra.rows(blockFrames),
        new double[blockFrames],
        new double[config.mels()][blockFrames]);
  }
}
