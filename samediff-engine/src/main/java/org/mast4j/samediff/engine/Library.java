package org.mast4j.samediff.engine;

import java.util.List;

/**
 * The native library in this process by which an engine computes.
 *
 * @param version such as "3.11.0"
 * @param instructions the widest that it uses on this processor, such as "AVX-512 with AMX"
 * @param limits environment variables that narrow these
 * @param openMp whether its threads are OpenMP's, as many as {@code OMP_NUM_THREADS} says
 */
public record Library(String version, String instructions, List<String> limits, boolean openMp) {
  public Library {
    limits = List.copyOf(limits);
  }
}
