package org.mast4j.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.TokenGrid;

/**
 * One clip at one stroke: a classifier of 35 classes whose grid is as long as the clip.
 *
 * @param model an encoder's name, such as ast-base
 * @param seconds the clip's length
 */
public record LongWork(String model, int seconds) {
  /** What is measured where nobody says. */
  public static final List<LongWork> USUAL = usual();

  /** Of all three, AST's is quadratic to the last operation, MAST's but for rounded grids. */
  private static final int SAMPLE = 600;

  private static final int FRAMES_PER_SECOND = 100;
  private static final int MAXIMUM_SECONDS = 3600;
  private static final Pattern KEY = Pattern.compile("(.+)-([0-9]{1,5})s");

  private static List<LongWork> usual() {
    List<LongWork> works = new ArrayList<>();
    for (String model : List.of("ast-base", "mast-small")) {
      for (int seconds : new int[] {10, 30, 60, 120, 300}) {
        works.add(new LongWork(model, seconds));
      }
    }
    return List.copyOf(works);
  }

  /**
   * The work of a key.
   *
   * @throws IllegalArgumentException telling what a key looks like
   */
  public static LongWork of(String key) {
    Matcher matcher = KEY.matcher(key);
    if (matcher.matches() && Architectures.presets().containsKey(matcher.group(1))) {
      int seconds = Integer.parseInt(matcher.group(2));
      if (seconds >= 1 && seconds <= MAXIMUM_SECONDS) {
        return new LongWork(matcher.group(1), seconds);
      }
    }
    throw new IllegalArgumentException(
        "no long clip \"%s\"; expected an encoder and 1 to %d seconds, such as ast-base-300s"
            .formatted(key, MAXIMUM_SECONDS));
  }

  /** As the command line and the JSON have it: "ast-base-300s". */
  public String key() {
    return model + "-" + seconds + "s";
  }

  /** The encoder for the clip. */
  public EncoderConfig encoder() {
    return encoder(seconds);
  }

  private EncoderConfig encoder(int length) {
    EncoderConfig preset = Architectures.presets().get(model);
    PatchGrid grid = preset.grid();
    return preset.withGrid(PatchGrid.of(grid.mels(), length * FRAMES_PER_SECOND));
  }

  /** Tokens of the first block and of the last one's output, of which the model makes one. */
  public List<Long> tokens() {
    EncoderConfig encoder = encoder();
    List<BlockSize> blocks = encoder.blocks(TokenGrid.of(encoder.grid()));
    int leading = encoder.leadingTokens();
    return List.of(
        (long) leading + blocks.get(0).input().size(),
        (long) leading + blocks.get(blocks.size() - 1).output().size());
  }

  /** Floating-point operations of a call. */
  public double flops() {
    return encoder().flops().whole();
  }

  /** Those of them that grow with the square of the length: attention's. */
  public double quadraticFlops() {
    double curve =
        flops(3 * SAMPLE) - 2 * flops(2 * SAMPLE) + flops(SAMPLE); // twice the quadratic term's
    return curve / 2 * seconds / SAMPLE * seconds / SAMPLE;
  }

  private double flops(int length) {
    return encoder(length).flops().whole();
  }

  /** What our time is to be at most, relative to the best peer's. */
  public OptionalDouble timeGoal() {
    return hasGoal() ? OptionalDouble.of(0.85) : OptionalDouble.empty();
  }

  /** The same of memory. */
  public OptionalDouble memoryGoal() {
    return hasGoal() ? OptionalDouble.of(0.5) : OptionalDouble.empty();
  }

  private boolean hasGoal() {
    return model.equals("ast-base") && seconds == 300;
  }
}
