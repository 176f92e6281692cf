package org.mast4j.classpath.cuda;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instructions that a GPU knows, in NVIDIA's numbers.
 *
 * @param major the generation, such as 8 of Ampere and Ada
 * @param minor such as 9 of Ada
 */
public record ComputeCapability(int major, int minor) {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

  /** Of "8.9"; empty where nvidia-smi doesn't know ("[N/A]"). */
  static Optional<ComputeCapability> parse(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    return numbers.matches()
        ? Optional.of(
            new ComputeCapability(
                Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))))
        : Optional.empty();
  }

  /** Whether machine code for this capability runs on a device: of its generation, not older. */
  boolean runsOn(ComputeCapability device) {
    return major == device.major && minor <= device.minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
