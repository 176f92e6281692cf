package org.mast4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTest {
  @Test
  void isWhatLinuxTells() {
    List<String> thread =
        List.of(
            "model name\t: Some CPU",
            "physical id\t: 0",
            "core id\t\t: 0",
            "flags\t\t: fpu amx_bf16 avx2 avx512_bf16 fma");
    List<String> otherSocket = List.of("model name\t: Some CPU", "physical id\t: 1", "core id : 0");
    List<String> info =
        List.of(thread, thread, otherSocket, otherSocket).stream().flatMap(List::stream).toList();
    assertThat(Cpu.of(info, 4))
        .isEqualTo(new Cpu("Some CPU", List.of("avx2", "fma", "avx512_bf16", "amx_bf16"), 2, 4));
  }

  @Test
  void isJavasWhereLinuxTellsNothing() {
    assertThat(Cpu.of(List.of(), 8))
        .isEqualTo(new Cpu(System.getProperty("os.arch"), List.of(), 8, 8));
  }

  @Test
  void flagsAreTheWordsOfALine() {
    assertThat(Cpu.words(" fma avx2\tavx512f")).containsExactly("avx2", "avx512f", "fma");
    assertThat(Cpu.words("")).isEmpty();
  }
}
